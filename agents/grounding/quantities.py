"""Reading quantities in a text: numbers in either language's format, percentages, amounts, number words, dates.

A number may have several readings (``1.234`` is 1234 to a Spaniard and 1.234 to an Englishman): all are kept, and a
Fact that bears one of them bears the number. ``step`` is the size of the last digit shown: the rounding to assume.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from agents.grounding.number_words import (
    AMOUNT_VALUES,
    AMOUNTS,
    ARTICLES,
    CODES,
    CURRENCIES,
    DENOMINATORS,
    DOZENS,
    HALF,
    LONE,
    MULTIPLES,
    PART,
    THOUSANDS,
    WHOLE_SHARES,
    plain,
    value_of,
)
from agents.grounding.patterns import any_of, compiled
from db.yaml_files import read_yaml

Kind = Literal["plain", "percent", "points", "money", "times", "ordinal", "fraction"]
Hedge = Literal["", "about", "over", "under", "nearly"]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number in a text. ``readings``: (value, step) pairs; ``signed``: it was written with a sign of its own."""

    text: str
    start: int
    end: int
    readings: tuple[tuple[float, float], ...]
    kind: Kind = "plain"
    hedge: Hedge = ""
    signed: bool = False
    word: bool = False
    """Written in letters."""
    currency: str = ""
    """Its currency's sign or name as written, folded; empty where none is."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """A date in a text, as ISO (``2026-11-23``, or ``2026-11`` where no day is named)."""

    text: str
    start: int
    end: int
    iso: str


_GAP = "\u00a0\u202f\u2009"
_CORE = rf"\d{{1,3}}(?:[{_GAP}'’]\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_SIGNS = "€$£¥₹"
_UNIT = (
    rf"(?P<unit>[\s{_GAP}]?(?:%|‰|per\s?cent\b|por\s?ciento\b|(?:percentage\s+)?points?\b"
    rf"|puntos?(?:\s+porcentuales)?\b|pp\b|p\.\s?p\."
    rf"|[€$£¥₹]|(?:de\s+|US\s+)?(?:euros?|d[oó]lar(?:es)?|dollars?|pounds?|libras?|pesos?|soles|yen(?:es)?|yuan|francs?|francos?|rupees|rupias|reais|reales)\b|[A-Z]{{3}}\b|times\b|veces\b|[x×](?!\w)|-?fold\b"
    rf"|(?:st|nd|rd|th)\b|\.?[ºª°]|er\b))?"
)
_UNIT_AFTER = re.compile(rf"(?P<before>)(?:\s+of\s+a)?{_UNIT}")
_POINT_AFTER = re.compile(r"\s+(?:of\s+a|de)\s+(?:percentage\s+point|point|punto)(?:\s+porcentual)?\b")
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<sign>(?:(?<=[\s(|:])|^)[-−+])?(?P<before>[A-Z]{{0,3}}[{_SIGNS}]\s?|S/\s?|[A-Z]{{3}}\s)?"
    rf"(?P<sign2>[-−])?(?P<core>{_CORE})"
    rf"(?P<after>[\s{_GAP}]?(?:mil\s+millones|millions?\b|millones\b|mill[oó]n\b|billion\b|thousand\b|mil\b"
    rf"|bn\b|k\b|K\b|M\b|MM\b))?"
    rf"{_UNIT}"
)
_AND_HALF = compiled(rf"\s+{any_of('and_half')}\b")
"""What follows the number or its unit: "two and a half times", "dos veces y media"."""
_OVER_AFTER = compiled(rf"\s+{any_of('over_after')}\b")
_TO_ONE = re.compile(r"\s+(?:to one|a uno)\b", re.IGNORECASE)
_ONE_BEFORE = compiled(rf"\b{any_of('one')}[\s-]+(?:{any_of('people')}\s+|chance\s+)?{any_of('in_every')}[\s-]+$")
_PLURAL = re.compile(r"s(?!\w)")
"""What makes a number the people of that age: "the under 35s"."""
_POWER = re.compile(r"[eE](?P<power>[+-]?\d{1,2})(?!\w)")
_ROUNDED = 0.05
"""How finely thousands are told in letters, as a share of the number."""
_SCALES = {"k": 1e3, "mil": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "bn": 1e9, "billion": 1e9}
_WORDS_OF_HEDGES = read_yaml(Path(__file__).parent / "words" / "hedges.yaml")


def _tail(kind: str) -> re.Pattern[str]:
    """What may stand right before a figure to say this of it."""
    said = [phrase for language in ("es", "en") for phrase in _WORDS_OF_HEDGES[kind].get(language, ())]
    phrases = "|".join(re.escape(phrase) for phrase in sorted(said, key=len, reverse=True))
    signs = "".join(rf"|{re.escape(sign)}" for sign in _WORDS_OF_HEDGES[kind].get("signs", ()))
    articles = "|".join(word for words in _WORDS_OF_HEDGES["articles"].values() for word in words)
    return re.compile(rf"(?:\b(?:{phrases}){signs})[\s*_-]*(?:(?:{articles}) )?[*_]*$", re.IGNORECASE)


_HEDGES: tuple[tuple[Hedge, re.Pattern[str]], ...] = (
    ("nearly", _tail("nearly")),
    ("about", _tail("about")),
    ("over", _tail("over")),
    ("under", _tail("under")),
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december",
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
)
_MONTH = {name: number for names in _MONTHS for number, name in enumerate(names.split("|"), start=1)}
_M = "|".join(_MONTH)
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)(?:T[\d:.+Z-]+)?"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?(?P<n>{_M})\.?,?\s+(?:de[l]?\s+)?(?P<y>\d{{4}})",
        re.I,
    ),
    re.compile(rf"\b(?P<n>{_M})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})", re.I),
    re.compile(rf"\b(?P<n>{_M})\s+(?:de[l]?\s+|of\s+)?(?P<y>\d{{4}})\b", re.I),
)
_MONEY_AFTER = re.compile(r"\s+(?:de\s+|of\s+)?(?:[€$£]|euros?|d[oó]lares|dollars|pounds|pesos)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def find_dates(text: str) -> list[Day]:
    """Every date in the text, left to right."""
    found: list[Day] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if all(match.end() <= day.start or match.start() >= day.end for day in found):
                found.append(Day(text=match.group(), start=match.start(), end=match.end(), iso=_iso(match)))
    return sorted(found, key=lambda day: day.start)


def _iso(match: "re.Match[str]") -> str:
    parts = match.groupdict()
    month = int(parts["m"]) if parts.get("m") else _MONTH[parts["n"].lower()]
    day = f"-{int(parts['d']):02d}" if parts.get("d") else ""
    return f"{parts['y']}-{month:02d}{day}"


def find_quantities(
    text: str, *, masked: Iterator[tuple[int, int]] | tuple[tuple[int, int], ...] = ()
) -> list[Quantity]:
    """Every quantity in the text outside the masked spans, left to right."""
    spans = tuple(masked)
    amounts = list(_amounts(text))
    spans = (*spans, *((q.start, q.end) for q in amounts))
    found = [*_digits(text), *_words(text)]
    free = [_one_in(text, q) for q in found if all(q.end <= start or q.start >= end for start, end in spans)]
    return sorted([*free, *amounts], key=lambda quantity: quantity.start)


def _one_in(text: str, q: Quantity) -> Quantity:
    """ "One in three", "uno de cada siete", "one chance in nineteen": the share that it is."""
    if q.kind == "plain" and (ratio := _TO_ONE.match(text, q.end)) is not None:
        return replace(q, end=ratio.end(), text=text[q.start : ratio.end()], kind="times")
    one = _ONE_BEFORE.search(text, max(0, q.start - _REACH), q.start)
    value = q.readings[0][0]
    if one is None or q.kind != "plain" or value < 2 or q.hedge:
        return q
    step = _LOOSE * 2 / value
    return _worded(text, (one.start(), q.end), 1 / value, "fraction", step)


_REACH = 45
"""Characters in which the words of "one chance in" stand."""
_LOOSE = 0.12
"""How far a true share may be from the one in words, as a part of it."""


def _digits(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        following = text[match.end() : match.end() + 1]
        core_end = match.end("core")
        power = _POWER.match(text, core_end)
        if power is None and following.isalpha() and match.end() != core_end and not _PLURAL.match(text, match.end()):
            continue
        if (
            power is None
            and text[core_end : core_end + 1].isalpha()
            and match.end() == core_end
            and not text[core_end:].startswith("h")
            and not _PLURAL.match(text, core_end)
        ):
            continue  # part of a name such as 2FA
        scale, end = _scale(match["after"]), match.end()
        if power is not None:
            scale, end = 10.0 ** int(power["power"]), power.end()
        readings = tuple((value * scale, step * scale) for value, step in _readings(match["core"]))
        half = _AND_HALF.match(text, end) if match["core"].isdigit() else None
        if half is not None:
            readings, end = tuple((value + scale / 2, step / 2) for value, step in readings), half.end()
        sign = match["sign"] or match["sign2"] or ""
        if sign in {"-", "−"}:
            readings = tuple((-value, step) for value, step in readings)
        kind = _kind(match)
        if kind == "money":
            readings = tuple((value, max(step, _rounded_to(value))) for value, step in readings)
        if readings:
            yield Quantity(
                text=text[match.start() : end].strip(),
                start=match.start(),
                end=end,
                readings=readings,
                kind=kind,
                hedge=hedge_before(text[: match.start()]),
                signed=bool(sign),
                currency=currency_of(match),
            )


def _rounded_to(value: float) -> float:
    """To what an amount is rounded that ends in zeros, as long as three digits are told: 85,600 to hundreds."""
    place = 1.0
    while abs(value) >= place * 1000 and value % (place * 10) == 0:
        place *= 10
    return place


@lru_cache(maxsize=4096)
def _readings(core: str) -> tuple[tuple[float, float], ...]:
    """Every value the digits may stand for, with the size of the last digit shown."""
    digits = re.sub(rf"[{_GAP}'’]", "", core).rstrip(".,")
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return ((float(digits), 1.0),)
    if len(set(marks)) == 2:
        last = marks[-1]
        whole, _, rest = digits.rpartition(last)
        if marks.count(last) > 1:
            return ()
        return ((float(re.sub(r"[.,]", "", whole) + "." + rest), 10.0 ** -len(rest)),)
    groups = re.split(r"[.,]", digits)
    grouped = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]) and groups[0].strip("0") != ""
    readings = []
    if grouped:
        readings.append((float("".join(groups)), 1.0))
    if len(groups) == 2:
        readings.append((float(".".join(groups)), 10.0 ** -len(groups[1])))
    return tuple(readings)


def _scale(after: str | None) -> float:
    said = " ".join((after or "").lower().split()).strip(_GAP)
    if not said:
        return 1.0
    if said.startswith("mil millones"):
        return 1e9
    if said.startswith("mill"):
        return 1e6
    return _SCALES[said]


def currency_of(match: "re.Match[str]") -> str:
    """The currency written beside a number: a sign, a code of three capitals, or a name."""
    for part in (match["before"], match["unit"]):
        said = (part or "").strip(_GAP + " .")
        folded = (
            " ".join(unicodedata.normalize("NFKD", said.casefold()).encode("ascii", "ignore").decode().split()[-1:])
            or said
        )
        if folded in CURRENCIES or (said[:-1].isalpha() and said[-1] in _SIGNS):
            return folded  # letters before a sign name a country: US$, HK$
        if len(said) == 3 and said.isupper() and said.isalpha() and said in CODES:
            return folded
    return ""


def _kind(match: "re.Match[str]") -> Kind:
    unit = (match["unit"] or "").strip(_GAP + " .").lower()
    if unit in {"%", "‰"} or unit.startswith(("per", "por")):
        return "points" if "point" in unit else "percent"
    if unit.startswith(("point", "punto", "pp", "p.")):
        return "points"
    if currency_of(match):
        return "money"
    if unit.startswith(("times", "veces", "x", "×", "fold", "-fold")):
        return "times"
    return "ordinal" if unit else "plain"


def hedge_before(before: str) -> Hedge:
    """The hedge that reaches nearest to the figure; of those that begin at one place, the longest phrase's."""
    return hedged_from(before)[1]


