"""The glossary behind drafted names, read once: what bank tables are commonly made of, in both languages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from db.catalog import Names
from db.catalog.drafting.english import Spanish
from db.catalog.drafting.spanish import Words
from db.errors import Language
from db.text import fold
from db.yaml_files import read_yaml

GLOSSARY = Path(__file__).parent / "glossary.yaml"
DICTIONARY = Path(__file__).parent / "dictionary.yaml"


@dataclass(frozen=True)
class Glossary:
    """``glossary.yaml`` with folded keys."""

    columns: Mapping[str, Sequence[str]]
    """English name -> Spanish ones."""
    also: Mapping[str, Sequence[str]]
    """English name -> further English names."""
    spanish: Mapping[str, str]
    """Spanish name -> the English one it belongs to."""
    values: Mapping[str, Names]
    spanish_values: Mapping[str, str]
    """A value's Spanish name -> its English one."""
    codes: Mapping[str, Sequence[Mapping[str, str]]]
    words: Words
    spanish_words: Spanish
    short_english: Mapping[str, str]
    """What stands for an English word: ``qty``."""
    leaving: Names
    """Words for leaving in every trade."""
    gone: Names
    staying: Names
    """What is said of those who left, and of those who stayed."""
    active: Names
    """The same of those who stayed, where no column speaks of being active."""
    told: Sequence[tuple[Sequence[str], Names]]
    """By English names of columns: what people do, where it says when or how much."""
    people: Mapping[str, Names]
    """What the rows of a table are called."""
    trades: Mapping[str, tuple[frozenset[str], Sequence[str]]]
    """By trade: words of its tables' headers, and what such rows are."""
    uncounted: frozenset[str]
    """English names of things that stand without an article."""
    agreed: Names
    """What is agreed for a stretch of time."""
    stretches: Mapping[str, Mapping[str, Sequence[str]]]
    """By language, and by month, months, year or years: how such a time is said of it."""
    somebody: frozenset[str]
    """Folded words beside *active* in headers that say it of the customer."""
    unstated: frozenset[str]
    """Folded codes for what nobody said: ``n/c``."""
    gaps: frozenset[str]
    """Lower-case words for a gap, where no value can be called so."""
    families: Mapping[str, Sequence[str]]
    """Values that belong together, by the English name of their column."""


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The one glossary."""
    raw = read_yaml(GLOSSARY)
    columns = {fold(name): list(es) for name, es in raw["columns"].items()}
    values = {fold(name): Names.model_validate(said) for name, said in raw["values"].items()}
    words = _words(read_yaml(DICTIONARY))
    return Glossary(
        columns=columns,
        also={fold(name): list(en) for name, en in raw["also"].items()},
        spanish=_spanish_names(columns, raw["preferred"]),
        values=values,
        spanish_values=_first((fold(said), name) for name, names in values.items() for said in names.es),
        codes=raw["codes"],
        words=words,
        spanish_words=_reversed(words, raw["preferred"], raw["short"]),
        short_english=raw["short_english"],
        leaving=Names.model_validate(raw["leaving"]),
        gone=Names.model_validate(raw["gone"]),
        staying=Names.model_validate(raw["staying"]),
        active=Names.model_validate(raw["active"]),
        told=[(tuple(map(fold, t["of"])), Names(es=t["es"], en=t["en"])) for t in raw["told"]],
        people={said: Names.model_validate(names) for said, names in raw["people"].items()},
        trades={trade: (frozenset(map(fold, t["headers"])), t["people"]) for trade, t in raw["trades"].items()},
        uncounted=frozenset(raw["uncounted"]),
        agreed=Names.model_validate(raw["agreed"]),
        stretches=raw["stretches"],
        somebody=frozenset(raw["somebody"]),
        unstated=frozenset(map(fold, raw["unstated"])),
        gaps=frozenset(raw["gaps"]),
        families=raw["families"],
    )


def _spanish_names(columns: Mapping[str, Sequence[str]], preferred: Mapping[str, str]) -> dict[str, str]:
    """Also without the ``de`` that headers leave out: ``fecha alta``."""
    listed = [(said, name) for said, name in preferred.items() if name in columns]
    listed += [(said, name) for name, es in columns.items() for said in es]
    return _first((form, name) for said, name in listed for form in (fold(said), fold(said).replace(" de ", " ")))


def _every(nouns: Iterable[str], words: Words) -> Iterator[str]:
    """Nouns and what else is said for each."""
    for noun in nouns:
        yield from (noun, *words.others["es"].get(fold(noun), ()))


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, name in pairs:
        found.setdefault(key, name)
    return found


def _words(raw: Mapping[str, Mapping[str, str]]) -> Words:
    """The dictionary: every English word with the first Spanish one, and what else is said for words of one entry."""
    kinds: dict[str, dict[str, str]] = {kind: {} for kind in raw}
    sides: dict[Language, list[list[str]]] = {"es": [], "en": []}
    for kind, entries in raw.items():
        for english, spanish in entries.items():
            sides["en"].append(english.split("/"))
            sides["es"].append(spanish.split("/"))
            kinds[kind].update(dict.fromkeys(sides["en"][-1], sides["es"][-1][0]))
    return Words(**kinds, others={language: _otherwise(listed) for language, listed in sides.items()})


def _otherwise(entries: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """What may be said for a word; of one that several entries have, nobody knows which."""
    counts = Counter(fold(word) for words in entries for word in set(words))
    return {
        fold(word): tuple(other for other in words if other != word)
        for words in entries
        for word in words
        if counts[fold(word)] == 1 and len(words) > 1
    }


def _reversed(words: Words, preferred: Mapping[str, str], short: Mapping[str, str]) -> Spanish:
    nouns: dict[str, tuple[str, str]] = {}
    adjectives: dict[str, tuple[str, str]] = {}
    for found, listed in (
        (nouns, (*words.masculine.items(), *words.feminine.items())),
        (adjectives, words.adjectives.items()),
    ):
        pairs = list(listed)
        pairs += [(en, same) for en, es in listed for same in words.others["es"].get(fold(es), ())]
        for english, spanish in pairs:
            found.setdefault(fold(spanish), (spanish, preferred.get(spanish, english)))
    feminine = frozenset(map(fold, _every(words.feminine.values(), words)))
    return Spanish(nouns, adjectives, {fold(key) or key: said for key, said in short.items()}, feminine)
