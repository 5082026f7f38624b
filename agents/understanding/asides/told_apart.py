"""What a sentence of its own adds to the list another asks for: how many of them, and what becomes of ties.

``Which Germans should I call? Eight will do.``: a number of nothing the bank holds is how many are wanted.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agents.understanding.asides.clauses import Clause
from agents.understanding.calls import Call
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.lexicon.plain_words import is_kind
from db.catalog import Catalog

_LISTS = frozenset(["list_customers", "watch_list"])
_MOST = 200
_NEAR = 3
"""Spans behind a number among which the people stand that it counts."""
_LIMITS = ("gt", "lt", "ge", "le", "between", "around", "percentile", "or_more", "or_less")
_TELLS = ("left", "stay", "churn", "risk", "customers", "call", "count", "share", "which", "list")
_QUESTIONS = (
    "customers",
    "customer",
    "count",
    "share",
    "mean",
    "median",
    "sum",
    "rate",
    "what_if",
    "why",
    "which",
    "list",
)


def sizes(parts: Sequence[Clause], message: str) -> tuple[int, list[Clause]]:
    """The number that clauses of nothing else tell, and their sentences; 0 where there is none or more than one."""
    found = [part for part in parts if _bare_number(part.spans) and _apart(part, parts, message)]
    numbers = {_bare_number(part.spans) for part in found}
    if len(numbers) != 1 or len(found) == len(parts):
        return 0, []
    beside = [part for part in parts if _says_nothing(part.spans) and _of_one_sentence(part, found, message)]
    return numbers.pop(), [*found, *beside]


def _apart(part: Clause, parts: Sequence[Clause], message: str) -> bool:
    """Whether a clause is about the one who speaks, or a sentence in which nothing of the bank is told."""
    goes_on = [one.spans[0] for one in parts if 0 <= one.spans[0].start - part.spans[-1].end <= 1]
    if any(_of_talk(span) for span in goes_on):
        return False
    speaks = any(is_kind(word, "person") for span in part.spans for word in span.words)
    others = [one for one in parts if one is not part and _of_one_sentence(one, [part], message)]
    return speaks or all(_says_nothing(one.spans) for one in others)


def _says_nothing(row: Sequence[Span]) -> bool:
    """``not one more``, ``such are the times``: what neither asks nor tells of customers."""
    return not any(span.number or span.code or span.entry.of_the_bank or span.has(*_TELLS) for span in row)


def _of_one_sentence(part: Clause, found: Sequence[Clause], message: str) -> bool:
    def between(one: Clause, other: Clause) -> str:
        first, last = sorted((one, other), key=lambda clause: clause.spans[0].start)
        return message[first.spans[-1].end : last.spans[0].start]

    return any(not set(between(part, other)) & set(".?!¿:") for other in found)


def without(message: str, parts: Sequence[Clause]) -> str:
    """The message without some of its clauses."""
    kept = list(message)
    for part in parts:
        for place in range(part.spans[0].start, part.spans[-1].end):
            kept[place] = " "
    return "".join(kept)


def _bare_number(row: Sequence[Span]) -> int:
    """The number of a clause that says nothing of the bank: ``five envelopes and five stamps``."""
    numbers = [span.number for span in row if span.number is not None]
    values = {number.value for number in numbers}
    if len(values) != 1 or any(number.percent or number.currency or len(number.digits) > 3 for number in numbers):
        return 0
    plain = [span for span in row if span.number is None]
    if any(span.entry.of_the_bank and not span.stop for span in plain) or any(span.code for span in row):
        return 0
    if any(is_kind(word, "document") for span in row for word in span.words):
        return 0  # clause no. 5
    if any(span.has(*_QUESTIONS) for span in plain) or any(_compared(row, i) for i in range(len(row))):
        return 0
    value = values.pop()
    return int(value) if value == int(value) and 1 <= value <= _MOST else 0


def _compared(row: Sequence[Span], i: int) -> bool:
    """Whether a number is a limit of something, counts units of the bank's columns, or is the mark of a noun."""
    if row[i].number is None:
        return False
    after = row[i + 1] if i + 1 < len(row) else None
    counts = after is not None and bool(after.entry.units or after.has("or_more", "or_less") or _of_talk(after))
    before = row[i - 1] if i else None
    return counts or (before is not None and not _leads_to_amount(before))


def _leads_to_amount(span: Span) -> bool:
    """``con``, ``tengo``, ``allowed``: no comparison, and no noun of which the number is the mark."""
    return not span.has(*_LIMITS) and (span.stop or is_verb_form(span.words[-1]))


def _of_talk(span: Span) -> bool:
    """``five minutes``, ``two things``, ``3 times``: what is counted of the talk, not of customers."""
    spoken = symbol_set("of_talk") | symbol_set("times")
    return not spoken.isdisjoint(span.words) or any(is_kind(span.words[-1], kind) for kind in ("time", "year"))


def sized(calls: Sequence[Call], size: int) -> list[Call]:
    """Lists without a length of their own, that long; none where something else is asked."""
    if not calls or any(call.tool not in _LISTS or call.arguments.get("limit") for call in calls):
        return []
    return [replace(call, arguments={**call.arguments, "limit": size}) for call in calls]


def people_counted(row: Sequence[Span], message: str) -> tuple[int, str]:
    """How many people are wanted (``four ladies``, ``three of the Spanish``) and the message without the number.

    0 where no number, or more than one, stands before people.
    """
    found = [i for i, span in enumerate(row) if _of_people(row, i)]
    if len(found) != 1:
        return 0, message
    number = row[found[0]]
    size = 0 if number.number is None else int(number.number.value)
    return size, message[: number.start] + " " * (number.end - number.start) + message[number.end :]


def _of_people(row: Sequence[Span], i: int) -> bool:
    number, before = row[i].number, row[i - 1] if i else None
    if number is None or number.percent or number.currency or not 1 < number.value <= _MOST or number.value % 1:
        return False
    if before is not None and before.has(*_LIMITS):
        return False
    small = symbol_set("articles") | symbol_set("of")
    after = next((span for span in row[i + 1 : i + 1 + _NEAR] if small.isdisjoint(span.words)), None)
    return after is not None and (bool(after.entry.values) or after.has("customers", "customer", "leavers"))


def with_ties(calls: Sequence[Call], row: Sequence[Span], catalog: Catalog) -> list[Call]:
    """``who is the oldest? if there is a tie, all of them``: everybody who has the first one's figure."""
    tied = any(not symbol_set("ties").isdisjoint(span.words) for span in row) and any(span.has("all") for span in row)
    return [_all_first(call, catalog) if tied else call for call in calls]


def _all_first(call: Call, catalog: Catalog) -> Call:
    arguments: dict[str, Any] = dict(call.arguments)
    column = str(arguments.get("order_by"))
    if call.tool != "list_customers" or arguments.get("limit") != 1 or column not in catalog.columns:
        return call
    stat = "min" if arguments.get("order") == "asc" else "max"
    where = arguments.get("where")
    parts = [] if where is None else list(where.get("all", [where]))
    narrowed = parts or arguments.get("population") not in {None, "all"}
    of = {"of": "filtered"} if narrowed else {}
    first = {"column": column, "op": "eq", "value": {"stat": stat, **of}}
    kept = {key: value for key, value in arguments.items() if key not in {"order", "order_by", "limit", "where"}}
    return Call(call.tool, {**kept, "where": {"all": [*parts, first]} if parts else first})
