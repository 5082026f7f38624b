"""Spoken repairs: what is said again after *sorry, I mean* or *o sea* takes the place of what it corrects.

``from France, sorry, scratch that, from Spain`` is Spain alone; ``150 lucas (o sea 150.000)`` is one number. What is
corrected is found by its kind: a number for a number, a value for one of the same column, a column for a column.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.numbers import Number
from agents.understanding.words import word_file
from db.text import flat

_GAP = r"[\s,;:.…—–-]"
_GAPS = re.compile(_GAP)
_AGGREGATES = ("mean", "median", "sum", "min", "max")
_STATUS = ("left", "stay")
_COMPARES = ("gt", "ge", "lt", "le", "around", "between")
_SIZES = (1e3, 1e6)
_MOST = 4
"""Corrections of one message."""
_EDITS = 40
"""Places of one message that are tried."""
_FAR = 12
"""Spans that may stand between what is corrected and its correction."""


@dataclass(frozen=True)
class _Edit:
    """Where the words of a correction stand, and whether they only tell the same thing again."""

    start: int
    end: int
    again: bool


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    raw = word_file("repairs")

    def either(key: str) -> str:
        said = [word.strip() for words in raw[key].values() for word in words.split(",")]
        return "|".join(sorted((re.escape(word).replace(r"\ ", r"[\s.]+") for word in said), key=len, reverse=True))

    sure, weak = either("sure"), either("weak")
    words = rf"\b(?:{sure}|{weak})\b"
    return re.compile(rf"{words}(?:{_GAP}{{1,{_FAR}}}{words})*"), re.compile(rf"\b(?:{either('again')})\b")


@lru_cache(maxsize=1)
def _sure() -> re.Pattern[str]:
    raw = word_file("repairs")
    said = [word.strip() for words in raw["sure"].values() for word in words.split(",")]
    return re.compile(rf"\b(?:{'|'.join(said)})\b")


def may_repair(message: str) -> bool:
    """Whether a message holds words of a correction, or a bracket that may tell a number again."""
    text = flat(message)
    return "(" in text or any(pattern.search(text) for pattern in _patterns())


def repaired(message: str, read: Callable[[str], Sequence[Span]]) -> str:
    """The message with its corrections carried out, one after the other; ``read`` makes spans of a message."""
    for _ in range(_MOST):
        if not may_repair(message):
            return message
        row = read(message)
        made = next((text for edit in _edits(message) if (text := _corrected(message, row, edit)) is not None), None)
        made = made or _told_in_brackets(message, row)
        if made is None:
            return message
        message = made
    return message


def _edits(message: str) -> list[_Edit]:
    text = flat(message)
    found = []
    edits, again = _patterns()
    for match in edits.finditer(text):
        start, end = _with_gaps(text, match)
        between = bool(text[start : match.start()].strip() and text[match.end() : end].strip())
        if start and end > match.end() and (between or _sure().search(match[0])):
            found.append(_Edit(start, end, again=False))
    for match in again.finditer(text):
        start, end = _with_gaps(text, match)
        if start and end > match.end():
            found.append(_Edit(start, end, again=True))
    return sorted(found, key=lambda edit: edit.start)[:_EDITS]


def _with_gaps(text: str, words: re.Match[str]) -> tuple[int, int]:
    """Where the signs and blanks around the words of a correction begin and end, an opening bracket before included.

    Looked for from the words outwards: a pattern that begins with gaps tries every place of a long run of them.
    """
    start, end = words.span()
    start = len(text[:start].rstrip())
    start -= text[:start].endswith("(")
    while start and _GAPS.fullmatch(text[start - 1]):
        start -= 1
    while end < len(text) and _GAPS.fullmatch(text[end]):
        end += 1
    return start, end


def _corrected(message: str, row: Sequence[Span], edit: _Edit) -> str | None:
    """The message with what follows the edit in the place of what it corrects."""
    first = next((i for i, span in enumerate(row) if span.start >= edit.end), len(row))
    if first < len(row) and _asks_anew(row, first, flat(message[edit.start : edit.end])):
        return None
    before = [i for i, span in enumerate(row) if span.end <= edit.start]
    swaps: list[tuple[int, int, str]] = []
    end = edit.end
    for i in range(first, len(row)):
        span = row[i]
        kinds = _kinds(span)
        if span.sign or (not kinds and not (span.stop or span.has(*_COMPARES))):
            break
        if not kinds:
            continue
        rival = next(
            (j for j in reversed(before[-_FAR:]) if _kinds(row[j]) & kinds and row[j].words != span.words), None
        )
        rival = rival if rival is not None else _unknown_before(row, before, again=edit.again)
        if rival is None:
            break
        place, last = _place(row, rival, i, first, again=edit.again)
        swaps.append((*place, message[row[last[0]].start : row[last[1]].end]))
        before = [j for j in before if j < rival]
        end = row[last[1]].end
    if not swaps:
        return None
    rest = message[end:]
    if "(" in message[edit.start : edit.end]:
        rest = rest.partition(")")[2]
    text = message[: edit.start]
    for start, stop, said in sorted(swaps, reverse=True):
        text = text[:start] + said + text[stop:]
    return text + rest


def _asks_anew(row: Sequence[Span], first: int, words: str) -> bool:
    """``with four products, um, what age is …``: a question of another column behind a word of hesitation."""
    asks = not symbol_set("interrogatives").isdisjoint(row[first].words) or row[first].has("how_much", "count")
    after = next((kinds for span in row[first:] if (kinds := _kinds(span))), set())
    return asks and after == {"column"} and not _sure().search(words)


def _place(
    row: Sequence[Span], old: int, new: int, first: int, *, again: bool
) -> tuple[tuple[int, int], tuple[int, int]]:
    """The characters that are replaced, and the spans that replace them: with their comparison, unit and column."""
    start, begin, stop, end = old, new, old, new
    if new > first and row[new - 1].has(*_COMPARES):
        begin = new - 1
        start = old - 1 if old and row[old - 1].has(*_COMPARES) else old
    if row[new].number is not None and new + 1 < len(row) and _measured(row[new + 1]):
        end = new + 1
        stop = old + 1 if old + 1 < len(row) and _measured(row[old + 1]) else old
    while end + 1 < len(row) and stop + 1 < new and row[end + 1].words == row[stop + 1].words and not row[end + 1].sign:
        end, stop = end + 1, stop + 1  # the median age, no, the average age
    if again and row[old].number is not None and old + 1 < len(row) and row[old + 1].unknown:
        stop = old + 1
    return (row[start].start, row[stop].end), (begin, end)


def _unknown_before(row: Sequence[Span], before: Sequence[int], *, again: bool) -> int | None:
    """``the account is pelada, that is at zero``: an unknown word that is told again in a known one."""
    last = next((j for j in reversed(before) if not row[j].sign), None)
    return last if again and last is not None and row[last].unknown else None


def _measured(span: Span) -> bool:
    return bool(span.entry.units or span.entry.columns) and not span.entry.values


def _kinds(span: Span) -> set[str]:
    """What a span may be corrected by."""
    if span.number is not None:
        return {"number"}
    found = {f"value of {column}" for column, _ in span.entry.values}
    found |= {"ordinal"} if span.entry.ordinal is not None else set()
    found |= {"aggregate"} if span.has(*_AGGREGATES) and not span.stop else set()
    found |= {"status"} if span.has(*_STATUS) and not span.stop else set()
    found |= {"number", "zero"} if span.has("zero") else set()
    return found or ({"column"} if span.entry.columns else set())


def _told_in_brackets(message: str, row: Sequence[Span]) -> str | None:
    """``100 grand (100,000, to be clear)``, ``never come in (the inactive ones, I mean)``: told again in brackets."""
    for i, span in enumerate(row):
        close = message.find(")", span.end)
        inside = [j for j in range(i + 1, len(row)) if row[j].start < close]
        if span.text != "(" or not inside:
            continue
        swap = _number_again(row, i, inside) or _value_again(row, i, inside, flat(message[span.end : close]))
        if swap is not None:
            start, stop, said = swap
            return f"{message[:start]}{said}{message[stop : span.start].rstrip()}{message[close + 1 :]}"
    return None


def _number_again(row: Sequence[Span], bracket: int, inside: Sequence[int]) -> tuple[int, int, str] | None:
    """A bracket that begins with a number, and the number before it, which it tells in other words."""
    told = row[inside[0]].number
    old = next((j for j in range(bracket - 1, max(-1, bracket - _FAR), -1) if row[j].number is not None), None)
    others = [j for j in inside[1:] if _kinds(row[j]) and not _power(row[j].number)]
    before = row[old].number if old is not None else None
    if told is None or old is None or before is None or others:
        return None
    slang = row[old + 1].unknown
    if not (slang or _one_amount(before, told)):
        return None
    said = row[old].text if before.value == told.value else row[inside[0]].text
    return row[old].start, row[old + slang].end, said


def _value_again(row: Sequence[Span], bracket: int, inside: Sequence[int], text: str) -> tuple[int, int, str] | None:
    """A bracket that ends in *I mean* or *digo*, and the unknown words before it, which it tells in known ones."""
    told = [j for j in inside if _kinds(row[j])]
    start = bracket
    while start and (row[start - 1].unknown or (row[start - 1].stop and not row[start - 1].entry.of_the_bank)):
        start -= 1
    unknown = any(row[j].unknown for j in range(start, bracket))
    if len(told) != 1 or not unknown or not _sure().search(text):
        return None
    return row[start].start, row[bracket - 1].end, row[told[0]].text


def _power(number: Number | None) -> bool:
    """``thousands``: a word for a size, no amount."""
    return number is not None and not number.digits and number.value in _SIZES


def _one_amount(one: Number, other: Number) -> bool:
    """Whether two numbers are the same, or one tells the thousands that the other leaves out."""
    return any(abs(one.value * times - other.value) < 1e-6 for times in (1.0, *_SIZES))
