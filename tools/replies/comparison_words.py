"""The words for groups or customers side by side."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.replies import formats
from tools.replies.customer_words import riskiest
from tools.replies.people_words import group, measured
from tools.replies.portfolio_words import apart, end_of
from tools.replies.value_words import Namer, first_upper
from tools.result_types.query import Compared

Data = Mapping[str, Any]
_NAMED = 3


def comparison(n: Namer, data: Compared) -> str:
    """Groups or customers side by side."""
    rows = data["rows"]
    if data["kind"] == "groups":
        header = (n.text("portfolio.group"), *(first_upper(measured(n, m)) for m in data["measures"]))
        body = [(_side(n, r), *(n.figure(m, r.get(m["key"])) for m in data["measures"])) for r in rows]
        return _gap(n, data) + n.table(header, body)
    header = (n.text("common.field"), *(n.listed(r) for r in rows))
    missing = ", ".join(map(str, data.get("not_found") or ()))
    tail = n.text("common.not_found", missing=missing) if missing else ""
    return riskiest(n, rows) + n.table(header, list(_fields(n, data))) + tail


def _fields(n: Namer, data: Compared) -> Iterator[tuple[str, ...]]:
    """What customers are compared by, a row each: the risk, who left, the columns in which they differ."""
    rows = data["rows"]
    yield n.text("common.risk"), *(n.value("probability", r.get("probability")) for r in rows)
    if any(r.get("left") for r in rows):
        yield n.text("common.left"), *(n.yes(bool(r.get("left"))) for r in rows)
    for column in data.get("differing") or list((rows[0].get("columns") or {}) if rows else {}):
        if column not in {n.catalog.id, n.catalog.name, n.catalog.label.column}:
            yield first_upper(n.column(column)), *(n.value(column, r["columns"].get(column)) for r in rows)


def _side(n: Namer, row: Data) -> str:
    """What one side of a comparison is called."""
    where = row.get("where")
    spec = n.spec(str(where.get("column"))) if where and where.get("op") == "eq" else None
    if where and spec is not None and spec.kind in {"category", "flag"} and spec.name != n.catalog.label.column:
        return group(n, spec, str(where["value"]))
    return n.where(where) or n.plain(row["label"])


def _gap(n: Namer, data: Data) -> str:
    """Which group is ahead, by the first measures that are no count."""
    own = [m for m in data["measures"] if m["measure"] != "customers"] or data["measures"]
    asked = own[: 1 if len(own) < len(data["measures"]) else _NAMED]
    told = [text for measure in asked if (text := _ahead(n, data, measure))]
    return " ".join(told) + "\n\n" if told else ""


def _ahead(n: Namer, data: Data, measure: Mapping[str, Any]) -> str:
    """Which group is ahead by one measure, where not all are equal."""
    key = measure["key"]
    rows = [r for r in data["rows"] if r.get(key) is not None]
    top = max((r[key] for r in rows), default=None)
    best, others = [r for r in rows if r[key] == top], [r for r in rows if r[key] != top]
    if not others:
        return ""
    lead, behind = (
        n.both([f"{bold}{_side(n, r)}{bold} ({n.figure(measure, r[key])})" for r in part])
        for bold, part in (("**", best), ("", others))
    )
    gap = _by_how_much(n, data, measure, best)
    name = end_of(n, measure, True, best, []).name
    return first_upper(name) + n.text("portfolio.against", lead=lead, behind=behind, gap=gap)


def _by_how_much(n: Namer, data: Data, measure: Data, best: list[Data]) -> str:
    """By how much one group of two is ahead: in points for shares, else in its unit and relative to the other."""
    found = next((gap for gap in data.get("gaps") or () if gap["key"] == measure["key"]), None)
    if found is None or len(best) != 1:
        return ""
    if measure["unit"] == "share":
        return ": " + n.text("gap.points", gap=apart(n, measure, found["gap"]))
    gap = apart(n, measure, found["gap"])
    if found["relative"] is None:
        return ": " + n.text("gap.only", gap=gap)
    return ": " + n.text("gap.more", gap=gap, relative=formats.share(found["relative"], n.language))
