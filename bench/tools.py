"""``python -m bench tools [--customers N]``: each tool's time beside the bare SQL of the same question, on one bank.

The bank is made here (the default catalog's columns, random scores), so that a million customers take two minutes.
Printed: median over the runs of the tool (arguments read, SQL, Fact, text for the model), of the statement alone on
the standard library's driver, and their ratio.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from db.bank import NAME_KEY, customers, fold
from db.caller import WHOLE_BANK
from db.catalog import Catalog, read_catalog
from db.engines import bank_engine, bank_writer, state_engine
from db.migrate import upgrade
from db.places import Places
from db.state import now, scores
from tools.catalogue import call
from tools.context import ToolContext
from tools.desk import Desk

LIMITS = "LIMIT 10"
BANDS = " ".join(f"WHEN Age < {cut} THEN {i}" for i, cut in enumerate((30, 40, 50, 60)))
JOIN = "JOIN state.scores s ON CustomerId = CAST(s.customer_id AS INTEGER)"
CURRENT = "(Exited != '1' OR Exited IS NULL)"
QUESTIONS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("customer_card", {"customer_id": "ID"}, "SELECT * FROM customers WHERE CustomerId = ID"),
    ("find_customers", {"name": "quispe"}, "SELECT * FROM customers WHERE _name_key = 'quispe' LIMIT 10"),
    ("find_customers", {"name": "quisqe"}, "SELECT DISTINCT _name_key FROM customers WHERE _name_key LIKE 'qui%'"),
    ("watch_list", {}, f"SELECT * FROM customers {JOIN} WHERE {CURRENT} ORDER BY s.value_at_risk DESC {LIMITS}"),
    ("portfolio", {"measures": ["churn_rate"]}, "SELECT avg(Exited = '1') FROM customers"),
    (
        "portfolio",
        {"measures": ["churn_rate"], "groups": ["Geography"]},
        "SELECT Geography, avg(Exited = '1') FROM customers GROUP BY 1",
    ),
    (
        "portfolio",
        {"measures": ["churn_rate"], "groups": ["Age", "Geography"]},
        f"SELECT CASE {BANDS} ELSE 4 END, Geography, avg(Exited = '1') FROM customers GROUP BY 1, 2",
    ),
    (
        "portfolio",
        {"measures": ["mean(Balance)"], "where": {"all": [{"Gender": "Female"}, {"Geography": "Spain"}]}},
        "SELECT avg(Balance) FROM customers WHERE Gender = 'Female' AND Geography = 'Spain'",
    ),
    (
        "portfolio",
        {"measures": ["median(Balance)"]},
        "SELECT avg(v) FROM (SELECT Balance v, row_number() OVER (ORDER BY Balance) r, count(*) OVER () c "
        "FROM customers WHERE Balance IS NOT NULL) WHERE r IN ((c + 1) / 2, (c + 2) / 2)",
    ),
    (
        "portfolio",
        {"measures": ["mean_risk"], "groups": ["Geography"]},
        f"SELECT Geography, avg(s.probability) FROM customers {JOIN} WHERE {CURRENT} GROUP BY 1",
    ),
    ("list_customers", {"order_by": "Balance"}, f"SELECT * FROM customers ORDER BY Balance DESC {LIMITS}"),
    (
        "list_customers",
        {"where": {"Age": {"gt": 60}}, "order_by": "CreditScore"},
        f"SELECT *, (SELECT count(*) FROM customers WHERE Age > 60) FROM customers WHERE Age > 60 "
        f"ORDER BY CreditScore DESC {LIMITS}",
    ),
    ("distribution", {"column": "Geography"}, "SELECT Geography, count(*) FROM customers GROUP BY 1"),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench tools", description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--home", type=Path, help="a bank made by an earlier run, or where to keep this one")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        print(f"{asked.customers:,} customers\n{'tool ms':>9} {'SQL ms':>9} {'ratio':>6}  question")
        ours, bare = measure(home, asked.customers, asked.runs)
    print(f"median {statistics.median(ours):.1f} ms, p95 {_p95(ours):.0f} ms; ", end="")
    print(f"bare SQL median {statistics.median(bare):.1f} ms, p95 {_p95(bare):.0f} ms")
    return 0


def measure(home: Path, n: int, runs: int) -> tuple[list[float], list[float]]:
    """Prints one line per question; every single time (ms) of the tools and of the bare SQL."""
    catalog = read_catalog()
    places = places_in(home)
    if not (home / "bank.db").is_file():
        make_bank(places, catalog, n)
    desk = Desk(catalog, places, bank_engine(places), state_engine(places), None)
    bare = sqlite3.connect(f"file:{home / 'bank.db'}?mode=ro", uri=True)
    bare.execute(f"ATTACH 'file:{home / 'state.db'}?mode=ro' AS state")
    bare.execute("PRAGMA mmap_size = 1073741824")
    every: tuple[list[float], list[float]] = ([], [])
    for tool, arguments, sql in QUESTIONS:
        given = {key: str(n // 2) if value == "ID" else value for key, value in arguments.items()}
        ours = timed(lambda t=tool, g=given: _called(desk, t, g), runs)  # type: ignore[misc]
        statement = sql.replace("= ID", f"= {n // 2}")
        theirs = timed(lambda q=statement: bare.execute(q).fetchall(), runs)  # type: ignore[misc]
        every[0].extend(ours)
        every[1].extend(theirs)
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"{a:9.1f} {b:9.1f} {a / b:6.1f}  {tool} {arguments}", flush=True)
    return every


def _called(desk: Desk, tool: str, arguments: dict[str, Any]) -> None:
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), tool, arguments)
    assert fact is not None and fact.data.get("status") in (None, "ambiguous", "not_found"), text


def timed(work: Callable[[], Any], runs: int) -> list[float]:
    """Milliseconds of each run, after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return times


