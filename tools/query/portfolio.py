"""portfolio: measures of customers by no, one or two groups, all of them or those whose figures fit."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, not_, or_

from db.bank.figures import MAX_GROUPS, Figure, Figures, figures, measure_name
from db.bank.filters import PREDICTED, Node
from db.bank.groupings import Grouping, band_ends, distinct, group_name, groups_in_all, period_name
from db.bank.query import Slice
from db.bank.references import fits, resolved
from db.caller import Caller
from db.catalog import Catalog, Column
from tools.arguments import PortfolioArguments
from tools.environment import Desk
from tools.invalid_call import Mend
from tools.measure_arguments import Group, PlainMeasure
from tools.query.bands import band, nice_bands
from tools.query.growth import grow, must_follow
from tools.query.measures import Planned, parts_of, planned, row_of
from tools.query.population import slice_of
from tools.results import Finding, column_units, jsonable, where_of
from tools.vocabulary import BANDS

MANY_VALUES = 25
_SHOWN_GROUPS = 50
_RISK_BANDS = (0.1, 0.25, 0.5, 0.75)
_RATES = frozenset({"churn_rate", "high_risk_share", "mean_risk", "mean"})


def portfolio(desk: Desk, caller: Caller, asked: PortfolioArguments) -> Finding:
    """The measures by group, in a sensible order (or the one asked for), and for all of them together."""
    parts = [part for measure in (*asked.measures, *asked.having) for part in parts_of(measure)]
    of = slice_of(
        desk,
        caller,
        asked.where,
        asked.population,
        columns=[part.column for part in parts] + [g.column for g in asked.groups],
        measures=[part.measure for part in parts],
        others=[part.where for part in parts],
    )

    def looked_up(node: Node | None) -> Node | None:
        return resolved(desk.bank, of, node)

    plan = planned([*asked.measures, *asked.having], desk.catalog, looked_up)
    groups = [grouping(desk, of, g) for g in asked.groups]
    found = figures(desk.bank, of, plan.figures, groups, top=_top(asked, plan))
    measures = list(plan.described[: len(asked.measures)])
    data: dict[str, Any] = {"measures": measures, "groups": [], "rows": []}
    if groups:
        data |= _grouped(desk, of, asked, groups=groups, found=found, plan=plan)
    data |= {"total": _total(found, plan, measures), **where_of(of.where), "population": of.population}
    data |= _overall(desk, of, plan, groups)
    if of.population != "all" or _of_label(parts, asked.groups, desk.catalog):
        data |= told_left(desk, of)
    edges = {"from": "share", "to": "share"} if any(g.column == "probability" for g in groups) else {}
    return Finding(data=data, source=found.sql, units=measure_units(plan.described, desk.catalog) | edges)


def _total(found: Figures, plan: Planned, measures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The asked measures of all groups together; growth is of none."""
    row = row_of(found.total, plan, found.total)
    asked = {"customers", "left", "known", *(m["key"] for m in measures)}
    grown = dict.fromkeys(m["key"] for m in measures if m["measure"] == "growth")
    return {key: value for key, value in row.items() if key in asked} | grown


def _of_label(parts: Sequence[PlainMeasure], groups: Sequence[Group], catalog: Catalog) -> bool:
    """Whether a measure or a group speaks of who left."""
    named = {part.column for part in parts} | {group.column for group in groups}
    return catalog.label.column in named or any(part.measure == "churn_rate" for part in parts)


def _top(asked: PortfolioArguments, plan: Planned) -> int:
    """The figure by which too many groups are chosen among: that of what they are kept or ordered by."""
    return plan.places[len(asked.measures) if asked.having else asked.order_by or 0][0]


def _overall(desk: Desk, of: Slice, plan: Planned, groups: Sequence[Grouping]) -> dict[str, Any]:
    """The rates and means of the whole population, where those of a part of it are asked, to compare with."""
    rates = [d for d in plan.described if d["measure"] in _RATES and "where" not in d]
    if not rates or of.where is None or groups:
        return {}
    everyone = Slice(caller=of.caller, population=of.population)
    whole = figures(desk.bank, everyone, plan.figures).total
    row = row_of(whole, plan, whole)
    return {"overall": {"customers": row["customers"], **{d["key"]: row[d["key"]] for d in rates}}}


def told_left(desk: Desk, of: Slice) -> dict[str, int]:
    """``told_left``: how many of the slice's customers count as left because somebody told so; nothing where none."""
    if not desk.bank.told:
        return {}
    bank = desk.bank
    everybody = Slice(caller=of.caller, where=of.where)
    by_label = bank.table.c[desk.catalog.label.column] == desk.catalog.label.positive
    query = bank.select([func.count().label("n")], everybody).where(bank.told_to_have(left=True))
    many = int(bank.run(query.where(or_(not_(by_label), by_label.is_(None)))).rows[0]["n"])
    return {"told_left": many} if many else {}


def measure_units(measures: Sequence[Mapping[str, Any]], catalog: Catalog) -> dict[str, str]:
    """Units of the columns and of the measures' keys."""
    return column_units(catalog) | {m["key"]: m["unit"] for m in measures}


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
    if column is not None and column.kind == "date":
        return Grouping(column=group.column, part=group.part or "year")
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


