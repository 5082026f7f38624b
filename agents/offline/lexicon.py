"""What words mean: the cues of questions in both languages and, from the catalog, the bank's columns and values."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from agents.offline.morphology import LANGUAGES, base, is_adverb, lemmas
from agents.offline.normalise import fold, tokens
from db.catalog import DEFAULT, Catalog, Column, Names, read_catalog

_HERE = Path(__file__).parent
_WORD = re.compile(r"<=|>=|=<|=>|!=|<>|[^\W_]+|[%€$£<>=≤≥≠&º]")
_HEARD = (
    *((r"qu(?=[ei])|q|c(?=[aoulr]|$)", "k"), (r"c(?=[ei])|z", "s"), (r"ll", "y"), (r"v", "b"), (r"(?<!c)h", "")),
    *((r"g(?=[ei])", "j"), (r"(.)\1+", r"\1")),
)
Phrase = tuple[str, ...]
_PEOPLE = frozenset(["clientes", "clientas", "customers", "clients"])


@dataclass(eq=False)
class Entry:
    """All that one phrase may mean; the parser decides by what stands around it."""

    cues: set[str] = field(default_factory=set)
    columns: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    adjectives: list[tuple[str, int]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    ordinal: int | None = None
    decade: int | None = None
    month: bool = False
    weak: list[str] = field(default_factory=list)

    @property
    def tells(self) -> bool:
        """Whether it is more than small words: a cue of its own or something of the bank."""
        return self.of_the_bank or bool(self.cues - {"value_word"})

    @property
    def of_the_bank(self) -> bool:
        """Whether the catalog gave it a meaning."""
        return bool(self.columns or self.values or self.adjectives or self.units or self.weak)


@lru_cache(maxsize=1)
def general_words() -> dict[str, Any]:
    """The cues of ``words.yaml``, the same for every bank."""
    return dict(yaml.safe_load((_HERE / "words.yaml").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def stop_words() -> dict[str, frozenset[str]]:
    """Words without a condition, by language."""
    raw = yaml.safe_load((_HERE / "stop.yaml").read_text(encoding="utf-8"))
    return {language: frozenset(fold(words).split()) for language, words in raw.items()}


def phrase(text: str) -> Phrase:
    """A name as folded words: ``miembro activo`` -> (miembro, activo)."""
    return tuple(_WORD.findall(re.sub(r"\bdel\b", "de el", fold(text))))


def stem(word: str) -> str:
    """Without plural and gender endings of either language: activos, activa, active -> activ."""
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and word[-2] not in "siu":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "aeo" else word


def sound(word: str) -> str:
    """How Spanish ears spell it: yamo and llamo, kien and quien, aogar and ahogar are one."""
    for written, heard in _HEARD:
        word = re.sub(written, heard, word)
    return word


def header_words(name: str) -> str:
    """``NumOfProducts`` or ``Total_Trans_Amt`` as words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.sub(r"[_\W]+", " ", spaced).strip()


@lru_cache(maxsize=1)
def _default() -> Catalog:
    """The packaged catalog: how people call what most banks have."""
    return read_catalog(DEFAULT)


def _same_names(one: Column, other: Column) -> bool:
    """Whether two catalogs' columns share a whole name in either language."""
    names = [{phrase(n) for n in (*c.names.es, *c.names.en, header_words(c.name))} for c in (one, other)]
    return bool(names[0] & names[1])


def _both(one: Entry, other: Entry) -> Entry:
    """What either phrase may mean."""
    return Entry(
        cues=one.cues | other.cues,
        columns=list(dict.fromkeys(one.columns + other.columns)),
        values=list(dict.fromkeys(one.values + other.values)),
        adjectives=list(dict.fromkeys(one.adjectives + other.adjectives)),
        units=list(dict.fromkeys(one.units + other.units)),
        topics=one.topics | other.topics,
        ordinal=one.ordinal or other.ordinal,
        decade=one.decade or other.decade,
        month=one.month or other.month,
        weak=list(dict.fromkeys(one.weak + other.weak)),
    )


