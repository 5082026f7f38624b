"""Spanish for an English column name, word by word, where the glossary knows every word of it.

``total revolving balance`` is ``saldo rotativo total``, ``contacts count`` ``número de contactos``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from db.errors import Language
from db.text import fold

_SKIPPED = frozenset({"the", "a", "an", "customer", "customers", "client", "clients", "flag", "indicator"})
_PLAIN_HEADS = frozenset({"number", "count", "total", "percentage", "ratio", "rate", "type", "category", "level"})
_NEVER_ALONE = frozenset({"date", "name", "change", "reference", "ref", "key", "code", "reason", "time"})
"""Heads that say nothing without the words around them."""
_MANY = frozenset({"number", "count", "amount", "volume", "value", "frequency"})
_OVERALL = frozenset({"total", "average", "mean", "maximum", "minimum"})
_COUNTS = frozenset({"number", "count"})
_PLURALS = {"ticket": "tickets", "mes": "meses", "país": "países", "interés": "intereses"}
_JOINTS = frozenset({"of", "at", "for", "in", "per", "by", "on", "with"})
_PERIODS = {"last": "anterior", "previous": "anterior", "this": "actual", "current": "actual"}
_TIME = {"year": "año", "month": "mes", "week": "semana", "quarter": "trimestre", "season": "temporada"}
_THE = {"año": "el", "mes": "el", "trimestre": "el", "semana": "la", "temporada": "la"}
_TIMES = {"day": "días", "week": "semanas", "month": "meses", "quarter": "trimestres", "year": "años"}


@dataclass(frozen=True)
class Words:
    """English words and their Spanish: nouns by gender, adjectives in the masculine."""

    masculine: Mapping[str, str]
    feminine: Mapping[str, str]
    adjectives: Mapping[str, str]
    others: Mapping[Language, Mapping[str, Sequence[str]]] = field(default_factory=lambda: {"es": {}, "en": {}})
    """What else is said for a folded word, by its language."""

    @cached_property
    def longest(self) -> int:
        """The most words that one entry has."""
        return max(len(entry.split()) for entry in (*self.masculine, *self.feminine, *self.adjectives))

    def known(self, entry: str) -> bool:
        """Whether the English words are one entry, in either number."""
        return entry in self.adjectives or self.noun(entry) is not None

    def parted(self, tokens: Sequence[str]) -> list[str]:
        """The tokens, those that are one entry together joined: ``no claims discount``, ``cash back``."""
        found: list[str] = []
        at = 0
        while at < len(tokens):
            lengths = range(min(self.longest, len(tokens) - at), 1, -1)
            size = next((n for n in lengths if self.known(" ".join(tokens[at : at + n]))), 1)
            found.append(" ".join(tokens[at : at + size]))
            at += size
        return found

    def noun(self, word: str) -> tuple[str, bool, bool] | None:
        """(Spanish in its number, feminine, plural) of an English noun."""
        for form, many in ((word, False), (word.removesuffix("s"), True), (f"{word[:-3]}y", True)):
            for nouns, feminine in ((self.masculine, False), (self.feminine, True)):
                if form in nouns and (not many or word.endswith("s")):
                    known = nouns[form]
                    return (plural(known) if many else known), feminine, many
        return None


def plural(noun: str) -> str:
    """The plural of a Spanish noun; of a phrase, that of its first word."""
    head, blank, rest = noun.partition(" ")
    if head in _PLURALS:
        head = _PLURALS[head]
    elif head.endswith("ión"):
        head = f"{head[:-3]}iones"
    elif head.endswith("z"):
        head = f"{head[:-1]}ces"
    elif head[-1:] in "aeiouáéó":
        head += "s"
    elif not head.endswith("s"):
        head += "es"
    return f"{head}{blank}{rest}"


def translated(english: str, words: Words) -> list[str]:
    """The Spanish name and shorter ones after it; empty where a word is not known."""
    tokens, span = without_span([t for t in english.split() if t not in _SKIPPED] or english.split())
    tokens, span = _without_period(tokens, span)
    tokens = words.parted(_head_last(tokens))
    sure = [t for t in tokens if t not in words.adjectives]
    adjectives = [t for t in tokens if t in words.adjectives and (words.noun(t) is None or sure)]
    names = [t for t in tokens if t not in adjectives]
    nouns = [words.noun(t) for t in names]
    spoken = [noun for noun in nouns if noun is not None]
    if not names or len(spoken) < len(nouns):
        return []
    of_counted = [t for t in adjectives if len(spoken) > 1 and names[-1] in _COUNTS and t not in _OVERALL]
    inner = _inner(names[-1], spoken, [words.adjectives[t] for t in reversed(of_counted)])
    head, feminine, many = spoken[-1]
    described = [_agreeing(words.adjectives[t], feminine, many) for t in reversed(adjectives) if t not in of_counted]
    full = " ".join((head, *described, *(f"de {said}" for said in reversed(inner)))) + span
    return [full, *_shorter(full, names[-1], head, inner)]


def _head_last(tokens: list[str]) -> list[str]:
    """``date of birth`` as ``birth date``."""
    joint = next((t for t in tokens[1:-1] if t in _JOINTS), None)
    if joint is None:
        return tokens
    at = tokens.index(joint)
    return [*tokens[at + 1 :], *tokens[:at]]


def _inner(name: str, spoken: Sequence[tuple[str, bool, bool]], of_counted: Sequence[str]) -> list[str]:
    """The nouns before the head ``name``; the last in the plural where the head counts it, with its adjectives."""
    inner = [said for said, _, _ in spoken[:-1]]
    if inner and name in _MANY and not spoken[-2][2]:
        inner[-1] = plural(inner[-1])
    if of_counted:
        inner[-1] = " ".join((inner[-1], *(_agreeing(adjective, spoken[-2][1], True) for adjective in of_counted)))
    return inner


def _shorter(full: str, name: str, head: str, inner: Sequence[str]) -> list[str]:
    """What the name is called in fewer words, by its English head."""
    if name in _NEVER_ALONE:
        return []
    if name in _PLAIN_HEADS:
        return list(inner[-1:])
    return [] if head == full or name.removesuffix("s") in _TIMES else [head]


def described(english: str, words: Words) -> list[str]:
    """Adjectives alone, in the masculine: ``direct`` is ``directo``."""
    tokens = english.split()
    return [" ".join(words.adjectives[t] for t in tokens)] if all(t in words.adjectives for t in tokens) else []


def _agreeing(adjective: str, feminine: bool, many: bool) -> str:
    if " " in adjective or adjective == "web":
        return adjective
    said = f"{adjective[:-1]}a" if feminine and adjective.endswith("o") else adjective
    return plural(said) if many else said


def varied(names: Sequence[str], others: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The names with one of their words, or all of them, said otherwise: ``coche`` for ``auto``."""
    for name in names:
        tokens = name.split()
        for at, token in enumerate(tokens):
            said = next((form for form in _singulars(fold(token)) if form in others), "")
            for other in others.get(said, ()):
                yield " ".join((*tokens[:at], other, *tokens[at + 1 :]))
        if len(tokens) > 1:
            yield from others.get(fold(name), ())


def _singulars(word: str) -> list[str]:
    return [word, *(word.removesuffix(end) for end in ("s", "es") if word.endswith(end) and len(word) > len(end) + 2)]


def _without_period(tokens: Sequence[str], span: str) -> tuple[list[str], str]:
    """``last year premium``: of what time it is, apart."""
    for at in range(len(tokens) - 1):
        which, unit = _PERIODS.get(tokens[at]), _TIME.get(tokens[at + 1])
        if which and unit and len(tokens) > 2:
            said = f" de {_THE[unit]} {unit} {which}".replace(" de el ", " del ")
            return [*tokens[:at], *tokens[at + 2 :]], f"{said}{span}"
    return list(tokens), span


def without_span(tokens: Sequence[str]) -> tuple[list[str], str]:
    """A stretch of time at the end (``12 months``) apart: `` en 12 meses``."""
    kept = list(tokens)
    unit = _TIMES.get(kept[-1].removesuffix("s")) if kept else None
    if unit is None or len(kept) < 3 or not re.fullmatch(r"\d+", kept[-2]):
        return kept, ""
    span, kept = f" en {kept[-2]} {unit}", kept[:-2]
    while kept and kept[-1] in {"in", "last", "past"}:
        kept.pop()
    return kept, span
