"""Several questions of one message, of which a later one leans on what an earlier one finds: each is a turn.

``who is the riskiest in Spain and why?`` asks for somebody, then of whoever that is. Where a message may be cut is
told by its words; whether it is, by the planner: what stands before is answered by itself, what follows leans on it.
"""

from collections.abc import Iterator, Sequence

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.grammar.spans import Span
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.topics.about_one import offers

_ASPECTS = ("why", "options", "rescue", "risk", "likely", "similar", "history", "compare", "what_if")
_OF_MANY = (
    "most",
    "max",
    "min",
    "least",
    "count",
    "mean",
    "median",
    "sum",
    "share",
    "rate",
    "customers",
    "distribution",
    "model",
)
_SHOWS = ("list", "find", "card")
_FIND = ("watch_list", "list_customers", "predict_churn", "customer_card")
_MOST, _ROWS = 3, 10
_JOINTS = 20
"""With more places where a question could begin a message is a list of something."""


def cuts(message: str, row: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Where a question about somebody begins that does not say about whom, and something is asked before it."""
    found = 0
    joints = [i for i in range(2, len(row)) if _joins(row[i - 1]) and not _joins(row[i])]
    for i in joints if len(joints) <= _JOINTS else ():
        if found == _MOST or not _leans(row[i:]):
            continue
        if any(span.code or customer_id(span) for span in row[:i]) and not _shown_too(row, i):
            continue
        found += 1
        end = row[i - 1].start if row[i - 1].has("and") else row[i - 1].end
        yield message[:end].rstrip(" ,;"), message[row[i].start :]


def _joins(span: Span) -> bool:
    return span.sign or span.has("and")


def _shown_too(row: Sequence[Span], i: int) -> bool:
    """Whether somebody with an id is to be shown besides; his reasons tell who he is."""
    return any(span.has(*_SHOWS) for span in row[:i]) and not any(span.has("why") for span in row[i:])


def _leans(part: Sequence[Span]) -> bool:
    """Whether it asks something of somebody, and names nobody and no group."""
    asks = offers(part) or any(span.has(*_ASPECTS) for span in part)
    names = any(span.code or customer_id(span) or (span.entry.values and not span.stop) for span in part)
    supposes = any(span.has("what_if") for span in part)
    return asks and (supposes or not names) and not any(span.has(*_OF_MANY) for span in part)


def supposed(calls: Sequence[Call]) -> tuple[Done, ...]:
    """The calls as if they had found as many as they ask for; none where they find no customers."""
    if len(calls) != 1 or calls[0].tool not in _FIND:
        return ()
    (call,) = calls
    named = call.arguments.get("customer_id") or next(iter(call.arguments.get("customer_ids") or ()), None)
    if named is not None:
        return (Done(call, {"customer_id": str(named)}),)
    size = call.arguments.get("limit")
    rows = [{"customer_id": str(i)} for i in range(size if isinstance(size, int) else _ROWS)]
    return (Done(call, {"rows": rows}),)


def after(asked: Conversation, first: str, done: Sequence[Done], rest: str) -> Conversation:
    """The conversation once the first question of its message was answered."""
    return Conversation(rest, asked.done[len(done) :], (*asked.earlier, tuple(done)), (*asked.questions, first))
