"""What a writing agent (proposer, aggregator) is given: fenced in a human message, read back by the offline model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import BaseMessage

from agents.moa.fences import pack, unpack
from agents.moa.shown import fitted
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
    """A reply, its sentences that no Fact bears, and what in them is not there."""

    reply: str
    sentences: tuple[str, ...]
    unsupported: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What a comparison of the drafts found, by their letters."""

    agree: tuple[str, ...] = ()
    """Points that all of them say; figures that all give where the Facts have no points."""
    differ: tuple[str, ...] = ()
    only_one: tuple[Mapping[str, str], ...] = ()
    """``{"draft": letter, "text": …}``: supported statements that no other draft makes."""
    missing: tuple[Mapping[str, str], ...] = ()
    """``{"drafts": letters, "text": …}``: points that these drafts lack and others have."""
    blind: tuple[str, ...] = ()
    """Points in the Facts that no draft has."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks, when, and how the reply is laid out."""

    today: str = ""
    role: str = ""
    sees: str = ""
    data_only: bool = False
    """The question asks for data alone: no reasons, no advice."""
    appended: tuple[str, ...] = ()
    """Facts whose rows the program appends below the text."""


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
    compared: Compared = Compared()
    asking: Asking = Asking()
    words: str = ""
    """The Facts in words, for models too small for JSON."""
    repair: Repair | None = field(default=None)


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much of the Facts a writer is shown."""

    rows: int = 20
    tokens: int = 9_000


def fence(brief: Brief, *, nonce: str, room: Room | None) -> str:
    """The fenced blocks of a brief, what stays the same between calls first; without ``room`` the Facts are whole."""
    asking = brief.asking
    asked: dict[str, Any] = {"question": brief.question, "language": brief.language, "earlier": list(brief.earlier)}
    told = {"today": asking.today, "asked_by": asking.role, "sees": asking.sees, "appended": list(asking.appended)}
    asked |= {key: value for key, value in told.items() if value}
    blocks = [pack("QUESTION", asked, nonce), pack("FACTS", {"facts": _facts(brief, room)}, nonce)]
    if brief.examples:
        given = [{"question": e.question, "correction": e.correction} for e in brief.examples]
        blocks.append(pack("EXAMPLES", {"examples": given}, nonce))
    if brief.drafts or brief.compared.blind:
        blocks.append(pack("DRAFTS", _drafts(brief), nonce))
    if brief.repair:
        repair = brief.repair
        wrong = {"sentences": list(repair.sentences), "not_in_facts": list(repair.unsupported)}
        blocks.append(pack("REPAIR", {"reply": repair.reply, **wrong}, nonce))
    return "\n\n".join(blocks)


def _facts(brief: Brief, room: Room | None) -> list[dict[str, Any]]:
    if room is None:
        return [{**fact.as_json(), "units": dict(fact.units)} for fact in brief.facts]
    rows = min(room.rows, _ROWS_OF_APPENDED) if brief.asking.appended else room.rows
    return fitted(brief.facts, rows=rows, tokens=room.tokens)


_ROWS_OF_APPENDED = 10
"""Rows that a writer is shown of a table which the program appends itself."""


def _drafts(brief: Brief) -> dict[str, Any]:
    drafts = [
        {"draft": d.letter, "weight": round(d.weight, 2), "unsupported": list(d.unsupported), "text": d.text}
        for d in brief.drafts
    ]
    compared = brief.compared
    told = {
        "agree": list(compared.agree),
        "differ": list(compared.differ),
        "only_one_says": [dict(one) for one in compared.only_one],
        "lacking": [dict(one) for one in compared.missing],
        "no_draft_says": list(compared.blind),
    }
    return {"drafts": drafts, **{key: value for key, value in told.items() if value}}


def read_brief(messages: Sequence[BaseMessage]) -> Brief:
    """The brief back from the messages an agent was sent (the last human message with a QUESTION fence)."""
    for message in reversed(messages):
        if message.type == "human" and "QUESTION" in (found := unpack(str(message.content))):
            return _from_blocks(found)
    raise ValueError("no brief in these messages")


def _from_blocks(found: dict[str, Any]) -> Brief:
    asked = found["QUESTION"]
    return Brief(
        question=asked["question"],
        language=asked["language"],
        earlier=tuple(asked.get("earlier", ())),
        facts=tuple(Fact.of_json(item) for item in found.get("FACTS", {}).get("facts", ())),
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
        compared=Compared(blind=tuple(found.get("DRAFTS", {}).get("no_draft_says", ()))),
        asking=Asking(appended=tuple(asked.get("appended", ()))),
        repair=_repair(found["REPAIR"]) if "REPAIR" in found else None,
    )


def _repair(raw: dict[str, Any]) -> Repair:
    return Repair(
        reply=raw["reply"],
        sentences=tuple(raw.get("sentences", ())),
        unsupported=tuple(raw.get("not_in_facts", ())),
    )
