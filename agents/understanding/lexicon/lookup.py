"""Looking words up: as written, by their stems, by their dictionary forms; what a misspelling may have meant."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

from agents.understanding.lexicon.entry import Entry, Phrase, general_words, sound, stem, stop_words
from agents.understanding.lexicon.known_ids import Ids, ids_in
from agents.understanding.lexicon.morphology import LANGUAGES, base, is_adverb, lemmas
from agents.understanding.lexicon.vocabulary import Vocabulary
from db.catalog import Catalog, Column
from db.text import unaccented

_FORMS = frozenset(["singular", "order"])
"""Cues that only a certain form of a verb has."""
_MESSAGES, _WORDS = 16, 4096
"""Messages and words of which is kept what was read in them."""
_SHORTEST = 3
"""Letters of a word that one language can have by chance and the other uses as a small one."""


@lru_cache(maxsize=2)
def _stems(language: str) -> frozenset[str]:
    """Stems of the small words of one language."""
    return frozenset(stem(word) for word in stop_words()[language] if len(stem(word)) > 3)


def _graded(spec: Column) -> bool:
    """Whether its numbers are grades or measures, of which nobody has none: without a score, none is known."""
    said = {unaccented(word) for name in (*spec.names.es, *spec.names.en) for word in name.split()}
    return not said.isdisjoint(general_words()["graded"])


class Lexicon(Vocabulary):
    """The vocabulary over one catalog; built once, then only read.

    ``ids`` knows the bank's ids, where there is one; ``unrecorded``: numbers that are a gap for some, zero for nobody.
    """

    def __init__(self, catalog: Catalog, ids: Ids | None = None, unrecorded: frozenset[str] = frozenset()) -> None:
        super().__init__(catalog)
        self._ids = ids
        self._unrecorded = unrecorded
        self.once = lru_cache(maxsize=_MESSAGES)(self._made)
        self.once_of_word = lru_cache(maxsize=_WORDS)(self._made)
        self.look_up = lru_cache(maxsize=_WORDS)(self._look_up)

    def forget(self) -> None:
        """Keep nothing of what was read."""
        for kept in (self.once, self.once_of_word, self.look_up):
            kept.cache_clear()

    def _made(self, work: Callable[..., Any], *key: Hashable) -> Any:
        """What a reader makes of the same message or word; several read each message, some more than once."""
        return work(self, *key)

    def written_ids(self, message: str) -> list[tuple[int, int, str]]:
        """Where a message writes ids of the bank: start, end, the id as it is stored."""
        return ids_in(message, self._ids)

    def gap_if_none(self, column: str) -> bool:
        """Whether having none of a number means that it is not known: a grade or measure, or never zero in the bank."""
        return column in self._unrecorded or _graded(self.catalog.columns[column])

    @cached_property
    def age(self) -> str | None:
        """The column of people's age, where the bank has one."""
        words = {column for word in ("edad", "age") for column in self.exact.get((word,), Entry()).columns}
        return self.years if self.years in words else next(iter(sorted(words)), None)

    @cached_property
    def pay(self) -> str | None:
        """The column of what people earn in a year, where the bank has one: the money called salary or income."""
        names = [self.exact.get((word,)) for word in ("salary", "income", "sueldo", "ingresos")]
        columns = [c for entry in names if entry is not None for c in entry.columns]
        return next((c for c in columns if self.catalog.columns[c].kind == "money"), None)

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

    def passes_in(self, word: str, language: str) -> bool:
        """The same in a message of one language only: the other's small words pass where they are no word of this one.

        *Son* is small in Spanish; in English it is somebody.
        """
        own = stop_words().get(language)
        if own is None or len(word) < _SHORTEST or not self.passes(word):
            return self.passes(word)
        if is_adverb(word) or not own.isdisjoint({word, *lemmas(word)}) or stem(word) in _stems(language):
            return True
        return base(word, language) is None

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
    def proper_words(self) -> frozenset[str]:
        """The bank's words that are written with a capital: countries, and not adjectives."""
        texts = [
            t for c in self.catalog.columns.values() for names in c.values.values() for t in (*names.es, *names.en)
        ]
        texts += [stored for c in self.catalog.columns.values() for stored in c.values]
        return frozenset(unaccented(t) for t in texts if t[:1].isupper() and t.isalpha() and len(t) > 3)

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

    def _look_up(self, words: Phrase) -> Entry | None:
        """What the phrase may mean: as written, else by its stems."""
        found = self.exact.get(words)
        if not (len(words) == 1 and (len(stem(words[0])) < 4 or words[0] in self.stops)):
            inflected = self.stems.get(tuple(map(stem, words)))
            # a topic of others (``contracts``), or a part of other names (``cuotas`` beside the column *cuota*)
            elsewhere = found is not None and not (found.cues or found.named)
            if found is None or (elsewhere and inflected is not None and inflected.columns):
                found = inflected
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
                return replace(found, topics=set(), cues=found.cues - _FORMS)
        return None

    @cached_property
    def inflected(self) -> dict[tuple[str, tuple[str | None, ...]], Entry]:
        """The meanings of phrases by language and the dictionary forms of their words."""
        found: dict[tuple[str, tuple[str | None, ...]], Entry] = {}
        for language, words in self.told:
            entry, key = self.exact.get(words), (language, tuple(base(word, language) for word in words))
            if entry is not None and None not in key[1]:
                found[key] = entry if key not in found else found[key].joined(entry)
        return found

    def _says_more(self, words: Phrase, found: Entry) -> bool:
        """Whether a word of an inflected phrase is a value of its own that the phrase lacks: ``clientas activas``.

        In the name of a column of figures (``ingreso mensual``) it is none.
        """
        kinds = {self.catalog.columns[column].kind for column in found.columns}
        if kinds and kinds.isdisjoint({"flag", "category"}) and not found.cues:
            return False
        single = [self.exact.get((word,)) for word in words]
        return any(pair not in found.values for entry in single if entry is not None for pair in entry.values[:1])

    @cached_property
    def _first(self) -> tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str | None]]]:
        """What phrases begin with: words, stems, dictionary forms by language."""
        forms = frozenset((language, bases[0]) for language, bases in self.inflected)
        return frozenset(p[0] for p in self.exact), frozenset(p[0] for p in self.stems), forms

    def begins(self, word: str) -> bool:
        """Whether any phrase begins with this word in whatever form."""
        words, stems, forms = self._first
        if word in words or stem(word) in stems:
            return True
        return word.isalpha() and any((language, base(word, language)) in forms for language in LANGUAGES)

    def matches(self, words: list[str]) -> Iterator[tuple[int, Entry]]:
        """The meanings of the phrases that ``words`` begins with, longest first: (length, entry)."""
        if not words or not self.begins(words[0]):
            return
        for length in range(min(self.longest, len(words)), 0, -1):
            entry = self.look_up(tuple(words[:length]))
            if entry is not None:
                yield length, entry
