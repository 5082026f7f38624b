"""Whether a message leans on the answer before: by a joint, by a word that points at it, by lacking a subject."""

from collections.abc import Sequence
from dataclasses import replace

from agents.understanding.follow_up.told import corrects, kinds_of
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set

_LEADS = ("what_about", "and", "same", "now", "only", "also", "them", "except", "without", "versus")
_MOST_WORDS, _MOST_ANSWER = 12, 3
_OPERATES = frozenset(["sort", "asc", "desc", "add"])
_COURTEOUS = frozenset(["what_if", "polite", "thanks", "greeting"])
_WHOLE_FIGURES = ("churn_rate", "value_at_risk", "mean_risk", "retention_rate", "high_risk_share")
"""Figures that mean something of the whole bank: asked for in a whole sentence, they are of it."""


def after_answer(row: Sequence[Span]) -> Sequence[Span]:
    """``Right, and Spain?``, ``keep that but by gender``: without the words that only answer what was said."""
    row = _after_but(row)
    sign = next((i for i, span in enumerate(row) if span.sign and i), 0)
    after = next((i for i in range(sign, len(row)) if not row[i].sign), len(row))
    opens = 0 < sign <= _MOST_ANSWER and not any(map(_tells, row[:sign]))
    joint = opens and after < len(row) and row[after].has(*_LEADS) and not row[after].entry.of_the_bank
    return row[after:] if joint else row


def _after_but(row: Sequence[Span]) -> Sequence[Span]:
    but = next((i for i, span in enumerate(row) if not symbol_set("but").isdisjoint(span.words)), 0)
    return row if any(_tells(span) or span.has("rest", "same") for span in row[:but]) else row[but:]


def _tells(span: Span) -> bool:
    return bool(span.entry.of_the_bank or span.number or span.code)


def joined(row: Sequence[Span]) -> bool:
    """Whether it begins with a joint, after a word or two that only answer what was said."""
    spoken = [span for span in row if not span.sign]
    first = next((i for i, span in enumerate(spoken) if not span.unknown), len(spoken))
    begun = spoken[first : first + 2]
    leads = any(
        (span.has(*_LEADS) and not span.entry.of_the_bank) or corrects(span) or operates(span) for span in begun
    )
    return len(spoken) <= _MOST_WORDS and leads


def points(span: Span) -> bool:
    """``of those``, ``their``, ``ellas``: at whom the answer before was about."""
    if span.entry.of_the_bank or span.number is not None or span.code:
        return False
    return span.has("them") or not symbol_set("pointers").isdisjoint(span.words)


def operates(span: Span) -> bool:
    """``sort``, ``descending``, ``add``: says what is done, not to what."""
    if span.entry.of_the_bank or span.number is not None or span.sign:
        return False
    return span.has("asc", "desc", "remove") or all(kinds_of(word) & _OPERATES for word in span.words)


def fragment_of(row: Sequence[Span], shown: int) -> list[Span]:
    """What a message says of the answer before, without what points at it and what is only courtesy."""
    rest = _without_courtesy([span for span in rest_of(row, shown) if not operates(span)])
    measured = any(span.entry.columns for span in rest)
    rest = [span for span in rest if measured or span.entry.cues != {"how_much"}]
    return [_more_than(rest[0]), *rest[1:]] if rest else rest


def _without_courtesy(row: list[Span]) -> list[Span]:
    """``and in Germany, if I may?``"""
    last = next((i for i in reversed(range(1, len(row))) if row[i].text == ","), len(row))
    return row[:last] if all(map(_courteous, row[last:])) else row


def _courteous(span: Span) -> bool:
    return span.sign or (span.stop and span.entry.cues <= _COURTEOUS)


def _more_than(span: Span) -> Span:
    """``and over 60?``: at the beginning there is no number yet that more could be said of."""
    if not span.has("or_more", "or_less"):
        return span
    return replace(span, entry=replace(span.entry, cues={"gt"} if span.has("or_more") else {"lt"}))


def pointing(row: Sequence[Span]) -> bool:
    """Whether it points at those before, or ends in the answer itself: ``what percentage is that?``"""
    last = next((span for span in reversed(row) if not span.sign), None)
    ends = last is not None and last.stop and not symbol_set("of_that").isdisjoint(last.words)
    return ends or _there(row) or any(points(span) or (span.stop and _led(span)) for span in row)


def _there(row: Sequence[Span]) -> bool:
    """``how much is at risk there?``: in the place spoken of, where ``there`` does not only say that something is."""
    spoken = [span for span in row if not span.sign]
    placed = spoken and not symbol_set("there").isdisjoint(spoken[-1].words)
    return bool(placed) and not any(span.has("are", "count") for span in spoken[-2:-1])


def _led(span: Span) -> bool:
    return not symbol_set("pointing").isdisjoint(span.words)


def rest_of(row: Sequence[Span], shown: int) -> list[Span]:
    """The message without what points at those before, their number included where it is the one shown."""
    kept: list[Span] = []
    for before, span in zip([None, *row], row, strict=False):
        counted = before is not None and points(before) and span.number is not None and span.number.value == shown
        if not (points(span) or counted):
            kept.append(span)
    return kept


_SORTING = ("sorts", "max", "min", "most", "least", "asc", "desc")


def picks(row: Sequence[Span]) -> bool:
    """``the second one``, ``is the first active?``: somebody by a place, where ``first`` does not say an order."""
    placed = {span.entry.ordinal for span in row} - {None}
    ordered = any(
        span.has(*_SORTING) or (span.entry.adjectives and not _measures(row, i)) or operates(span)
        for i, span in enumerate(row)
    )
    return bool(placed) and (placed != {1} or not ordered)


def _measures(row: Sequence[Span], i: int) -> bool:
    """``how old``, ``cómo de viejo``: an adjective that asks how much, no order."""
    return any(not symbol_set("how").isdisjoint(span.words) for span in row[max(0, i - 2) : i])


def named(row: Sequence[Span]) -> bool:
    """Whether it says itself that it is about customers."""
    return any(span.has("customers", "customer") and not points(span) and not span.has("not") for span in row)


def whole(row: Sequence[Span]) -> bool:
    """``in the whole bank``: of everybody."""
    return any("whole" in kinds_of(word) for span in row for word in span.words)


def subjectless(row: Sequence[Span], told: Settled) -> bool:
    """``how many left?``, ``¿qué saldo medio tienen?``: a figure of nobody in particular."""
    if named(row) or whole(row) or told.every("group") or told.every("which") or told.every("order"):
        return False
    if told.every("condition"):
        return _asks_of_them(row)
    told_of_all = any(span.has("are") for span in row) and not told.every("who")
    measures = [p.value for p in told.every("measure")]
    complete = any(isinstance(m, dict) and m["measure"] in _WHOLE_FIGURES for m in measures)
    return not (complete and told_of_all)


def _asks_of_them(row: Sequence[Span]) -> bool:
    """``how many are active?``, ``¿cuántas son mujeres?``: a verb follows the question for a number, no people."""
    spoken = [span for span in row if not span.sign]
    at = next((i for i, span in enumerate(spoken) if span.has("count", "share")), len(spoken))
    after = [span for span in spoken[at + 1 : at + 2] if span.stop or span.has("are")]
    asked = spoken[at].words[1:] if at < len(spoken) else ()
    return not symbol_set("verbs").isdisjoint([*asked, *(word for span in after for word in span.words)])