def hedged_from(before: str) -> tuple[int, Hedge]:
    """Where the hedge of a figure begins, and which it is; the figure's own place where it has none."""
    tail = before[-40:]
    found = [(match.start(), hedge) for hedge, pattern in _HEDGES if (match := pattern.search(tail))]
    return (len(before) - len(tail) + min(found)[0], min(found)[1]) if found else (len(before), "")


def _words(text: str) -> Iterator[Quantity]:
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words):
        share = _share(text, words, index)
        if share is not None:
            yield share
            index = next((n for n, word in enumerate(words) if word.start() >= share.end), len(words))
            continue
        value, used = value_of([word.group().lower() for word in words[index : index + 5]])
        lone = words[index].group().lower() in LONE and _unit_after(text, words[index].end())[0] in {
            "percent",
            "points",
        }
        if value is not None or lone:
            start, end = words[index].start(), words[index + max(used, 1) - 1].end()
            spelt = _spelt(text, start, end, 1.0 if value is None else value)
            yield spelt
            index = next((n for n, word in enumerate(words) if word.start() >= spelt.end), len(words))
            continue
        yield from _special(text, words[index])
        index += 1


def _unit_after(text: str, at: int) -> tuple[Kind, str, int]:
    """The unit that follows a number in letters: its kind, the currency, and where it ends."""
    match = _UNIT_AFTER.match(text, at)
    kind: Kind = _kind(match) if match is not None and match["unit"] else "plain"
    if match is None or kind in {"plain", "ordinal"}:
        return "plain", "", at
    return kind, currency_of(match), match.end()


