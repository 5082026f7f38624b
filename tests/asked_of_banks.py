"""Calls of every tool, generated from a bank's catalog and rows: usual ones, ties, empty results, missing values."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from db.caller import WHOLE_BANK, Caller
from db.catalog import DEFAULT, Catalog, read_catalog
from db.catalog.drafting.infer import infer
from db.load import load_file
from ml.answers.champion import ChurnModel
from tests import other_banks
from tests.tools_banks import CARDS, TELCO, build, cards_frame, desk_at, places_in, scored_up, telco_frame
from tools.environment import Desk

Call = tuple[str, dict[str, Any], Caller]

ODD_NAMES = (
    "Marchand",
    "O'Brien",
    "D’Angelo",
    "de la Cruz",
    "Smith",
    "Smith",
    "`rm -rf`",
    "www.bank.example",
    "ana@bank.example",
    "Núñez-Ortiz",
    "St. John",
    "X",
    "High",
    "May",
    "Müller (Jr.)",
    "*Star*",
    "A|B",
    "Total",
    "42",
    "Germany",
)
ODD_GROUPS = (
    "Cusco",
    "The North",
    "12",
    "3 de Mayo",
    "Overall",
    "branch",
    "Más",
    "`x`",
    "100%",
    "St. Paul",
    "A. B. & C",
)


def odd_catalog() -> Catalog:
    """A bank whose branches and managers are called like numbers, words and customers."""
    return Catalog.model_validate(
        {
            "id": "ref",
            "name": "surname",
            "owner": "manager",
            "value": "deposits",
            "label": {"column": "gone", "positive": "1", "negative": "0"},
            "currency": "USD",
            "columns": {
                "ref": {"kind": "text", "feature": False},
                "surname": {"kind": "text", "names": {"en": ["surname"], "es": ["apellido"]}, "feature": False},
                "manager": {"kind": "category", "names": {"en": ["manager"], "es": ["gestor"]}, "feature": False},
                "branch": {"kind": "category", "names": {"en": ["branch"], "es": ["sucursal"]}},
                "deposits": {"kind": "money", "names": {"en": ["deposits"], "es": ["depósitos"]}},
                "visits": {"kind": "integer", "names": {"en": ["visits"], "es": ["visitas"]}, "actionable": True},
                "loyalty": {"kind": "number", "names": {"en": ["loyalty"], "es": ["fidelidad"]}},
                "joined": {"kind": "date", "names": {"en": ["joined"], "es": ["alta"]}},
                "gone": {"kind": "flag", "names": {"en": ["gone"], "es": ["baja"]}},
            },
        }
    )


def odd_frame(rows: int = 260, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "ref": [f"R{i}-{i % 7}" for i in range(rows)],
            "surname": rng.choice(ODD_NAMES, rows).astype(object),
            "manager": rng.choice(["Antoine Marchand", "Smith", "Eva St. John"], rows).astype(object),
            "branch": rng.choice(ODD_GROUPS, rows).astype(object),
            "deposits": (rng.integers(0, 900, rows) * 100.5).round(2).astype(object),
            "visits": rng.integers(0, 5, rows).astype(object),
            "loyalty": rng.random(rows).round(2).astype(object),
            "joined": (pd.to_datetime("2019-01-01") + pd.to_timedelta(rng.integers(0, 1500, rows), unit="D")).date,
            "gone": rng.choice(["1", "0"], rows, p=[0.25, 0.75]).astype(object),
        }
    )
    for column in ("deposits", "branch", "loyalty", "joined"):
        frame.loc[rng.random(rows) < 0.06, column] = None
    return frame.astype(object).where(frame.notna(), None)


def usual_frame(rows: int = 400, seed: int = 4) -> pd.DataFrame:
    """A table of the packaged catalog's shape with managers, some of whom are called like customers."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "CustomerId": np.arange(15_600_000, 15_600_000 + rows),
            "Surname": rng.choice(["Marchand", "Hill", "O'Brien", "Ferri", "Smith", "T'ien"], rows),
            "CreditScore": rng.integers(350, 851, rows),
            "Geography": rng.choice(["France", "Germany", "Spain"], rows),
            "Gender": rng.choice(["Male", "Female"], rows),
            "Age": rng.integers(18, 90, rows),
            "Tenure": rng.integers(0, 11, rows),
            "Balance": np.where(rng.random(rows) < 0.3, 0.0, (rng.random(rows) * 200_000).round(2)),
            "NumOfProducts": rng.integers(1, 5, rows),
            "HasCrCard": rng.choice(["0", "1"], rows),
            "IsActiveMember": rng.choice(["0", "1"], rows),
            "EstimatedSalary": (rng.random(rows) * 200_000).round(2),
            "Exited": rng.choice(["0", "1"], rows, p=[0.8, 0.2]),
            "RelationshipManager": rng.choice(["Antoine Marchand", "Smith", "Léa Hill"], rows),
            "ContactNotes": None,
        }
    )
    return frame.astype(object).where(frame.notna(), None)


