"""What a question takes over from the ones before: what was asked of the customer, with its columns and changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.offline.context import Conversation, Done
from agents.offline.intents import suppose, wanted_tools
from agents.offline.lexicon import Lexicon
from agents.offline.person import asked_columns
from agents.offline.plan import CUSTOMER_TOOLS, Call, about
from agents.offline.reading import Reading, read

_OPEN = frozenset(["clarify", "ambiguous", "not_found"])


@dataclass(frozen=True)
class Asked:
    """What was asked of a customer: the tools, the columns of the card, the changes of a what-if."""

    tools: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)

    def of(self, customer: str) -> list[Call]:
        """The same asked of one customer."""
        return [about(tool, customer, self._extra(tool)) for tool in self.tools]

    def _extra(self, tool: str) -> dict[str, Any] | None:
        if tool == "what_if":
            return {"changes": dict(self.changes)}
        return {"columns": list(self.columns)} if tool == "customer_card" and self.columns else None


def is_open(asked: Conversation) -> bool:
    """Whether the assistant's last answer asked for a customer, or did not find one."""
    return bool(asked.earlier) and _unanswered(asked.earlier[-1])


def _unanswered(turn: Sequence[Done]) -> bool:
    return bool(turn) and all(done.status in _OPEN for done in turn)


def carried(asked: Conversation, lexicon: Lexicon) -> Asked:
    """What was asked before: as called, or as said where it could not be answered yet."""
    if not is_open(asked):
        said = read(asked.questions[-1], lexicon) if asked.questions else None
        return _called(asked) or (asked_of(said, lexicon) if said is not None else Asked())
    turns = list(zip(asked.questions, asked.earlier, strict=False))
    for question, turn in reversed(turns):
        if not _unanswered(turn):
            break
        reading = read(question, lexicon)
        suppose(reading, lexicon)
        meant = asked_of(reading, lexicon)
        if meant.tools:
            return meant
    return Asked()


def asked_of(reading: Reading, lexicon: Lexicon) -> Asked:
    """What a question asks of a customer."""
    tools = tuple(wanted_tools(reading))
    columns = tuple(asked_columns(reading, lexicon)) if not tools else ()
    return Asked(tools or (("customer_card",) if columns else ()), columns, dict(reading.changes))


def _called(asked: Conversation) -> Asked | None:
    done = [d for d in asked.last_turn() if d.data is not None]
    tools = [d.call.tool for d in done if d.call.tool in CUSTOMER_TOOLS]
    columns = next((d.call.arguments["columns"] for d in done if d.call.arguments.get("columns") and _is_card(d)), ())
    if columns and not tools:
        tools = ["customer_card"]
    changes = next((dict(d.call.arguments.get("changes", {})) for d in done if d.call.tool == "what_if"), {})
    return Asked(tuple(dict.fromkeys(tools)), tuple(columns), changes) if tools else None


def _is_card(done: Done) -> bool:
    return done.call.tool in {"customer_card", "find_customers"}


def changes_before(asked: Conversation) -> dict[str, Any]:
    """The changes of the newest what-if."""
    done = asked.last("what_if")
    return dict(done.call.arguments.get("changes", {})) if done is not None else {}
