"""The phrases a lexicon knows: the cues of questions in both languages and, from the catalog, columns and values."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache, partial
from typing import Any

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.entry import Entry, Phrase, general_words, header_words, phrase, stem, stop_words
from agents.understanding.lexicon.morphology import is_verb_form, is_word
from agents.understanding.lexicon.normalise import tokens
from agents.understanding.words import word_file
from db.catalog import DEFAULT, NO, YES, Catalog, Column, Names, read_catalog
from db.text import unaccented

_YES_NO = frozenset((word,) for word in YES | NO)
_MEASURES = frozenset(["mean", "median", "sum", "max", "min", "count", "rate", "share"])
_SHARES = frozenset(["share", "shares", "percentage", "porcentaje", "%"])
"""Words for a part that stay one, whatever column is called so."""
_JOINTS = frozenset(["de", "del", "la", "el", "en", "por", "con", "a", "al", "y"])
_MOST_JOINED = 4
_PARTICIPLE = re.compile(r"(?<=[aieu]d)o$")
_EQUALS = "equals"
_DENIALS = frozenset(["no", "sin", "without", "not"])
_PEOPLE = frozenset(["clientes", "clientas", "customers", "clients"])


@lru_cache(maxsize=1)
def _default() -> Catalog:
    """The packaged catalog: how people call what most banks have."""
    return read_catalog(DEFAULT)


def _same_names(one: Column, other: Column) -> bool:
    """Whether two catalogs' columns share a whole name in either language."""
    names = [{phrase(n) for n in (*c.names.es, *c.names.en, header_words(c.name))} for c in (one, other)]
    return bool(names[0] & names[1])


def _a_code(value: str) -> bool:
    """Whether it means nothing by itself: one letter, or a number."""
    return len(value) == 1 or value.isdigit()


def _spoken(names: Names, stored: str, stops: Set[str]) -> Names:
    """Without codes, a stored small word (``DE``), and without yes and no, which answer for any column."""

    def speaks(name: str) -> bool:
        words = phrase(name)
        return not _a_code(name) and words not in _YES_NO and not (words == phrase(stored) and set(words) <= stops)

    return Names(es=tuple(filter(speaks, names.es)), en=tuple(filter(speaks, names.en)))


def _joined(names: Sequence[str]) -> Iterator[str]:
    """Names with the ``de`` that headers leave out: ``días de mora`` for ``días mora``."""
    for name in names:
        words = name.split()
        for at in range(1, len(words)):
            if not {words[at - 1], words[at]} & _JOINTS and len(words) <= _MOST_JOINED:
                yield " ".join((*words[:at], "de", *words[at:]))


def _otherwise(column: Column) -> Names:
    """Names with their numbers in words, and with the unit said: ``saldo en euros``."""
    spelled = _spelled(column.names)
    return Names(
        es=(*spelled.es, *(f"{name} en {unit}" for name in column.names.es for unit in column.unit.es[:1])),
        en=(*spelled.en, *(f"{name} in {unit}" for name in column.names.en for unit in column.unit.en[:1])),
    )


def _spelled(names: Names) -> Names:
    """Names that hold numbers, those in words: ``in the last three years``."""
    return Names(
        **{
            language: tuple(text for name in said if (text := _in_words(name, language)))
            for language, said in names.model_dump().items()
        }
    )


def _in_words(name: str, language: str) -> str:
    """The name with its numbers in words; empty where it has none."""
    numbers = general_words()["numbers"][language]
    said = [numbers.get(int(word), word) if word.isdigit() else word for word in name.split()]
    return " ".join(said) if said != name.split() else ""


def _negated(names: dict[str, str]) -> dict[str, str]:
    """``not exited``, ``no se fueron``: of what is told of who left, that they did not."""
    negation = {"es": "no", "en": "not"}
    return {
        language: ",".join(f"{negation[language]} {text.strip()}" for text in texts.split(",") if text.strip())
        for language, texts in names.items()
    }


def stated(column: Column, stored: str) -> str:
    """The one form of a condition said with a header and a value as written; no other phrase has it."""
    said = " ".join(phrase(stored))
    joint = _EQUALS if len(said) == 1 else f"{_EQUALS} "  # a letter by itself may be a word: ``n``
    return " ".join((*phrase(header_words(column.name)), f"{joint}{said}"))


