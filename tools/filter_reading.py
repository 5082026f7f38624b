"""Filters as models write them, read into `db.bank.filters` nodes: forgiving in form, strict in meaning."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from db.bank.filters import (
    IN_TEXT,
    NEGATIVE,
    OPERATORS,
    PARTS,
    PREDICTED,
    Condition,
    Either,
    Every,
    Node,
    Not,
    OfColumn,
    OfGroups,
    Operator,
    Reference,
)
from db.text import squeezed
from tools.argument_numbers import number
from tools.invalid_call import Mend, listed, nearest
from tools.query.periods import period
from tools.query.references import reference
from tools.vocabulary import Vocabulary

_ALIASES = {
    "=": "eq",
    "==": "eq",
    "is": "eq",
    "equals": "eq",
    "equal": "eq",
    "igual": "eq",
    "!=": "ne",
    "<>": "ne",
    "neq": "ne",
    "not": "ne",
    "is_not": "ne",
    "<": "lt",
    "<=": "le",
    "lte": "le",
    ">": "gt",
    ">=": "ge",
    "gte": "ge",
    "≤": "le",
    "≥": "ge",
    "range": "between",
    "entre": "between",
    "nin": "not_in",
    "notin": "not_in",
    "one_of": "in",
    "like": "contains",
    "startswith": "starts_with",
    "prefix": "starts_with",
    "begins_with": "starts_with",
    "endswith": "ends_with",
    "suffix": "ends_with",
    "isnull": "is_missing",
    "is_null": "is_missing",
    "null": "is_missing",
    "missing": "is_missing",
    "notnull": "is_known",
    "is_not_null": "is_known",
    "exists": "is_known",
    "known": "is_known",
}
_JOINS = {"all": "all", "and": "all", "any": "any", "or": "any", "not": "not", "y": "all", "o": "any"}
MAX_DEPTH = 6
MAX_CONDITIONS = 40
MAX_VALUES = 500


@dataclass
class Reading:
    """One call being read: the words it may use, and what was taken for what."""

    vocabulary: Vocabulary
    notes: list[str] = field(default_factory=list)
    _conditions: int = 0

    def node(self, raw: Any, depth: int = 0) -> Node:
        """A filter from JSON (or its text).

        Raises:
            Mend: it is not a filter, names no column, or holds a value the column cannot have.
        """
        if depth > MAX_DEPTH:
            raise Mend(f"The filter is nested deeper than {MAX_DEPTH} levels; flatten it.")
        if isinstance(raw, str):
            raw = _json(raw)
        if isinstance(raw, Condition | Every | Either | Not):
            return raw
        if isinstance(raw, Sequence):
            return Every(tuple(self.node(part, depth + 1) for part in raw))
        if not isinstance(raw, Mapping):
            raise Mend('A filter is {"column", "op", "value"}, {"all": [...]}, {"any": [...]} or {"not": {...}}.')
        return self._mapping({k: v for k, v in raw.items() if v is not None or k == "value"}, depth)

    def _mapping(self, raw: Mapping[str, Any], depth: int) -> Node:
        if "column" in raw:
            node: Node = self._condition(raw)
            rest = {k: v for k, v in raw.items() if _JOINS.get(k.strip("$").casefold()) and v}
            return Every((node, *(self._join(k, v, depth) for k, v in rest.items()))) if rest else node
        parts = []
        for key, value in raw.items():
            if _JOINS.get(key.strip("$").casefold()):
                parts.append(self._join(key, value, depth))
            else:
                parts.append(self._short(key, value))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _join(self, key: str, value: Any, depth: int) -> Node:
        join = _JOINS[key.strip("$").casefold()]
        if isinstance(value, str):
            value = _json(value)
        if join == "not":
            return Not(self.node(value, depth + 1))
        parts = value if isinstance(value, list | tuple) else [value]
        nodes = tuple(self.node(part, depth + 1) for part in parts)
        return Every(nodes) if join == "all" else Either(nodes)

    def _short(self, key: str, value: Any) -> Node:
        """``{"Geography": "Spain"}`` or ``{"Age": {"gt": 40}}``, as models like to write."""
        if isinstance(value, Mapping) and value and "column" not in value:
            parts = tuple(self._condition({"column": key, "op": op, "value": v}) for op, v in value.items())
            return parts[0] if len(parts) == 1 else Every(parts)
        return self._condition({"column": key, "value": value})

    def _condition(self, raw: Mapping[str, Any]) -> Node:
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise Mend(f"A filter may hold at most {MAX_CONDITIONS} conditions.")
        column = self.vocabulary.column(raw["column"], self.notes)
        value = raw.get("against") or raw.get("value", raw.get("values"))
        op = self.operator(raw.get("op", raw.get("operator")), value)
        if raw.get("part") is not None:
            return self._of_date(column, op, raw["part"], value)
        if op in ("is_missing", "is_known"):
            if value in (False, "false"):
                op = "is_known" if op == "is_missing" else "is_missing"
            return Condition(column, op)
        found = reference(self, column, op, value)
        return self._with_value(column, op, value, raw) if found is None else self._referring(column, op, found)

    def _with_value(self, column: str, op: Operator, value: Any, raw: Mapping[str, Any]) -> Node:
        self._ordered(column, op)
        spec = self.vocabulary.catalog.columns.get(column)
        if spec is not None and spec.kind == "date" and op not in IN_TEXT:
            within = self._periods(column, op, _ends(value, raw) if op == "between" else value)
            if within is not None:
                return within
        if op == "between":
            return self._between(column, value, raw)
        if op in ("in", "not_in"):
            return self._among(column, op, value)
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        if value is None:
            return Condition(column, "is_known" if op == "ne" else "is_missing")
        return Condition(column, op, str(value) if op in IN_TEXT else self._value(column, value))

    def _referring(self, column: str, op: Operator, found: OfColumn | Reference) -> Condition:
        """A comparison with a column or with a figure that is still to be looked up."""
        if isinstance(found, OfGroups):
            return Condition(column, "not_in" if op in NEGATIVE else "in", found)
        if op not in ("eq", "ne", "lt", "le", "gt", "ge"):
            raise Mend(f"{op} cannot compare {column} with that; use eq, ne, lt, le, gt or ge.")
        self._ordered(column, op)
        if not isinstance(found, OfColumn):
            return Condition(column, op, found)
        kinds = {self._kind(column), self._kind(found.column)}
        if len(kinds) > 1 or (kinds == {"text"} and op not in ("eq", "ne")):
            raise Mend(f"{column} and {found.column} cannot be compared.")
        return Condition(column, op, found)

    def _kind(self, column: str) -> str:
        spec = self.vocabulary.catalog.columns.get(column)
        if spec is None:
            return "text" if column == "risk_band" else "number"
        return "number" if spec.numeric else "date" if spec.kind == "date" else "text"

    def _of_date(self, column: str, op: Operator, raw: Any, value: Any) -> Condition:
        """A date's year, quarter, month or weekday compared with whole numbers."""
        part = str(raw).strip().casefold().removesuffix("_of_year")
        spec = self.vocabulary.catalog.columns.get(column)
        if part not in PARTS or spec is None or spec.kind != "date":
            raise Mend(f"part is one of {listed(PARTS)}, and only of a column of dates.")
        if isinstance(value, list | tuple):
            whole = tuple(int(number(v)) for v in value)
            op = op if op in ("in", "not_in", "between") else "in"
            return Condition(column, op, whole, part=part)
        return Condition(column, op, int(number(value)), part=part)

    def _periods(self, column: str, op: Operator, value: Any) -> Node | None:
        """A date compared with a year, a quarter or a month: with its first day, its last or all of it."""
        values = list(value) if isinstance(value, list | tuple) else [value]
        ends = [period(v) for v in values]
        if not any(ends) or not all(end is not None or op == "between" for end in ends):
            return None
        days = [end or (self._value(column, v),) * 2 for end, v in zip(ends, values, strict=True)]
        if op in ("in", "not_in"):
            within = Either(tuple(Condition(column, "between", day) for day in days))
            return within if op == "in" else Not(within)
        first, last = min(days)[0], max(days)[1]
        if op in ("eq", "ne", "between"):
            inside = Condition(column, "between", (first, last))
            return Not(inside) if op == "ne" else inside
        return Condition(column, op, first if op in ("lt", "ge") else last)

    def operator(self, raw: Any, value: Any) -> Operator:
        """A comparison by its name or sign; of a list, one of several.

        Raises:
            Mend: there is no such comparison.
        """
        text = str(raw or "eq").strip().casefold().replace(" ", "_").strip("$")
        op = _ALIASES.get(text, text)
        if op not in OPERATORS:
            raise Mend(f"There is no op {str(raw)[:40]!r}; one of {listed(OPERATORS)}.")
        if isinstance(value, list | tuple) and len(value) != 1:
            op = {"eq": "in", "ne": "not_in"}.get(op, op)
        return cast(Operator, op)

    def _ordered(self, column: str, op: Operator) -> None:
        spec = self.vocabulary.catalog.columns.get(column)
        ordered = column in ("probability", "value_at_risk") or (spec and (spec.numeric or spec.kind == "date"))
        if op in ("lt", "le", "gt", "ge", "between") and not ordered:
            values = self.vocabulary.values(column) if column == "risk_band" or (spec and spec.kind != "text") else None
            hint = f" with one of {listed(values[:12])}" if values else ""
            raise Mend(f"{column} is not a number, so {op} cannot be used; use eq, ne, in or not_in{hint}.")
        if op in IN_TEXT and (column in PREDICTED or not spec or spec.kind not in ("text", "category")):
            raise Mend(f"{op} works on text only; {column} is not.")

    def _between(self, column: str, value: Any, raw: Mapping[str, Any]) -> Condition:
        low, high = _ends(value, raw)
        ends = [None if end is None else self._value(column, end) for end in (low, high)]
        if ends[0] is None and ends[1] is None:
            raise Mend("between needs [low, high].")
        if ends[0] is None or ends[1] is None:
            return Condition(column, "le", ends[1]) if ends[0] is None else Condition(column, "ge", ends[0])
        if ends[0] > ends[1]:
            ends.reverse()
            self.notes.append(f"{column} range swapped to {ends[0]} .. {ends[1]}")
        return Condition(column, "between", tuple(ends))

    def _among(self, column: str, op: Operator, value: Any) -> Condition:
        values = (
            value if isinstance(value, list | tuple) else str(value).split(",") if isinstance(value, str) else [value]
        )
        if len(values) > MAX_VALUES:
            raise Mend(f"At most {MAX_VALUES} values in one condition.")
        return Condition(column, op, tuple(dict.fromkeys(self._value(column, v) for v in values)))

    def _value(self, column: str, value: Any) -> Any:
        return self.vocabulary.value(column, value, self.notes)


