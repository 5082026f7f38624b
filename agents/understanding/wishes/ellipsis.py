"""Several wishes of one message: what the first says of its customers holds for the next where that only replaces."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.where import joined, parts
from tools.frames import Frame, Query

Node = dict[str, Any]
_RATES = ("share", "churn_rate", "retention_rate")


def with_ellipses(frames: Sequence[Frame], rows: Sequence[Sequence[Span]]) -> list[Frame]:
    """``how many Germans are active and how many inactive``: the second are Germans too; alike ones become one."""
    found = [frames[0]]
    for frame, row in zip(frames[1:], rows[1:], strict=True):
        before = found[-1]
        bare = not any(span.has("customers") for span in row)
        completes = isinstance(before, Query) and isinstance(frame, Query) and bare
        found.append(_completed(frame, before) if completes else frame)  # type: ignore[arg-type]
        found[-1] = _same_part(found[-1], before)
    return one_table(found) or found


def each_counted(frame: Frame, row: Sequence[Span]) -> Frame:
    """``how many have three products and how many four?``: a count of each of the values, not of all together."""
    if not isinstance(frame, Query) or frame.groups:
        return frame
    heads = sum(span.has("count") for span in row)
    lists = [node for node in parts(frame.where) if node.get("op") == "in"]
    if len(lists) != 1 or heads < 2 or len(lists[0]["value"]) != heads:
        return frame
    column = str(lists[0]["column"])
    group: Node = (
        {"column": column, "bands": []} if isinstance(lists[0]["value"][0], int | float) else {"column": column}
    )
    return frame.model_copy(update={"groups": (group,)})


def _same_part(frame: Frame, before: Frame) -> Frame:
    """``what share of women are inactive and what share of men?``: the same part of others, no part of everybody."""
    if not (
        isinstance(frame, Query) and isinstance(before, Query) and len(before.measures) == 1 and frame.where is None
    ):
        return frame
    others = parts(frame.measures[0].get("where")) if len(frame.measures) == 1 else []
    shares = frame.measures[0]["measure"] == "share" and before.measures[0]["measure"] in _RATES
    replaced = {str(node.get("column")) for node in others} == {str(node.get("column")) for node in parts(before.where)}
    return before.model_copy(update={"where": joined(others)}) if shares and others and replaced else frame


def _completed(frame: Query, before: Query) -> Query:
    """The frame with the conditions of the one before, if one of its own takes the place of one of those."""
    own, earlier = parts(frame.where), parts(before.where)
    columns = {str(node.get("column")) for node in own}
    if not columns & {str(node.get("column")) for node in earlier} or "None" in columns:
        return frame
    kept = [node for node in earlier if node.get("column") not in columns]
    population = frame.population or before.population
    return frame.model_copy(update={"where": joined([*own, *kept]), "population": population})


def one_table(frames: Sequence[Frame]) -> list[Frame]:
    """Queries that differ in the value of one column, as one query by that column."""
    queries = [frame for frame in frames if isinstance(frame, Query) and not frame.groups]
    if len(queries) < len(frames) or len({(str(q.measures), q.population) for q in queries}) > 1:
        return []
    differing = [
        [node for node in parts(q.where) if node not in parts(other.where)]
        for q, other in pairwise([*queries, queries[0]])
    ]
    ends = [told[0] for told in differing if len(told) == 1 and told[0].get("op") == "eq"]
    columns = {str(node.get("column")) for node in ends}
    if len(ends) < len(queries) or len(columns) != 1:
        return []
    column = columns.pop()
    shared = [node for node in parts(queries[0].where) if node.get("column") != column]
    values: Node = {"column": column, "op": "in", "value": [node["value"] for node in ends]}
    return [queries[0].model_copy(update={"where": joined([*shared, values]), "groups": ({"column": column},)})]
