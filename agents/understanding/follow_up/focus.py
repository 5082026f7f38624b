"""``in that country``, ``split that one by gender``: the one group that the answer before singled out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.context import Done
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.grammar.where import parts
from db.catalog import Catalog

Node = dict[str, Any]


def focused(row: Sequence[Span], last: Done, catalog: Catalog) -> tuple[list[Span], Done, str] | None:
    """The message without those words, the answer before narrowed to that group, and the words where no group was
    singled out; none where the message points at none."""
    if (subject := _of_the_subject(row, last)) is not None:
        return subject
    for i, span in enumerate(row):
        if symbol_set("this_one").isdisjoint(span.words[:1]):
            continue
        after = row[i + 1] if i + 1 < len(row) else None
        column = column_of(after, catalog, "K", "F") if after is not None else None
        if column is None and not (span.has("pronoun") and _ranked_by(last.call)):
            continue
        end = i + 1 + (column is not None)
        start = i - 1 if i and row[i - 1].has("in", "among") else i
        narrowed = _narrowed(last, column or str(_ranked_by(last.call)))
        rest = [*row[:start], *row[end:]]
        text = " ".join(one.text for one in row[i:end])
        return (rest, narrowed, "") if narrowed is not None else (rest, last, text)
    return None


def singled_out(last: Done) -> Done | None:
    """The answer before, narrowed to the group that it tells first; none where its groups are in no order."""
    column = _ranked_by(last.call)
    return None if column is None else _narrowed(last, column)


def _of_the_subject(row: Sequence[Span], last: Done) -> tuple[list[Span], Done, str] | None:
    """The message with its left out subject as ``them``, and the answer before narrowed to the first group."""
    at = _left_subject(row)
    narrowed = singled_out(last) if at is not None else None
    if at is None or narrowed is None:
        return None
    them = replace(row[at], entry=replace(row[at].entry, cues={"them"}))
    return [*row[:at], them, *row[at + 1 :]], narrowed, ""


def _left_subject(row: Sequence[Span]) -> int | None:
    """Where ``it``, or a verb without a subject (``¿cuántos clientes tiene?``), stands for the group."""
    spoken = [i for i, span in enumerate(row) if not span.sign]
    ends = bool(spoken) and row[spoken[-1]].has("singular") and row[spoken[-1]].stop
    counts = any(span.has("count", "how_much") for span in row)
    its = next((i for i in spoken if row[i].words == ("it",) and row[i].has("pronoun")), None)
    return its if its is not None else spoken[-1] if ends and counts else None


def _ranked_by(call: Call) -> str | None:
    """The one column by whose values figures are told, in an order."""
    groups = call.arguments.get("groups") or []
    ranked = (
        call.tool == "portfolio" and call.arguments.get("order") and len(groups) == 1 and set(groups[0]) == {"column"}
    )
    return str(groups[0]["column"]) if ranked else None


def _narrowed(last: Done, column: str) -> Done | None:
    held = [part for part in parts(last.call.arguments.get("where")) if part.get("column") == column]
    if held:
        return last if len(held) == 1 and held[0].get("op") == "eq" else None
    rows = (last.data or {}).get("rows") or []
    if _ranked_by(last.call) != column or not rows or not isinstance(rows[0], Mapping):
        return None
    node: Node = {"column": column, "op": "eq", "value": rows[0].get(column)}
    return Done(operations.replace(last.call, node), last.data)