def _without(
    rows: Sequence[Mapping[str, Any]], hidden: Sequence[Mapping[str, Any]], asked: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The rows without the figures that only conditions needed."""
    keys = {d["key"] for d in hidden} - {m["key"] for m in asked} - {"customers"}
    return [{name: value for name, value in row.items() if name not in keys} for row in rows]


def _grouped(
    desk: Desk,
    of: Slice,
    asked: PortfolioArguments,
    *,
    groups: Sequence[Grouping],
    found: Figures,
    plan: Planned,
) -> dict[str, Any]:
    apart = any(f.measure in ("median", "percentile", "distinct") for f in plan.figures)
    if found.more and (apart or asked.having):
        raise Mend(f"There are more than {MAX_GROUPS} groups; filter first, or use bands.")
    rows = _rows(desk, groups, found, plan)
    measures = plan.described[: len(asked.measures)]
    kept = [row for row in rows if _kept(row, asked, plan)]
    key = measures[asked.order_by or 0]["key"]
    ordered = asked.order is not None or asked.order_by is not None
    if ordered:
        kept = ranked(kept, key, descending=asked.order != "asc")
    end = min(asked.offset + (asked.limit or _SHOWN_GROUPS), len(kept))
    shown = kept[asked.offset : end]
    tied = sum(1 for r in kept[end:] if shown and r[key] == shown[-1][key]) if asked.order else 0
    return {
        "groups": [_told(desk, g) for g in groups],
        "rows": _without(shown, plan.described[len(measures) :], measures),
        **({"order": asked.order or "desc", "order_by": key} if ordered else {}),
        "groups_total": groups_in_all(desk.bank, of, groups) if found.more else len(rows),
        **_having(asked, plan, kept),
        **({"offset": asked.offset} if asked.offset else {}),
        "shown": len(shown),
        "tied": tied,
    }


def _rows(desk: Desk, groups: Sequence[Grouping], found: Figures, plan: Planned) -> list[dict[str, Any]]:
    """The groups in their natural order, with what grew since the one before."""
    pairs = []
    for raw in found.rows:
        keys = {g.column: _shown_key(desk, g, raw[group_name(i)]) for i, g in enumerate(groups)}
        pairs.append((raw, {**keys, **row_of(raw, plan, found.total)}))
    pairs.sort(
        key=lambda pair: tuple(
            _place(desk.catalog, g, pair[1][g.column], pair[0][group_name(i)], pair[1]["customers"])
            for i, g in enumerate(groups)
        )
    )
    rows = [row for _, row in pairs]
    if any(d["measure"] == "growth" for d in plan.described):
        must_follow(groups, desk.catalog)
        grow(rows, [raw for raw, _ in pairs], groups, plan.described)
    return rows


def _kept(row: Mapping[str, Any], asked: PortfolioArguments, plan: Planned) -> bool:
    conditions = zip(asked.having, plan.described[len(asked.measures) :], strict=True)
    return all(fits(row[described["key"]], having.op, having.value) for having, described in conditions)


def _having(asked: PortfolioArguments, plan: Planned, kept: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What groups had to fit, how many do, and the customers in those."""
    if not asked.having:
        return {}
    told = [
        {**described, "op": having.op, "value": jsonable(having.value)}
        for having, described in zip(asked.having, plan.described[len(asked.measures) :], strict=True)
    ]
    return {"having": told, "groups_fit": len(kept), "customers_fit": sum(row["customers"] for row in kept)}


def _told(desk: Desk, group: Grouping) -> dict[str, Any]:
    column = desk.catalog.columns.get(group.column)
    part = {"part": group.part} if column is not None and column.kind == "date" else {}
    return {"column": group.column, **({"bands": list(group.bands)} if group.bands else {}), **part}


def ranked(rows: list[dict[str, Any]], key: str, *, descending: bool) -> list[dict[str, Any]]:
    """By one figure; those without it last, equal ones in the order they had by size."""
    known = [row for row in rows if row[key] is not None]
    known.sort(key=lambda row: row[key], reverse=descending)
    return known + [row for row in rows if row[key] is None]


def _shown_key(desk: Desk, group: Grouping, value: Any) -> Any:
    if value is None:
        return None
    if not group.bands:
        dated = (spec := desk.catalog.columns.get(group.column)) is not None and spec.kind == "date"
        return period_name(int(value), group.part) if dated else jsonable(value)
    low, high = band_ends(group.bands)[int(value)]
    column = desk.catalog.columns.get(group.column)
    return band(low, high, whole=column is not None and column.kind == "integer")


def _place(catalog: Catalog, group: Grouping, key: Any, raw: Any, customers: int) -> tuple[Any, ...]:
    """Bands, numbers, periods and risk bands upwards; categories by size; the missing last."""
    if key is None:
        return (1, 0, "")
    if isinstance(key, Mapping):
        return (0, float("-inf") if key["from"] is None else key["from"], "")
    if group.column in PREDICTED:
        return (0, BANDS.index(key) if key in BANDS else key, "")
    if isinstance(raw, int | float):
        return (0, raw, "")
    spec = catalog.columns[group.column]
    return (0, list(spec.values).index(key) if spec.kind == "flag" and key in spec.values else -customers, str(key))
