"""Questions about the one customer whose id a message holds: his name and what is told beside are asides.

``I'm taking Mrs Welch out for lunch tomorrow, 15705512. What could I offer her?`` asks what to offer 15705512: nothing
that is told of one customer narrows whom it is about.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from agents.understanding.asides.heads import parts_of
from agents.understanding.asides.pieces import holds, restricts
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.lexicon.morphology import lemmas
from agents.understanding.lexicon.plain_words import is_kind
from agents.understanding.words import word_sets
from db.bank.table import PART
from db.text import squeezed

_ASPECTS = (
    "why",
    "options",
    "risk",
    "likely",
    "similar",
    "history",
    "card",
    "churn",
    "left",
    "stay",
    "rescue",
    "risky",
)
_COMPARES = ("gt", "ge", "lt", "le", "eq", "between", "or_more", "or_less")
_OTHERS = ("what_if", "count", "mean", "median", "sum", "compare", "versus", "distribution", "share", "order", "remove")

_words = partial(word_sets, "about_one")


def the_one(row: Sequence[Span]) -> str | None:
    """The one id that a message holds."""
    ids = {found for i, span in enumerate(row) if (found := customer_id(span)) and not _amount(row, i)}
    return ids.pop() if len(ids) == 1 else None


def _amount(row: Sequence[Span], i: int) -> bool:
    """Whether a long number is a bound or an amount: ``saldo > 150000``."""
    number = row[i].number
    around = [*row[max(0, i - 2) : i], *row[i + 1 : i + 2]]
    compares = any(span.entry.columns or span.entry.units for span in row) or not customer_id(row[i])
    told = any((compares and span.has(*_COMPARES)) or span.entry.columns or span.entry.units for span in around)
    return number is not None and (told or bool(number.currency) or number.percent)


def narrowed(row: Sequence[Span], message: str) -> str:
    """What is asked of the one customer, without what is told beside it; the message where that is not plain."""
    one, parts = the_one(row), parts_of(row)
    if one is None or one.endswith(PART) or any(map(_of_others, row)):
        return message  # a beginning is told only by the words that lead to it
    asked = _asked(parts, message)
    told = {cue for part in asked for cue in _aspects(part)}
    if not asked or any(_asks_too(part, told) for part in parts if part not in asked):
        return message
    said = " ".join(_kept(parts, asked, message)).rstrip(".,")
    return said if squeezed(one) in squeezed(said) else f"{said} {one}"


def _kept(parts: Sequence[list[Span]], asked: Sequence[list[Span]], message: str) -> Iterator[str]:
    """The clauses that ask, and those that begin as a condition does."""
    for part in parts:
        if part in asked or _bounds(part):
            yield f"{message[part[0].start : part[-1].end]}{'.' if part in asked else ','}"


def _asked(parts: Sequence[list[Span]], message: str) -> list[list[Span]]:
    """The clauses that ask something of somebody: of those with a question mark, where there are any."""
    marked = [part for part in parts if message[part[-1].end :].lstrip()[:1] == "?"]
    return [part for part in marked or parts if _aspects(part) or offers(part) or _of_the_card(part)]


def _of_the_card(part: Sequence[Span]) -> bool:
    """``tell me his credit score``, ``how long has she been with us``: something of the record."""
    return any((holds(span) and span.entry.columns and not customer_id(span)) or span.has("how_long") for span in part)


def _bounds(part: Sequence[Span]) -> bool:
    """``since January``, ``con la app instalada``: a clause that begins as a condition does, and is for the coverage
    rule to name."""
    led = restricts(part) or any(is_kind(part[0].words[0], kind) for kind in ("bound", "circumstance", "relative"))
    return led and len(part) > 1 and not any(span.number or is_kind(span.words[-1], "person") for span in part)


def _of_others(span: Span) -> bool:
    """Whether more than one customer, or something that is not told of one, may be asked."""
    return span.has(*_OTHERS) or span.text in {">", "→"} or (bool(span.entry.topics) and not span.entry.of_the_bank)


def _aspects(part: Sequence[Span]) -> set[str]:
    return {cue for span in part for cue in _ASPECTS if span.has(cue)}


def _asks_too(part: Sequence[Span], told: set[str]) -> bool:
    """Whether a clause may ask something of its own: it names a column, or what could be told of somebody."""
    asks = (
        _of_the_card(part)
        or part[0].has("which", "how_much")
        or not symbol_set("person_asked").isdisjoint(part[0].words[:1])
    )
    return asks or any(span.has("list", "find") for span in part) or not _aspects(part) <= told


def offers(row: Sequence[Span]) -> bool:
    """``qué le pongo encima de la mesa``, ``what should we bring him``: what somebody could be given."""
    words = [word for span in row for word in span.words]
    return any(word in _words()["what"] and _of_giving(words[i + 1 : i + 4]) for i, word in enumerate(words))


def _of_giving(words: Sequence[str]) -> bool:
    """``le pongo``, ``should we bring``, ``would tempt``: whom, or who, and a verb of giving."""
    if len(words) < 2:
        return False
    to_him = words[0] in _words()["whom"] and words[1].endswith(("o", "oy", "mos"))
    modal, by_us = words[0] in _words()["asking"], False
    if len(words) > 2:  # should we offer, we would offer
        asked, speaker = (words[0], words[1]) if modal else (words[1], words[0])
        by_us = asked in _words()["asking"] and speaker in _words()["speaker"] and _gives(words[2])
    return by_us or ((to_him or modal) and _gives(words[1]))


def _gives(word: str) -> bool:
    return not _words()["giving"].isdisjoint({word, *lemmas(word)})


def without_names(message: str, row: Sequence[Span]) -> str:
    """The message without what the customer of its one id is called: ``la señora Welch (15705512)``."""
    if the_one(row) is None or any(span.has("compare", "versus") for span in row):
        return message
    kept = list(message)
    for i, span in enumerate(row[:-1]):
        titled = not _words()["titles"].isdisjoint(span.words)
        called = titled or span.words[-1] in _words()["articles"]
        end = i + 1
        while end < len(row) and row[end].capital and row[end].unknown and row[end].start > 0:
            end += 1
        joined = i > 0 and row[i - 1].has("and", "or")
        if called and end > i + 1 and not joined:
            start = span.start if titled else row[i + 1].start
            kept[start : row[end - 1].end] = " " * (row[end - 1].end - start)
    return "".join(kept)
