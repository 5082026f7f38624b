"""``pay with cash on delivery``: a word that only leads to a value, because the value's column is called like it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from agents.understanding.lexicon.entry import Entry
from agents.understanding.lexicon.lookup import Lexicon
from db.text import unaccented

_LEADS = frozenset({"by", "in", "with", "among"})
_SHORTEST, _ENDING = 3, 2
"""Letters that a word and a column's name share at least, and letters in which a short word's form may differ."""


class Piece(Protocol):
    """An item or a span."""

    @property
    def words(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def entry(self) -> Entry: ...  # noqa: D102
    @property
    def stop(self) -> bool: ...  # noqa: D102
    @property
    def unknown(self) -> bool: ...  # noqa: D102


def leads_to_value(row: Sequence[Piece], i: int, lexicon: Lexicon) -> bool:
    """Whether the word at ``i`` stands before or after a value of a column called like it (*pay*: payment method)."""
    word = row[i].words[0]
    columns = {column for piece in _beside(row, i) for column, _ in piece.entry.values}
    return any(_alike(word, name) for column in columns for name in _words(column, lexicon))


def _beside(row: Sequence[Piece], i: int) -> Iterator[Piece]:
    """What follows behind prepositions and articles, and what stands right before."""
    after = i + 1
    while after < len(row) and not row[after].entry.values and (row[after].stop or row[after].entry.cues & _LEADS):
        after += 1
    yield from row[after : after + 1]
    yield from row[max(0, i - 1) : i]


def _words(column: str, lexicon: Lexicon) -> Iterator[str]:
    names = lexicon.catalog.columns[column].names
    for name in (*names.es, *names.en):
        yield from unaccented(name).split()


def _alike(word: str, name: str) -> bool:
    """Forms of one stem: pay, payment; pagan, pago."""
    shorter = min(len(word), len(name))
    shared = max(_SHORTEST, shorter - _ENDING)
    return shorter >= _SHORTEST and word[:shared] == name[:shared]
