"""What restricts the customers asked about (``those who …``, ``customers with …``) has its part in the calls.

The coverage rule asks of every word that nothing explains; a word that has a meaning elsewhere (*cancel*, *call*,
*reliable*) explains nothing about the customers it restricts unless a call took it for a condition.
"""

from collections.abc import Sequence

from agents.understanding.coverage.evidence import Evidence
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.plain_words import is_kind
from agents.understanding.lexicon.value_verbs import leads_to_value

_PEOPLE = ("customers", "them", "pronoun", "rest", "leavers", "all")
_HELPS = frozenset(
    ["are", "with", "not", "except", "also", "now", "still", "only", "polite", "all", "them", "which", "singular"]
)
"""Cues of words that lead to what restricts and tell nothing themselves."""
_LEADS = frozenset(["in", "by", "among", "and", "or", "versus"])
_STATUS = ("left", "stay", "churn", "leavers", "likely", "losable", "keeps", "loses", "retention_rate", "outcome")
_RISK = ("risk", "risky", "riskiest", "high", "medium", "low", "band", "likely", "losable", "call", "value_word")
_COMPARES = (
    *("gt", "ge", "lt", "le", "eq", "ne", "between", "around", "than", "more", "less", "most", "least", "max", "min"),
    *("zero", "nonzero", "penny", "lone", "or_more", "or_less", "mean", "median", "percentile", "half", "double"),
    *("top", "bottom", "best", "worst", "triple", "same", "without", "in_account", "earns", "find", "desc", "asc"),
)
_OF_RISK = frozenset(["risk_band", "probability", "value_at_risk", "churn_risk", "mean_risk"])


def unserved(row: Sequence[Span], i: int, evidence: Evidence, lexicon: Lexicon) -> str:
    """The words from ``i`` on, where they begin a restriction of customers that no call serves; else nothing."""
    if text := _circumstance(row, i):
        return text
    if not (_relative(row, i) or _holding(row, i)):
        return ""
    start = i + (len(row[i].words) == 1 or row[i].entry.cues <= {"list", *_HELPS})
    while start < len(row) and _small(row[start]):
        start += 1
    end = start
    while end < len(row) and not _ends(row[end]) and not (end > start and row[end].has("with", "without")):
        end += 1
    end = _done(row, start, end)
    told = [row[j] for j in range(start, end) if not row[j].unknown]  # those are for another rule to judge
    leads = any(leads_to_value(row, j, lexicon) for j in range(start, end))
    label = lexicon.catalog.label.column
    served = leads or _stays(row[i:end], evidence, label) or any(_used(span, evidence, label) for span in told)
    return " ".join(span.text for span in row[i:end]) if told and not served and not _compares(told) else ""


def _done(row: Sequence[Span], start: int, end: int) -> int:
    """Where a verb with its object ends, before something that is judged by itself: ``answer the phone | left``."""
    acts = 0
    for j in range(start, end):
        if acts > 1 and (_told(row[j]) or row[j].has(*_STATUS)):
            return j
        acts += row[j].has("order") and not _told(row[j])
    return end


def _stays(part: Sequence[Span], evidence: Evidence, label: str) -> bool:
    """Whether it says who has left or stayed, and a call does."""
    return evidence.tells_who_left(label) and any(span.has("still", *_STATUS) for span in part)


def _compares(told: Sequence[Span]) -> bool:
    """Whether it holds a comparison or a number, which are judged by themselves; not ``who answer no call over 50``."""
    acts = any(span.has("order") for span in told)
    return not acts and any(span.number is not None or span.has(*_COMPARES) for span in told)


def _circumstance(row: Sequence[Span], i: int) -> str:
    """``in the evenings``, ``over WhatsApp``: when or how, which no call tells; not ``send it by mail``."""
    end = i + 1
    while end < len(row) and not symbol_set("articles").isdisjoint(row[end].words):
        end += 1
    if end >= len(row) or not is_kind(row[i].words[0], "circumstance") or row[end].entry.of_the_bank:
        return ""
    word = row[end].words[-1]
    reached = is_kind(word, "channel") and not any(span.has("order") and not span.has("call") for span in row[:i])
    timed = is_kind(word, "day_part") and (end > i + 1 or word.endswith("s"))
    return " ".join(span.text for span in row[i : end + 1]) if reached or timed else ""


def _relative(row: Sequence[Span], i: int) -> bool:
    """``customers who``, ``los que``; ``with three products who``, which nobody says of things."""
    of_people = row[i].words[0] in symbol_set("personal") and i > 0 and not row[i - 1].has(*_LEADS, "list", "order")
    of_people = of_people and any(_told(span) or span.has(*_STATUS, *_PEOPLE) for span in row[:i])
    return of_people or (is_kind(row[i].words[0], "who") and i > 0 and _people(row[i - 1]))


def _told(span: Span) -> bool:
    return bool(span.entry.of_the_bank) or span.number is not None


def _holding(row: Sequence[Span], i: int) -> bool:
    """``customers with``."""
    return row[i].has("with", "without") and i > 0 and row[i - 1].has("customers")


def _people(span: Span) -> bool:
    return span.has(*_PEOPLE) or is_kind(span.words[-1], "those")


def _small(span: Span) -> bool:
    """A word that only leads to what is told: an article, an auxiliary verb, a first preposition."""
    return (span.stop or bool(span.entry.cues)) and not span.entry.of_the_bank and span.entry.cues <= _HELPS | _LEADS


def _ends(span: Span) -> bool:
    return span.sign or is_kind(span.words[-1], "who") or span.has(*_LEADS)


def _used(span: Span, evidence: Evidence, label: str) -> bool:
    """Whether a call speaks of it, or it is for another rule to judge (a number)."""
    entry = span.entry
    if span.code is not None or span.sign:
        return True
    columns = {*entry.columns, *entry.units, *entry.weak, *(column for column, _ in (*entry.values, *entry.adjectives))}
    if columns & evidence.columns or evidence.words.issuperset(span.words):
        return True
    if span.has("broke", "penny") and 0.0 in evidence.equal:
        return True
    if span.has(*_STATUS) and (evidence.tells_who_left(label) or "watch_list" in evidence.tools):
        return True
    risk = evidence.columns & _OF_RISK or evidence.measures & _OF_RISK or "watch_list" in evidence.tools
    return bool(risk and span.has(*_RISK))
