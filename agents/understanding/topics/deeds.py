"""What no table of customers holds: who of the bank called or looked after them and how often, what they said; and
orders to send them something, which nobody here carries out.
"""

import re
from collections.abc import Sequence
from functools import partial

from agents.understanding.asides.heads import parts_of
from agents.understanding.calls import Call, decline
from agents.understanding.grammar.spans import Span
from agents.understanding.lexicon.morphology import lemmas
from agents.understanding.words import word_sets

_CLITIC = re.compile(r"(?<=[aeor])(?:se)?les?$")

_words = partial(word_sets, "deeds")


def of_deeds(row: Sequence[Span]) -> Call | None:
    """The refusal of a message that asks for such a deed or orders one; none for any other."""
    for part in parts_of(row):
        words = [word for span in part for word in span.words]
        text = " ".join(span.text for span in part)
        if _sends(words):
            return decline("write")
        if _touched(part, words) or _said(words):
            return decline("unknown_column", text)
    return None


def _has(words: Sequence[str], kind: str) -> bool:
    return not _words()[kind].isdisjoint(words)


def _is(word: str, kind: str) -> bool:
    """Whether it is a form of a verb of this kind; a Spanish imperative is a noun's form as well (*manda*)."""
    return not _words()[kind].isdisjoint({word, *lemmas(word), *(word[:-1] + end for end in ("ar", "er", "ir"))})


def _touched(part: Sequence[Span], words: Sequence[str]) -> bool:
    """``who looked after those who left``, ``how often did they ring them``, ``cuántas llamadas hubo ayer``."""
    done = _has(words, "did") or any(map(_past, part))
    deed = any(_is(word, "touch") for word in words)
    nouns = _has(words, "touch_nouns")
    of_us = _has(words, "who") and _has(words, "us") and any(map(_past, part))
    often = _has(words, "times") and _has(words, "how_many")
    counted = nouns and _has(words, "how_many") and _next(words, "how_many", "touch_nouns")
    return done and ((of_us and deed) or (often and deed) or counted)


def _next(words: Sequence[str], one: str, other: str) -> bool:
    """Whether a word of one kind stands right before one of the other."""
    return any(words[i] in _words()[one] and words[i + 1] in _words()[other] for i in range(len(words) - 1))


def _past(span: Span) -> bool:
    """A form of the past of a verb of dealing with somebody."""
    word = span.words[0]
    if word in _words()["past_en"]:
        return True
    spanish = span.text.casefold().split()[0]
    return _is(word, "touch") and spanish.endswith(("ó", "aron", "ieron", "aba", "aban", "ía", "ían"))


def _said(words: Sequence[str]) -> bool:
    """``what did customers say``, ``qué motivo nos dieron``, ``a quote from a customer``."""
    quote = next((i for i, word in enumerate(words) if word in _words()["quotes"]), len(words))
    if _has(words[quote:], "of") and _has(words[quote:], "they"):
        return True
    if not _has(words, "what"):
        return False
    english = any(
        words[i] == "did" and words[i + 1] in _words()["they"] and words[i + 2] in _words()["saying"]
        for i in range(len(words) - 2)
    )
    return english or (_has(words, "said") and (_has(words, "reason") or words[0] in _words()["what"]))


def _sends(words: Sequence[str]) -> bool:
    """``text the five riskiest``, ``le mande un WhatsApp al cliente``: an order, and not to be sent to us."""
    at = next((i for i, word in enumerate(words) if word not in _words()["lead"]), len(words))
    rest = words[at:]
    if rest and rest[0] in _words()["text"] and len(rest) > 1 and rest[1] not in _words()["to_us"]:
        return True
    for i, word in enumerate(words):
        plain = _CLITIC.sub("", word)
        to_him = plain != word or words[i - 1 : i] in (["le"], ["les"])
        order = _is(plain, "send") and (to_him or i == at)
        if order and _has(words[i + 1 : i + 5], "message") and words[i + 1 : i + 2] not in (["me"], ["us"]):
            return True
    return False