def places_in(home: Path) -> Places:
    """An installation on SQLite under ``home``."""
    home.mkdir(parents=True, exist_ok=True)
    return Places(
        home=home,
        bank_url=f"sqlite:///{home}/bank.db",
        state_url=f"sqlite:///{home}/state.db",
        catalog=home / "catalog.yaml",
        mlflow_uri=f"sqlite:///{home}/mlflow.db",
    )


def make_bank(places: Places, catalog: Catalog, n: int) -> None:
    """``n`` random customers with random scores."""
    upgrade(places)
    table = customers(catalog)
    writer, state = bank_writer(places), state_engine(places)
    with writer.begin() as connection, state.begin() as kept:
        table.metadata.create_all(connection)
        for rows in _chunks(catalog, n):
            connection.execute(insert(table), [row for row, _ in rows])
            kept.execute(insert(scores), [score for _, score in rows])
        connection.exec_driver_sql("ANALYZE")
    writer.dispose()
    state.dispose()


def _chunks(catalog: Catalog, n: int, size: int = 20_000) -> Iterator[list[tuple[dict[str, Any], dict[str, Any]]]]:
    chance = random.Random(0)
    names = ["".join(chance.choices("aeiourstlnmqp", k=chance.randint(4, 9))).title() for _ in range(3_000)]
    names[0] = "Quispe"
    for start in range(1, n + 1, size):
        yield [_row(catalog, i, chance, names) for i in range(start, min(start + size, n + 1))]


def _row(catalog: Catalog, i: int, chance: random.Random, names: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    row: dict[str, Any] = {}
    for column in catalog.columns.values():
        if column.values:
            row[column.name] = chance.choice(list(column.values))
        elif column.numeric:
            low, high = column.range
            value = chance.uniform(low or 0, high or 200_000)
            row[column.name] = int(value) if column.kind == "integer" else round(value, 2)
        else:
            row[column.name] = chance.choice(names) if column.name == catalog.name else None
    row |= {catalog.id: i, NAME_KEY: fold(row[catalog.name or ""])}
    p = chance.random()
    at_risk = None if row[catalog.label.column] == catalog.label.positive else p * row[catalog.value or ""]
    score = {"customer_id": str(i), "probability": p, "band": catalog.risk_bands.of(p), "value_at_risk": at_risk}
    return row, {**score, "model_version": "bench", "scored_at": now()}


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]
