"""Measures as they are computed: each from one or two figures of the database; ratios and growth from those."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.bank.figures import LEFT, Figure, base_name, measure_name
from db.bank.figures import N as COUNT
from db.bank.filters import Node
from db.catalog import Catalog
from tools.measure_arguments import Measure, PlainMeasure
from tools.results import column_units, jsonable

Resolved = Callable[[Node | None], Node | None]
_OF_VALUES = frozenset({"sum", "mean", "median", "min", "max", "percentile", "stdev"})
_COUNTS = frozenset({"customers", "distinct"})
_SHARES = frozenset({"churn_rate", "share", "high_risk_share", "mean_risk", "growth"})


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The figures to fetch, where each measure's are among them, and each measure as Facts describe it."""

    figures: tuple[Figure, ...]
    places: tuple[tuple[int, ...], ...]
    described: tuple[dict[str, Any], ...]
    known: Mapping[int, int] = field(default_factory=dict)
    """Of a figure of a column's values: which figure counts the customers that have one."""


def planned(measures: Sequence[PlainMeasure], catalog: Catalog, resolved: Resolved = lambda node: node) -> Planned:
    """The measures planned together; a figure that two of them need is fetched once."""
    wanted: list[Figure] = []
    places = []
    for measure in measures:
        parts = [_figure(part, resolved) for part in parts_of(measure)]
        wanted += [part for part in dict.fromkeys(parts) if part not in wanted]
        places.append(tuple(wanted.index(part) for part in parts))
    known = {}
    for i, figure in enumerate(tuple(wanted)):
        if figure.measure in _OF_VALUES and figure.where is None:
            counting = Figure(measure="known", column=figure.column)
            wanted += [counting] if counting not in wanted else []
            known[i] = wanted.index(counting)
    described = tuple(_described(measures, catalog, resolved))
    return Planned(figures=tuple(wanted), places=tuple(places), described=described, known=known)


def parts_of(measure: PlainMeasure) -> list[PlainMeasure]:
    """The measures that have to be fetched for this one: itself, or those it is made of."""
    if isinstance(measure, Measure) and measure.measure in ("ratio", "growth"):
        return [part for part in (measure.of, measure.to) if part is not None]
    return [measure]


def _figure(measure: PlainMeasure, resolved: Resolved) -> Figure:
    return Figure(measure=measure.measure, column=measure.column, where=resolved(measure.where), q=measure.q)


def _described(measures: Sequence[PlainMeasure], catalog: Catalog, resolved: Resolved) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for m in measures:
        taken = [d["key"] for d in found]
        name = _key(m)
        key = name if name not in taken else f"{name}_{len(taken) + 1}"
        found.append({**_spec(m, catalog, resolved), "key": key, "unit": unit(m, catalog)})
    return found


def _key(m: PlainMeasure) -> str:
    if isinstance(m, Measure) and m.measure == "growth" and m.of is not None:
        return f"growth_{_key(m.of)}"
    if m.measure == "customers":
        return "customers" if m.where is None else "customers_that_fit"
    name = f"p{m.q:g}" if m.measure == "percentile" else str(m.measure)
    return f"{name}_{m.column}" if m.column and m.measure != "share" else name


def _spec(m: PlainMeasure, catalog: Catalog, resolved: Resolved) -> dict[str, Any]:
    where = resolved(m.where)
    spec = {"measure": m.measure, "column": m.column, "q": m.q, "where": where.as_json() if where else None}
    if isinstance(m, Measure):
        for name in ("of", "to"):
            part = getattr(m, name)
            spec[name] = None if part is None else {**_spec(part, catalog, resolved), "unit": unit(part, catalog)}
    return {key: value for key, value in spec.items() if value is not None}


def unit(m: PlainMeasure, catalog: Catalog) -> str:
    """``count``, ``share``, ``money``, or the unit of the measured column."""
    if isinstance(m, Measure) and m.measure == "ratio" and m.of is not None and m.to is not None:
        above, below = unit(m.of, catalog), unit(m.to, catalog)
        return "money" if above == "money" and below != "money" else "number"
    if m.measure in _COUNTS:
        return "count"
    if m.measure == "value_at_risk":
        return "money"
    if m.measure in _SHARES:
        return "share"
    units = column_units(catalog) | {"probability": "share", "value_at_risk": "money"}
    return units.get(m.column or "", "number")


def row_of(row: Mapping[str, Any], plan: Planned, whole: Mapping[str, Any]) -> dict[str, Any]:
    """``customers`` and the measures of one row, shares being of the ``whole``; with a churn rate how many ``left``."""
    out: dict[str, Any] = {"customers": row[COUNT]}
    for described, at in zip(plan.described, plan.places, strict=True):
        name = described["measure"]
        values = [_value(plan.figures[i], row, whole, i) for i in at]
        if name == "ratio":
            out[described["key"]] = jsonable(_over(*values))
            continue
        if name == "churn_rate" and "where" not in described:
            out["left"] = row.get(LEFT, 0)
        out[described["key"]] = jsonable(values[0])
    gaps = _gaps(row, plan)
    return {**out, **({"known": gaps} if gaps else {})}


def _gaps(row: Mapping[str, Any], plan: Planned) -> list[dict[str, Any]]:
    """The measures that rest on fewer customers than there are, since the others have no value; on how many."""
    found = []
    for described, at in zip(plan.described, plan.places, strict=True):
        known = row[measure_name(plan.known[at[0]])] if at[0] in plan.known else None
        if described["measure"] == "churn_rate" and "where" not in described:
            known = row.get(base_name(at[0]))
        if known is not None and known < row[COUNT]:
            found.append({"of": described["key"], "known_customers": known})
    return found


def _value(figure: Figure, row: Mapping[str, Any], whole: Mapping[str, Any], i: int) -> Any:
    value = row[measure_name(i)]
    if figure.measure == "customers" and figure.where is None:
        return row[COUNT]
    if figure.measure == "share" and figure.where is None:
        part, of_all = (value, whole[measure_name(i)]) if figure.column else (row[COUNT], whole[COUNT])
        return part / of_all if of_all and part is not None else None
    return value


def _over(above: Any, below: Any) -> float | None:
    return above / below if below and above is not None else None