def built(home: Path, catalog: Catalog, frame: pd.DataFrame) -> Desk:
    places = places_in(home)
    frame = build(places, catalog, frame)
    desk = desk_at(places, catalog)
    desk.model.neighbours = tuple(frame[catalog.id][5:10])  # type: ignore[union-attr]
    return desk


def drafted(home: Path, shape: Callable[[Path], Path]) -> Desk:
    """A bank under the catalog that was drafted from its file, nobody's work."""
    source, file = shape(home / "bank.csv"), home / "draft.yaml"
    file.write_text(infer(str(source)), encoding="utf-8")
    catalog = read_catalog(file)
    places = places_in(home)
    load_file(str(source), places, catalog_file=file)
    desk = desk_at(places, catalog)
    frame = scored_up(places, catalog, pd.read_sql_table(desk.bank.table.name, desk.bank.engine)[[*catalog.columns]])
    desk.model.neighbours = tuple(frame[catalog.id][5:10])  # type: ignore[union-attr]
    return desk


BANKS: dict[str, Callable[[Path], Desk]] = {
    "packaged": lambda home: built(home, read_catalog(DEFAULT), usual_frame()),
    "cards": lambda home: built(home, CARDS, cards_frame(300)),
    "telco": lambda home: built(home, TELCO, telco_frame(300)),
    "odd": lambda home: built(home, odd_catalog(), odd_frame()),
    **{
        name: (lambda home, shape=shape: drafted(home, shape))  # type: ignore[misc]
        for name, shape in other_banks.SHAPES.items()
        if name in {"spanish", "branches", "insurance", "firms"}
    },
}


def asked_of(desk: Desk) -> Iterator[Call]:
    """Calls of every tool but those that read other turns."""
    yield from _of_persons(desk)
    yield from _of_many(desk)
    yield from _of_groups(desk)
    yield from _of_the_system(desk)
    for caller in _managers(desk):
        yield from (
            (tool, asked, caller) for tool, asked, _ in (*_of_persons(desk, caller), *_of_groups(desk, brief=True))
        )


def _managers(desk: Desk) -> list[Caller]:
    owner = desk.catalog.owner
    names = (desk.stored_values(owner, WHOLE_BANK) or ())[:2] if owner else ()
    return [Caller(name="rm", role="rm", owner=name) for name in names]


def _frame(desk: Desk, caller: Caller = WHOLE_BANK) -> pd.DataFrame:
    frame = pd.read_sql_table(desk.bank.table.name, desk.bank.engine)
    return frame if caller.owner is None else frame[frame[desk.catalog.owner] == caller.owner]


def _persons(desk: Desk, caller: Caller) -> list[str]:
    """The first of each name (odd ones are one each), somebody with gaps, somebody who left; six otherwise."""
    frame, catalog = _frame(desk, caller), desk.catalog
    first = frame.drop_duplicates(catalog.name).head(24) if catalog.name and caller is WHOLE_BANK else frame.head(4)
    gaps = frame[frame.isna().any(axis=1)].head(2)
    left = frame[frame[catalog.label.column] == catalog.label.positive].head(2)
    return list(dict.fromkeys(str(i) for part in (first, gaps, left) for i in part[catalog.id]))


