"""Of whom a question speaks: those who left, those who are still here, or both."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.understanding.rules.items import Item

if TYPE_CHECKING:
    from agents.understanding.rules.reading import Reading

_COPULAS = frozenset(
    ["siguen", "sigue", "permanecen", "permanece", "continuan", "continua", "remain", "remained", "stay", "are"]
)


def population(reading: "Reading") -> str | None:
    """``left``, ``current`` or both (``None``)."""
    row = reading.row
    measures_churn = any(m["measure"] == "churn_rate" for m in reading.measures)
    for i, item in enumerate(row):
        if item.has("leavers") and not measures_churn and _counted_people(reading):
            return "left"
        leaving = item.has("churn") and not item.has("left", "likely", "leavers")
        if leaving and (_counted_leaving(reading, i) or _those_leaving(reading, i)):
            return "left"
        copula = item.words[0] in _COPULAS and i + 1 < len(row) and bool(row[i + 1].entry.values)
        if not item.has("left", "stay") or copula:
            continue
        if item.has("stay") and not item.has("left"):
            return "left" if _negated(row, i) else "current"
        past = not item.has("churn") or _told_of(row, i)
        if past and not measures_churn:
            return "current" if _negated(row, i) else "left"
    return None


def _counted_leaving(reading: "Reading", i: int) -> bool:
    """``cuántos clientes se van``, ``how many Germans leave``: those who left are counted."""
    if reading.share_at is not None or any(m["measure"] != "customers" for m in reading.measures):
        return False
    j = i - 1
    while j >= 0 and (reading.row[j].stop or reading.row[j].has("customers") or reading.row[j].entry.values):
        j -= 1
    return j >= 0 and reading.row[j].has("count") and not reading.has("rate", "risk", "horizon")


def _those_leaving(reading: "Reading", i: int) -> bool:
    """``average age of customers who leave``, ``list those leaving us``: who they are, not how often it happens."""
    row = reading.row
    before = next(
        (item for item in reversed(row[max(0, i - 3) : i]) if item.words[-1] not in {"nos", "se", "us"}), None
    )
    told = before is not None and (
        before.words[-1] in {"que", "who", "that"}
        or (row[i].words[0].endswith("ing") and (before.has("customers", "them") or before.words[-1] == "those"))
    )
    often = row[i + 1 : i + 2] and row[i + 1].has("more", "most", "less", "least")
    if not told or often or reading.has("risk", "likely", "what_if", "drivers", "why", "versus", "compare", "or"):
        return False
    measured = [m for m in reading.measures if m["measure"] != "customers"]
    asked = any(item.has("list") and item.words[0] not in {"who", "quien"} for item in row)
    alone = i == len(row) - 1 and all(
        item.has("customers") or item.stop or item.has("list", "which") for item in row[:i]
    )
    return bool(measured or asked or alone or reading.share_at is not None)


def _counted_people(reading: "Reading") -> bool:
    """Leavers as people who are counted or split, rather than the rate at which they leave."""
    counted = reading.has("count", "sum", "breakdown", "distribution", "list")
    if counted and reading.share_at is None and not reading.has("rate") and reading.has("sum", "breakdown"):
        reading.measures = reading.measures or [{"measure": "customers"}]
    return counted and reading.share_at is None and not reading.has("rate")


def _told_of(row: Sequence[Item], i: int) -> bool:
    """``que abandonó``, ``who left``, ``ya abandonaron``: a word of both senses told of people."""
    return any(
        item.words[-1] in {"que", "who", "that", "ya", "have", "has", "han", "ha", "cuantos", "cuantas"}
        or item.has("count", "customers")
        for item in row[max(0, i - 2) : i]
    )


def _negated(row: Sequence[Item], i: int) -> bool:
    """Whether a negation or an exclusion leads to it, or an exclusion takes it back: ``…, leave them out``."""
    small = (
        item for item in row[i + 1 :] if item.has("except") or not (item.stop or item.sign or item.has("in", "to"))
    )
    after = next(small, None)
    if after is not None and after.has("except") and after is row[-1]:
        return True
    for item in reversed(row[max(0, i - 3) : i]):
        if item.has("not", "except"):
            return True
        if item.has("customers") or item.sign or item.entry.of_the_bank:
            return False
    return False
