"""distribution: how one column is spread: quartiles and a histogram of a number, the values of a category."""

from typing import Any

from db.caller import Caller
from db.query import Slice
from db.query_figures import Figure, figures, measure_name
from db.query_figures import N as COUNT
from db.query_groups import Grouping, band_ends, group_name, groups_in_all
from db.query_quantiles import quantiles
from db.query_where import PREDICTED
from tools.arguments import DistributionArguments
from tools.bands import band, nice_bands
from tools.desk import Desk
from tools.findings import Finding, column_units, jsonable, where_of
from tools.population import default_population, needs_scores

_BINS = 10
_VALUES = 30


def distribution(desk: Desk, caller: Caller, asked: DistributionArguments) -> Finding:
    """Quartiles and bins of a number; customers, share and churn rate of each value of anything else."""
    if needs_scores(where=[asked.where], columns=[asked.column]):
        desk.need_scores()
    population = asked.population or default_population(desk.catalog, where=[asked.where], columns=[asked.column])
    of = Slice(caller=caller, where=asked.where, population=population)
    column = desk.catalog.columns.get(asked.column)
    numeric = asked.column != "risk_band" if column is None else column.numeric and asked.column != desk.catalog.id
    data, source = _number(desk, of, asked) if numeric else _category(desk, of, asked.column)
    data = {"column": asked.column, **data, **where_of(asked.where), "population": population}
    unit = {"probability": "share", "value_at_risk": "money"}.get(asked.column)
    units = column_units(desk.catalog)
    of_values = {key: unit or units.get(asked.column, "") for key in ("min", "max", "mean", "median", "q1", "q3")}
    return Finding(data=data, source=source, units=units | (of_values if numeric else {}))


def _number(desk: Desk, of: Slice, asked: DistributionArguments) -> tuple[dict[str, Any], str]:
    name = asked.column
    stats = figures(desk.bank, of, [Figure(measure=m, column=name) for m in ("min", "max", "mean")]).total
    low, high, mean = (stats[measure_name(i)] for i in range(3))
    at = quantiles(desk.bank, of, name, (0.25, 0.5, 0.75)).get((), (None, None, None))
    bins = asked.bins or ()
    cuts = bins if len(bins) > 1 else nice_bands(low, high, int(bins[0]) if bins else _BINS)
    found = figures(desk.bank, of, (), [Grouping(column=name, bands=cuts or (float(low or 0),))])
    counts = {row[group_name(0)]: row[COUNT] for row in found.rows}
    known = sum(count for key, count in counts.items() if key is not None)
    column = desk.catalog.columns.get(name)
    whole = column is not None and column.kind == "integer"
    rows = [
        {
            **band(start, end, whole=whole),
            "customers": counts.get(i, 0),
            "share": counts.get(i, 0) / known if known else 0,
        }
        for i, (start, end) in enumerate(band_ends(cuts or (float(low or 0),)))
    ]
    data = {"kind": "number", "customers": known, "missing": counts.get(None, 0), "min": low, "max": high, "mean": mean}
    data |= {"median": at[1], "q1": at[0], "q3": at[2], "bins": [r for r in rows if r["customers"] or cuts]}
    return data, found.sql


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