def _spelt(text: str, start: int, end: int, value: float) -> Quantity:
    half = _AND_HALF.match(text, end)
    kind, currency, end = _unit_after(text, half.end() if half is not None else end)
    late = _AND_HALF.match(text, end) if half is None else None
    value, end = value + 0.5 * bool(half or late), late.end() if late is not None else end
    step = max(1.0, value * _ROUNDED) if value >= 1000 else 1.0
    return Quantity(
        text=text[start:end],
        start=start,
        end=end,
        readings=((value, 0.5 if half or late else step),),
        kind=kind,
        hedge=hedge_before(text[:start]),
        word=True,
        currency=currency,
    )


def _share(text: str, words: Sequence["re.Match[str]"], index: int) -> Quantity | None:
    """A share in letters ("half", "two fifths", "tres cuartos de millón"), if one begins here."""
    said = [word.group().lower() for word in words[index : index + 6]]
    unit = _unit_after(text, _past_article(text, words[index].end())) if said[0] in HALF else ("plain", "", 0)
    if unit[0] in {"points", "percent"}:
        return _worded(text, (words[index].start(), unit[2]), 0.5, unit[0], 0.1)
    above, taken = value_of(said)
    if above is None or not 1 <= above <= 20 or taken != 1:
        above, taken = 1.0, 0
    one = said[0] in LONE and len(said) > 1 and said[1] in DENOMINATORS
    joined = said[0].rpartition("-")
    if joined[1] and joined[2] in DENOMINATORS and (whole := value_of([joined[0]])[0] or float(joined[0] in LONE)):
        return _fraction(text, words, index, (whole, joined[2]), 1)
    taken = 1 if one else taken
    name = said[taken] if taken < len(said) else ""
    if name not in DENOMINATORS or not _is_share(text, words, index + taken, counted=bool(taken)):
        return None
    return _fraction(text, words, index, (above, name), taken + 1)


