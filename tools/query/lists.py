"""watch_list and list_customers: whom to call first, and customers that fit, in an order."""

from collections.abc import Sequence
from typing import Any

from db.bank.figures import Figure, base_name, figures, measure_name
from db.bank.filters import PREDICTED, columns_of
from db.bank.firsts import MOST, RANK, firsts
from db.bank.query import Slice
from db.bank.rows import Listing, listing
from db.caller import Caller
from db.catalog import Catalog
from tools.arguments import ListArguments, WatchArguments
from tools.customer.customer_rows import at_stake, identity, left
from tools.environment import Desk
from tools.query.population import slice_of
from tools.results import Finding, column_units, jsonable, where_of

USEFUL = 4


def watch_list(desk: Desk, caller: Caller, asked: WatchArguments) -> Finding:
    """Current customers, those with most to lose first (or the likeliest to leave)."""
    version = desk.need_scores()
    catalog = desk.catalog
    order_by = asked.order_by or "value_at_risk"
    if catalog.value is None:
        order_by = "probability"
    of = slice_of(desk, caller, asked.where, "current")
    summary = _summary(desk, of)
    total = summary.pop(order_by)
    filtered = [c for c in catalog.columns if c in columns_of(asked.where) and c != catalog.id]
    columns = [*PREDICTED, *(c for c in (catalog.name, catalog.owner, catalog.value) if c), *filtered]
    found = listing(
        desk.bank,
        of,
        columns,
        order_by=order_by,
        order="desc",
        limit=asked.limit,
        offset=asked.offset,
        scored="inner",
        known_only=True,
        total=total,
    )
    rows = [
        {
            "rank": rank,
            **{k: v for k, v in identity(row, catalog).items() if k != "left"},
            "owner": row[catalog.owner] if catalog.owner else None,
            "probability": row["probability"],
            "band": row["risk_band"],
            "value": at_stake(row, catalog),
            "value_at_risk": row["value_at_risk"],
            "columns": {name: jsonable(row[name]) for name in filtered},
        }
        for rank, row in enumerate(found.rows, 1 + asked.offset)
    ]
    data = {
        "rows": rows,
        "total": found.total,
        "shown": len(rows),
        **_page(asked.offset, len(rows), found.total),
        "order_by": order_by,
        **where_of(of.where),
        "population": "current",
        "value_at_risk_total": summary["value_at_risk_total"],
        "high_risk_share": summary["high_risk_share"],
        "mean_risk": summary["mean_risk"],
        **_listed(rows, summary["value_at_risk_total"]),
        "tied": found.tied,
        "model_version": version,
    }
    return Finding(data=data, source=found.sql)


def _summary(desk: Desk, of: Slice) -> dict[str, Any]:
    """Of all current customers that fit: what is at risk, the mean risk, the share in the high band.

    Under ``value_at_risk`` and ``probability``: how many have the one and the other.
    """
    asked = [Figure(measure="high_risk_share"), Figure(measure="mean_risk"), Figure(measure="value_at_risk")]
    row = figures(desk.bank, of, asked).total
    valued = desk.catalog.value is not None
    return {
        "high_risk_share": row[measure_name(0)],
        "mean_risk": row[measure_name(1)],
        "value_at_risk_total": row[measure_name(2)] if valued else None,
        "probability": row[base_name(1)],
        "value_at_risk": row[base_name(2)],
    }


def list_customers(desk: Desk, caller: Caller, asked: ListArguments) -> Finding:
    """The first customers that fit, in an order, with how many there are in all and the ties at the cut-off."""
    catalog = desk.catalog
    spoken = [*asked.columns, asked.order_by, asked.within]
    of = slice_of(desk, caller, asked.where, asked.population, columns=[*spoken, *asked.totals])
    named = {*asked.columns, *asked.totals, *columns_of(of.where)}
    named |= {name for name in (asked.order_by, asked.within) if name}
    if not asked.columns:
        named |= set(_telling(catalog, named))
    hidden = {catalog.id, catalog.name}
    shown = [name for name in (*catalog.columns, *PREDICTED) if name in named and name not in hidden]
    columns = [*([catalog.name] if catalog.name else []), *shown]
    found = _listed_rows(desk, of, columns, asked)
    rows = [
        {
            "rank": row.get(RANK, rank),
            **identity(row, catalog),
            "columns": {name: _unless_left(name, row, desk) for name in shown},
        }
        for rank, row in enumerate(found.rows, 1 + asked.offset)
    ]
    data = {
        "rows": rows,
        "total": found.total,
        "shown": len(rows),
        **_page(asked.offset, len(rows), found.total),
        "order_by": asked.order_by,
        "order": asked.order,
        **({"within": asked.within, "cut": len(rows) == MOST} if asked.within else {}),
        "tied": found.tied,
        **where_of(of.where),
        "population": of.population,
        **_totals(desk, of, asked.totals, rows),
    }
    units = column_units(catalog)
    listed = {
        key: "money" if units.get(name) == "money" else units.get(name, "number")
        for name in asked.totals[:1]
        for key in ("listed", "all")
    }
    return Finding(data=data, source=found.sql, units=listed)


def _listed_rows(desk: Desk, of: Slice, columns: Sequence[str], asked: ListArguments) -> Listing:
    """The first customers in the order, of all or of each value of ``within``."""
    if asked.within is None or asked.order_by is None:
        return listing(
            desk.bank, of, columns, order_by=asked.order_by, order=asked.order, limit=asked.limit, offset=asked.offset
        )
    return firsts(
        desk.bank, of, columns, within=asked.within, order_by=asked.order_by, order=asked.order, limit=asked.limit
    )


def _page(offset: int, shown: int, total: int) -> dict[str, int]:
    """Where a page begins and how many follow it."""
    return {"offset": offset, "more": max(0, total - offset - shown)}


def _listed(rows: list[dict[str, Any]], total: float | None) -> dict[str, Any]:
    """What is at risk with those listed, and their part of all of it."""
    if total is None:
        return {}
    amount = sum(row["value_at_risk"] or 0 for row in rows)
    return {"listed": {"value_at_risk": amount, "share": amount / total if total else None}}


def _totals(desk: Desk, of: Slice, columns: Sequence[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The sum of each column over those listed and over all that fit, and the part that those listed hold."""
    if not columns:
        return {}
    every = figures(desk.bank, of, [Figure(measure="sum", column=name) for name in columns]).total
    found = []
    for i, name in enumerate(columns):
        listed, whole = sum(row["columns"][name] or 0 for row in rows), every[measure_name(i)]
        found.append({"column": name, "listed": listed, "all": whole, "share": listed / whole if whole > 0 else None})
    return {"totals": found}


def _telling(catalog: Catalog, named: set[str]) -> list[str]:
    """A few columns that tell who the customers are, beside those the question named."""
    further = [column.name for column in catalog.features if column.name not in named]
    return further[: max(0, USEFUL - len(named - {catalog.id, catalog.name}))]


def _unless_left(name: str, row: dict[str, Any], desk: Desk) -> Any:
    return None if name == "value_at_risk" and left(row, desk.catalog) else jsonable(row[name])
