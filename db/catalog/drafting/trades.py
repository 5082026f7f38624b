"""What the rows of a table are called: by its id's header or the file's name, and by the trade its headers speak of."""

import re
from collections.abc import Collection, Iterable, Iterator

from db import lemmas
from db.catalog import Names
from db.catalog.drafting.glossary import glossary
from db.catalog.drafting.naming import words
from db.text import fold

_HEADERS = 2
"""So many headers that speak of a trade make sure of it; the id's own does by itself."""


def of_women() -> frozenset[str]:
    """Nouns for customers who are women: ``socias``."""
    listed = glossary().people.values()
    ours = {name for people in listed for name in people.es if re.sub("a(s?)$", r"o\1", name) in people.es}
    both = {name for people in listed for name in people.es if not re.search("as?$", name)}
    return frozenset({"clienta", "clientas"} | (ours - both))


def rows_called(identity: str, title: str, headers: Iterable[str]) -> Names:
    """The nouns for what the rows are, by no trade that has none of those in the id's header; none if nothing says."""
    own = set(map(fold, _spelled(identity)))
    said = own | set(map(fold, words(title)))
    people = {name: {fold(noun) for noun in (*p.es, *p.en)} for name, p in glossary().people.items()}
    found = [name for name, nouns in people.items() if said & nouns]
    sure = {name for name in found if own & people[name]}
    about = [set(map(fold, _spelled(header))) for header in headers]
    for hints, rows in glossary().trades.values():
        if (not sure or not sure.isdisjoint(rows)) and (
            said & hints or sum(not hints.isdisjoint(header) for header in about) >= _HEADERS
        ):
            found += rows
    unique = [glossary().people[name] for name in dict.fromkeys(found)]
    es, en = (tuple(dict.fromkeys(noun for p in unique for noun in getattr(p, lang))) for lang in ("es", "en"))
    return Names(es=es, en=en)


def _spelled(header: str) -> Iterator[str]:
    """The words of a header, as written and written out."""
    vocabulary = glossary().spanish_words
    for word in words(header):
        yield from (word, vocabulary.spelled(word), lemmas.spelled(word))


def free(people: Names, taken: Collection[str]) -> Names:
    """The nouns that mean no column and no value of the table."""
    return Names(
        es=tuple(noun for noun in people.es if fold(noun) not in taken),
        en=tuple(noun for noun in people.en if fold(noun) not in taken),
    )
