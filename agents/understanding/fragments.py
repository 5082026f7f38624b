"""A message that only changes the question before, read by the grammar: ``Right, and Spain?``, ``by gender instead``.

Every span has a phrase, none of them asks anything whole, and each phrase is an operation on the call before
(`operations`). Anything else is no fragment.
"""

from collections.abc import Sequence
from typing import Any

from agents.offline.context import Conversation
from agents.offline.narrowed import columns_of, parts
from agents.offline.plan import Call
from agents.understanding import operations
from agents.understanding.follow import corrects
from agents.understanding.query import QueryReader
from agents.understanding.settled import Settled
from agents.understanding.sides import rivals
from agents.understanding.spans import Span
from agents.understanding.symbols import symbol_set
from db.catalog import Catalog

Node = dict[str, Any]
_OPERATIONS = frozenset(["condition", "who", "measure", "group", "also", "which"])
_STATUS = {"left": ("left", "leavers"), "current": ("stay",)}
_LEADS = ("what_about", "and", "same", "now", "only", "also", "them", "except", "without", "versus")
_MOST_WORDS, _MOST_ANSWER = 12, 3


def changed(row: Sequence[Span], asked: Conversation, queries: QueryReader, catalog: Catalog) -> list[Call]:
    """The call before with what the fragment changes; none where the message is no fragment, or may mean more."""
    last = asked.newest()
    if last is None or last.data is None or last.call.tool not in operations.FILTERED:
        return []
    row = _after_answer(row)
    made = _judged(row, last.call) or _lifted(row, last.call)
    if made is None and _leans(row) and not any(span.has("remove") for span in row):
        told = queries.fragment(row)  # what is taken away is a condition or people: the other planner tells them apart
        made = _made(told, last.call, catalog) if told is not None else None
    return [made] if made is not None else []


def _made(told: Settled, call: Call, catalog: Catalog) -> Call | None:
    """What the phrases do to the call; none where one of them has no place in a fragment."""
    told.loose = [p for p in told.loose if not all(corrects(span) for span in told.row[p.start : p.end])]
    _instead(told, call)
    number = _bare_number(told)
    if number is not None:
        return operations.renumber(call, number)
    if _all_of_a_column(told):
        (column,) = (p.value["column"] for p in told.loose if p.kind == "column")
        return operations.drop(call, {column})
    kinds = {phrase.kind for phrase in told.phrases}
    if told.loose or not kinds or not kinds <= _OPERATIONS or rivals(told):
        return None
    return _carried_out(told, call, catalog)


def _judged(row: Sequence[Span], call: Call) -> Call | None:
    """``which one is worst?``: nothing but the judgement and words that point at the groups shown."""
    said = [span for span in row if span.has("worst", "best")]
    others = [span for span in row if span not in said and not (span.sign or span.stop)]
    if len(said) != 1 or others:
        return None
    return operations.rank(call, worst=said[0].has("worst"))


def _lifted(row: Sequence[Span], call: Call) -> Call | None:
    """``drop the leavers thing``: who left, or stayed, is taken away from who is meant."""
    lifts = any(span.has("remove") for span in row) and not any(
        span.entry.of_the_bank and not span.stop for span in row
    )
    who = next((name for name, cues in _STATUS.items() if any(s.has(*cues) and not s.stop for s in row)), None)
    return operations.of_everybody(call, who) if lifts and who is not None else None


def _bare_number(told: Settled) -> float | None:
    """``I meant three``, ``and those with one?``: nothing but a number."""
    if told.phrases or len(told.loose) > 1:
        return None
    if told.loose:
        number: float | None = told.loose[0].value if told.loose[0].kind == "number" else None
        return number
    last = next((span for span in reversed(told.row) if not span.sign), None)
    single = last is not None and not symbol_set("one").isdisjoint(last.words)
    return 1 if single and told.spoken("with", "only") else None


def _all_of_a_column(told: Settled) -> bool:
    """``both sexes``, ``all countries``: no longer one of them."""
    columns = [p for p in told.loose if p.kind == "column"]
    lifted = len(columns) == 1 and any(
        s.has("both", "all") for s in told.row[max(0, columns[0].start - 2) : columns[0].start]
    )
    return lifted and not told.phrases and all(p.kind in {"column", "cue"} for p in told.loose)


def _after_answer(row: Sequence[Span]) -> Sequence[Span]:
    """``Right, and Spain?``: without the word or two that only answer what was said."""
    sign = next((i for i, span in enumerate(row) if span.sign and i), 0)
    opens = 0 < sign <= _MOST_ANSWER and not any(s.entry.of_the_bank or s.number or s.code for s in row[:sign])
    after = next((i for i in range(sign, len(row)) if not row[i].sign), len(row))
    joint = opens and after < len(row) and row[after].has(*_LEADS) and not row[after].entry.of_the_bank
    return row[after:] if joint else row


def _leans(row: Sequence[Span]) -> bool:
    """Whether it begins with a joint, after a word or two that only answer what was said."""
    spoken = [span for span in row if not span.sign]
    first = next((i for i, span in enumerate(spoken) if not span.unknown), len(spoken))
    begun = spoken[first : first + 2]
    joined = any((span.has(*_LEADS) and not span.entry.of_the_bank) or corrects(span) for span in begun)
    return len(spoken) <= _MOST_WORDS and joined


def _instead(told: Settled, call: Call) -> None:
    """``by gender instead of tenure``: what is given up is what the answer before was told by."""
    grouped = {group.get("column") for group in call.arguments.get("groups") or []}
    for loose in [p for p in told.loose if p.kind == "column" and p.value["column"] in grouped]:
        before = told.row[max(0, loose.start - 3) : loose.start]
        if any(not symbol_set("in_place").isdisjoint(span.words) for span in before):
            told.discard(loose)
    told.take("cue", lambda p: bool(p.value & {"versus", "compare", "only", "them", "pronoun", "with"}))


def _carried_out(told: Settled, call: Call, catalog: Catalog) -> Call | None:
    """The operations, one after the other; none where one of them makes no sense of this call."""
    conditions = [{k: v for k, v in p.value.items() if k != "split"} for p in told.every("condition")]
    measures = [n for p in told.every("measure") for n in (p.value if isinstance(p.value, list) else [p.value])]
    groups = [p.value for kind in ("group", "which", "also") for p in told.every(kind)]
    whos = {p.value for p in told.every("who")}
    if len(whos) > 1 or (measures and conditions) or any(set(group) != {"column"} for group in groups):
        return None
    if whos and any(catalog.columns[c].kind == "flag" for c in _filtered_by(call) if c in catalog.columns):
        return None  # those who left may stand beside the active ones or in their place
    if len(conditions) == 1 and told.spoken("versus", "compare"):
        return operations.compare_with(call, conditions[0])
    found: Call | None = operations.filtered(call, conditions) if conditions else call
    if whos and found is not None:
        found = operations.of_population(found, whos.pop())
    if measures and found is not None:
        found = operations.remeasure(found, measures)
    if groups and found is not None and told.spoken("all"):
        found = operations.drop(found, {str(group["column"]) for group in groups})  # in all countries: not in one
    if groups and found is not None:
        found = operations.regroup(found, groups, also=any(span.has("also") for span in told.row))
    return found


def _filtered_by(call: Call) -> set[str]:
    return {column for part in parts(call.arguments.get("where")) for column in columns_of(part)}