def _means_people(entry: Entry, *, several: bool) -> None:
    """What other banks do not keep (contracts) are this one's rows."""
    entry.cues.add("customers" if several else "customer")
    entry.topics.clear()


def _sides(entry: Entry, label: str, status: Mapping[str, Cue]) -> set[Cue]:
    """Which sides of the label an entry's values stand for."""
    return {status[stored] for column, stored in entry.values if column == label and stored in status}


class Vocabulary:
    """The phrases of questions and of one catalog with all they may mean."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.exact: dict[Phrase, Entry] = defaultdict(Entry)
        self.stems: dict[Phrase, Entry] = defaultdict(Entry)
        self.told: list[tuple[str, Phrase]] = []
        """Every phrase with its language."""
        self.language_of: dict[str, set[str]] = defaultdict(set)
        self.units: dict[str, str] = {}
        self.capitals: dict[str, list[tuple[str, str]]] = {}
        """Stored values that are small words as well (``DE``, ``OR``): they are values where written as stored."""
        self.small: dict[str, list[tuple[str, str]]] = {}
        """Stored values that are small words of one language only (``Van``): values in messages of the other one."""
        self.stops = stop_words()["es"] | stop_words()["en"]
        self._general()
        self._people()
        self.years: str | None = None
        """The column that a number of years is about where none is named: the first with adjectives and a unit."""
        for column in catalog.columns.values():
            self._column(column)
        if catalog != _default():
            self._borrow()
        self._plain()
        self._none_of_another()
        self._label()
        self.exact, self.stems = dict(self.exact), dict(self.stems)
        self.longest = max(map(len, self.exact))
        for language, words in stop_words().items():
            for word in words:
                self.language_of[word].add(language)

    # --- building

    def _general(self) -> None:
        words = general_words()
        for cue, names in words["cues"].items():
            self._each(names, lambda entry, cue=cue: entry.cues.add(cue))
        self._each(_negated(words["cues"]["left"]), lambda entry: entry.cues.add("stay"))
        for topic, names in words["outside"].items():
            self._each(names, lambda entry, topic=topic: entry.topics.add(topic))
        for key in ("ordinals", "decades"):
            for number, names in words[key].items():
                self._each(names, lambda entry, key=key, number=number: setattr(entry, key[:-1], int(number)))
        self._each(words["months"], lambda entry: setattr(entry, "month", True))
        for unit, names in words["units"].items():
            for language in ("es", "en"):
                for text in names[language].split(","):
                    self.units[unaccented(text).strip()] = unit

    def _each(self, names: dict[str, str], put: Any) -> None:
        for language, texts in names.items():
            for text in texts.split(","):
                self._put(text, put, language)

    def _put(self, text: str, put: Any, language: str | None = None) -> None:
        words = phrase(text)
        if not words:
            return
        if language:
            self.told.append((language, words))
        for entry in (self.exact[words], self.stems[tuple(map(stem, words))]):
            put(entry)
            if len(words) > 1 and set(words) & _PEOPLE and language:
                entry.cues.add("customers")
        if language:
            for word in words:
                self.language_of[word].add(language)

    def _names(self, names: Names, put: Any) -> None:
        for language, texts in (("es", names.es), ("en", names.en)):
            for text in texts:
                self._put(text, put, language)

    def _people(self) -> None:
        """What the bank calls its customers means customers."""
        for language, texts in (("es", self.catalog.people.es), ("en", self.catalog.people.en)):
            for text in texts:
                self._put(text, partial(_means_people, several=text.endswith("s")), language)

    def _column(self, column: Column) -> None:
        def is_column(entry: Entry) -> None:
            if column.name not in entry.columns:
                entry.columns.append(column.name)

        if column.name == self.catalog.id:
            for text in (*column.names.es, *column.names.en):
                is_column(self.exact[phrase(text)])
        else:
            self._names(column.names, is_column)
            self._names(_otherwise(column), is_column)
            for text in _joined(column.names.es):
                is_column(self.exact[phrase(text)])
        if column.name == self.catalog.owner:
            self._each(word_file("owner"), is_column)
        for header in (column.name, *column.source):
            self._put(header_words(header), is_column)
            self._put(header, is_column)
            is_column(self.exact[tuple(token.word for token in tokens(header.replace("_", " ")))])
        for text in (*column.names.es, *column.names.en, header_words(column.name)):
            self._weak(text, column.name)
        self._unit(column.name, column.unit, column.more)
        self._names(column.unit, lambda entry: column.name in entry.units or entry.units.append(column.name))
        self._names(column.more, lambda entry: entry.adjectives.append((column.name, 1)))
        self._names(column.less, lambda entry: entry.adjectives.append((column.name, -1)))
        for stored, names in column.values.items():
            self._value(column, stored, names)

    def _unit(self, column: str, unit: Names, more: Names) -> None:
        if self.years is None and unit.en and more.en and self.catalog.columns[column].numeric:
            self.years = column

    def _borrow(self) -> None:
        """Synonyms, units and adjectives the packaged catalog has for a column of the same name, where free here."""
        taken = set(self.exact)
        for column in self.catalog.columns.values():
            for known in _default().columns.values():
                if known.kind in {column.kind, "integer"} and _same_names(column, known):
                    self._lend(column, known, taken)

    def _lend(self, column: Column, known: Column, taken: set[Phrase]) -> None:
        def put(names: Names, act: Any) -> None:
            kept = Names(
                es=tuple(n for n in names.es if self._free(n, taken)),
                en=tuple(n for n in names.en if self._free(n, taken)),
            )
            self._names(kept, act)

        put(known.names, lambda entry: column.name in entry.columns or entry.columns.append(column.name))
        if not (column.unit.en or column.unit.es):
            self._names(known.unit, lambda entry: column.name in entry.units or entry.units.append(column.name))
        if not (column.more.en or column.more.es) and column.numeric:
            put(known.more, lambda entry: entry.adjectives.append((column.name, 1)))
            put(known.less, lambda entry: entry.adjectives.append((column.name, -1)))
        self._unit(column.name, known.unit, known.more)
        for stored in column.values:
            if stored in known.values:
                put(known.values[stored], lambda entry, stored=stored: entry.values.append((column.name, stored)))

    def _free(self, name: str, taken: set[Phrase]) -> bool:
        words = phrase(name)
        return words not in taken or not self.exact[words].of_the_bank

    def _weak(self, text: str, column: str) -> None:
        words = phrase(text)
        known = stop_words()["es"] | stop_words()["en"]
        for word in words if len(words) > 1 else ():
            measures = self.exact[(word,)].cues & _MEASURES if (word,) in self.exact else set()
            if (len(word) > 3 or (len(word) == 3 and not is_word(word))) and word not in known and not measures:
                for entry in (self.exact[(word,)], self.stems[(stem(word),)]):
                    if column not in entry.weak:
                        entry.weak.append(column)

    def _value(self, column: Column, stored: str, names: Names) -> None:
        def is_value(entry: Entry) -> None:
            if (column.name, stored) not in entry.values:
                entry.values.append((column.name, stored))

        is_value(self.exact[tuple(stated(column, stored).split())])
        self._names(_spoken(names, stored, self.stops), is_value)
        self._names(_spelled(names), is_value)
        for text in (stored, *names.es, *names.en):
            written = tuple(token.word for token in tokens(text))
            if len(written) > 1 and written != phrase(text):  # with its signs and numbers: ``Donostia/San Sebastián``
                is_value(self.exact[written])
        short = phrase(stored)
        if len(short) > 1 and _a_code(short[-1]):
            self._coded(column, short[-1], is_value)
        small = len(short) == 1 and short[0] in self.stops
        if small and len(stored) > 1 and short not in _YES_NO:
            self._small(column, stored, is_value)
        if _a_code(stored) or small:
            self._coded(column, stored, is_value)
        elif phrase(stored) not in _YES_NO:
            self._put(stored, is_value)
            self._put(header_words(stored), is_value)

    def _small(self, column: Column, stored: str, is_value: Any) -> None:
        """A value that is a small word: as stored in capitals, in a message of the other language, in the plural."""
        pair, word = (column.name, stored), unaccented(stored)
        if stored.isupper():
            self.capitals.setdefault(stored, []).append(pair)
        self.small.setdefault(word, []).append(pair)
        if f"{word}s" not in self.stops:
            self._put(f"{word}s", is_value)

    def _coded(self, column: Column, code: str, is_value: Any) -> None:
        """A letter or a number, which only its column's name makes a value: ``rating A``, ``A rated``."""
        if column.kind != "category" or column.name == self.catalog.label.column:
            return
        for text in (*column.names.es, *column.names.en, header_words(column.name)):
            self._put(f"{text} {code}", is_value)
            if phrase(code)[0] not in self.stops:  # ``in state NE`` names one state
                self._put(f"{code} {text}", is_value)

    def _plain(self) -> None:
        """``by segment`` and ``turnover`` mean the bank's columns of these names: neither bands nor churn."""
        for words in (self.exact, self.stems):
            for key, entry in words.items():
                own = [name for name in entry.columns if name != self.catalog.label.column]
                if any(self.catalog.columns[name].kind in {"category", "flag"} for name in own):
                    entry.cues -= {"band", "breakdown"}
                if own:
                    entry.cues -= {"churn"} if _SHARES.intersection(key) else {"churn", "share"}

    def _none_of_another(self) -> None:
        """``no internet service``, told by several columns, is the ``No`` of the column of that name."""
        for words, entry in self.exact.items():
            if len(words) < 2 or len({column for column, _ in entry.values}) < 2 or words[0] not in _DENIALS:
                continue
            named = self.exact[words[1:]].columns if words[1:] in self.exact else []
            kinds = [c for c in named if self.catalog.columns[c].kind == "category"]
            nones = [(c, value) for c in kinds for value in self.catalog.columns[c].values if unaccented(value) in NO]
            if len(nones) == 1:
                entry.values = nones

    def _leavers(self) -> None:
        """A label called by what those who left have done (``Cancelado``: yes) means them, in any gender and number."""
        label = self.catalog.label
        column = self.catalog.columns[label.column]
        if unaccented(label.positive) not in YES:
            return
        for header in (column.name, *column.source):
            words = phrase(header_words(header))
            if len(words) == 1 and is_verb_form(words[0]):
                root = _PARTICIPLE.sub("", words[0])
                forms = [words[0]] if root == words[0] else [f"{root}{ending}" for ending in ("o", "a", "os", "as")]
                for form in forms:
                    self._put(form, lambda entry: entry.cues.add("left"))

    def _label(self) -> None:
        """Words for having left or stayed mean the label, whatever the bank calls its values."""
        self._leavers()
        label = self.catalog.label
        status: dict[str, Cue] = {label.positive: "left", label.negative: "stay"}
        several = len(self.catalog.columns[label.column].values) > len(status)
        stored = tuple(map(stem, phrase(label.negative)))
        own_words = phrase(header_words(label.column)) if unaccented(label.negative) in YES else ()
        for words in (self.exact, self.stems):
            told = {
                key[0]: cue
                for key, entry in words.items()
                if len(key) == 1
                for cue in _sides(entry, label.column, status)
            }
            for key, entry in words.items():
                own = (label.column, label.negative)
                if several and own in entry.values and (tuple(map(stem, key)) == stored or "stay" not in entry.cues):
                    entry.cues.discard("stay")
                    continue  # ``active`` beside ``frozen``: one of those who stayed
                entry.cues |= _sides(entry, label.column, status)
                if label.column in entry.columns:  # ``Cliente Vigente``: those of the side it is called by
                    called = {told[word] for word in key if word in told} if len(key) > 1 else set()
                    if {*own_words, *map(stem, own_words)}.issuperset(key):
                        called = {"stay"}
                    entry.cues |= called if len(called) == 1 else {"churn"}
                    entry.weak = []  # ``close`` where those who left are closed: not the closing date
                entry.values = [pair for pair in entry.values if pair[0] != label.column or pair[1] not in status]
                entry.columns = [name for name in entry.columns if name != label.column]
                entry.weak = [name for name in entry.weak if name != label.column]
