"""distribution: how one column is spread: quartiles and a histogram of a number, the values of a category."""

from typing import Any

from db.bank.figures import Figure, figures, measure_name
from db.bank.figures import N as COUNT
from db.bank.filters import PREDICTED
from db.bank.groupings import Grouping, band_ends, group_name, groups_in_all
from db.bank.quantiles import quantiles
from db.bank.query import Slice
from db.caller import Caller
from tools.arguments import DistributionArguments
from tools.environment import Desk
from tools.measure_arguments import Group
from tools.query.bands import band, nice_bands
from tools.query.population import slice_of
from tools.query.portfolio import grouping
from tools.results import Finding, column_units, jsonable, where_of

_VALUES = 30


def distribution(desk: Desk, caller: Caller, asked: DistributionArguments) -> Finding:
    """Quartiles and bins of a number; customers, share and churn rate of each value of anything else."""
    of = slice_of(desk, caller, asked.where, asked.population, columns=[asked.column])
    column = desk.catalog.columns.get(asked.column)
    numeric = asked.column != "risk_band" if column is None else column.numeric and asked.column != desk.catalog.id
    data, source = _number(desk, of, asked) if numeric else _category(desk, of, asked.column)
    data = {"column": asked.column, **data, **where_of(of.where), "population": of.population}
    unit = {"probability": "share", "value_at_risk": "money"}.get(asked.column)
    units = column_units(desk.catalog)
    named = ("min", "max", "mean", "median", "q1", "q3", *(("from", "to") if unit == "share" else ()))
    of_values = {key: unit or units.get(asked.column, "") for key in named}
    return Finding(data=data, source=source, units=units | (of_values if numeric else {}))


def _number(desk: Desk, of: Slice, asked: DistributionArguments) -> tuple[dict[str, Any], str]:
    name = asked.column
    stats = figures(desk.bank, of, [Figure(measure=m, column=name) for m in ("min", "max", "mean")]).total
    low, high, mean = (stats[measure_name(i)] for i in range(3))
    at = quantiles(desk.bank, of, name, (0.25, 0.5, 0.75)).get((), (None, None, None))
    group = _bins(desk, of, asked, low, high)
    found = figures(desk.bank, of, (), [group])
    counts = {row[group_name(0)]: row[COUNT] for row in found.rows}
    missing = counts.pop(None, 0)
    known = sum(counts.values())
    column = desk.catalog.columns.get(name)
    whole = group.bands is None or (column is not None and column.kind == "integer")
    ends = list(enumerate(band_ends(group.bands))) if group.bands else [(v, (v, v + 1)) for v in sorted(counts)]
    bins = [
        {
            **band(start, end, whole=whole),
            "customers": counts.get(key, 0),
            "share": counts.get(key, 0) / known if known else None,
        }
        for key, (start, end) in ends
    ]
    data = {"kind": "number", "customers": known, "missing": missing, "min": low, "max": high, "mean": mean}
    return {**data, "median": at[1], "q1": at[0], "q3": at[2], "bins": bins}, found.sql


def _bins(desk: Desk, of: Slice, asked: DistributionArguments, low: float | None, high: float | None) -> Grouping:
    """The bins asked for (their cut points, or how many), else those in which the portfolio splits the column."""
    asked_for = asked.bins or ()
    if len(asked_for) == 1 and asked_for[0] >= 2:
        return Grouping(column=asked.column, bands=nice_bands(low, high, int(asked_for[0])) or (float(low or 0),))
    if asked_for:
        return Grouping(column=asked.column, bands=asked_for)
    return grouping(desk, of, Group.model_construct(column=asked.column, bands=None))


def _category(desk: Desk, of: Slice, name: str) -> tuple[dict[str, Any], str]:
    group = Grouping(column=name)
    measures = [] if name in PREDICTED or name == desk.catalog.label.column else [Figure(measure="churn_rate")]
    found = figures(desk.bank, of, measures, [group])
    every = sum(row[COUNT] for row in found.rows)
    missing = sum(row[COUNT] for row in found.rows if row[group_name(0)] is None)
    rows = sorted(
        (r for r in found.rows if r[group_name(0)] is not None), key=lambda r: (-r[COUNT], str(r[group_name(0)]))
    )
    values = [
        {
            "value": jsonable(row[group_name(0)]),
            "customers": row[COUNT],
            "share": row[COUNT] / (every - missing),
            **({"churn_rate": row[measure_name(0)]} if measures else {}),
        }
        for row in rows[:_VALUES]
    ]
    in_all = groups_in_all(desk.bank, of, [group]) if found.more else len(found.rows)
    data = {"kind": "category", "customers": every - missing, "missing": missing, "values": values}
    return {**data, "distinct": in_all - bool(missing), "shown": len(values)}, found.sql
