"""What each word of a message demands of the calls: a word counts as used only where they hold what it means.

`evidence` knows which names the calls hold anywhere; here is what they do with them: a value is filtered or grouped
by, a comparison compares, a negation negates, an aggregate is computed. A word with several meanings is served by any
of them. What is not served changes the answer, so the coverage rule asks back by that word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import is_light, symbol_set, symbols
from agents.understanding.words import word_file
from db.bank.filters import NEGATIVE
from db.catalog import Catalog
from db.text import unaccented

_OPEN_BELOW = frozenset(["lt", "le"])
_NEGATING = ("not", "without", "except")
_NUMBERING = ("customer",)
"""What ``no`` may be beside a negation: the abbreviation of *number*, before one."""
_EXTREMES = ("min", "max", "most", "least", "top", "bottom", "best", "worst", "riskiest", "high", "low")
_OF_DECADES = frozenset(["compared", "groups", "what_if", "compare"])
_COMPARES = frozenset(["gt", "ge", "lt", "le", "between"])


@dataclass
class Told:
    """What some calls do: kinds of things by the names of ``words/demands.yaml``, and the values they filter by."""

    things: set[str] = field(default_factory=set)
    equal: set[tuple[str, str]] = field(default_factory=set)
    grouped: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, calls: Sequence[Call], catalog: Catalog) -> "Told":
        """Read from the arguments of all calls."""
        found = cls()
        for call in calls:
            found.things.add(call.tool)
            found._arguments(call.arguments)
            for node in _nodes(call.arguments):
                found._node(node, catalog)
        return found

    def _arguments(self, arguments: Mapping[str, Any]) -> None:
        for key in ("order_by", "order", "limit", "offset", "having", "share", "top", "top_percent", "columns"):
            ordered = key != "order" or arguments.get("order_by") is not None  # a direction of nothing orders nothing
            if ordered and arguments.get(key) not in (None, [], {}):
                self.things.add(key)
        if arguments.get("population") in {"left", "current"}:
            self.things |= {"status", str(arguments["population"])}
        for group in arguments.get("groups") or []:
            if isinstance(group, Mapping):
                self.things.add("groups")
                self.grouped.add(str(group.get("column", "")))
                self.things |= {"high", "low", "risk"} if group.get("column") == "risk_band" else set()
        if arguments.get("order_by") in {"probability", "value_at_risk"}:
            self.things.add("risk")

    def _node(self, node: Mapping[str, Any], catalog: Catalog) -> None:
        if "measure" in node:
            self.things.add(f"measure_{node['measure']}")
        if "not" in node:
            self.things.add("negated")
        column, op, value = str(node.get("column", "")), node.get("op"), node.get("value")
        if column in {"probability", "value_at_risk", "risk_band"}:
            self.things.add("risk")
        if column == catalog.label.column:
            self.things.add("status")
        if op is None:
            return
        self._condition(column, str(op), value, catalog)

    def _condition(self, column: str, op: str, value: Any, catalog: Catalog) -> None:
        if op in NEGATIVE or op == "is_missing":
            self.things.add("negated")
        if op in _COMPARES:
            self.things.add("compared")
        if op in _OPEN_BELOW:
            self.things.add("negated")
        values = value if isinstance(value, list) else [value]
        for one in values:
            self.equal.add((column, str(one)))
            if one in (0, "0", "0.0"):
                self.things |= {"zero", "negated"}
            if unaccented(str(one)) in symbol_set("none_values") | symbol_set("unknown_values"):
                self.things.add("negated")
        if isinstance(value, Mapping):
            self.things.add("compared")
            if "stat" in value:
                self.things.add(f"measure_{value['stat']}" if value["stat"] in {"mean", "median"} else "quantile")
            if "column" in value:
                self.things.add("times")
        spec = catalog.columns.get(column)
        if spec is not None and spec.kind == "flag" and str(value) != str(spec.yes):
            self.things.add("negated")
        if column == "risk_band" and op in {"eq", "in"}:
            self.things |= {"quantile", *map(str, values)}


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for part in value.values():
            yield from _nodes(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _nodes(part)


@lru_cache(maxsize=1)
def _served_by() -> dict[str, frozenset[str]]:
    raw = word_file("demands")
    return {cue: frozenset(line["by"].split()) for line in raw for cue in line["cues"].split()}


def unserved_span(row: Sequence[Span], i: int, told: Told, columns: set[str], catalog: Catalog) -> bool:
    """Whether the calls do nothing of what a span of a message means."""
    return _demands(row, i, catalog) and _unserved(row[i], told, columns, catalog)


def _demands(row: Sequence[Span], i: int, catalog: Catalog) -> bool:
    """Whether a span surely means something: no small word, no mended slip, no negation that another takes back, no
    extreme of nothing, no ``I mean``, no ``siguen`` of ``siguen activos``."""
    span = row[i]
    negative = span.has(*_NEGATING)
    if span.sign or span.meant or (span.stop and not negative) or is_light(symbols(span, catalog)):
        return False
    mended = not unaccented(span.text).endswith(" ".join(span.words)) and not span.entry.values  # del más bajo
    bare = all(other.sign for other in row[i + 1 :])  # ¿y los que no?
    undone = negative and (bare or sum(_negates(other, catalog) for other in row) > 1)
    idle = span.has(*_EXTREMES) and not _ranks(row, i)
    numbering = span.has(*_NUMBERING) and i + 1 < len(row) and (row[i + 1].code or row[i + 1].number) is not None
    verb = span.has("mean") and i > 0 and not symbol_set("speaker").isdisjoint(row[i - 1].words)
    leads = span.has("stay") and i + 1 < len(row) and bool(row[i + 1].entry.values)
    return not (mended or undone or idle or numbering or verb or leads)


def _negates(span: Span, catalog: Catalog) -> bool:
    """A negation, or the value of a yes-and-no column that is one."""
    pairs = ((catalog.columns[column], stored) for column, stored in span.entry.values)
    return span.has(*_NEGATING) or any(spec.lacks(stored) for spec, stored in pairs)


def _ranks(row: Sequence[Span], i: int) -> bool:
    """Whether an extreme stands by what can be ranked: a column, a value, a number, customers."""
    near = [row[j] for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(row)]
    return any(
        other.entry.of_the_bank
        or other.number is not None
        or other.has("customers", "customer", "churn", "left", "count")
        for other in near
    )


def _unserved(span: Span, told: Told, columns: set[str], catalog: Catalog) -> bool:
    entry = span.entry
    if entry.decade is not None:  # ``in their thirties`` of a table without ages
        return told.things.isdisjoint(_OF_DECADES)
    if not (entry.cues or entry.values):
        return False
    known = _served_by()
    cues = entry.cues.difference(_NUMBERING) if span.has(*_NEGATING) else entry.cues
    if any(cue not in known or known[cue] & told.things for cue in cues):
        return False
    named = {*entry.columns, *entry.weak, *entry.units, *(column for column, _ in entry.adjectives)}
    if named & columns or entry.month:
        return False
    return not any(_meant(pair, told, catalog) for pair in entry.values)


def _meant(pair: tuple[str, str], told: Told, catalog: Catalog) -> bool:
    """Whether the calls filter by a value, by the only other one, or split by its column."""
    column, stored = pair
    spec = catalog.columns[column]
    other = spec.other(stored)
    if column == catalog.label.column:
        return bool(told.things & {"status", "measure_churn_rate", "measure_retention_rate"})
    return (column, stored) in told.equal or column in told.grouped or (column, str(other)) in told.equal
