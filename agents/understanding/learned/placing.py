"""Unknown words within lines of the corpus, where they stand, and whether they narrow the answer."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.understanding.coverage.leftovers import unknown_words
from agents.understanding.grammar.spans import spans
from agents.understanding.learned.corpus import Corpus, Utterance
from agents.understanding.learned.masking import SPOKEN, plain
from agents.understanding.learned_port import Words
from agents.understanding.lexicon.lookup import Lexicon
from db.catalog import DEFAULT, Catalog, read_catalog

_MARKED = re.compile(r"\{(\w+):([^{}]*)\}")
_KINDS = {"measure": ("integer", "number", "money"), "category": ("category",)}
_TIMES = 3
"""In how many lines an author's own asides and restrictions are put."""


@dataclass(frozen=True)
class Placed:
    """A run of unknown words; ``inline``: as its author wrote it, not put there by program."""

    author: str
    words: Words
    restricts: bool
    inline: bool


def placed(corpus: Corpus) -> list[Placed]:
    """All runs of unknown words that are marked as asides or restrictions, and those put into lines without."""
    placing = _Placing(read_catalog(DEFAULT), random.Random(3))
    own: dict[tuple[str, str], list[str]] = {}
    found: list[Placed] = []
    for line in corpus.utterances:
        if any(f"{{{kind}:" in line.marked for kind in SPOKEN):
            found += placing.of(line.marked, line, inline=True)
        elif line.label.startswith("query."):
            own.setdefault((line.author, line.language), []).append(line.marked)
    for line in (*corpus.asides, *corpus.restrictions):
        lines = own.get((line.author, line.language), [])
        for marked in placing.around(line, lines):
            found += placing.of(marked, line, inline=False)
    return found


class _Placing:
    def __init__(self, catalog: Catalog, choice: random.Random) -> None:
        self._lexicon, self._choice = Lexicon(catalog), choice
        self._names = {language: _names(catalog, language) for language in ("es", "en")}
        people = {words[0] for words, entry in self._lexicon.exact.items() if "customers" in entry.cues}
        self._people = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, people), key=len, reverse=True))})\b")

    def around(self, line: Utterance, lines: Sequence[str]) -> Iterator[str]:
        """Lines of the same author with an aside before or after, a restriction also behind whom it restricts."""
        kind = "aside" if line.label == "asides" else "restriction"
        mark = f"{{{kind}:{plain(line.marked)}}}"
        for _ in range(_TIMES if lines else 0):
            asked = self._choice.choice(lines).rstrip(" ?.")
            ways = [f"{asked} {mark}", f"{mark} {asked}"]
            if kind == "restriction":
                ways.append(self._people.sub(lambda who: f"{who[0]} {mark}", asked, count=1))
            yield self._choice.choice([way for way in ways if mark in way])

    def of(self, marked: str, line: Utterance, *, inline: bool) -> Iterator[Placed]:
        """The marked runs of one line, its other marks filled with the catalog's words."""
        text, told = self._filled(marked, line.language)
        row = spans(text, self._lexicon, english=line.language == "en")
        for found, words in unknown_words(row, self._lexicon):
            start, end = row[found.core].start, row[found.end - 1].end
            kind = next((kind for first, last, kind in told if first < end and start < last), None)
            if kind is not None:
                yield Placed(line.author, words, kind == "restriction", inline)

    def _filled(self, marked: str, language: str) -> tuple[str, list[tuple[int, int, str]]]:
        text, at = "", 0
        told: list[tuple[int, int, str]] = []
        for mark in _MARKED.finditer(marked):
            text += marked[at : mark.start()]
            at, kind, words = mark.end(), mark[1], mark[2]
            if kind in SPOKEN:
                told.append((len(text), len(text) + len(words), kind))
            names = self._names[language].get(kind)
            text += self._choice.choice(names) if names else words
        return text + marked[at:], told


def _names(catalog: Catalog, language: str) -> dict[str, list[str]]:
    """What the bank calls its columns and values, by kind of mark."""
    found: dict[str, list[str]] = {"measure": [], "category": [], "value": [], "flag": []}
    nobody = {catalog.id, catalog.name, catalog.owner, catalog.label.column}
    for column in catalog.columns.values():
        if column.name in nobody:
            continue
        for mark, kinds in _KINDS.items():
            if column.kind in kinds:
                found[mark] += getattr(column.names, language)[:1]
        for called in column.values.values():
            found["flag" if column.kind == "flag" else "value"] += getattr(called, language)[:1]
    return found
