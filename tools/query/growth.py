"""Growth from each group to the next: of years, quarters, months, or bands of a number, in their own order."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.bank.groupings import Grouping, group_name
from db.catalog import Catalog
from tools.invalid_call import Mend

Row = dict[str, Any]


def grow(rows: Sequence[Row], keys: Sequence[Mapping[str, Any]], groups: Sequence[Grouping], described: Any) -> None:
    """Turn each growth measure of the rows (in their natural order) from its level into the change since the last.

    ``keys``: the groups' keys of the rows as the database gave them. A group whose predecessor is missing, or is
    nought, has no growth.
    """
    growing = [m["key"] for m in described if m["measure"] == "growth"]
    if not growing:
        return
    levels = [{key: row[key] for key in growing} for row in rows]
    for i, row in enumerate(rows):
        before = levels[i - 1] if i and _follows(keys[i - 1], keys[i], groups) else {}
        for key in growing:
            row[key] = _change(before.get(key), levels[i][key])


def must_follow(groups: Sequence[Grouping], catalog: Catalog) -> None:
    """Refuse (Mend) groups that come in no order."""
    last = groups[-1]
    spec = catalog.columns.get(last.column)
    if not last.bands and spec is not None and not spec.numeric and spec.kind != "date":
        raise Mend(f"growth needs groups that follow each other: dates, numbers or bands, not {last.column}.")


def _follows(before: Mapping[str, Any], after: Mapping[str, Any], groups: Sequence[Grouping]) -> bool:
    last = len(groups) - 1
    if any(before[group_name(i)] != after[group_name(i)] for i in range(last)):
        return False
    ends = [_place(row[group_name(last)], groups[last]) for row in (before, after)]
    return None not in ends and ends[1] - ends[0] == 1  # type: ignore[operator]


def _place(key: Any, group: Grouping) -> int | None:
    """A group's number in its order; None for what has none."""
    if not isinstance(key, int | float) or float(key) != int(key):
        return None
    match None if group.bands else group.part:
        case "quarter":
            return int(key) // 10 * 4 + int(key) % 10
        case "month":
            return int(key) // 100 * 12 + int(key) % 100
        case _:
            return int(key)


def _change(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None or before <= 0 else after / before - 1
