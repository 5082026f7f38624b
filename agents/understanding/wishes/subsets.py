"""Wishes about those whom the wish before describes: ``how many over 60 are inactive, and how many of them left?``.

Each wish is read by itself. What points back (``of them``) stands for all conditions so far; where nobody is named
(``how many Germans have a card and how many are active?``) it is about those of whom the wish before tells something.
"""

from collections.abc import Sequence
from typing import Any

from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.query import QueryReader
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.grammar.where import columns_of, joined, parts, where
from agents.understanding.wishes.ellipsis import one_table
from agents.understanding.wishes.parts import HEADS
from db.catalog import Catalog
from tools.frames import Frame, Listing, Query

Node = dict[str, Any]
_Told = Query | Listing
_Whom = tuple[list[Node], Any]
"""Conditions and population."""
_DESCRIBED = ("with", "without", "which", "in", "by")
"""What follows ``those`` where it is no pointer: those with a card, those who left."""
_TELLS = ("with", "without", "are", "left", "stay", "not")
_COUNTS = ("count", "share")


def of_those(rows: Sequence[Sequence[Span]], queries: QueryReader) -> list[Frame]:
    """The frames of wishes of which one at least is about those of one before; none where that is not plain."""
    rows = _whole(rows)
    pointed = [_pointers(rows, k) for k in range(len(rows))]
    alike = [_untold(row) for row in rows]
    if len(rows) < 2 or pointed[0] or not (any(pointed) or any(alike[1:])):
        return []
    frames = [_read(row, places, queries) for row, places in zip(rows, pointed, strict=True)]
    read = [frame for frame in frames if frame is not None]
    found = _together(rows, read, pointed, alike, _subject(rows[0], queries)) if len(read) == len(frames) else []
    return (one_table(found) or found) if found else []


def _read(row: Sequence[Span], places: Sequence[int], queries: QueryReader) -> _Told | None:
    """The frame of a wish without its pointer; none where it divides people into groups."""
    frame = queries.read([span for i, span in enumerate(row) if i not in places or span.has(*HEADS)])
    divides = isinstance(frame, Query) and bool(frame.groups or frame.having)
    return frame if isinstance(frame, Query | Listing) and not divides else None


def _together(
    rows: Sequence[Sequence[Span]],
    frames: Sequence[_Told],
    pointed: Sequence[Sequence[int]],
    alike: Sequence[bool],
    subject: _Whom | None,
) -> list[Frame]:
    """The frames, each over those whom it is about; none where one of them is about nobody that was told."""
    found: list[_Told] = [frames[0]]
    base: _Whom | None = None
    for row, frame, places, bare in zip(rows[1:], frames[1:], pointed[1:], alike[1:], strict=True):
        base = _described(found[-1]) if places else base
        told = base or (subject if bare else None)
        whole = _part(frame, *told) if told is not None else None
        if whole is None:
            return []
        found.append(whole)
        base = base if _leads(row, places) else None
    return list(found)


def _whole(rows: Sequence[Sequence[Span]]) -> list[Sequence[Span]]:
    """The wishes without the joint before them, each with the pointer that a comma divides from it."""
    found: list[Sequence[Span]] = []
    for row in reversed(rows):
        bare = found and all(span.sign or span.has("them", "and") for span in row)
        found[-1:] = [[*row, *found[-1]]] if bare else [*found[-1:], row]
    return [[span for i, span in enumerate(row) if i or not span.has("and")] for row in map(_unsigned, found[::-1])]


def _unsigned(row: Sequence[Span]) -> Sequence[Span]:
    return row[next((i for i, span in enumerate(row) if not span.sign), 0) :]


def _pointers(rows: Sequence[Sequence[Span]], k: int) -> list[int]:
    """Where a wish points back: ``of them``, ``de esos``, ``of those women``; not ``of those with two products``."""
    row, before = rows[k], {pair for other in rows[:k] for span in other for pair in span.entry.values}
    return [i for i in range(len(row)) if _points(row[i]) and not _is_described(row[i + 1 : i + 2], before)]


