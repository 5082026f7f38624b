"""customer_card, find_customers, score_history: who a customer is, by id or by name, and how their risk moved."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from db.bank.names import by_name
from db.bank.rows import history
from db.caller import Caller
from db.catalog import Catalog
from db.errors import DataProblem
from db.texts import Each
from tools.arguments import CardArguments, CustomerArguments, FindArguments
from tools.customer.customer_rows import columns_shown, identity, risk
from tools.environment import Desk
from tools.results import Finding, NotFound, jsonable

_YEARS = frozenset(["year", "years"])


def customer_card(desk: Desk, caller: Caller, asked: CardArguments) -> Finding:
    """All columns of one customer (an optional one only where it is known), with their score and whether they left.

    What was asked about stands apart as well, under ``asked``.
    """
    row, sql = desk.customer(asked.customer_id, caller)
    return Finding(data=_card(desk, row, asked.columns), source=sql)


def find_customers(desk: Desk, caller: Caller, asked: FindArguments) -> Finding:
    """Customers by name; one is shown as a card, several are choices, a misspelt name is offered back."""
    catalog = desk.catalog
    by_id, sql = desk.customers([asked.name], caller)
    if by_id:
        return Finding(
            data={**_card(desk, by_id[0], asked.columns), "name_asked": asked.name, "match": "id"}, source=sql
        )
    if catalog.name is None:
        names = catalog.columns[catalog.id].names
        raise DataProblem("tools.cards.no_names", id=Each(lambda language: names.shown(language) or catalog.id))
    found = by_name(desk.bank, asked.name, caller, columns=columns_of_choices(catalog), limit=asked.limit)
    if found is None or (asked.exact and found.match == "similar"):
        raise NotFound(name_asked=asked.name)
    if found.total == 1 and found.match != "similar":
        row, sql = desk.customer(str(found.rows[0][catalog.id]), caller)
        card = _card(desk, row, asked.columns)
        return Finding(data={**card, "name_asked": asked.name, "match": found.match}, source=sql)
    data = {"status": "ambiguous", "name_asked": asked.name, "match": found.match}
    return Finding(data={**data, "choices": choices(found.rows, catalog), "total": found.total}, source=found.sql)


def score_history(desk: Desk, caller: Caller, asked: CustomerArguments) -> Finding:
    """The scores a customer has had, newest first, and what changed since the last one."""
    row, _ = desk.customer(asked.customer_id, caller)
    answer = history(desk.bank, row[desk.catalog.id])
    rows = [
        {
            "scored_at": jsonable(r["scored_at"]),
            **{key: r[key] for key in ("probability", "band", "model_version")},
        }
        for r in answer.rows
    ]
    change = None
    if len(answer.rows) > 1:
        new, old = answer.rows[0], answer.rows[1]
        change = {
            "from": old["probability"],
            "to": new["probability"],
            "difference": new["probability"] - old["probability"],
            "since": jsonable(old["scored_at"]),
            "columns": _moved(new, old),
        }
    data = {**identity(row, desk.catalog), "rows": rows, "change": change}
    return Finding(data=data, source=answer.sql, units={"from": "share", "to": "share"})


def telling(catalog: Catalog) -> list[str]:
    """Up to four columns that tell customers of one name apart, as people know them: age and since when, then where.

    Years and dates come first, then categories; other figures only where there is nothing else.
    """
    features = [column for column in catalog.features if column.kind != "money"]
    years = [column for column in features if column.kind == "date" or _YEARS & {column.unit.shown("en") or ""}]
    groups = [column for column in features if column.kind == "category"]
    return [column.name for column in (years[:2] + groups[:2] or features[:3])]


def _card(desk: Desk, row: Mapping[str, Any], asked: Sequence[str] | None = None) -> dict[str, Any]:
    owner = row.get(desk.catalog.owner) if desk.catalog.owner else None
    head = {**identity(row, desk.catalog), "owner": owner}
    described = columns_shown(row, desk.catalog).items()
    told = {name: value for name, value in described if value is not None or desk.catalog.columns[name].required}
    card = {**head, **risk(desk, row), "columns": told}
    if asked:
        predicted = {"probability": card["probability"], "risk_band": card["band"]}
        known = {**row, **predicted, "value_at_risk": card["value_at_risk"]}
        card["asked"] = {name: jsonable(known[name]) for name in dict.fromkeys(asked)}
    return card


def columns_of_choices(catalog: Catalog) -> list[str]:
    """What ``choices`` are made of."""
    roles = (catalog.name, catalog.label.column, catalog.owner)
    return [*(name for name in roles if name is not None), *telling(catalog)]


def choices(rows: Sequence[Mapping[str, Any]], catalog: Catalog) -> list[dict[str, Any]]:
    """Customers of whom one is meant: who each is, and what tells them apart."""
    shown = telling(catalog)
    return [
        {
            **identity(row, catalog),
            "owner": row.get(catalog.owner) if catalog.owner else None,
            "columns": {name: jsonable(row[name]) for name in shown},
        }
        for row in rows
    ]


def _moved(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, list[Any]] | None:
    """Columns that differ between two scorings: as recorded, or from the inputs of both."""
    if new.get("changes") is not None:
        changes = new["changes"] if isinstance(new["changes"], dict) else json.loads(new["changes"])
        return {str(k): jsonable(v) for k, v in changes.items()}
    after, before = new.get("inputs"), old.get("inputs")
    if not isinstance(after, dict) or not isinstance(before, dict):
        return None
    return {k: [before.get(k), v] for k, v in after.items() if before.get(k) != v}
