"""Spanish for an English column name, word by word, where the glossary knows every word of it.

``total revolving balance`` is ``saldo rotativo total``, ``contacts count`` ``número de contactos``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SKIPPED = frozenset({"the", "a", "an", "customer", "customers", "client", "clients", "flag", "indicator", "ind"})
_PLAIN_HEADS = frozenset({"number", "count", "total", "percentage", "ratio", "rate", "type", "category", "level"})
_MANY = frozenset({"number", "count", "amount", "volume", "value", "frequency"})
_OVERALL = frozenset({"total", "average", "mean", "maximum", "minimum"})
_COUNTS = frozenset({"number", "count"})
_PLURALS = {"ticket": "tickets", "mes": "meses", "país": "países", "interés": "intereses"}
_TIMES = {"day": "días", "week": "semanas", "month": "meses", "quarter": "trimestres", "year": "años"}


@dataclass(frozen=True)
class Words:
    """English words and their Spanish: nouns by gender, adjectives in the masculine."""

    masculine: Mapping[str, str]
    feminine: Mapping[str, str]
    adjectives: Mapping[str, str]

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
    if "of" in tokens:
        at = tokens.index("of")
        tokens = [*tokens[at + 1 :], *tokens[:at]]
    sure = [t for t in tokens if t not in words.adjectives]
    adjectives = [t for t in tokens if t in words.adjectives and (words.noun(t) is None or sure)]
    names = [t for t in tokens if t not in adjectives]
    nouns = [words.noun(t) for t in names]
    if not names or any(noun is None for noun in nouns):
        return []
    spoken = [noun for noun in nouns if noun is not None]
    head, feminine, many = spoken[-1]
    counting = len(spoken) > 1 and names[-1] in _COUNTS
    inner = [
        plural(said) if position == len(spoken) - 2 and names[-1] in _MANY and not is_plural else said
        for position, (said, _, is_plural) in enumerate(spoken[:-1])
    ]
    of_counted = [t for t in adjectives if counting and t not in _OVERALL]
    described = [_agreeing(words.adjectives[t], feminine, many) for t in reversed(adjectives) if t not in of_counted]
    if of_counted:
        inner[-1] = " ".join(
            (inner[-1], *(_agreeing(words.adjectives[t], spoken[-2][1], True) for t in reversed(of_counted)))
        )
    full = " ".join((head, *described, *(f"de {said}" for said in reversed(inner)))) + span
    if names[-1] in _PLAIN_HEADS:
        return [full, *inner[-1:]]
    return list(dict.fromkeys((full, *([] if names[-1].removesuffix("s") in _TIMES else [head]))))


def _agreeing(adjective: str, feminine: bool, many: bool) -> str:
    if " " in adjective or adjective == "web":
        return adjective
    said = f"{adjective[:-1]}a" if feminine and adjective.endswith("o") else adjective
    return plural(said) if many else said


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
