"""portfolio and the groups of compare: measures of customers by no, one or two groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.bank.figures import LEFT, MAX_GROUPS, Figure, Figures, figures, measure_name
from db.bank.figures import N as COUNT
from db.bank.filters import PREDICTED
from db.bank.groupings import Grouping, band_ends, distinct, group_name, groups_in_all
from db.bank.query import Slice
from db.caller import Caller
from db.catalog import Catalog, Column
from tools.arguments import Group, Measure, PortfolioArguments
from tools.environment import Desk
from tools.invalid_call import Mend
from tools.query.bands import band, nice_bands
from tools.query.population import default_population, needs_scores
from tools.results import Finding, column_units, jsonable, where_of
from tools.vocabulary import BANDS

MANY_VALUES = 25
_SHOWN_GROUPS = 50
_RISK_BANDS = (0.1, 0.25, 0.5, 0.75)


def portfolio(desk: Desk, caller: Caller, asked: PortfolioArguments) -> Finding:
    """The measures by group, in a sensible order (or the one asked for), and for all of them together."""
    columns = [m.column for m in asked.measures] + [g.column for g in asked.groups]
    wheres = [asked.where, *(m.where for m in asked.measures)]
    names = [m.measure for m in asked.measures]
    if needs_scores(where=wheres, columns=columns, measures=names):
        desk.need_scores()
    population = asked.population or default_population(desk.catalog, where=wheres, columns=columns, measures=names)
    of = Slice(caller=caller, where=asked.where, population=population)
    measures = described(asked.measures, desk.catalog)
    computed = [Figure(measure=m.measure, column=m.column, where=m.where) for m in asked.measures]
    groups = [grouping(desk, of, g) for g in asked.groups]
    found = figures(desk.bank, of, computed, groups, top=asked.order_by or 0)
    total = row_of(found.total, measures, found.total)
    data: dict[str, Any] = {"measures": measures, "groups": [], "rows": []}
    if groups:
        data |= _grouped(desk, of, asked, groups=groups, found=found, measures=measures, whole=found.total)
    data |= {"total": total, **where_of(asked.where), "population": population}
    edges = {"from": "share", "to": "share"} if any(g.column == "probability" for g in groups) else {}
    return Finding(data=data, source=found.sql, units=measure_units(measures, desk.catalog) | edges)


def described(measures: Sequence[Measure], catalog: Catalog) -> list[dict[str, Any]]:
    """Each measure with the key its figures have in rows, and its unit."""
    units = column_units(catalog) | {"probability": "share", "value_at_risk": "money"}
    found: list[dict[str, Any]] = []
    for m in measures:
        name = f"{m.measure}_{m.column}" if m.column and m.measure not in ("share", "customers") else m.measure
        taken = [d["key"] for d in found]
        key = name if name not in taken else f"{name}_{len(taken) + 1}"
        fixed = {"customers": "count", "value_at_risk": "money", "share": "share"}
        unit = fixed.get(m.measure) or units.get(m.column or "", "share")
        spec = {"measure": m.measure, "column": m.column, "where": m.where.as_json() if m.where else None}
        found.append({**{k: v for k, v in spec.items() if v is not None}, "key": key, "unit": unit})
    return found


def measure_units(measures: Sequence[Mapping[str, Any]], catalog: Catalog) -> dict[str, str]:
    """Units of the columns and of the measures' keys."""
    return column_units(catalog) | {m["key"]: m["unit"] for m in measures}


def row_of(row: Mapping[str, Any], measures: Sequence[Mapping[str, Any]], whole: Mapping[str, Any]) -> dict[str, Any]:
    """``customers`` and the measures of one row, shares being of the ``whole``; with a churn rate how many ``left``."""
    count = row[COUNT]
    out: dict[str, Any] = {"customers": count}
    for i, m in enumerate(measures):
        value = row[measure_name(i)]
        if m["measure"] == "customers":
            value = count
        elif m["measure"] == "share" and "where" not in m:
            part, of_all = (value, whole[measure_name(i)]) if "column" in m else (count, whole[COUNT])
            value = part / of_all if of_all and part is not None else None
        elif m["measure"] == "churn_rate":
            out["left"] = row.get(LEFT, 0)
        out[m["key"]] = jsonable(value)
    return out


