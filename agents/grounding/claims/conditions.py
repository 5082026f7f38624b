"""Conditions: "with more than three products", said of those whom the Facts count with exactly three."""

from collections.abc import Iterator, Mapping
from typing import Any

from agents.grounding.cues import Cue
from agents.grounding.patterns import whole
from agents.grounding.quantities import hedge_before
from agents.grounding.scene import Read, Scene

KIND = "condition"
_NEAR = 12
_WAYS = {"eq": 0, "in": 0, "gt": 1, "gte": 1, "ge": 1, "lt": -1, "lte": -1, "le": -1}


def read(scene: Scene, found: Read) -> None:
    """A limit that a clause puts on a column which the Facts are filtered by otherwise."""
    if scene.has(Cue.IF) or "?" in scene.text:
        return
    _turned(scene, found)
    _others(scene, found)
    _fewer(scene, found)
    for column, said, at, text in _limits(scene):
        filters = [f for where in scene.world.wheres.values() for f in _filters(where, column)]
        if filters and not any(_same(_way(scene, at), said, op, value) for op, value in filters):
            found.wrong(KIND, text)


def _limits(scene: Scene) -> Iterator[tuple[str, float, int, str]]:
    """A column, the number said of it, where and how: "three products", "60 years old"."""
    columns = scene.world.catalog.columns
    for mention in scene.mentions:
        value = next(iter(mention.values))
        if mention.kind in columns and columns[mention.kind].kind == "integer" and value.isdigit():
            yield mention.kind, float(value), mention.start, mention.text
    for q in scene.quantities:
        for feature in scene.features:
            between = scene.shows(q.end, feature.start) if feature.start >= q.end else "-"
            if columns[feature.column].kind == "integer" and not between.strip() and q.kind == "plain":
                yield feature.column, q.readings[0][0], q.start, q.text


def _filters(node: Any, column: str) -> Iterator[tuple[str, Any]]:
    """What a filter says of a column."""
    if not isinstance(node, Mapping):
        return
    for part in node.get("all") or ():
        yield from _filters(part, column)
    if node.get("column") == column and node.get("op") in _WAYS:
        yield str(node["op"]), node.get("value")


def _turned(scene: Scene, found: Read) -> None:
    """ "Over 35", where the Facts are of those under 35."""
    for q in scene.quantities:
        way = _way(scene, q.start) if q.kind in {"plain", "money"} else 0
        ops = [op for where in scene.world.wheres.values() for op in _ops(where, q.readings[0][0])] if way else []
        if ops and all(way == -_WAYS[op] for op in ops):
            found.wrong(KIND, q.text)


def _fewer(scene: Scene, found: Read) -> None:
    """ "The bank has 624 customers in Spain", of those whom the Facts count by more conditions than that."""
    whole_bank = whole("bank_has").search(scene.text)
    sentence = scene.whole or scene
    said = {f.column for f in sentence.features} | {m.kind for m in sentence.mentions}
    said |= {key for label in sentence.labels for key in label.keys}
    for where in scene.world.wheres.values() if whole_bank and scene.quantities else ():
        columns = set(_columns(where))
        if columns & said and columns - said and len(scene.world.wheres) == 1:
            found.wrong(KIND, scene.quantities[0].text)


def _columns(node: Any) -> Iterator[str]:
    """Every column that a filter names."""
    if isinstance(node, Mapping):
        for part in node.get("all") or ():
            yield from _columns(part)
        if isinstance(node.get("column"), str):
            yield node["column"]


def _others(scene: Scene, found: Read) -> None:
    """ "Without a credit card", said of those whom the Facts count only with one."""
    world = scene.world
    if scene.has(Cue.HEDGE, Cue.ADVICE, Cue.NONE, Cue.NOTHING) or not world.wheres or world.people:
        return
    for mention in scene.mentions:
        fixed = [v for where in world.wheres.values() for op, v in _filters(where, mention.kind) if op in {"eq", "in"}]
        known = {str(v) for value in fixed for v in (value if isinstance(value, list) else [value])}
        told = any(mention.kind in row.subject for table in world.tables for row in table.rows)
        every = len(fixed) == len(world.populations)
        if known and every and not told and not mention.values & known and not scene.denied(mention.start):
            found.absent(KIND, mention.text)


def _ops(node: Any, value: float) -> Iterator[str]:
    """How a filter uses a value as a limit."""
    if not isinstance(node, Mapping):
        return
    for part in node.get("all") or ():
        yield from _ops(part, value)
    if node.get("value") == value and _WAYS.get(str(node.get("op")), 0):
        yield str(node["op"])


def _same(way: int, said: float, op: str, value: Any) -> bool:
    """Whether what is said is the filter, or lies outside of what it is about."""
    values = value if isinstance(value, list) else [value]
    if not any(isinstance(v, int | float) and float(v) == said for v in values):
        return True
    return way == _WAYS[op]


def _way(scene: Scene, at: int) -> int:
    """Over (1), under (-1) or exactly (0), as it stands before the number."""
    hedge = hedge_before(scene.text[: at - scene.start])
    if hedge in {"over", "under"}:
        return 1 if hedge == "over" else -1
    near = [s for s in scene.said(Cue.MORE, Cue.LESS) if 0 <= at - s.end <= _NEAR]
    return 0 if not near else 1 if near[-1].cue is Cue.MORE else -1
