"""The glossary behind drafted names, read once: what bank tables are commonly made of, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from db.bank.table import fold
from db.catalog import Names
from db.catalog.drafting.english import Spanish
from db.catalog.drafting.spanish import Words

GLOSSARY = Path(__file__).parent / "glossary.yaml"


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
    leaving: Names
    """Words for leaving in every trade."""
    people: Sequence[Names]
    """What the rows of a table are called, by trade."""
    families: Mapping[str, Sequence[str]]
    """Values that belong together, by the English name of their column."""


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The one glossary."""
    raw = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))
    columns = {fold(name): list(es) for name, es in raw["columns"].items()}
    values = {fold(name): Names.model_validate(said) for name, said in raw["values"].items()}
    words = Words(**raw["words"])
    return Glossary(
        columns=columns,
        also={fold(name): list(en) for name, en in raw["also"].items()},
        spanish=_spanish_names(columns, raw["preferred"]),
        values=values,
        spanish_values=_first((fold(said), name) for name, names in values.items() for said in names.es),
        codes=raw["codes"],
        words=words,
        spanish_words=_reversed(words, raw["preferred"], raw["short"]),
        leaving=Names.model_validate(raw["leaving"]),
        people=[Names.model_validate(names) for names in raw["people"].values()],
        families=raw["families"],
    )


def _spanish_names(columns: Mapping[str, Sequence[str]], preferred: Mapping[str, str]) -> dict[str, str]:
    """Also without the ``de`` that headers leave out: ``fecha alta``."""
    listed = [(said, name) for said, name in preferred.items() if name in columns]
    listed += [(said, name) for name, es in columns.items() for said in es]
    return _first((form, name) for said, name in listed for form in (fold(said), fold(said).replace(" de ", " ")))


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, name in pairs:
        found.setdefault(key, name)
    return found


def _reversed(words: Words, preferred: Mapping[str, str], short: Mapping[str, str]) -> Spanish:
    nouns: dict[str, tuple[str, str]] = {}
    for english, spanish in (*words.masculine.items(), *words.feminine.items()):
        nouns.setdefault(fold(spanish), (spanish, preferred.get(spanish, english)))
    adjectives: dict[str, tuple[str, str]] = {}
    for english, spanish in words.adjectives.items():
        adjectives.setdefault(fold(spanish), (spanish, preferred.get(spanish, english)))
    return Spanish(nouns, adjectives, {fold(key) or key: said for key, said in short.items()})