def _points(span: Span) -> bool:
    return span.has("them") and not symbol_set("pointers").isdisjoint(span.words[-1].split())


def _is_described(after: Sequence[Span], before: set[tuple[str, str]]) -> bool:
    """Whether what stands behind a pointer says who is meant: a relative clause, a value that was not told before."""
    told = (span for span in after if symbol_set("verbs").isdisjoint(span.words))  # of them has left
    return any(span.has(*_DESCRIBED) or not before.issuperset(span.entry.values) for span in told)


def _leads(row: Sequence[Span], places: Sequence[int]) -> bool:
    """Whether the pointer stands before its wish, and so before those that follow: ``of those, how many … and …``."""
    return bool(places) and not any(span.has(*HEADS) for span in row[: places[0]])


def _untold(row: Sequence[Span]) -> bool:
    """``how many left``, ``qué porcentaje está activo``: a count of nobody in particular."""
    head = next((i for i, span in enumerate(row) if span.has(*_COUNTS)), None)
    if head is None:
        return False
    merged = not symbol_set("verbs").isdisjoint(row[head].words[1:])  # cuántas son
    return merged or any(map(_verb, row[head + 1 : head + 2]))


def _verb(span: Span) -> bool:
    return span.has(*_TELLS) or (span.stop and not symbol_set("verbs").isdisjoint(span.words))


def _described(base: _Told) -> _Whom:
    """Those whom a frame describes; of a share the part that it tells."""
    measures = base.measures if isinstance(base, Query) else ()
    shared = [node for measure in measures if len(measures) == 1 for node in parts(measure.get("where"))]
    return [*parts(base.where), *shared], base.population


def _subject(row: Sequence[Span], queries: QueryReader) -> _Whom | None:
    """Of whom the first wish tells something: what stands between its head and its verb; none without any."""
    head = next((i for i, span in enumerate(row) if span.has(*_COUNTS)), None)
    if head is None:
        return None
    verbs = (i for i in range(head + 1, len(row)) if _verb(row[i]) and _predicates(row, i))
    verb = next((i for i in verbs if not _inverted(row, i, queries.catalog)), len(row))
    told = [phrase for phrase in queries.told(tuple(row)) if phrase.end <= verb]
    everybody = verb < len(row) and any(span.has("customers") for span in row[head:verb])
    return _whom(told, row) if told or everybody else None


def _whom(told: Sequence[Phrase], row: Sequence[Span]) -> _Whom | None:
    """The conditions and the population of some phrases; none where they tell both."""
    whos = {phrase.value for phrase in told if phrase.kind == "who"}
    node = where([phrase for phrase in told if phrase.kind == "condition"], row)
    return (parts(node), next(iter(whos), None)) if len(whos) < 2 else None


def _predicates(row: Sequence[Span], i: int) -> bool:
    """Whether a verb tells something of those named: not ``clients with``, ``are there``."""
    there = i + 1 < len(row) and not symbol_set("there").isdisjoint(row[i + 1].words)
    with_ = row[i].has("with", "without") and symbol_set("verbs").isdisjoint(row[i].words)
    return not there and not with_


def _inverted(row: Sequence[Span], i: int, catalog: Catalog) -> bool:
    """``how many customers does Ana Gil have``, ``¿cuántos clientes tiene España?``: whose they are stands behind."""
    after = row[i + 1].entry.values if i + 1 < len(row) else ()
    owned = any(catalog.columns[column].kind == "category" for column, _ in after if column in catalog.columns)
    return owned and not symbol_set("inverting").isdisjoint(row[i].words)


def _part(frame: _Told, told: Sequence[Node], population: Any) -> _Told | None:
    """The frame over those; none where the two exclude each other."""
    kept = [node for node in parts(frame.where) if node not in told]
    columns = {column for node in told for column in columns_of(node)}
    clash = population is not None and frame.population not in (None, population)
    if clash or any(columns_of(node) & columns for node in kept):
        return None
    node = joined([*told, *kept])
    return frame.model_copy(update={"where": node, "population": frame.population or population})
