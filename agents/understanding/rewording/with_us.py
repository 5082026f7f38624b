"""*With us*, *en el banco*: a stretch of time only beside one that is told; else where the money is, or nothing."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.lexicon.entry import phrase
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.words import word_file
from db.catalog import Catalog

_MONEY = 1000
"""From which a bare number is money."""
_AMOUNTS = (
    "double",
    "triple",
    "half",
    "times",
    "zero",
    "nonzero",
    "how_much",
    "penny",
    "more",
    "less",
    "most",
    "least",
)
_COMPARES = ("gt", "ge", "lt", "le")
_STATUS = ("stay", "still", "left", "leavers")


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str], dict[str, str], dict[str, str], dict[str, str]]:
    raw = word_file("with_us")
    return (
        frozenset(raw["stretch"].split()),
        frozenset(raw["holds"].split()),
        dict(raw["account"]),
        dict(raw["boss"]),
        dict(raw["who"]),
    )


@lru_cache(maxsize=1)
def _houses() -> dict[str, tuple[re.Pattern[str], str]]:
    raw = word_file("with_us")["house"]
    return {
        language: (re.compile(rf"\b(?:{said['in']}) (?P<noun>{said['noun']})\b", re.IGNORECASE), said["us"])
        for language, said in raw.items()
    }


def as_ours(message: str, lexicon: Lexicon, language: str) -> str:
    """The message with what people call their own bank (*the house*) as us, where the catalog knows no such word."""
    pattern, us = _houses()["en" if language == "en" else "es"]
    return pattern.sub(lambda found: found[0] if phrase(found["noun"]) in lexicon.exact else us, message)


def as_errand(message: str, row: Sequence[Span], lexicon: Lexicon, language: str) -> str:
    """The message with ``my manager is …`` as the speaker's boss, who is nobody's relationship manager."""
    boss = _words()[3]["en" if language == "en" else "es"]
    for i in reversed(range(1, len(row) - 1)):
        owned = lexicon.catalog.owner is not None and set(row[i].entry.columns) == {lexicon.catalog.owner}
        ours = not symbol_set("ours").isdisjoint(row[i - 1].words) and (i == 1 or row[i - 2].sign)
        acts = row[i + 1].has("are") or is_verb_form(row[i + 1].words[0]) or row[i + 1].stop
        if owned and ours and acts and not row[i + 1].sign and not row[i + 1].has("with"):
            message = message[: row[i].start] + boss + message[row[i].end :]
    return message


def as_manager(message: str, row: Sequence[Span], lexicon: Lexicon, language: str) -> str:
    """The message with ``who manages the most …`` as a question about the managers, no list of customers."""
    owner = lexicon.catalog.columns.get(lexicon.catalog.owner or "")
    first = next((span for span in row if not span.sign), None)
    asks = first is not None and first.words[0] in symbol_set("person_asked") and len(first.words) > 1
    ranks = any(span.has("most", "least", "more", "less", "max", "min") for span in row)
    if owner is None or first is None or not asks or first.entry.columns != [owner.name] or not ranks:
        return message
    name, which = owner.names.shown("en" if language == "en" else "es"), _words()[4]
    said = which["en" if language == "en" else "es"].format(name)
    return message[: first.start] + said + message[first.end :]


def as_place(message: str, row: Sequence[Span], lexicon: Lexicon, language: str) -> str:
    """The message with such words as the account where money is kept, and without them where they tell nothing."""
    asked = any(span.has("how_long") or not _words()[0].isdisjoint(span.words) for span in row)
    for part in reversed(list(_parts(row))):
        for i in reversed(range(len(part))):
            span, column = part[i], _stretch_of(part[i], lexicon.catalog)
            if column is None or asked or _timed(part, i, column, lexicon.catalog) or _status(part, i):
                continue
            moved = len(span.words) == 1  # llevar a la reunión
            kept = (
                ""
                if moved
                else _words()[2]["en" if language == "en" else "es"]
                if _kept(part, i, lexicon.catalog)
                else ""
            )
            message = message[: span.start] + kept + message[span.end :]
    return message


def _parts(row: Sequence[Span]) -> Iterator[list[Span]]:
    """The spans between two signs."""
    for sign, part in groupby(row, key=lambda span: span.sign):
        if not sign:
            yield list(part)


def _stretch_of(span: Span, catalog: Catalog) -> str | None:
    """The column of years that such words may name."""
    led = len(span.words) > 1 and span.words[0] in symbol_set("leads")
    led = led or (len(span.words) == 1 and span.words[0].endswith("r") and is_verb_form(span.words[0]))
    column = column_of(span, catalog, "C") if led else None
    unit = catalog.columns[column].unit if column is not None else None
    return column if unit is not None and (unit.es or unit.en) else None


def _timed(part: Sequence[Span], at: int, column: str, catalog: Catalog) -> bool:
    """Whether a stretch of time is told beside it: a number of years, another name of it, a word of time."""
    return any(_tells_time(part, i, column, catalog) for i in range(len(part)) if i != at)


def _tells_time(part: Sequence[Span], i: int, column: str, catalog: Catalog) -> bool:
    entry = part[i].entry
    if part[i].number is not None:
        return _counts_years(part, i, column, catalog)
    named = column in entry.columns and _stretch_of(part[i], catalog) is None
    graded = any(name == column for name, _ in entry.adjectives)
    counted = i > 0 and part[i - 1].number is not None  # the number tells whether they may be years with us
    return named or graded or (column in entry.units and not counted)


def _counts_years(part: Sequence[Span], i: int, column: str, catalog: Catalog) -> bool:
    """Whether a number may be one of years: no id, no money, none of anything else that is named beside it."""
    number, span = part[i].number, part[i]
    if number is None or number.percent or number.currency or number.value >= _MONEY or customer_id(span):
        return False
    after = next((other for other in part[i + 1 :] if other.entry.of_the_bank or not other.stop), None)
    before = next((other for other in reversed(part[:i]) if other.entry.of_the_bank), None)
    if after is not None and (after.has("customers", "customer") or _other(after, column, catalog)):
        return False
    low, high = catalog.columns[column].range
    fits = (low is None or number.value >= low) and (high is None or number.value <= high)
    return fits and not (before is not None and column_of(before, catalog, "C") not in (None, column))


def _other(span: Span, column: str, catalog: Catalog) -> bool:
    named = column_of(span, catalog, "C")
    other = bool(span.entry.units) and column not in span.entry.units
    return bool(span.entry.values) or other or (named is not None and named != column)


def _status(part: Sequence[Span], at: int) -> bool:
    """``siguen siendo clientes con nosotros``: who stays or left is told with it."""
    return any(span.has(*_STATUS) for span in part[max(0, at - 2) : at]) and not part[at - 1].has("left")


def _kept(part: Sequence[Span], at: int, catalog: Catalog) -> bool:
    """Whether it says where money is: a verb of having, an amount, and nothing else that is had."""
    held = any(not _words()[1].isdisjoint(span.words) for span in part)
    amount = any(span.has(*_AMOUNTS) or (span.number is not None and _large(span)) for span in part)
    rest = [span for i, span in enumerate(part) if i != at]
    money = [catalog.columns[name].kind == "money" for span in rest if (name := column_of(span, catalog, "C"))]
    amount = amount or (bool(money) and any(span.has(*_COMPARES) for span in rest))
    at_stake = any(catalog.value in span.entry.columns for span in part)
    things = any(column_of(span, catalog, "F", "K") for span in part) or not all(money)
    return catalog.value is not None and held and amount and not at_stake and not things and _bare(part, at, catalog)


def _bare(part: Sequence[Span], at: int, catalog: Catalog) -> bool:
    """No number of things beside it: ``two products with us``."""
    counted = (
        part[i].number is not None
        and (name := column_of(part[i + 1], catalog, "C"))
        and catalog.columns[name].kind == "integer"
        for i in range(len(part) - 1)
        if i + 1 != at
    )
    return not any(counted)


def _large(span: Span) -> bool:
    number = span.number
    return number is not None and (bool(number.currency) or number.value >= _MONEY)
