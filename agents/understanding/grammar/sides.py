"""The sides of a comparison: values of one column, ends of a number, one side and the rest."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.grammar.conditions import opposite
from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.where import where
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.rules.contrast import group_label

Node = dict[str, Any]
_MOST = 5
_AGAINST = frozenset(["versus", "compare", "than", "gt", "lt", "breakdown"])
_RANKS = ("top", "bottom", "more", "less", "most", "least", "max", "min", "versus", "compare", "likely")


def against(told: Settled) -> bool:
    """Whether things are set against each other: versus, compare, more … than, which … or."""
    either = told.spoken("or") or _listed(told)
    return bool(told.cues & _AGAINST or (either and (told.every("rank") or told.spoken(*_RANKS))))


def _listed(told: Settled) -> bool:
    """``women, men?``: values of one column with nothing but signs between them."""
    said = told.every("condition")
    return any(
        one.column == other.column and one.value != other.value and all(span.sign for span in told.between(one, other))
        for one, other in pairwise(said)
    )


def rivals(told: Settled) -> list[Phrase]:
    """The conditions set against each other: values, or ranges apart, of one column, else all with *or* between."""
    conditions = told.every("condition")
    for column in dict.fromkeys(p.column for p in conditions):
        same = [p for p in conditions if p.column == column]
        if len({str(p.value) for p in same}) > 1 and _apart(same):
            return same
    return conditions if _or_else(told, conditions) else []


def _or_else(told: Settled, conditions: Sequence[Phrase]) -> bool:
    """``who leaves more, the active or those with a card``: sides of different columns, behind what ranks them."""
    ranks = told.every("rank")
    behind = 2 <= len(conditions) <= _MOST and any(rank.end <= conditions[0].start for rank in ranks)
    return behind and all(any(span.has("or") for span in told.between(a, b)) for a, b in pairwise(conditions))


def _apart(same: Sequence[Phrase]) -> bool:
    ops = [p.value.get("op") for p in same]
    if all(op in {"eq", "ne"} for op in ops):
        return True
    return "lt" in "".join(str(op) for op in ops) or ({*ops} & {"lt", "le"} and {*ops} & {"gt", "ge"}) != set()


def by_values(same: Sequence[Phrase]) -> bool:
    """Whether the sides are values of a column, so that it can be split by it."""
    return len({p.column for p in same}) == 1 and all(p.value.get("op") == "eq" for p in same)


def sides(told: Settled, same: Sequence[Phrase]) -> list[Node]:
    """Each rival condition with what holds for all."""
    shared = [p for p in told.every("condition") if p not in same]
    return [{"label": label_of(p.value), "where": where([*shared, p], told.row)} for p in same]


def with_rest(told: Settled) -> list[Node]:
    """One side and all others, where a single condition is set against the rest."""
    said = told.every("condition")
    if len(said) != 1:
        return []
    return [
        {"label": label_of(said[0].value), "where": where(said, told.row)},
        {"label": "", "where": opposite({k: v for k, v in said[0].value.items() if k != "split"})},
    ]


def two_customers(row: Sequence[Span]) -> list[Call]:
    """``who is at more risk, 15634602 or 15647311?``: customers by their ids, side by side."""
    ids = [found for span in row if (found := customer_id(span))]
    ranked = any(span.has("more", "less", "most", "least", "versus") for span in row)
    others = any(span.entry.values or span.has("count", "mean", "sum", "similar", "what_if") for span in row)
    same = len(set(ids)) == len(ids)
    return [Call("compare", {"customer_ids": ids})] if 1 < len(ids) <= _MOST and same and ranked and not others else []


def label_of(node: Node) -> str:
    """What a compared group is called by its one condition."""
    return group_label(str(node.get("column")), str(node.get("op")), node.get("value"))
