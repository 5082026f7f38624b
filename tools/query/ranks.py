"""customer_rank: where somebody stands among the others, by one or more columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.bank.filters import PREDICTED, Condition, every
from db.bank.query import Slice
from db.bank.references import called
from db.bank.rows import standing
from db.caller import Caller
from db.catalog import Catalog
from db.texts import message
from tools.arguments import RankArguments
from tools.customer.customer_rows import identity, left
from tools.environment import Desk
from tools.query.population import slice_of
from tools.result_types.query import Rank
from tools.results import Finding, Invalid, column_units, jsonable, where_of


def customer_rank(desk: Desk, caller: Caller, asked: RankArguments) -> Finding:
    """The customer's place by each column, within the population (current customers, by default) and the filter."""
    row, _ = desk.customer(asked.customer_id, caller)
    gone = bool(left(row, desk.catalog))
    columns = list(asked.columns) or _usual(desk.catalog, gone)
    population = asked.population or ("all" if gone else "current")
    of = slice_of(desk, caller, asked.where, population, columns=columns)
    values = _values(desk, row, columns)
    _must_rank(desk.catalog, values)
    found, sql = standing(desk.bank, of, values)
    inside = _inside(desk, of, row)
    ranks = [_rank(name, values[name], found[name], inside=inside) for name in values]
    shown = {"columns": {name: jsonable(value) for name, value in values.items()}}
    data = {**identity(row, desk.catalog), "ranks": ranks, "inside": inside, **shown}
    units = column_units(desk.catalog) | {"rank": "rank", "of": "count", "below": "count", "share_below": "share"}
    return Finding(data={**data, **where_of(of.where), "population": of.population}, source=sql, units=units)


def _usual(catalog: Catalog, gone: bool) -> list[str]:
    """By risk and by the value at stake."""
    return [*([] if gone else ["probability"]), *([catalog.value] if catalog.value else [])] or ["probability"]


def _values(desk: Desk, row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    stored = {name: row[f"score.{name}"] for name in PREDICTED}
    known = {**row, **stored}
    if left(row, desk.catalog):
        known["value_at_risk"] = None
    return {name: known[name] for name in dict.fromkeys(columns)}


def _must_rank(catalog: Catalog, values: Mapping[str, Any]) -> None:
    """Invalid where a column has no order, or the customer no value in it."""
    for name, value in values.items():
        spec = catalog.columns.get(name)
        ordered = name != "risk_band" if spec is None else spec.numeric or spec.kind == "date"
        if not ordered or name == catalog.id:
            raise Invalid(message("tools.ranks.no_order", column=called(catalog, name)), column=name)
        if value is None:
            raise Invalid(message("tools.ranks.not_known", column=called(catalog, name)), column=name)


def _inside(desk: Desk, of: Slice, row: Mapping[str, Any]) -> bool:
    """Whether the customer is one of those they are ranked among."""
    this = Condition(desk.catalog.id, "eq", row[desk.catalog.id])
    return desk.bank.count(replace(of, where=every(of.where, this))) > 0


def _rank(column: str, value: Any, counts: tuple[int, int, int], *, inside: bool) -> Rank:
    more, same, known = counts
    below = known - more - same
    return Rank(
        column=column,
        value=jsonable(value),
        rank=more + 1,
        of=known,
        tied=same - inside,
        below=below,
        share_below=below / known if known else None,
    )
