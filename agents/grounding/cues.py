"""The check's own words: each cue of a claim as people say it in every language, one file per language.

A phrase matches by the words' written form or dictionary form; the longest phrase of a cue wins. A file must hold
every cue and no other, so that no cue can be asked for that nobody defined.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from agents.grounding.lexicon import fold
from agents.grounding.patterns import listed
from db.lemmas import DICTIONARY
from db.yaml_files import read_yaml

WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
"""A word of a claim: "high-risk" is two."""
_HERE = Path(__file__).parent / "words"
LANGUAGES = ("es", "en")


class Cue(StrEnum):
    """What a phrase does in a claim."""

    UP = "up"
    DOWN = "down"
    MOST = "most"
    LEAST = "least"
    MORE = "more"
    LESS = "less"
    THAN = "than"
    RISKIEST = "riskiest"
    SAFEST = "safest"
    MAIN = "main"
    RISK = "risk"
    RANKED = "ranked"
    LAST = "last"
    LEFT = "left"
    STAYED = "stayed"
    ALL = "all"
    NONE = "none"
    MOSTLY = "mostly"
    ONLY = "only"
    BOTH = "both"
    OUT_OF = "out_of"
    REST = "rest"
    NOT = "not"
    IF = "if"
    HEDGE = "hedge"
    ADVICE = "advice"
    CAUSE = "cause"
    LEAVING = "leaving"
    TREND = "trend"
    PERIOD = "period"
    PROMISE = "promise"
    SURE = "sure"
    FUTURE = "future"
    FUTURE_STAY = "future_stay"
    DEED = "deed"
    AUXILIARY = "auxiliary"
    ORDINARY = "ordinary"
    WE = "we"
    FORBIDDEN = "forbidden"
    CONFIDENTIAL = "confidential"
    AMONG = "among"
    COUNTED = "counted"
    MOMENT = "moment"
    BAND_HIGH = "band_high"
    BAND_MEDIUM = "band_medium"
    BAND_LOW = "band_low"
    OWN = "own"
    NUMEROUS = "numerous"
    ARTICLE = "article"
    FIRST = "first"
    WHOLE = "whole"
    LEAVERS = "leavers"
    FACTOR = "factor"
    OUTSIDE = "outside"
    NOTHING = "nothing"
    ANY_OTHER = "any_other"
    BLAMED = "blamed"
    ATTRIBUTED = "attributed"
    OUTWEIGHS = "outweighs"
    OUTWEIGHED = "outweighed"
    ONGOING = "ongoing"
    JUST_DONE = "just_done"
    PERSON = "person"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    EQUAL = "equal"
    SIMILAR = "similar"
    BEST = "best"
    WORST = "worst"
    PROPOSAL = "proposal"
    LISTED = "listed"
    COUNT = "count"
    RANGE = "range"
    SAME = "same"
    BANK = "bank"
    NEXT = "next"
    RANKING = "ranking"
    TOGETHER = "together"


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of a text: as written, folded, and every form it may be a form of."""

    text: str
    folded: str
    forms: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """A cue found in a text."""

    cue: Cue
    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words of a text with their forms."""
    return [
        Word(text=m.group(), folded=fold(m.group()), forms=_forms(m.group().lower()), start=m.start(), end=m.end())
        for m in WORD.finditer(text)
    ]


@lru_cache(maxsize=1)
def warm() -> None:
    """Load the dictionaries and phrases that the first check would wait for (a second or two), for another thread."""
    _forms("hola")
    _phrases()


@lru_cache(maxsize=50_000)
def _forms(word: str) -> frozenset[str]:
    """A word's written form and its dictionary forms in either language."""
    found = {fold(word)}
    for language in LANGUAGES:
        lemma = DICTIONARY.get_lemma(word, language)
        if lemma is not None:
            found.add(fold(lemma))
    return frozenset(found | _infinitive(word))


@lru_cache(maxsize=50_000)
def _infinitive(word: str) -> frozenset[str]:
    """The infinitive that a pronoun is joined to: "llamarla"."""
    clitic = _CLITIC.match(word)
    joined = clitic is not None and DICTIONARY.get_lemma(clitic[1], "es") == clitic[1]
    return frozenset({fold(clitic[1])}) if joined and clitic is not None else frozenset()


_CLITIC = re.compile(r"(\w+[aei]r)(?:me|nos|l[aeo]s?|se)$")


