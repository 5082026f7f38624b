"""What a condition may compare with instead of a value: another column, a figure of many, a customer, groups."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from db.bank.figures import MeasureName
from db.bank.filters import OfColumn, OfCustomer, OfGroups, Operator, Reference, Statistic
from tools.argument_numbers import number
from tools.invalid_call import Mend, listed

if TYPE_CHECKING:
    from tools.filter_reading import Reading

_STATS = {
    "average": "mean", "avg": "mean", "media": "mean", "promedio": "mean", "mediana": "median",
    "minimum": "min", "maximum": "max", "q1": "p25", "q3": "p75",
}  # fmt: skip
_PLAIN = frozenset({"mean", "median", "min", "max"})
_PERCENTILE = re.compile(r"p(?:ercentile)?[ _]?(\d{1,2}(?:\.\d+)?)")
_MEASURES = {"count": "customers", "n": "customers", "average": "mean", "avg": "mean", "total": "sum"}


def reference(reading: "Reading", column: str, op: Operator, value: Any) -> OfColumn | Reference | None:
    """The reference that ``value`` is; None where it is a plain value.

    Raises:
        Mend: it refers to something that is not there.
    """
    if not isinstance(value, Mapping):
        return _named(reading, column, op, value) if isinstance(value, str) else None
    if "groups" in value or "stat" in value:
        return _groups(reading, op, value["groups"]) if "groups" in value else _statistic(reading, column, value)
    scale = {key: float(number(value[key])) for key in ("times", "plus") if value.get(key) is not None}
    if "customer" in value or "customer_id" in value:
        own = _column(reading, value.get("column"))
        return OfCustomer(customer=str(value.get("customer", value.get("customer_id"))).strip(), column=own, **scale)
    if "column" in value:
        return OfColumn(column=cast(str, _column(reading, value["column"])), **scale)
    return None


def _named(reading: "Reading", column: str, op: Operator, text: str) -> OfColumn | Statistic | None:
    """A number's limit given as the name of a statistic or of another number: ``"mean"``, ``"EstimatedSalary"``."""
    spec = reading.vocabulary.catalog.columns.get(column)
    numeric = spec.numeric if spec is not None else column != "risk_band"
    if not numeric or column == reading.vocabulary.catalog.id or op in ("in", "not_in", "between"):
        return None
    stat = _stat(text)
    if stat is not None:
        return Statistic(stat=stat)
    own = reading.vocabulary.catalog.columns.get(text.strip())
    return OfColumn(column=own.name) if own is not None and own.numeric and own.name != column else None


def _stat(text: str) -> str | None:
    name = text.strip().casefold()
    name = _STATS.get(name, name)
    found = _PERCENTILE.fullmatch(name)
    if found and 0 < float(found[1]) < 100:
        return f"p{float(found[1]):g}"
    return name if name in _PLAIN else None


def _statistic(reading: "Reading", column: str, raw: Mapping[str, Any]) -> Statistic:
    stat = _stat(str(raw["stat"]))
    if stat is None:
        raise Mend(f"There is no stat {str(raw['stat'])[:40]!r}; one of {listed(sorted(_PLAIN))}, p1 to p99.")
    own = _column(reading, raw.get("column"))
    _number(reading, own or column)
    of = raw.get("of") or "all"
    these: Literal["all", "filtered"] = "filtered" if of in ("filtered", "these", "those", "where") else "all"
    scale = {key: float(number(raw[key])) for key in ("times", "plus") if raw.get(key) is not None}
    return Statistic(stat=stat, column=own, of=these if isinstance(of, str) else reading.node(of), **scale)


def _groups(reading: "Reading", op: Operator, raw: Any) -> OfGroups:
    if not isinstance(raw, Mapping) or op not in ("eq", "ne", "in", "not_in"):
        raise Mend('Groups: {"column", "op": "in", "value": {"groups": {"measure", "op", "value"}}}.')
    measure = str(raw.get("measure", "customers")).strip().casefold()
    measure = _MEASURES.get(measure, measure)
    if measure not in get_args(MeasureName):
        raise Mend(f"There is no measure {measure[:40]!r}; one of {listed(get_args(MeasureName))}.")
    own = _column(reading, raw.get("column"))
    where = reading.node(raw["where"]) if raw.get("where") else None
    compare, value = limit(reading, raw)
    return OfGroups(measure=measure, op=compare, value=value, column=own, where=where)


def limit(reading: "Reading", raw: Mapping[str, Any]) -> tuple[Operator, Any]:
    """How a measure is compared, and with what: a number, or a pair for ``between``.

    Raises:
        Mend: it is no comparison of a number.
    """
    op = reading.operator(raw.get("op", "gt"), raw.get("value"))
    if op == "between" and isinstance(raw.get("value"), list | tuple) and len(raw["value"]) == 2:
        low, high = (float(number(v)) for v in raw["value"])
        return op, (min(low, high), max(low, high))
    if op not in ("eq", "ne", "lt", "le", "gt", "ge"):
        raise Mend(f"A measure is compared by eq, ne, lt, le, gt, ge or between, not by {op}.")
    return op, number(raw.get("value"))


def _column(reading: "Reading", raw: Any) -> str | None:
    return None if raw is None else reading.vocabulary.column(raw, reading.notes)


def _number(reading: "Reading", column: str) -> None:
    spec = reading.vocabulary.catalog.columns.get(column)
    known = column != "risk_band" if spec is None else spec.numeric and column != reading.vocabulary.catalog.id
    if not known:
        raise Mend(f"{column} is not a number, so it has no mean, median or percentile.")
