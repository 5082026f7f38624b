"""The sides of a comparison: where the conditions of a question divide, and which of them hold for every side."""

from collections.abc import Sequence
from itertools import pairwise, product

from agents.understanding.lexicon.cues import Cue
from agents.understanding.rules.condition import Condition, apart
from agents.understanding.rules.items import Item

Side = tuple[Condition, ...]
_MOST = 6
_PIVOTS: tuple[Cue, ...] = ("versus", "or", "and", "than", "compare", "gt", "lt", "with")


def sides(conditions: Sequence[Condition], row: Sequence[Item]) -> list[Side]:
    """Each side's conditions, those of all sides included; fewer than two where nothing is set against anything."""
    ordered = sorted(conditions, key=lambda c: c.start)
    runs = _runs(ordered, row)
    if len(runs) < 2:
        runs = _halves(ordered, row)
        return [tuple(run) for run in runs] if len(runs) > 1 else []
    rivals = [c for c in dict.fromkeys(c.column for c in ordered) if sum(c in _columns(run) for run in runs) > 1]
    lists = [[c for c in ordered if c.column == column] for column in rivals]
    shared = [c for c in ordered if c.column not in rivals]
    if len(rivals) > 1 and all(_side_by_side(values, ordered) for values in lists):
        return [(*shared, *chosen) for chosen in product(*lists)][:_MOST]
    return [(*shared, *(c for c in run if c.column in rivals)) for run in runs][:_MOST]


def _runs(conditions: Sequence[Condition], row: Sequence[Item]) -> list[list[Condition]]:
    """A new side begins where a column comes again with what the side cannot be as well."""
    runs: list[list[Condition]] = [[]]
    for i, condition in enumerate(conditions):
        clash = any(_rival(c, condition, row) for c in runs[-1])
        if clash and _joined(conditions[i - 1], condition, row):
            # The adjective that stands before its noun goes with it: active men against inactive women.
            runs.append([condition])
        else:
            runs[-1].append(condition)
    return [run for run in runs if run]


def _rival(one: Condition, other: Condition, row: Sequence[Item]) -> bool:
    if one.column != other.column:
        return False
    between = row[min(one.end, other.end) : max(one.start, other.start)]
    return apart(one, other) or (one != other and any(item.has("versus", "than") for item in between))


def _joined(left: Condition, right: Condition, row: Sequence[Item]) -> bool:
    return right.elliptic or any(item.has(*_PIVOTS) or item.text == "," for item in row[left.end : right.start])


def _halves(conditions: Sequence[Condition], row: Sequence[Item]) -> list[list[Condition]]:
    """Different columns set against each other: the inactive against those without a card."""
    for left, right in pairwise(conditions):
        if any(item.has("versus") for item in row[left.end : right.start]):
            at = conditions.index(right)
            return [list(conditions[:at]), list(conditions[at:])]
    return []


def _columns(run: Sequence[Condition]) -> set[str]:
    return {c.column for c in run}


def _side_by_side(values: Sequence[Condition], ordered: Sequence[Condition]) -> bool:
    """Whether the values of the column follow one another: men and women in Spain and France."""
    places = [ordered.index(c) for c in values]
    return all(b - a == 1 for a, b in pairwise(places))
