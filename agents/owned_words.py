"""The bank's own words, which are of no language: what its columns and values are called, its customers' names."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from db.bank.names import words_of_names
from db.caller import Caller
from db.catalog import Catalog
from db.errors import DataProblem
from db.text import unaccented
from tools.environment import Desk

_LONG_ENOUGH = 3


def owned_words(desk: Desk, caller: Caller, words: Iterable[str]) -> set[str]:
    """Which of some lower-case words are the bank's own; reads the bank."""
    told = set(words)
    names = {word for name in _names(desk.catalog) for word in name.casefold().replace("_", " ").split()}
    known = {word for word in told if word in names or (word == unaccented(word) and word in map(unaccented, names))}
    left = {unaccented(word): word for word in told - known if len(word) >= _LONG_ENOUGH}
    with suppress(DataProblem):  # a bank that cannot be read is told by the tools
        known |= {left[found] for found in words_of_names(desk.bank, left, caller)}
    return known


def _names(catalog: Catalog) -> Iterator[str]:
    for column in catalog.columns.values():
        yield from (column.name, *column.names.es, *column.names.en)
        for stored, called in column.values.items():
            yield from (stored, *called.es, *called.en)
