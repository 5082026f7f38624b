"""Names no Fact knows: a capitalised word where a customer's name would stand is a claim like any figure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from agents.grounding.cues import begins_phrase
from agents.grounding.figures import FigureIndex
from agents.grounding.lexicon import Mention, fold
from agents.grounding.patterns import any_of, compiled
from agents.grounding.plain_words import COMMON, ENDINGS, SURNAMES
from db.catalog import Catalog
from db.lemmas import known

_MISSPELT = 78
"""rapidfuzz ratio from which a word passes for a customer's name wrongly written."""
_WORD = re.compile(r"(?<!\d\d\d)[^\W\d_]++(?:['’\-][^\W\d_]++)*+(?!\d\d\d)")
"""A word; letters beside three digits or more are part of a code."""
_OPENS = re.compile(r"(?:^|\n|[.!?:;…]|\*\*|__|[*_•|#>\"“«¿¡—–]|\d[.)])\s*[-*_\"“«¿¡]*\s*$")
_DRESSED = re.compile(r"[*_\"“«‘'`]+$")
_UNDRESSED = re.compile(r"^[*_\"”»’'`]+(?=[\s,.:;]|$)")
"""Bold, italics and quotes around a word say nothing of what it is."""
_PREDICATE = compiled(rf"^(?:['’]s\b|\s*\(\s*(?:id\s*)?\d|\s*[-–—:]\s*\d|,?\s+{any_of('says_of_person')}\b)")
_TITLE = compiled(rf"\b{any_of('title')}\.?\s*[*_\"“«(]*$")


class NameCheck:
    """Knows the words a text may capitalise."""

    def __init__(self, index: FigureIndex, catalog: Catalog, said: Iterable[str]) -> None:
        called = (
            (*catalog.columns[catalog.name].names.es, *catalog.columns[catalog.name].names.en) if catalog.name else ()
        )
        self.headings = frozenset(fold(name) for name in (*called, "customer", "cliente", "name", "nombre"))
        """Words of a table's heading under which people stand."""
        own = {word for text in _catalog_words(catalog) for word in fold(text.replace("_", " ")).split()}
        self._stems = {word[:5] for word in own if len(word) > 6}
        self._people = {word for name in index.names for word in fold(name).split() if len(word) > 3}
        self._known = own
        for text in (*index.texts, *index.owners, *index.names, *said):
            self._known.update(fold(text.replace("_", " ")).split())

    def unknown(self, text: str, mentions: Sequence[Mention], *, name_column: bool = False) -> Iterator[str]:
        """Capitalised words of a segment that look like a name and are in no Fact, nor in the question."""
        spans = [(m.start, m.end) for m in mentions]
        for match in _WORD.finditer(text):
            word = match.group()
            if any(start <= match.start() < end for start, end in spans) or self._ordinary(word):
                continue
            small = not word[0].isupper()
            if self._small_name(text, match) if small else name_column or self._stands_as_name(text, match):
                yield word

    def _small_name(self, text: str, match: "re.Match[str]") -> bool:
        """In small letters: after Mrs whatever it is, after "customer" a surname or no word at all, as in bold."""
        before = text[: match.start()]
        if _HONORIFIC.search(before):
            return True
        titled = _TITLE.search(before) is not None
        led = titled or (_DRESSED.search(before) and _UNDRESSED.match(text[match.end() :]))
        somebody = titled and fold(match.group()) in SURNAMES
        return bool(led) and len(match.group()) > 2 and (somebody or not _in_a_dictionary(match.group()))

    def _ordinary(self, word: str) -> bool:
        parts = fold(word.replace("-", " ").replace("’s", "").replace("'s", "")).split()
        return all(part in self._known or part in COMMON or len(part) == 1 for part in parts)

    def _stands_as_name(self, text: str, match: "re.Match[str]") -> bool:
        before, after = text[: match.start()], text[match.end() :]
        if _TITLE.search(before):
            return True
        dressed = _DRESSED.search(before)
        after = _UNDRESSED.sub("", after) if dressed else after
        if not _OPENS.search(_DRESSED.sub("", before) or "\n"):  # capitalised inside a sentence
            return not self._titled(text, match)
        folded = fold(match.group())
        if begins_phrase(folded) or (_SUPERLATIVE.search(folded) and _in_a_dictionary(folded)):
            return False
        if any(fuzz.ratio(folded, name) >= _MISSPELT for name in self._people):
            return True
        if self._derived(folded):
            return False
        strange = (dressed or after.startswith(":")) and not _in_a_dictionary(match.group())
        return bool(strange) or _PREDICATE.match(after) is not None

    def _derived(self, folded: str) -> bool:
        """A word built like abstract nouns, participles and adverbs, or from a word of the catalog."""
        return (len(folded) > 6 and folded.endswith(ENDINGS)) or folded[:5] in self._stems

    def _titled(self, text: str, match: "re.Match[str]") -> bool:
        """Part of a bold label or heading in title case, such as ``**Next Best Action:**``."""
        line_start = text.rfind("\n", 0, match.start()) + 1
        head = text[line_start : match.start()]
        if re.match(r"^\s*(?:#+\s|[-*•]?\s*\*\*[^*]*$)", head) is None or any(c.isdigit() for c in head):
            return False
        folded = fold(match.group())
        return self._derived(folded)


_SUPERLATIVE = re.compile(r"[a-z]{3}est$")
_HONORIFIC = compiled(rf"\b{any_of('honorific')}\.?\s*[*_\"“«(]*$")


def _in_a_dictionary(word: str) -> bool:
    return any(known(word.lower(), language) for language in ("es", "en"))


def _catalog_words(catalog: Catalog) -> Iterator[str]:
    yield from (*catalog.title.es, *catalog.title.en, catalog.table, catalog.currency)
    for column in catalog.columns.values():
        yield from (column.name, *column.names.es, *column.names.en, *column.unit.es, *column.unit.en)
        for value, names in column.values.items():
            yield from (value, *names.es, *names.en)
