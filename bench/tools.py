"""``python -m bench tools [--customers N]``: each tool's time beside the bare SQL of the same question, on one bank.

The bank is made here (the default catalog's columns, random scores), so that a million customers take two minutes.
Printed: median over the runs of the tool (arguments read, SQL, Fact, text for the model), of the bare statements on the
standard library's driver (the best a person would write who knows the indexes), and their ratio, by the clock and by
CPU time, which a busy machine disturbs less.
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

from db.bank.table import NAME_KEY, customers
from db.caller import WHOLE_BANK
from db.catalog import Catalog, read_catalog
from db.engines import bank_engine, bank_writer, state_engine
from db.places import Places
from db.state import now, scores
from db.state.migrate import upgrade
from db.text import fold
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import call

BANDS = " ".join(f"WHEN Age < {cut} THEN {i}" for i, cut in enumerate((30, 40, 50, 60)))
MONEY = " ".join(f"WHEN Balance < {cut} THEN {i}" for i, cut in enumerate((1, 50_000, 100_000, 150_000)))
JOIN = "LEFT JOIN state.scores s ON CustomerId = CAST(s.customer_id AS BIGINT)"
WALK = "state.scores s CROSS JOIN customers ON CustomerId = CAST(s.customer_id AS INTEGER)"
CURRENT = "(Exited != '1' OR Exited IS NULL)"
RISKS = "sum(s.value_at_risk), avg(s.band = 'high'), avg(s.probability), count(s.value_at_risk)"
GERMANS = f"{CURRENT} AND Geography = 'Germany'"
SPANISH = f"{CURRENT} AND Geography = 'Spain'"


def quantile(column: str, q: float, where: str = "true") -> str:
    """A quantile by stepping to its rank (two rows, without the interpolation)."""
    known = f"{column} IS NOT NULL AND {where}"
    rank = f"(SELECT CAST({q} * (count({column}) - 1) AS INTEGER) FROM customers WHERE {where})"
    return f"SELECT {column} FROM customers WHERE {known} ORDER BY {column} LIMIT 2 OFFSET {rank}"


def spread(column: str, bands: str, where: str = "true") -> tuple[str, ...]:
    """Ends and mean, quartiles, and the histogram."""
    ends = f"SELECT min({column}), max({column}), avg({column}), count({column}) FROM customers WHERE {where}"
    counts = f"SELECT CASE {bands} ELSE 9 END, count(*) FROM customers WHERE {where} GROUP BY 1"
    return ends, *(quantile(column, q, where) for q in (0.25, 0.5, 0.75)), counts


Question = tuple[str, dict[str, Any], tuple[str, ...]]
QUESTIONS: tuple[Question, ...] = (
    ("customer_card", {"customer_id": "ID"}, ("SELECT * FROM customers WHERE CustomerId = ID",)),
    ("find_customers", {"name": "quispe"}, ("SELECT * FROM customers WHERE _name_key = 'quispe' LIMIT 10",)),
    ("find_customers", {"name": "quisqe"}, ("SELECT DISTINCT _name_key FROM customers WHERE _name_key LIKE 'qui%'",)),
    (
        "watch_list",
        {},
        (
            f"SELECT * FROM {WALK} WHERE {CURRENT} ORDER BY s.value_at_risk DESC LIMIT 10",
            f"SELECT {RISKS} FROM customers {JOIN} WHERE {CURRENT}",
        ),
    ),
    (
        "watch_list",
        {"where": {"Geography": "Germany"}},
        (
            f"SELECT * FROM {WALK} WHERE {GERMANS} ORDER BY s.value_at_risk DESC LIMIT 10",
            f"SELECT {RISKS} FROM customers {JOIN} WHERE {GERMANS}",
        ),
    ),
    ("portfolio", {"measures": ["churn_rate"]}, ("SELECT avg(Exited = '1') FROM customers",)),
    (
        "portfolio",
        {"measures": ["churn_rate"], "groups": ["Geography"]},
        ("SELECT Geography, avg(Exited = '1') FROM customers GROUP BY 1",),
    ),
    (
        "portfolio",
        {"measures": ["churn_rate"], "groups": ["Age", "Geography"]},
        (f"SELECT CASE {BANDS} ELSE 4 END, Geography, avg(Exited = '1') FROM customers GROUP BY 1, 2",),
    ),
    (
        "portfolio",
        {"measures": ["churn_rate", "mean(Balance)"], "groups": ["Geography", "Gender"]},
        ("SELECT Geography, Gender, avg(Exited = '1'), avg(Balance) FROM customers GROUP BY 1, 2",),
    ),
    (
        "portfolio",
        {"measures": ["churn_rate"], "groups": ["Balance"]},
        (f"SELECT CASE {MONEY} ELSE 4 END, avg(Exited = '1') FROM customers GROUP BY 1",),
    ),
    (
        "portfolio",
        {"measures": ["mean(Balance)"], "where": {"all": [{"Gender": "Female"}, {"Geography": "Spain"}]}},
        ("SELECT avg(Balance) FROM customers WHERE Gender = 'Female' AND Geography = 'Spain'",),
    ),
    ("portfolio", {"measures": ["median(Balance)"]}, (quantile("Balance", 0.5),)),
    (
        "portfolio",
        {"measures": ["median(Balance)"], "groups": ["Geography"]},
        (
            *(quantile("Balance", 0.5, f"Geography = '{value}'") for value in ("France", "Germany", "Spain")),
            quantile("Balance", 0.5),
        ),
    ),
    (
        "portfolio",
        {"measures": ["mean_risk"], "groups": ["Geography"]},
        (f"SELECT Geography, avg(s.probability) FROM customers {JOIN} WHERE {CURRENT} GROUP BY 1",),
    ),
    (
        "portfolio",
        {"measures": ["mean_risk"], "groups": ["Age", "Gender"]},
        (
            f"SELECT CASE {BANDS} ELSE 4 END, Gender, avg(s.probability) FROM customers {JOIN} "
            f"WHERE {CURRENT} GROUP BY 1, 2",
        ),
    ),
    (
        "portfolio",
        {"measures": ["customers", "value_at_risk"], "groups": ["risk_band"]},
        (f"SELECT s.band, count(*), sum(s.value_at_risk) FROM customers {JOIN} WHERE {CURRENT} GROUP BY 1",),
    ),
    (
        "list_customers",
        {"order_by": "Balance"},
        ("SELECT * FROM customers ORDER BY Balance DESC LIMIT 10", "SELECT count(*) FROM customers"),
    ),
    (
        "list_customers",
        {"order_by": "Tenure", "order": "asc"},
        ("SELECT * FROM customers ORDER BY Tenure, CustomerId LIMIT 10", "SELECT count(*) FROM customers"),
    ),
    (
        "list_customers",
        {"where": {"Age": {"gt": 60}}, "order_by": "CreditScore"},
        (
            "SELECT * FROM customers WHERE Age > 60 ORDER BY CreditScore DESC LIMIT 10",
            "SELECT count(*) FROM customers WHERE Age > 60",
        ),
    ),
    (
        "list_customers",
        {"where": {"all": [{"Geography": "Spain"}, {"probability": {"gt": 0.9}}]}, "order_by": "probability"},
        (
            f"SELECT * FROM {WALK} WHERE {SPANISH} AND s.probability > .9 ORDER BY s.probability DESC LIMIT 10",
            f"SELECT count(*) FROM customers {JOIN} WHERE {SPANISH} AND s.probability > .9",
        ),
    ),
    (
        "compare",
        {"groups": [{"where": {"Geography": "Spain"}}, {"where": {"Geography": "France"}}]},
        (
            f"SELECT Geography, count(*), avg(Exited = '1'), avg(s.probability) FROM customers {JOIN} "
            "WHERE Geography IN ('Spain', 'France') GROUP BY 1",
            "SELECT count(*) FROM customers",
        ),
    ),
    ("distribution", {"column": "Geography"}, ("SELECT Geography, count(*) FROM customers GROUP BY 1",)),
    ("distribution", {"column": "Balance"}, spread("Balance", MONEY)),
    (
        "distribution",
        {"column": "Balance", "where": {"Gender": "Female"}},
        spread("Balance", MONEY, "Gender = 'Female'"),
    ),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench tools", description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--home", type=Path, help="a bank made by an earlier run, or where to keep this one")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        print(f"{asked.customers:,} customers\n{'tool ms':>9} {'SQL ms':>9} {'ratio':>6} {'CPU':>6}  question")
        ours, bare = measure(home, asked.customers, asked.runs)
    for name, figure in (("median", statistics.median), ("p95", _p95)):
        wall, cpu = ((figure([t[i] for t in ours]), figure([t[i] for t in bare])) for i in (0, 1))
        print(f"{name} {wall[0]:.1f} ms, bare SQL {wall[1]:.1f} ms: {wall[0] / wall[1]:.2f} (at most 1.5)", end="; ")
        print(f"CPU {cpu[0]:.1f} ms, bare SQL {cpu[1]:.1f} ms: {cpu[0] / cpu[1]:.2f}")
    return 0


Times = list[tuple[float, float]]


def measure(home: Path, n: int, runs: int) -> tuple[Times, Times]:
    """Prints one line per question; every single time (ms by the clock and of CPU) of the tools and of the bare SQL."""
    catalog = read_catalog()
    places = places_in(home)
    if not (home / "bank.db").is_file():
        make_bank(places, catalog, n)
    desk = Desk(catalog, places, bank_engine(places), state_engine(places), None)
    bare = sqlite3.connect(f"file:{home / 'bank.db'}?mode=ro", uri=True)
    bare.execute(f"ATTACH 'file:{home / 'state.db'}?mode=ro' AS state")
    bare.execute("PRAGMA mmap_size = 1073741824")
    every: tuple[Times, Times] = ([], [])
    for tool, arguments, statements in QUESTIONS:
        given = {key: str(n // 2) if value == "ID" else value for key, value in arguments.items()}
        asked = [statement.replace("= ID", f"= {n // 2}") for statement in statements]
        ours, theirs = timed(
            lambda t=tool, g=given: _called(desk, t, g),  # type: ignore[misc]
            lambda asked=asked: [bare.execute(q).fetchall() for q in asked],  # type: ignore[misc]
            runs,
        )
        every[0].extend(ours)
        every[1].extend(theirs)
        (a, c), (b, d) = ([statistics.median(column) for column in zip(*t, strict=True)] for t in (ours, theirs))
        print(f"{a:9.1f} {b:9.1f} {a / b:6.1f} {c / d:6.1f}  {tool} {arguments}", flush=True)
    return every


def _called(desk: Desk, tool: str, arguments: dict[str, Any]) -> None:
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), tool, arguments)
    assert fact is not None and fact.data.get("status") in (None, "ambiguous", "not_found"), text


def timed(tool: Callable[[], Any], bare: Callable[[], Any], runs: int) -> tuple[Times, Times]:
    """Milliseconds of each run, by the clock and of CPU; in turns, so that a busy machine is busy for both."""
    times: tuple[Times, Times] = ([], [])
    for run in range(runs + 1):
        for work, kept in zip((tool, bare), times, strict=True):
            began = time.perf_counter(), time.process_time()
            work()
            if run:
                kept.append(((time.perf_counter() - began[0]) * 1000, (time.process_time() - began[1]) * 1000))
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
