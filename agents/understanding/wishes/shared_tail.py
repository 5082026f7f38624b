"""What the last of alike wishes says behind its value holds for all: ``how many men and how many women in Spain``."""

from collections.abc import Sequence

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.where import joined, parts
from tools.frames import Frame, Query


def with_tail(frames: Sequence[Frame], rows: Sequence[Sequence[Span]]) -> list[Frame]:
    """The frames, those that stop at their value with the conditions that stand behind the last one's."""
    queries = [frame for frame in frames if isinstance(frame, Query) and not frame.groups]
    last = queries[-1] if len(queries) == len(frames) else None
    if last is None or len({str(query.measures) for query in queries}) > 1:
        return list(frames)
    return [*(_completed(query, last, row) for query, row in zip(queries[:-1], rows[:-1], strict=True)), last]


def _completed(query: Query, last: Query, row: Sequence[Span]) -> Query:
    own = parts(query.where)
    if len(own) != 1:
        return query
    tail = [node for node in parts(last.where) if node.get("column") != own[0].get("column")]
    rivals = len(tail) + 1 == len(parts(last.where)) and own[0] not in parts(last.where)
    if not (tail or last.population) or not rivals or query.population is not None or not _stops(row):
        return query
    return query.model_copy(update={"where": joined([*own, *tail]), "population": last.population})


def _stops(row: Sequence[Span]) -> bool:
    """Whether a wish ends with whom it is about."""
    said = [span for span in row if not span.sign]
    while said and (said[-1].has("and", "customers", "customer") or (said[-1].stop and not said[-1].entry.cues)):
        said.pop()
    return bool(said) and bool(said[-1].entry.values)
