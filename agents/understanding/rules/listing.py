"""Whether a question wants customers in a row (the richest, the top 5) or a figure of groups (which country …)."""

from collections.abc import Sequence, Set
from itertools import pairwise

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.items import Item
from agents.understanding.rules.slots import Slots

_NOUNS: tuple[Cue, ...] = ("customers", "customer")
_PREPOSITIONS = frozenset(
    ["a", "con", "en", "at", "with", "in", "for", "para", "de", "among", "by", "on", "por", "sobre"]
)
_SUPERLATIVES: tuple[Cue, ...] = ("max", "min", "most", "top", "bottom", "least")


def listing(row: Sequence[Item], slots: Slots, cues: Set[str], lexicon: Lexicon) -> bool:
    """Whether customers are to be ranked or listed, not measured."""
    if cues & {"mean", "median", "count", "rate", "share"} and slots.limit is None:
        return False
    if group_asked(row, lexicon) is not None:
        return False
    if slots.limit is not None:
        return not slots.of_groups
    if one_first(row) or ({"top", "customers"} <= cues and "churn" not in cues):
        return True
    ranked = next(
        (
            i
            for i, item in enumerate(row)
            if item.has(*_SUPERLATIVES) or (item.entry.adjectives and not (i and row[i - 1].entry.units))
        ),
        None,
    )
    if ranked is None:
        return "top" in cues and "churn" not in cues
    who = any(item.has(*_NOUNS) or item.words[0] in {"who", "quien", "quienes"} for item in row[:ranked])
    who = who or any(a.has("which") and b.entry.values and not b.entry.columns for a, b in pairwise(row[:ranked]))
    near = row[ranked : ranked + 3]
    of = next((k for k, item in enumerate(near) if item.has("in")), len(near))
    after = any(item.has(*_NOUNS) for item in near[:of]) and not row[ranked].has("sum")
    return (who or after) and not cues & {"by", "churn"}


def one_first(row: Sequence[Item]) -> bool:
    """``lowest score first``, ``el más bajo primero``: which end of a list comes first, no extreme by itself."""
    for i, item in enumerate(row):
        ended = i + 1 == len(row) or row[i + 1].sign
        first = (item.has("top") or item.entry.ordinal == 1) and ended
        if first and any(before.has("max", "min", "most", "least") for before in row[max(0, i - 4) : i]):
            return True
    return False


def group_asked(row: Sequence[Item], lexicon: Lexicon) -> int | None:
    """Where a group is asked for: ``which country``, ``en cuál de los tres países``, ``at what age … most``."""
    for i, item in enumerate(row):
        if (
            item.words[0] in {"donde", "where"}
            and item.entry.columns
            and any(r.has(*_SUPERLATIVES) or r.entry.adjectives for r in row[i:])
        ):
            return i
        if not item.has("which", "count") or (item.has("than") and i and row[i - 1].has("max", "min", "most", "more")):
            continue
        j = i + 1
        while j < len(row) and (row[j].stop or row[j].number or row[j].has("in", "count")) and not row[j].entry.columns:
            j += 1
        if j >= len(row) or row[j].entry.values:
            continue
        asked = row[j]
        if item.has("which") and asked.has("band") and not asked.has("risk"):
            return j
        kinds = {lexicon.catalog.columns[c].kind for c in asked.entry.columns}
        if item.has("which") and kinds & {"category"}:
            return j
        if kinds & {"integer", "money", "number"} and _most_at(row, i, j):
            return j
    return None


def _most_at(row: Sequence[Item], i: int, j: int) -> bool:
    """``with which number of products do people leave the most``: a number that splits, said with a preposition."""
    opened = (
        row[i].words[0] in _PREPOSITIONS if len(row[i].words) > 1 else i > 0 and row[i - 1].words[-1] in _PREPOSITIONS
    )
    ranked = any(item.has(*_SUPERLATIVES, "more", "less") for item in row[j + 1 :])
    opened = opened or (row[i].has("which") and any(item.has("churn", "risk", "loses") for item in row[j + 1 :]))
    people = any(item.has("churn", "left", "customers", "likely", "risk", "stay") for item in row[j + 1 :])
    return opened and ranked and people
