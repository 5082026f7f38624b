"""Where the sliders of a form begin and end: the bank's own least and greatest values."""

from dataclasses import dataclass
from math import ceil, floor, log10

from app.pages.visit import Visit

AT_ONCE = 3
"""Columns whose ends are asked for together."""
STEPS = 50
"""At least so many places on a slider of figures."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Where a slider goes: from the bank's least to its greatest value, in steps of a round size."""

    low: float
    high: float
    step: float


def spans_of(who: Visit) -> dict[str, Span]:
    """The span of each numeric column that varies, among the customers the person may see."""
    names = [column.name for column in who.house.catalog.features if column.numeric]
    found: dict[str, Span] = {}
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        measures = [{"measure": end, "column": name} for name in part for end in ("min", "max")]
        fact = who.ask("portfolio", {"measures": measures})
        row = dict(fact.data.get("total") or {}) if fact is not None else {}
        ends = {(m["measure"], m["column"]): row.get(m["key"]) for m in (fact.data["measures"] if row and fact else ())}
        found |= {
            name: _span(float(low), float(high), whole=who.house.catalog.columns[name].kind == "integer")
            for name in part
            if (low := ends.get(("min", name))) is not None and (high := ends.get(("max", name))) is not None
            if high > low
        }
    return found


def _span(low: float, high: float, *, whole: bool) -> Span:
    step = 10.0 ** floor(log10((high - low) / STEPS))
    step = max(1.0, step) if whole else step
    return Span(low=floor(low / step) * step, high=ceil(high / step) * step, step=step)
