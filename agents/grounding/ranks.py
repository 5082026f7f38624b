"""Ranks said in words: "call X first", "Germany has the highest churn rate" must be what the Facts' order and
figures say.
"""

import re
from collections.abc import Iterator, Sequence

from agents.grounding.figures import CUSTOMER, Bound, FigureIndex
from agents.grounding.lexicon import LENIENT, Label, Mention

_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first|primer|primero|primera",
            "second|segundo|segunda",
            "third|tercer|tercero|tercera",
            "fourth|cuarto|cuarta",
        ),
        start=1,
    )
    for word in words.split("|")
}
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_HIGHEST = re.compile(
    r"\b(?:highest|greatest|largest|biggest|most|mayor|máxim[oa]|más alt[oa]|más elevad[oa])\b", re.IGNORECASE
)
_LOWEST = re.compile(r"\b(?:lowest|smallest|least|menor|mínim[oa]|más baj[oa])\b(?!\s*(?:than|que))", re.IGNORECASE)
_NOT_ALONE = re.compile(
    r"\b(?:among|one of|second|third|than|next|after|entre|de los|de las|segund|tercer|que|tras)\b", re.I
)
_NEAR = 25


def wrong_ranks(text: str, mentions: Sequence[Mention], labels: Sequence[Label], index: FigureIndex) -> Iterator[str]:
    """Ordinals and superlatives that the Facts contradict, where one customer or group is named beside them."""
    named = [m for m in mentions if m.kind not in LENIENT]
    subjects = {(m.kind, m.values) for m in named}
    if len(subjects) != 1:
        return
    kind, values = subjects.pop()
    if kind == CUSTOMER:
        yield from _wrong_ordinals(text, values, index)
    yield from _wrong_superlatives(text, kind, values, labels, index)


def _wrong_ordinals(text: str, values: frozenset[str], index: FigureIndex) -> Iterator[str]:
    ranks = {
        bound.value
        for bound in index.figures
        if bound.key == "rank" and bound.path.startswith("rows[") and bound.subject.get(CUSTOMER, frozenset()) & values
    }
    for match in _ORDINAL.finditer(text):
        if ranks and _ORDINALS[match.group().lower()] not in ranks:
            yield match.group()


def _wrong_superlatives(
    text: str, kind: str, values: frozenset[str], labels: Sequence[Label], index: FigureIndex
) -> Iterator[str]:
    for pattern, best in ((_HIGHEST, max), (_LOWEST, min)):
        for match in pattern.finditer(text):
            beside = [label for label in labels if 0 <= label.start - match.end() <= _NEAR]
            if not beside or _NOT_ALONE.search(text):
                continue
            for rows in _columns(beside[0].keys, kind, index):
                own = [bound.value for bound in rows if bound.subject[kind] & values]
                if own and len(rows) > 1 and best(own) != best(bound.value for bound in rows):
                    yield match.group()


def _columns(keys: frozenset[str], kind: str, index: FigureIndex) -> Iterator[list[Bound]]:
    """Row figures of the named field, one list per Fact and key."""
    found: dict[tuple[str, str], list[Bound]] = {}
    for bound in index.figures:
        in_row = kind in bound.subject and bound.path.startswith("rows[") and not bound.derived
        if in_row and (bound.key in keys or any(bound.key.endswith(f"_{key}") for key in keys)):
            found.setdefault((bound.fact_id, bound.key), []).append(bound)
    yield from found.values()