def _of_persons(desk: Desk, caller: Caller = WHOLE_BANK) -> Iterator[Call]:
    catalog, people = desk.catalog, _persons(desk, caller)
    changeable = [c for c in catalog.features if c.numeric]
    for number, one in enumerate(people):
        yield "customer_card", {"customer_id": one}, caller
        if number % 4 == 0:
            for tool in ("predict_churn",):
                yield tool, {"customer_ids": [one]}, caller
            for tool in ("explain_churn", "score_history", "similar_customers", "retention_options", "customer_rank"):
                yield tool, {"customer_id": one}, caller
            for column in changeable[:2]:
                yield "what_if", {"customer_id": one, "changes": {column.name: 3}}, caller
                yield "customer_card", {"customer_id": one, "columns": [column.name, "probability"]}, caller
    yield "customer_card", {"customer_id": "99999999"}, caller
    yield "predict_churn", {"customer_ids": people[:5]}, caller
    yield "compare", {"customer_ids": people[:2]}, caller
    yield "compare", {"customer_ids": people[:4]}, caller
    if catalog.name:
        names = _frame(desk, caller)[catalog.name].dropna().unique()[:24]
        for name in (*names, "Zzyzx", str(names[0])[:-1] + "q"):
            yield "find_customers", {"name": str(name)}, caller


def _conditions(desk: Desk, caller: Caller = WHOLE_BANK) -> Iterator[dict[str, Any] | None]:
    yield None
    for column in _asked_about(desk):
        if column.kind in ("category", "flag"):
            for value in (desk.stored_values(column.name, WHOLE_BANK) or ())[:12]:
                yield {"column": column.name, "op": "eq", "value": value}
        elif column.numeric:
            yield {"column": column.name, "op": "gt", "value": {"stat": "p90"}}
            yield {"column": column.name, "op": "lt", "value": -5}
        elif column.kind == "date":
            yield {"column": column.name, "op": "eq", "value": "2019-03"}
        yield {"column": column.name, "op": "is_missing"}


def _asked_about(desk: Desk) -> list[Any]:
    """At most two columns of each kind, without id, name and label."""
    catalog, kept = desk.catalog, {}  # type: ignore[var-annotated]
    for column in catalog.columns.values():
        if column.name not in {catalog.id, catalog.name, catalog.label.column} and column.kind != "text":
            kept.setdefault(column.kind, []).append(column)
    return [column for columns in kept.values() for column in columns[:2]]


def _of_many(desk: Desk) -> Iterator[Call]:
    numbers = [c for c in _asked_about(desk) if c.numeric][:2]
    for number, where in enumerate(_conditions(desk)):
        narrowed = {"where": where} if where else {}
        yield "portfolio", {"measures": ["customers"], **narrowed}, WHOLE_BANK
        yield "portfolio", {"measures": ["churn_rate"], **narrowed}, WHOLE_BANK
        if number % 3 == 0:
            yield "list_customers", {"limit": 5, **narrowed}, WHOLE_BANK
            yield "watch_list", {"limit": 5, **narrowed}, WHOLE_BANK
            yield "portfolio", {"measures": ["mean_risk", "high_risk_share"], **narrowed}, WHOLE_BANK
            for column in numbers:
                yield "portfolio", {"measures": [{"measure": "mean", "column": column.name}], **narrowed}, WHOLE_BANK
    for column in _asked_about(desk):
        yield "distribution", {"column": column.name}, WHOLE_BANK
        yield "list_customers", {"order_by": column.name, "limit": 4, "columns": [column.name]}, WHOLE_BANK
        if column.numeric:
            high = {"column": "risk_band", "op": "eq", "value": "high"}
            for order in ("asc", "desc"):
                one = {"order_by": column.name, "order": order, "limit": 1, "where": high}
                yield "list_customers", one, WHOLE_BANK
            yield "concentration", {"column": column.name}, WHOLE_BANK
            yield "concentration", {"column": column.name, "top": 10}, WHOLE_BANK
            for measure in ("sum", "median", "min", "max", "stdev", "distinct"):
                yield "portfolio", {"measures": [{"measure": measure, "column": column.name}]}, WHOLE_BANK
    yield "watch_list", {"order_by": "probability", "limit": 1}, WHOLE_BANK