def find(words: Sequence[Word]) -> list[Said]:
    """Every cue, left to right."""
    found: list[Said] = []
    for number, word in enumerate(words):
        longest: dict[Cue, int] = {}
        for form in word.forms:
            for phrase, cue in _phrases().get(form, ()):
                if len(phrase) > longest.get(cue, 0) and _matches(phrase, words, number, exact=cue in _EXACT):
                    longest[cue] = len(phrase)
        for cue, size in longest.items():
            if cue is Cue.IF and number > 0 and word.text == "were":
                continue  # "were she to", no past tense
            if (size == 1 and word.text in _ELSE) or _counts_departures(words, number, size):
                continue
            last = words[number + size - 1]
            text = " ".join(w.text for w in words[number : number + size])
            found.append(Said(cue=cue, text=text, start=word.start, end=last.end))
    return found


def _counts_departures(words: Sequence[Word], at: int, size: int) -> bool:
    """ "Suma más bajas": more departures, no lower ones."""
    last = words[at + size - 1].folded
    verb = at > 0 and bool(words[at - 1].forms & _COUNTING)
    return size > 1 and last == "bajas" and verb


_COUNTING = frozenset(listed("counting"))
_ELSE = frozenset({"May", "sí", "Sí"})
"""A month and "yes", "itself": written so they are neither the hedge nor the condition that they look like."""
_EXACT = frozenset(
    {Cue.ADVICE, Cue.BAND_HIGH, Cue.BAND_MEDIUM, Cue.BAND_LOW, Cue.PERSON, Cue.WE, Cue.HIGH, Cue.MEDIUM, Cue.LOW}
)
"""Cues of which another form says something else: a higher risk is not a high one, "is" no form of "i"."""


def _matches(phrase: Sequence[str], words: Sequence[Word], at: int, *, exact: bool) -> bool:
    return at + len(phrase) <= len(words) and all(
        said == word.folded or (exact and said in _infinitive(word.text.lower())) or (not exact and said in word.forms)
        for said, word in zip(phrase, words[at:], strict=False)
    )


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[tuple[tuple[str, ...], Cue]]]:
    """First word -> phrases and their cues."""
    found: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for language in LANGUAGES:
        said = read_yaml(_HERE / f"claims.{language}.yaml")
        for cue in Cue:
            for part in said.pop(cue.value).split(","):
                phrase = tuple(fold(part).split())
                if phrase:
                    found.setdefault(phrase[0], []).append((phrase, cue))
        if said:
            raise ValueError(f"words/claims.{language}.yaml: unknown cues {', '.join(said)}")
    return found


_HARMLESS = frozenset(
    {
        Cue.OWN,
        Cue.ARTICLE,
        Cue.ADVICE,
        Cue.ORDINARY,
        Cue.OUT_OF,
        Cue.AUXILIARY,
        Cue.HEDGE,
        Cue.COUNTED,
        Cue.MOMENT,
        Cue.PERSON,
        Cue.HIGH,
        Cue.MEDIUM,
        Cue.LOW,
        Cue.LISTED,
        Cue.COUNT,
        Cue.PROPOSAL,
        Cue.NEXT,
        Cue.RANKING,
        Cue.TOGETHER,
        Cue.BANK,
    }
)

_SAYS_NOTHING = _HARMLESS | {
    Cue.AMONG,
    Cue.FIRST,
    Cue.WHOLE,
    Cue.THAN,
    Cue.WE,
    Cue.RISK,
    Cue.ONGOING,
    Cue.BOTH,
    Cue.REST,
}
"""Cues that say nothing of anybody by themselves: "the customer of the bank"."""


def tells(found: Sequence[Said]) -> bool:
    """Whether any of these cues says something: of a status, an order, a direction, a band, an amount, a cause."""
    return any(said.cue not in _SAYS_NOTHING or said.cue is Cue.ADVICE for said in found)


def tells_same(words: Sequence[Word]) -> bool:
    """Whether something is said to be the same of several: their figures are each one's."""
    return any(said.cue is Cue.SAME for said in find(words))


def begins(word: str) -> bool:
    """Whether a claim may begin with this word; "the" and "consider" begin none."""
    return any(cue not in _HARMLESS for form in _forms(word.lower()) for _, cue in _phrases().get(form, ()))


def begins_phrase(folded: str) -> bool:
    """Whether a folded word begins a phrase of the check's own: "Nowhere" at a sentence's start is nobody's name."""
    return folded in _phrases()