def grouping(desk: Desk, of: Slice, group: Group) -> Grouping:
    """How a column is split: as asked; a number with few values by value, one with many by the catalog's bands."""
    column = desk.catalog.columns.get(group.column)
    number = column is not None and column.numeric and group.column != desk.catalog.id
    if group.bands is not None:
        if group.bands and not number and group.column not in ("probability", "value_at_risk"):
            raise Mend(f"{group.column} is not a number, so it has no bands; leave bands out.")
        return Grouping(column=group.column, bands=group.bands or None)
    if group.column == "probability":
        return Grouping(column=group.column, bands=_RISK_BANDS)
    if column is not None and (not number or _few_values(desk, of, column)):
        return Grouping(column=group.column)
    if group.column == "risk_band" or (column is not None and column.bands):
        return Grouping(column=group.column, bands=column.bands if column is not None else None)
    return Grouping(column=group.column, bands=_even_bands(desk, of, group.column))


def _few_values(desk: Desk, of: Slice, column: Column) -> bool:
    if column.kind != "integer" and column.bands:
        return False
    values = [row["v"] for row in distinct(desk.bank, of, column.name, limit=MANY_VALUES + 1).rows]
    return len(values) <= MANY_VALUES and all(float(value).is_integer() for value in values)


def _even_bands(desk: Desk, of: Slice, column: str) -> tuple[float, ...] | None:
    ends = figures(desk.bank, of, [Figure(measure="min", column=column), Figure(measure="max", column=column)])
    return nice_bands(ends.total[measure_name(0)], ends.total[measure_name(1)], 5) or None


def _grouped(
    desk: Desk,
    of: Slice,
    asked: PortfolioArguments,
    *,
    groups: Sequence[Grouping],
    found: Figures,
    measures: Sequence[Mapping[str, Any]],
    whole: Mapping[str, Any],
) -> dict[str, Any]:
    if found.more and any(m["measure"] == "median" for m in measures):
        raise Mend(f"There are more than {MAX_GROUPS} groups; filter first, use bands, or leave the median out.")
    rows = []
    for row in found.rows:
        keys = {g.column: _shown_key(desk, g, row[group_name(i)]) for i, g in enumerate(groups)}
        rows.append({**keys, **row_of(row, measures, whole)})
    key = measures[asked.order_by or 0]["key"]
    if asked.order is not None or asked.order_by is not None:
        rows = ranked(rows, key, descending=asked.order != "asc")
    else:
        rows.sort(key=lambda r: tuple(_place(desk.catalog, g, r[g.column], r["customers"]) for g in groups))
    limit = min(asked.limit or _SHOWN_GROUPS, len(rows))
    shown = rows[:limit]
    tied = sum(1 for r in rows[limit:] if shown and r[key] == shown[-1][key]) if asked.order else 0
    in_all = groups_in_all(desk.bank, of, groups) if found.more else len(rows)
    return {
        "groups": [{"column": g.column, **({"bands": list(g.bands)} if g.bands else {})} for g in groups],
        "rows": shown,
        **({"order": asked.order or "desc", "order_by": key} if asked.order or asked.order_by is not None else {}),
        "groups_total": in_all,
        "shown": len(shown),
        "tied": tied,
    }


def ranked(rows: list[dict[str, Any]], key: str, *, descending: bool) -> list[dict[str, Any]]:
    """By one figure; those without it last, equal ones in the order they had by size."""
    known = [row for row in rows if row[key] is not None]
    known.sort(key=lambda row: row[key], reverse=descending)
    return known + [row for row in rows if row[key] is None]


def _shown_key(desk: Desk, group: Grouping, value: Any) -> Any:
    if not group.bands or value is None:
        return jsonable(value)
    low, high = band_ends(group.bands)[int(value)]
    column = desk.catalog.columns.get(group.column)
    return band(low, high, whole=column is not None and column.kind == "integer")


def _place(catalog: Catalog, group: Grouping, key: Any, customers: int) -> tuple[Any, ...]:
    """Bands, numbers, years and risk bands upwards; categories by size; the missing last."""
    if key is None:
        return (1, 0, "")
    if isinstance(key, Mapping):
        return (0, float("-inf") if key["from"] is None else key["from"], "")
    if group.column in PREDICTED:
        return (0, BANDS.index(key) if key in BANDS else key, "")
    if isinstance(key, int | float):
        return (0, key, "")
    spec = catalog.columns[group.column]
    return (0, list(spec.values).index(key) if spec.kind == "flag" and key in spec.values else -customers, str(key))