def _past_article(text: str, at: int) -> int:
    """Where "half a point" goes on after its article."""
    match = re.match(r"\s+(?:an?|of an?)(?=\s)", text[at:])
    return at + match.end() if match else at


def _fraction(text: str, words: Sequence["re.Match[str]"], index: int, share: tuple[float, str], used: int) -> Quantity:
    """The share that a numerator and a denominator make; of a million it is an amount."""
    above, name = share
    value, start, end = above / DENOMINATORS[name], words[index].start(), words[index + used - 1].end()
    after = [word.group().lower() for word in words[index + used : index + used + 3]]
    if after and after[0] in PART:
        return _worded(text, (start, words[index + used].end()), value, "fraction", 0.04)
    point = _POINT_AFTER.match(text, end)
    if point is not None:
        return _worded(text, (start, point.end()), value, "points", 0.1)
    size = next((n for n, word in enumerate(after) if word in THOUSANDS), None)
    if size is not None and all(word in {"of", "de", "a", "un"} for word in after[:size]):
        end = words[index + used + size].end()
        scaled = value * THOUSANDS[after[size]]
        money = _MONEY_AFTER.match(text[end:])
        kind: Kind = "money" if money else "plain"
        return _worded(text, (start, end), scaled, kind, scaled / 10)
    return _worded(text, (start, end), value, "fraction", 0.04)


