"""Unknown words taken for a column or a value of the bank by what they mean; what was taken for what is kept."""

from collections.abc import Sequence
from dataclasses import replace

from agents.understanding.grammar.spans import Span
from agents.understanding.learned_port import Learned, Metered
from agents.understanding.lexicon.entry import header_words, phrase
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_word
from db.catalog import Catalog
from db.errors import Language
from db.text import fold, unaccented

_LETTERS = 4
"""Fewer say too little, of the value they are part of or by themselves."""
_WHOLE, _CUT = 6, 2
"""Letters of a word that is written short, and that are left out of it at least."""
_SURE = 0.8
"""Similarity from which a single word is taken for another: right in more than 95 % on corpora of other authors."""


class NearWords:
    """Reads a catalog's unknown words through the learned part."""

    def __init__(self, lexicon: Lexicon, learned: Learned) -> None:
        self._lexicon, self._learned = lexicon, learned
        self._choices = _choices(lexicon.catalog)
        self._parts, self._short = _parts(lexicon.catalog), _cut_short(lexicon.catalog)

    def read(self, row: Sequence[Span]) -> list[Span]:
        """The same spans, unknown words with the meaning of what they come near to."""
        learned = Metered(self._learned)
        strange = [span.unknown and span.words[0].isalpha() for span in row]
        unknown = [span.text for span, is_strange in zip(row, strange, strict=True) if is_strange and not span.capital]
        learned.ready([text for text in unknown if len(text) >= _LETTERS])
        return [self._one(span, learned) if is_strange else span for span, is_strange in zip(row, strange, strict=True)]

    def _one(self, span: Span, learned: Learned) -> Span:
        whole = self._parts.get(span.words[0]) or self._begun(span.words[0]) if len(span.words) == 1 else None
        if whole is not None and (entry := self._lexicon.look_up(phrase(whole))) is not None and entry.of_the_bank:
            return replace(span, entry=entry, meant=whole)
        if span.capital:
            return span
        match = learned.nearest(span.text, self._choices)
        if match is None or match.similarity < _SURE:
            return span
        name = self._choices[match.choice][0]
        entry = self._lexicon.look_up(phrase(name))
        return span if entry is None or not entry.of_the_bank else replace(span, entry=entry, meant=name)

    def _begun(self, word: str) -> str | None:
        """The column or value whose abbreviation a word begins with, where only one has such: BANCASEG. for a bank."""
        short = [s for s in self._short if word.startswith(s) and len(word) >= len(s) + _CUT]
        meant = {self._short[s] for s in short}
        return meant.pop() if len(meant) == 1 and len(word) >= _WHOLE else None


def shown_as(catalog: Catalog, meant: str, language: Language) -> str:
    """A name an unknown word was taken for, as the bank shows it in one language."""
    said = unaccented(meant)
    for column in catalog.columns.values():
        for names in (column.names, *column.values.values()):
            if said in {unaccented(name) for name in (*names.es, *names.en)}:
                return names.shown(language)
    return meant


def _cut_short(catalog: Catalog) -> dict[str, str]:
    """What is written short in headers and values, with the column's first name or the value."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for column in catalog.columns.values():
        name = next(iter((*column.names.es, *column.names.en)), "")
        short = [(word, name) for word in phrase(header_words(column.name)) if name and not is_word(word)]
        short += [(fold(v[:-1]), v) for v in column.values if v.endswith(".") and v[:-1].isalpha()]
        for word, meant in short if column.name not in _nobody(catalog) else ():
            twice |= {word} & set(found)
            found[word] = meant
    return {word: meant for word, meant in found.items() if word not in twice and len(word) >= _LETTERS - 1}


def _nobody(catalog: Catalog) -> set[str | None]:
    """The columns of who somebody is and of whether they left."""
    return {catalog.id, catalog.name, catalog.owner, catalog.label.column}


def _choices(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """The names of columns and of their values in both languages; not who somebody is or whether they left."""
    nobody = _nobody(catalog)
    found: dict[str, tuple[str, ...]] = {}
    for column in catalog.columns.values():
        if column.name in nobody or column.kind == "text":
            continue
        names = (*column.names.es, *column.names.en)
        if names:
            found[column.name] = names
        for stored, called in column.values.items():
            if called.es or called.en:
                found[f"{column.name}={stored}"] = (*called.es, *called.en)
    return found


def _parts(catalog: Catalog) -> dict[str, str]:
    """The words that only one of the bank's values has, with that value: *Yorkshire and the Humber* by its first."""
    nobody = _nobody(catalog)
    found: dict[str, set[str]] = {}
    for column in catalog.columns.values():
        for stored in column.values if column.kind == "category" and column.name not in nobody else ():
            words = phrase(stored)
            for word in words if len(words) > 1 else ():
                found.setdefault(word, set()).add(stored)
    return {
        word: next(iter(values))
        for word, values in found.items()
        if len(values) == 1 and len(word) >= _LETTERS and word.isalpha()
    }
