"""The message read a second time by the grammar: what it says for sure must stand in the calls, whoever made them.

`demands` asks of single words whether the calls do anything of their kind; here whole phrases are compared: a
condition with its column, comparison and value, who is meant, what is computed. A phrase that the calls hold otherwise
or not at all changes the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.grammar.conditions import negated
from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.query import QueryReader
from agents.understanding.grammar.spans import Span
from db.bank.filters import EQUAL, NEGATIVE
from db.catalog import Catalog

Node = dict[str, Any]
_TOOLS = frozenset(["portfolio", "list_customers", "distribution", "watch_list", "compare", "concentration"])
_COUNTS = frozenset(["customers", "share", "sum", "mean", "median", "high_risk_share", "value_at_risk"])
"""What answers how many or how much."""
_RATES = frozenset(["share", "churn_rate", "retention_rate", "high_risk_share", "ratio"])
_LIFTS = ("remove", "what_if")
_HUNDRED = 100
_NEAR = 1e-6


@dataclass
class _Held:
    """What the calls hold: conditions, what is computed, what is grouped by, who is meant."""

    conditions: list[Node] = field(default_factory=list)
    negated: list[Node] = field(default_factory=list)
    measures: list[Node] = field(default_factory=list)
    grouped: set[str] = field(default_factory=set)
    populations: set[str] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    ordered: set[str] = field(default_factory=set)
    """What the answer is ordered by."""
    having: list[Node] = field(default_factory=list)
    """Which groups are kept."""
    of_a_hundred: bool = False
    """Whether the question asks how many of every hundred, which is a rate."""

    @classmethod
    def of(cls, calls: Sequence[Call]) -> "_Held":
        found = cls()
        for call in calls:
            found.tools.add(call.tool)
            found.grouped |= {str(g.get("column")) for g in call.arguments.get("groups") or () if "where" not in g}
            found.populations |= {str(call.arguments["population"])} if call.arguments.get("population") else set()
            found.ordered |= {str(call.arguments[key]) for key in ("order_by", "order") if key in call.arguments}
            found._read(call.arguments, negated=False)
        return found

    def shares(self) -> int:
        """How many shares and rates are computed."""
        return sum(str(node["measure"]) in _RATES for node in self.measures)

    def _read(self, value: Any, *, negated: bool) -> None:
        if isinstance(value, Mapping):
            if "column" in value and ("op" in value or "value" in value):
                (self.negated if negated else self.conditions).append({"op": "eq", **value})
            elif "measure" in value and "op" not in value:
                self.measures.append(dict(value))
            if "measure" in value and "op" in value:
                self.having.append(dict(value))
            for key, part in value.items():
                self._read(part, negated=negated != (key == "not"))
        elif isinstance(value, list | tuple):
            for part in value:
                self._read(part, negated=negated)


def missing(row: Sequence[Span], calls: Sequence[Call], reader: QueryReader, catalog: Catalog) -> str:
    """The words of the first phrase that the calls do not hold; empty where they hold all, or are of other kinds."""
    if {call.tool for call in calls} == {"what_if"}:
        return _unchanged(row, calls, reader, catalog)
    if not {call.tool for call in calls} <= _TOOLS or any(span.has(*_LIFTS) and not span.stop for span in row):
        return ""
    held = _Held.of(calls)
    held.of_a_hundred = any(span.has("share") or (span.number and span.number.value == _HUNDRED) for span in row)
    if "customer_ids" in {key for call in calls for key in call.arguments}:
        return ""
    told = reader.told(tuple(row))
    shares = _shares(told)
    if {"portfolio"} == held.tools and not held.grouped and 1 < len(shares) > held.shares():
        return " ".join(span.text for span in row[shares[-1].start : shares[-1].end] if not span.sign)
    for phrase in told:
        if not _holds(held, phrase, catalog):
            return " ".join(span.text for span in row[phrase.start : phrase.end] if not span.sign)
    return ""


def _shares(told: Sequence[Phrase]) -> list[Phrase]:
    """The shares that are asked for, those with something told between them."""
    return [p for before, p in zip((None, *told), told, strict=False) if _asks_share(p) and not _asks_share(before)]


def _asks_share(phrase: Phrase | None) -> bool:
    return phrase is not None and phrase.kind == "ask" and phrase.value == "share"


def _unchanged(row: Sequence[Span], calls: Sequence[Call], reader: QueryReader, catalog: Catalog) -> str:
    """The words of a change that a what-if leaves out: ``set products = 2, active = 1`` is two."""
    told = {str(column) for call in calls for key in ("changes", "profile") for column in call.arguments.get(key) or ()}
    for phrase in reader.told(tuple(row)):
        spec = catalog.columns.get(phrase.column)
        said = row[phrase.start : phrase.end]
        named = any(phrase.column in span.entry.columns or span.entry.values for span in said)
        changes = phrase.kind == "condition" and phrase.value.get("op") == "eq" and named
        if changes and spec is not None and spec.kind in {"flag", "integer"} and phrase.column not in told:
            return " ".join(span.text for span in row[phrase.start : phrase.end] if not span.sign)
    return ""


def _holds(held: _Held, phrase: Phrase, catalog: Catalog) -> bool:
    if phrase.kind == "condition":
        return _condition(held, phrase.value, catalog)
    if phrase.kind == "who":
        return _who(held, str(phrase.value), catalog)
    if phrase.kind == "having":
        return any(_kept(node, phrase.value) for node in held.having)
    if phrase.kind == "ask":
        return phrase.value != "count" or held.of_a_hundred or _counted(held)
    if phrase.kind == "measure":
        nodes = phrase.value if isinstance(phrase.value, list) else [phrase.value]
        return all(_measured(held, node, catalog) for node in nodes)
    return True


def _condition(held: _Held, node: Node, catalog: Catalog) -> bool:
    column, op = node.get("column"), str(node.get("op"))
    if column not in catalog.columns or op in {"is_missing", "is_known"}:
        return True
    value = node.get("value")
    shared = "concentration" in held.tools and isinstance(value, Mapping)  # whose share is told
    if shared or _are_years(_every(value), held, catalog):
        return True
    same = [other for other in held.conditions if other["column"] == column]
    turned = [other for other in held.negated if other["column"] == column]
    if any(_fits(node, other) for other in same) or any(_fits(negated(node, catalog), other) for other in turned):
        return True
    return op in EQUAL and not same and column in held.grouped


def _are_years(values: Sequence[Any], held: _Held, catalog: Catalog) -> bool:
    """Whether numbers are the years of a date that the calls are bound by: ``joined before 2020`` is no balance."""
    dates = [other for other in held.conditions if getattr(catalog.columns.get(other["column"]), "kind", "") == "date"]
    years = {str(end)[:4] for other in dates for end in _every(other.get("value"))}
    return bool(years) and all(str(value).removesuffix(".0") in years for value in values)


def _fits(node: Node, other: Node) -> bool:
    """Whether one condition says what another says, or a part of it that a list or a range holds."""
    op, its, value, held = node["op"], other["op"], node.get("value"), other.get("value")
    if {op, its} <= EQUAL or {op, its} <= NEGATIVE:
        return all(any(_same(one, two) for two in _every(held)) for one in _every(value))
    if op in NEGATIVE and its == "gt":
        return _same(value, 0) and _same(held, 0)
    if its == "between" and op in {"ge", "le", "gt", "lt"}:
        return any(_same(value, end) for end in _every(held))
    if op == "between" and its in {"ge", "le", "gt", "lt"}:
        return any(_same(end, held) for end in _every(value))
    return bool(op == its) and _same(value, held)


def _every(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(one.get(key) == other.get(key) for key in ("stat", "column", "times") if key in one or key in other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    try:
        return abs(float(one) - float(other)) < _NEAR
    except (TypeError, ValueError):
        return str(one) == str(other)


def _kept(node: Node, other: Node) -> bool:
    """Whether the same figure of a group is compared in the same way."""
    return all(str(node.get(key)) == str(other.get(key)) for key in ("measure", "column", "op")) and _same(
        node.get("value"), other.get("value")
    )


def _who(held: _Held, who: str, catalog: Catalog) -> bool:
    label = catalog.label
    stored = label.positive if who == "left" else label.negative
    told = {str(node.get("value")) for node in held.conditions if node["column"] == label.column}
    if held.populations | told:
        other = {"left": "current", "current": "left"}[who]
        sided = "compare" in held.tools or label.column in held.grouped
        return who in held.populations or stored in told or sided or not (other in held.populations or told)
    return True


def _measured(held: _Held, node: Node, catalog: Catalog) -> bool:
    """Whether it is computed; an extreme also where something is ranked, money also where it is what is at risk."""
    name, column = node.get("measure"), node.get("column")
    if not held.measures or column is None:
        return True
    told = [m for m in held.measures if m.get("column") == column]
    if name in {"max", "min"} and (told or column in held.ordered) and held.ordered:
        return True
    at_risk = column == catalog.value and any(m.get("measure") == "value_at_risk" for m in held.measures)
    return at_risk or any(m.get("measure") == name or (m.get("measure"), name) == ("share", "sum") for m in told)


def _counted(held: _Held) -> bool:
    """Whether how many are asked for is told: a count, a list with its total, a share, what some of them hold."""
    return held.tools != {"portfolio"} or bool(_COUNTS & {str(m.get("measure")) for m in held.measures})