def _worded(text: str, span: tuple[int, int], value: float, kind: Kind, step: float) -> Quantity:
    start, end = span
    hedge = hedge_before(text[:start]) or ("about" if kind == "fraction" else "")
    return Quantity(
        text=text[start:end], start=start, end=end, readings=((value, step),), kind=kind, hedge=hedge, word=True
    )


def _is_share(text: str, words: Sequence["re.Match[str]"], index: int, *, counted: bool) -> bool:
    """ "A third", "two fifths" and "la tercera parte" are shares; "the third" and "la tercera" are places."""
    word = words[index].group().lower()
    after = words[index + 1].group().lower() if index + 1 < len(words) else ""
    if after in PART or word in WHOLE_SHARES or counted:
        return text[words[index].end() : words[index].end() + 1] != "-"
    before = words[index - 1].group().lower() if index else ""
    article = before in ARTICLES - {"el", "la"}
    return article and text[words[index].end() : words[index].end() + 1] != "-" and not _ranked(text, words, index)


def _ranked(text: str, words: Sequence["re.Match[str]"], index: int) -> bool:
    """ "A third product", "un quinto cliente": what follows is counted on, not shared out."""
    after = words[index + 1] if index + 1 < len(words) else None
    gap = text[words[index].end() : after.start()] if after is not None else "."
    linking = {"of", "de", "del", "as", "que", "more", "less", "más", "menos", "lower", "higher"}
    return after is not None and not gap.strip() and after.group().lower() not in linking


def _amounts(text: str) -> Iterator[Quantity]:
    """ "Half a million", "un centenar": amounts without digits, good to their own half."""
    for match in AMOUNTS.finditer(text):
        if text[: match.start()].rstrip()[-1:].isdigit():
            continue  # the scale of a number: 107.6 millones
        value = float(AMOUNT_VALUES[plain(match.group())])
        unit = _MONEY_AFTER.match(text[match.end() :])
        yield Quantity(
            text=match.group(),
            start=match.start(),
            end=match.end(),
            readings=((value, value / 10),),
            kind="money" if unit else "plain",
            hedge=hedge_before(text[: match.start()]),
            word=True,
        )


def _special(text: str, match: "re.Match[str]") -> Iterator[Quantity]:
    word = match.group().lower()
    for table, kind in ((MULTIPLES, "times"), (DOZENS, "plain")):
        if word in table and text[match.end() : match.end() + 1] != "-":
            yield Quantity(
                text=match.group(),
                start=match.start(),
                end=match.end(),
                readings=((table[word], 0.2 if kind == "times" else 1.0),),
                kind=kind,  # type: ignore[arg-type]
                hedge=hedge_before(text[: match.start()])
                or ("over" if _OVER_AFTER.match(text, match.end()) else "about"),
                word=True,
            )
