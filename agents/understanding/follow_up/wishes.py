"""What is asked of a customer, as one value: it stays when another customer takes the place of the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.understanding.calls import CUSTOMER_TOOLS, Call, about
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.intents import suppose, wanted_tools
from agents.understanding.rules.person import asked_columns
from agents.understanding.rules.reading import Reading, read

_OPEN = frozenset(["clarify", "ambiguous", "not_found"])


@dataclass(frozen=True)
class Wish:
    """The tools, the columns of the card, the changes of a what-if."""

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

    @classmethod
    def said(cls, reading: Reading, lexicon: Lexicon) -> "Wish":
        """As a message says it."""
        tools = tuple(wanted_tools(reading))
        columns = tuple(asked_columns(reading, lexicon)) if not tools else ()
        return cls(tools or (("customer_card",) if columns else ()), columns, dict(reading.changes))

    @classmethod
    def before(cls, asked: Conversation, lexicon: Lexicon) -> "Wish":
        """As called, or as said where it could not be answered yet."""
        if not is_open(asked):
            called = cls._called(asked.last_turn())
            return (
                called if called.tools or not asked.questions else cls.said(read(asked.questions[-1], lexicon), lexicon)
            )
        for question, turn in reversed(list(zip(asked.questions, asked.earlier, strict=False))):
            if not _unanswered(turn):
                break
            reading = read(question, lexicon)
            suppose(reading, lexicon)
            if (meant := cls.said(reading, lexicon)).tools:
                return meant
        return cls()

    @classmethod
    def _called(cls, turn: Sequence[Done]) -> "Wish":
        done = [one.call for one in turn if one.data is not None]
        tools = [call.tool for call in done if call.tool in CUSTOMER_TOOLS]
        columns = next((c for call in done if (c := call.arguments.get("columns")) and _tells_fields(call)), ())
        changes = next((dict(call.arguments.get("changes", {})) for call in done if call.tool == "what_if"), {})
        return cls(tuple(dict.fromkeys(tools or (["customer_card"] if columns else []))), tuple(columns), changes)


def _tells_fields(call: Call) -> bool:
    return call.tool in {"customer_card", "find_customers"}


def is_open(asked: Conversation) -> bool:
    """Whether the assistant's last answer asked for a customer, or did not find one."""
    return bool(asked.earlier) and _unanswered(asked.earlier[-1])


def _unanswered(turn: Sequence[Done]) -> bool:
    return bool(turn) and all(done.status in _OPEN for done in turn)


def changes_before(asked: Conversation) -> dict[str, Any]:
    """The changes of the newest what-if."""
    done = asked.last("what_if")
    return dict(done.call.arguments.get("changes", {})) if done is not None else {}
