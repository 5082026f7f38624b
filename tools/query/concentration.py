"""concentration: how much of a column's sum the customers with most of it hold, and how few hold a share of it."""

from typing import Any

from db.bank.concentration import Concentration, concentration_of
from db.caller import Caller
from tools.arguments import ConcentrationArguments
from tools.environment import Desk
from tools.query.population import slice_of
from tools.result_types.query import Held
from tools.results import Finding, column_units, where_of

_CURVE = (0.01, 0.05, 0.1, 0.2, 0.5)
_HALF = 0.5


def concentration(desk: Desk, caller: Caller, asked: ConcentrationArguments) -> Finding:
    """Who holds a share of the sum (by default half of it), or what the largest so many hold; and a few more points."""
    column = asked.column or ""
    of = slice_of(desk, caller, asked.where, asked.population, columns=[column])
    found = concentration_of(desk.bank, of, column)
    data: dict[str, Any] = {"column": column, "customers": found.known, "total": found.total}
    data |= {"with_none": found.known - found.positive, "negative": found.negative, "missing": found.missing}
    if found.total > 0:
        data |= {**_asked(found, asked), "curve": [_held(found, round(part * found.known) or 1) for part in _CURVE]}
    data |= {**where_of(of.where), "population": of.population}
    unit = column_units(desk.catalog).get(column, "money" if column == "value_at_risk" else "number")
    counts = dict.fromkeys(("holders", "with_none", "negative"), "count")
    units = {**counts, "holders_share": "share", "total": unit, "amount": unit, "share_asked": "share"}
    return Finding(data=data, source=found.sql, units=units)


def _asked(found: Concentration, asked: ConcentrationArguments) -> dict[str, Any]:
    if asked.top is not None:
        return {"kind": "top", **_held(found, min(asked.top, found.known))}
    if asked.top_percent is not None:
        return {"kind": "top", **_held(found, round(asked.top_percent / 100 * found.known) or 1)}
    share = asked.share or _HALF
    return {"kind": "share", "share_asked": share, **_held(found, found.holders(share))}


def _held(found: Concentration, holders: int) -> Held:
    amount = found.amount(holders)
    return Held(holders=holders, holders_share=holders / found.known, amount=amount, share=amount / found.total)
