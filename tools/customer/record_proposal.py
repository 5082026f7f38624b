"""What will be kept once a person confirms it, with the sentence to confirm; also as a Fact's data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from db.errors import Language
from db.state.customer_notes import Channel, Kind
from tools.customer.record_words import note_sentence, outcome_sentence

TO_CONFIRM = "to_confirm"


@dataclass(frozen=True, kw_only=True)
class OutcomeProposal:
    """An outcome to be confirmed."""

    customer_id: str
    name: str | None
    left: bool
    day: date

    def sentence(self, language: Language) -> str:
        """What the person confirms."""
        return outcome_sentence(self, language)


@dataclass(frozen=True, kw_only=True)
class NoteProposal:
    """A note, contact or promise to be confirmed."""

    customer_id: str
    name: str | None
    kind: Kind
    text: str
    channel: Channel | None = None
    day: date | None = None

    def sentence(self, language: Language) -> str:
        """What the person confirms."""
        return note_sentence(self, language)


def as_data(proposal: NoteProposal | OutcomeProposal) -> dict[str, Any]:
    """The proposal as a Fact's data; nothing has been kept."""
    fields = asdict(proposal)
    kind = {} if isinstance(proposal, NoteProposal) else {"kind": "outcome"}
    day = {"day": proposal.day.isoformat() if proposal.day else None}
    return {"status": TO_CONFIRM, **fields, **kind, **day}


def proposal_of(data: Mapping[str, Any]) -> NoteProposal | OutcomeProposal:
    """The proposal that ``as_data`` wrote."""
    day = date.fromisoformat(data["day"]) if data.get("day") else None
    who: dict[str, Any] = {"customer_id": str(data["customer_id"]), "name": data.get("name")}
    if data["kind"] == "outcome":
        return OutcomeProposal(**who, left=bool(data["left"]), day=day or date.today())
    return NoteProposal(**who, kind=data["kind"], text=str(data["text"]), channel=data.get("channel"), day=day)