def _of_groups(desk: Desk, *, brief: bool = False) -> Iterator[Call]:
    columns = _asked_about(desk)
    for column in columns:
        for measures in (["customers"], ["churn_rate"], ["mean_risk"], ["customers", "churn_rate", "mean_risk"]):
            yield "portfolio", {"measures": measures, "groups": [column.name]}, WHOLE_BANK
            if brief:
                break
    yield "watch_list", {"limit": 5}, WHOLE_BANK
    yield "list_customers", {"limit": 5}, WHOLE_BANK
    if brief:
        return
    named = [c for c in columns if c.kind in ("category", "flag")]
    numbers = [c for c in columns if c.numeric]
    for one, other in zip(named, (*named[1:], *numbers[:1]), strict=False):
        yield "portfolio", {"measures": ["churn_rate"], "groups": [one.name, other.name]}, WHOLE_BANK
    for column in named:
        values = (desk.stored_values(column.name, WHOLE_BANK) or ())[:3]
        if len(values) > 1:
            groups = [{"label": v, "where": {"column": column.name, "op": "eq", "value": v}} for v in values]
            yield "compare", {"groups": groups[:2]}, WHOLE_BANK
            yield "compare", {"groups": groups}, WHOLE_BANK
        for number in numbers[:1]:
            measure = {"measure": "mean", "column": number.name}
            yield "portfolio", {"measures": [measure], "groups": [column.name]}, WHOLE_BANK
            share = {"measure": "share", "where": {"column": number.name, "op": "gt", "value": 2}}
            yield "portfolio", {"measures": [share], "groups": [column.name]}, WHOLE_BANK
        having = [{"measure": "customers", "op": "gt", "value": 10**6}]
        yield "portfolio", {"measures": ["customers"], "groups": [column.name], "having": having}, WHOLE_BANK


def _of_the_system(desk: Desk) -> Iterator[Call]:
    one = _persons(desk, WHOLE_BANK)[0]
    yield "model_report", {}, WHOLE_BANK
    trained = isinstance(desk.model, ChurnModel)
    for topic in ("quality", "members", "method", "drivers", "training", "mixture", "limits") if trained else ():
        yield "about_system", {"topic": topic}, WHOLE_BANK
    for term in ("band", "value_at_risk", "churn", *desk.catalog.columns):
        yield "about_system", {"topic": "term", "term": term}, WHOLE_BANK
    for topic in ("reply", "decides", "fields", "self", "export"):
        yield "about_system", {"topic": topic}, WHOLE_BANK
    if trained:
        yield "about_system", {"topic": "agreement", "customer_id": one}, WHOLE_BANK
    yield "propose_record", {"customer_id": one, "kind": "contact", "channel": "visit"}, WHOLE_BANK
    yield (
        "propose_record",
        {"customer_id": one, "kind": "promise", "text": "a call", "day": "2099-12-03"},
        WHOLE_BANK,
    )
    for why in ("no_column", "no_value", "no_dates", "no_place", "other_products", "told_reasons", "other_people"):
        yield "not_used", {"items": [{"text": "in 7 Narnias", "why": why}]}, WHOLE_BANK
        yield "decline", {"topic": "not_available", "asked": "mascotas 12", "why": why}, WHOLE_BANK
    for topic in ("outside", "write", "secret", "future"):
        yield "decline", {"topic": topic}, WHOLE_BANK
    for reason in ("which_customer", "which_column", "unclear"):
        yield "ask_back", {"reason": reason}, WHOLE_BANK
    yield "talk", {}, WHOLE_BANK
