"""What a writing agent (proposer, aggregator) is given: fenced in a human message, read back by the offline model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import BaseMessage

from agents.moa.fences import pack, unpack
from db.errors import Language
from tools.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DraftGiven:
    """An earlier draft as the next agent sees it: a letter instead of its author, its weight, what the check found."""

    letter: str
    text: str
    weight: float = 1.0
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Example:
    """A correction a person wrote to a similar question, accepted by an administrator."""

    question: str
    correction: str


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A reply with the claims in it that no Fact bears."""

    reply: str
    unsupported: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Everything a writing agent may use; nothing else is known to it."""

    question: str
    language: Language
    facts: tuple[Fact, ...] = ()
    earlier: tuple[str, ...] = ()
    """The questions asked before in this conversation, oldest first."""
    drafts: tuple[DraftGiven, ...] = ()
    examples: tuple[Example, ...] = ()
    disagreements: tuple[str, ...] = ()
    repair: Repair | None = field(default=None)


def fence(brief: Brief, *, nonce: str, facts_chars: int) -> str:
    """The fenced blocks of a brief, one after the other."""
    blocks = [
        pack(
            "QUESTION",
            {"question": brief.question, "language": brief.language, "earlier": list(brief.earlier)},
            nonce,
        ),
        pack("FACTS", {"facts": fitting(brief.facts, facts_chars)}, nonce),
    ]
    if brief.examples:
        given = [{"question": e.question, "correction": e.correction} for e in brief.examples]
        blocks.append(pack("EXAMPLES", {"examples": given}, nonce))
    if brief.drafts:
        drafts = [
            {"draft": d.letter, "weight": round(d.weight, 2), "unsupported": list(d.unsupported), "text": d.text}
            for d in brief.drafts
        ]
        blocks.append(pack("DRAFTS", {"drafts": drafts, "disagreements": list(brief.disagreements)}, nonce))
    if brief.repair:
        blocks.append(
            pack("REPAIR", {"reply": brief.repair.reply, "unsupported": list(brief.repair.unsupported)}, nonce)
        )
    return "\n\n".join(blocks)


def read_brief(messages: Sequence[BaseMessage]) -> Brief:
    """The brief back from the messages an agent was sent (the last human message with a QUESTION fence)."""
    for message in reversed(messages):
        if message.type == "human" and "QUESTION" in (found := unpack(str(message.content))):
            return _from_blocks(found)
    raise ValueError("no brief in these messages")


def fitting(facts: Sequence[Fact], characters: int) -> list[dict[str, Any]]:
    """The Facts as JSON, long row lists cut so that all fit; what was cut is said inside (``rows_left_out``)."""
    shown = [{**fact.as_json(), "units": dict(fact.units)} for fact in facts]
    keep = 200
    while len(str(shown)) > characters and keep > 5:
        keep //= 2
        shown = [{**item, "data": _cut(item["data"], keep)} for item in shown]
    return shown


def _cut(value: Any, keep: int) -> Any:
    if isinstance(value, dict):
        cut = {key: _cut(item, keep) for key, item in value.items()}
        rows = value.get("rows")
        if isinstance(rows, list) and len(rows) > keep:
            cut["rows_left_out"] = len(rows) - keep + int(value.get("rows_left_out", 0))
        return cut
    if isinstance(value, list):
        return [_cut(item, keep) for item in value[:keep]]
    return value


def _from_blocks(found: dict[str, Any]) -> Brief:
    asked = found["QUESTION"]
    repair = found.get("REPAIR")
    return Brief(
        question=asked["question"],
        language=asked["language"],
        earlier=tuple(asked.get("earlier", ())),
        facts=tuple(Fact(**item) for item in found.get("FACTS", {}).get("facts", ())),
        examples=tuple(Example(**item) for item in found.get("EXAMPLES", {}).get("examples", ())),
        drafts=tuple(
            DraftGiven(
                letter=item["draft"],
                text=item["text"],
                weight=item["weight"],
                unsupported=tuple(item["unsupported"]),
            )
            for item in found.get("DRAFTS", {}).get("drafts", ())
        ),
        disagreements=tuple(found.get("DRAFTS", {}).get("disagreements", ())),
        repair=Repair(reply=repair["reply"], unsupported=tuple(repair["unsupported"])) if repair else None,
    )
