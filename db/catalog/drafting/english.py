"""English for a Spanish column name, word by word, where the glossary knows every word of it.

``saldo medio mensual`` is ``average monthly balance``, ``nº de reclamaciones`` ``number of complaints``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.text import fold

_JOINTS = frozenset({"de", "del", "la", "el", "los", "las", "en", "por", "con", "y", "a"})
_PEOPLE = frozenset({"cliente", "clientes", "titular"})
_COUNTED = frozenset({"number"})
_PLAIN_HEADS = frozenset(
    {"number", "amount", "type", "level", "total", "date", "percentage", "code", "rate", "value", "time"}
)
_AMOUNTS = frozenset({"amount", "value", "spend", "cost"})
"""The average one of something is what people call by the thing itself: the average bill."""
_TIMES = {"dia": "day", "semana": "week", "mes": "month", "trimestre": "quarter", "ano": "year"}
_NO_PLURAL = frozenset({"income", "spend", "payroll", "spending", "time", "access", "revenue"})


@dataclass(frozen=True)
class Spanish:
    """Folded Spanish words: nouns and adjectives in the singular (the adjectives masculine), as (Spanish, English)."""

    nouns: Mapping[str, tuple[str, str]]
    adjectives: Mapping[str, tuple[str, str]]
    short: Mapping[str, str]
    """What stands for a word: ``nº``, ``imp`` -> número, importe."""
    feminine: frozenset[str] = frozenset()
    """The nouns that are feminine."""

    def noun(self, word: str) -> tuple[str, bool] | None:
        """(English singular, plural) of a noun."""
        for form in _singulars(word):
            if form in self.nouns:
                return self.nouns[form][1], form != word
        return None

    def adjective(self, word: str) -> str | None:
        """The English of an adjective in any gender and number."""
        forms = [f for form in _singulars(word) for f in (form, f"{form[:-1]}o" if form.endswith("a") else form)]
        return next((self.adjectives[form][1] for form in forms if form in self.adjectives), None)

    def describes(self, word: str, noun: str) -> bool:
        """Whether a word is an adjective in the gender of a noun: ``canal alta`` has two nouns."""
        if self.adjective(word) is None:
            return False
        single = word.removesuffix("s")
        both = self.noun(word) is not None and single.endswith("a") and f"{single[:-1]}o" in self.adjectives
        return not both or not self.noun(noun) or not self.feminine.isdisjoint(_singulars(noun))

    def knows(self, word: str) -> bool:
        """Whether it is one of these words."""
        return word in self.short or self.noun(word) is not None or self.adjective(word) is not None

    def spelled(self, word: str) -> str:
        """The word with its accents, written out."""
        return self.short.get(fold(word), "").partition("/")[0] or self.accented(word)

    def accented(self, word: str) -> str:
        """The word with its accents."""
        folded = fold(word)
        if folded != word:
            return word
        proper = {**self.adjectives, **self.nouns}.get(folded)
        if proper is not None:
            return proper[0]
        single = next((f for f in _singulars(folded)[1:] if f in self.nouns or f in self.adjectives), None)
        if single is None:
            return word
        known = {**self.adjectives, **self.nouns}[single][0]
        return word if fold(known) == known or known.endswith(("ión", "és")) else f"{known}{word[len(single) :]}"


def _singulars(word: str) -> list[str]:
    """The word and what it may be the plural of."""
    if not word.endswith("s") or len(word) < 4:
        return [word]
    more = [f"{word[:-3]}z"] if word.endswith("ces") else []
    return [word, word[:-1], *([word[:-2]] if word.endswith("es") else []), *more]


def plural_en(noun: str) -> str:
    """``complaints``, ``activities``; of a phrase, that of its last word."""
    if noun in _NO_PLURAL or noun.endswith("s"):
        return noun
    return f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"


def translated(tokens: Sequence[str], words: Spanish) -> list[str]:
    """The English name and shorter ones after it; empty where a word is not known."""
    kept, span = _without_span([fold(t) for t in tokens])
    kept = [t for t in kept if t not in _JOINTS]
    said = _described([t for t in kept if t not in _PEOPLE] or kept, words)
    if not said:
        return []
    head, many, adjectives = said[0]
    if head in _COUNTED and len(said) == 2 and not said[1][1] and not span:
        return [" ".join((*adjectives, said[1][0], head))]
    inner = [f"{_listed(a)}{noun}" for noun, _, a in reversed(said[1:])]
    if head in _COUNTED and inner:
        counted = f"{' '.join([*inner[:-1], plural_en(inner[-1])])}{span}"
        return [" ".join((*adjectives, f"number of {counted}")), counted]
    named = plural_en(head) if many else head
    full = f"{_listed(adjectives)}{' '.join([*inner, named])}{span}"
    if head in _AMOUNTS and inner and adjectives == ["average"]:
        return [full, f"average {' '.join(inner)}", " ".join(inner)]
    bare = [] if head in _PLAIN_HEADS or head in _TIMES.values() else [" ".join([*inner, named]), named]
    return list(dict.fromkeys((full, *bare)))


def _described(tokens: Sequence[str], words: Spanish) -> list[tuple[str, bool, list[str]]]:
    """The nouns in English, whether in the plural, each with its adjectives; none where a word is not known."""
    said: list[tuple[str, bool, list[str]]] = []
    before: list[str] = []
    for at, token in enumerate(tokens):
        noun, adjective = words.noun(token), words.adjective(token)
        if noun is not None and (not said or not words.describes(token, tokens[at - 1])):
            said.append((*noun, before))
            before = []
        elif adjective is not None:
            (said[-1][2] if said else before).append(adjective)
        else:
            return []
    return [] if before else said


def described(tokens: Sequence[str], words: Spanish) -> list[str]:
    """Adjectives alone: ``trimestral`` is ``quarterly``."""
    known = [words.adjective(fold(token)) for token in tokens]
    return [" ".join(word for word in known if word)] if known and all(known) else []


def _listed(adjectives: Sequence[str]) -> str:
    ranked = sorted(adjectives, key=lambda a: a not in {"total", "average", "maximum", "minimum", "first", "last"})
    return "".join(f"{a} " for a in ranked)


def _without_span(tokens: list[str]) -> tuple[list[str], str]:
    """A stretch of time at the end apart: ``ultimos 12 meses`` -> `` in 12 months``."""
    joined = re.fullmatch(r"(\d+)(m|a|d)", tokens[-1]) if tokens else None
    if joined:
        unit = {"m": "months", "a": "years", "d": "days"}[joined[2]]
        return tokens[:-1], f" in {joined[1]} {unit}"
    spans = [_TIMES[form] for form in _singulars(tokens[-1]) if form in _TIMES] if tokens else []
    if not spans or len(tokens) < 3 or not tokens[-2].isdigit():
        return tokens, ""
    kept = tokens[:-2]
    while kept and kept[-1] in {"en", "ultimos", "ult", "los", "las", "ultimas"}:
        kept.pop()
    return kept, f" in {tokens[-2]} {spans[0]}s"