def _ends(value: Any, raw: Mapping[str, Any]) -> tuple[Any, Any]:
    if isinstance(value, Mapping):
        raw, value = value, None
    if value is None:
        ends = [raw.get(a, raw.get(b, raw.get(c))) for a, b, c in (("from", "min", "low"), ("to", "max", "high"))]
        return ends[0], ends[1]
    if isinstance(value, str):
        for mark in ("..", " - ", " to ", " and ", " y ", " a ", "-", ","):
            left, found, right = value.strip("[]() ").partition(mark)
            if found and left.strip() and right.strip():
                return left, right
    if isinstance(value, list | tuple) and len(value) == 2:
        return value[0], value[1]
    raise Mend("between needs a pair: [low, high].")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Mend('The filter is not JSON; write {"column": …, "op": …, "value": …}.') from None


def read_bands(raw: Any) -> tuple[float, ...]:
    """Cut points from a list or text, sorted and distinct; Mend where one is not a number."""
    values = raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else [raw]
    if len(values) > 60:
        raise Mend("At most 60 cut points.")
    return tuple(sorted({float(number(v)) for v in values}))


def unknown_key(key: str, known: Sequence[str], tool: str) -> str:
    """The sentence for an argument a tool (or, where ``known`` is empty, a part of its arguments) does not take."""
    near = [k for k in nearest(key, known, limit=1)[: len(known)] if squeezed(k)[:3] == squeezed(key)[:3]]
    hint = f" Did you mean {near[0]!r}?" if near else ""
    takes = f"{tool} takes {listed(known)}" if known else tool
    return f"{takes}; there is no argument {key[:40]!r}.{hint}"