class Lexicon:
    """The vocabulary over one catalog; built once, then only read."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.exact: dict[Phrase, Entry] = defaultdict(Entry)
        self.stems: dict[Phrase, Entry] = defaultdict(Entry)
        self.told: list[tuple[str, Phrase]] = []
        """Every phrase with its language."""
        self.language_of: dict[str, set[str]] = defaultdict(set)
        self.units: dict[str, str] = {}
        self.stops = stop_words()["es"] | stop_words()["en"]
        self._general()
        self.years: str | None = None
        """The column that a number of years is about where none is named: the first with adjectives and a unit."""
        for column in catalog.columns.values():
            self._column(column)
        if catalog != _default():
            self._borrow()
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
        for topic, names in words["outside"].items():
            self._each(names, lambda entry, topic=topic: entry.topics.add(topic))
        for key in ("ordinals", "decades"):
            for number, names in words[key].items():
                self._each(names, lambda entry, key=key, number=number: setattr(entry, key[:-1], int(number)))
        self._each(words["months"], lambda entry: setattr(entry, "month", True))
        for unit, names in words["units"].items():
            for language in ("es", "en"):
                for text in names[language].split(","):
                    self.units[fold(text).strip()] = unit

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

    def _column(self, column: Column) -> None:
        def is_column(entry: Entry) -> None:
            if column.name not in entry.columns:
                entry.columns.append(column.name)

        if column.name == self.catalog.id:
            for text in (*column.names.es, *column.names.en):
                is_column(self.exact[phrase(text)])
        else:
            self._names(column.names, is_column)
        for header in (column.name, *column.source):
            self._put(header_words(header), is_column)
            self._put(header, is_column)
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
        put(known.unit, lambda entry: column.name in entry.units or entry.units.append(column.name))
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
            if len(word) > 3 and word not in known:
                for entry in (self.exact[(word,)], self.stems[(stem(word),)]):
                    if column not in entry.weak:
                        entry.weak.append(column)

    def _value(self, column: Column, stored: str, names: Names) -> None:
        def is_value(entry: Entry) -> None:
            if (column.name, stored) not in entry.values:
                entry.values.append((column.name, stored))

        self._names(names, is_value)
        for text in (stored, *names.es, *names.en):
            if any(c.isdigit() for c in text):
                is_value(self.exact[tuple(token.word for token in tokens(text))])
        if not stored.isdigit() and len(stored) > 1:
            self._put(stored, is_value)
            self._put(header_words(stored), is_value)

    def _label(self) -> None:
        """Words for having left or stayed mean the label, whatever the bank calls its values."""
        label = self.catalog.label
        for words in (self.exact, self.stems):
            for entry in words.values():
                for column, stored in entry.values:
                    if column == label.column:
                        entry.cues.add("left" if stored == label.positive else "stay")
                if label.column in entry.columns:
                    entry.cues.add("churn")
                entry.values = [pair for pair in entry.values if pair[0] != label.column]
                entry.columns = [name for name in entry.columns if name != label.column]
                entry.weak = [name for name in entry.weak if name != label.column]

    # --- reading

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every single word that occurs in a phrase or is passed over."""
        stops: Iterable[str] = stop_words()["es"] | stop_words()["en"]
        return frozenset(word for words in self.exact for word in words) | frozenset(stops)

    @cached_property
    def stop_stems(self) -> frozenset[str]:
        """Stems of words that carry no condition."""
        return frozenset(stem(word) for word in self.stops if len(stem(word)) > 3)

    def passes(self, word: str) -> bool:
        """Whether the word, in whatever form, carries no condition."""
        if word in self.stops or stem(word) in self.stop_stems:
            return True
        return is_adverb(word) or any(form in self.stops for form in lemmas(word))

    @cached_property
    def stemmed(self) -> frozenset[str]:
        """The stems of the vocabulary."""
        return frozenset(stem(word) for word in self.vocabulary if len(word) > 3)

    @cached_property
    def bank_words(self) -> frozenset[str]:
        """The single words of columns and values, which a misspelling more likely meant."""
        return frozenset(
            word for words, entry in self.exact.items() if entry.of_the_bank for word in words if len(word) > 3
        )

    @cached_property
    def skeletons(self) -> dict[str, str]:
        """Words by their consonants, for what is written without vowels: blnc -> balance; short words first."""
        found: dict[str, str] = {}
        for word in sorted(self.vocabulary, key=lambda w: (len(w), w not in self.bank_words, w)):
            bare = "".join(c for c in word if c not in "aeiou")
            if len(bare) > 2 and bare != word:
                found.setdefault(bare, word)
        return found

    @cached_property
    def sounds(self) -> dict[str, str]:
        """The words by their sound, those of the bank last (and so preferred)."""
        words = sorted(self.vocabulary, key=lambda w: (w in self.bank_words, -len(w), w))
        return {sound(word): word for word in words if len(word) > 3}

    @cached_property
    def clipped(self) -> dict[str, list[str]]:
        """The words of the bank, and those for customers, by their consonants."""
        found: dict[str, list[str]] = defaultdict(list)
        people = [words[0] for words, entry in self.exact.items() if len(words) == 1 and "customers" in entry.cues]
        for word in (*self.bank_words, *people):
            found["".join(c for c in word if c not in "aeiou")].append(word)
        return dict(found)

    def warm(self) -> None:
        """Build what is otherwise built at the first word nobody listed: a second or two."""
        self.look_up(("reactivabamos",))
        self.clipped, self.sounds, self.skeletons, self.stemmed, self.stop_stems  # noqa: B018

    def known(self, word: str) -> bool:
        """Whether the word, or one with the same stem, is in the vocabulary."""
        return word in self.vocabulary or (len(word) > 3 and stem(word) in self.stemmed)

    def look_up(self, words: Phrase) -> Entry | None:
        """What the phrase may mean: as written, else by its stems."""
        found = self.exact.get(words)
        if found is None and not (len(words) == 1 and (len(stem(words[0])) < 4 or words[0] in self.stops)):
            found = self.stems.get(tuple(map(stem, words)))
        if found is None:
            return self._inflected(words)
        if len(words) > 1 and words not in self.exact and self._says_more(words, found):
            return None
        return found

    def _inflected(self, words: Phrase) -> Entry | None:
        """A phrase of which a word is an inflection nobody listed: ``reactivamos`` -> reactivar."""
        strange = [word for word in words if not self.known(word)]
        if not strange or not all(word.isalpha() and len(word) > 3 for word in strange):
            return None
        for language in LANGUAGES:
            bases = tuple(base(word, language) for word in words)
            found = None if None in bases else self.inflected.get((language, bases))
            if found is not None and (found.cues or found.of_the_bank):
                return replace(found, topics=set())
        return None

    @cached_property
    def inflected(self) -> dict[tuple[str, tuple[str | None, ...]], Entry]:
        """The meanings of phrases by language and the dictionary forms of their words."""
        found: dict[tuple[str, tuple[str | None, ...]], Entry] = {}
        for language, words in self.told:
            entry, key = self.exact.get(words), (language, tuple(base(word, language) for word in words))
            if entry is not None and None not in key[1]:
                found[key] = entry if key not in found else _both(found[key], entry)
        return found

    def _says_more(self, words: Phrase, found: Entry) -> bool:
        """Whether a word of an inflected phrase is a value of its own that the phrase lacks: ``clientas activas``."""
        single = [self.exact.get((word,)) for word in words]
        return any(pair not in found.values for entry in single if entry is not None for pair in entry.values[:1])

    def matches(self, words: list[str]) -> Iterator[tuple[int, Entry]]:
        """The meanings of the phrases that ``words`` begins with, longest first: (length, entry)."""
        for length in range(min(self.longest, len(words)), 0, -1):
            entry = self.look_up(tuple(words[:length]))
            if entry is not None:
                yield length, entry
