"""Numbers in letters, of several words or from thirteen on, as digits: *two thousand and thirty-seven* is 2037.

Smaller ones stay as they are: they count what is named ("three of the five"), and readers of claims know them.
"""

import re
from collections.abc import Sequence
from typing import Any

from agents.grounding.number_words import HUNDREDS, below_thousand, plain
from agents.grounding.patterns import any_of, compiled
from agents.grounding.plain_words import WORDS

_DIGITS: dict[str, Any] = WORDS["digits"]
_SCALES: dict[str, int] = _DIGITS["scales"]
"""Millions are read with what stands around them ("half a million", "un millón y medio")."""
_AND = frozenset(_DIGITS["joins"])
_POINTS: dict[str, str] = _DIGITS["points"]
_PERCENT = [phrase.split() for phrase in _DIGITS["percent"]]
_SHARES = [[word] for word in _DIGITS["shares"]]
_HALVES = [(phrase.split(), digits) for phrase, digits in _DIGITS["halves"].items()]
_THOUSAND = "thousand"
"""The one scale that a half may follow ("three and a half thousand"), and that begins no number."""
_LEAST, _ROUND = 13, 100
_LONGEST = 14
"""Words of the longest number that is looked for."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHARE = compiled(rf"(?<=\d)\s*{any_of('per_cent')}\b")
_NAMED = "|".join(sorted((word for word in WORDS["units"] if len(word) > 2), key=len, reverse=True))
_SPREAD = compiled(
    rf"(?P<from>\b{any_of('spread_from')}\s+(?:[^\W\d]+\s+){{0,2}}?)(?P<low>\d[\d.,]*|{_NAMED})"
    rf"(?P<to>\s+{any_of('spread_to')}\s+(?:[^\W\d]+\s+){{0,3}}?\d[\d.,]*\s*)(?P<unit>%|{any_of('points')}\b)"
)
"""*From three to just under 10 %*: the unit said once is meant of both ends."""


def _both_ends(match: re.Match[str]) -> str:
    low = match["low"] if match["low"][0].isdigit() else str(WORDS["units"][plain(match["low"])])
    return f"{match['from']}{low} {match['unit']}{match['to']}{match['unit']}"


def in_digits(text: str) -> str:
    """The text with such numbers, and the shares they are, in digits and signs; everything else as it is."""
    words = list(_WORD.finditer(text))
    said = [plain(word.group()) for word in words]
    found: list[tuple[int, int, str]] = []
    i = 0
    while i < len(words):
        digits, used = _number(_run(text, words, said, i))
        if used:
            found.append((words[i].start(), words[i + used - 1].end(), digits))
        i += used or 1
    for start, end, digits in reversed(found):
        text = text[:start] + digits + text[end:]
    return _SPREAD.sub(_both_ends, _SHARE.sub(" %", text))


def _run(text: str, words: Sequence[re.Match[str]], said: Sequence[str], i: int) -> list[str]:
    """The words from the i-th on that nothing but blanks separates, hyphens undone."""
    run = [said[i]]
    last = i + _LONGEST
    for before, word, one in zip(words[i:last], words[i + 1 : last], said[i + 1 : last], strict=False):
        if text[before.end() : word.start()].strip():
            break
        run.append(one)
    return run


def _number(run: Sequence[str]) -> tuple[str, int]:
    """The number a run begins with, in digits, and how many words it takes; nothing where it stays in letters."""
    whole, used = _whole(run)
    if not used or run[0] == _THOUSAND or (used == 1 and run[0] in _SCALES):
        return "", 0
    half, taken = _half(run[used:])
    if half:
        scaled = run[used + taken : used + taken + 1] == [_THOUSAND]
        return (f"{whole * 1000 + 500}" if scaled else f"{whole}{half}", used + taken + scaled)
    point = _POINTS.get(run[used]) if used + 1 < len(run) else None
    part, more = _whole(run[used + 1 :]) if point else (0, 0)
    if more:
        return f"{whole}{point}{part}", used + 1 + more
    shares = run[used : used + 1] in _SHARES or run[used : used + 2] in _PERCENT
    stays = used == 1 and not shares and (run[0] in HUNDREDS or not _LEAST <= whole < _ROUND)
    return ("", 0) if stays else (str(whole), used)


def _half(run: Sequence[str]) -> tuple[str, int]:
    """*and a half*, *y medio*: its digits, and how many words it takes."""
    return next(((digits, len(said)) for said, digits in _HALVES if list(run[: len(said)]) == said), ("", 0))


def _whole(run: Sequence[str]) -> tuple[int, int]:
    """A whole number: groups below a thousand, each with its scale, in falling order."""
    total, used, scale = 0, 0, 10_000
    while used < len(run):
        skip = 1 if used and run[used] in _AND else 0
        group, taken = below_thousand(run[used + skip :])
        at = used + skip + taken
        times = _SCALES.get(run[at]) if at < len(run) else None
        if times is not None and times < scale and (taken or not (used or skip)):
            total, used, scale = total + (group or 1) * times, at + 1, times
            continue
        if taken and scale > 1 and (not used or scale >= 1000):
            total, used = total + group, at
        break
    return total, used
