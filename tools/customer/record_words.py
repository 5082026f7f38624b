"""What a person confirms before anything is kept, in one sentence."""

from typing import TYPE_CHECKING

from db.texts import Language, text
from tools.replies import formats

if TYPE_CHECKING:
    from tools.customer.record_proposal import NoteProposal, OutcomeProposal


def outcome_sentence(proposal: "OutcomeProposal", language: Language) -> str:
    """The question to confirm an outcome."""
    key = f"tools.record.{'left' if proposal.left else 'stayed'}"
    return text(language, key, who=_who(proposal), day=formats.day(proposal.day.isoformat(), language))


def note_sentence(proposal: "NoteProposal", language: Language) -> str:
    """The question to confirm a note; names and texts come as they are, for the page to escape."""
    said = {"contact": "_text" if proposal.text else "", "promise": "_day" if proposal.day else ""}
    return text(
        language,
        f"tools.record.{proposal.kind}{said.get(proposal.kind, '')}",
        who=_who(proposal),
        text=proposal.text,
        channel=text(language, f"tools.record.channels.{proposal.channel or 'other'}"),
        day=formats.day(proposal.day.isoformat(), language) if proposal.day else "",
    )


def proposed(language: Language, sentence: str) -> str:
    """The reply that shows a proposal; it says that nothing has been kept."""
    return text(language, "tools.record.proposed", sentence=sentence)


def _who(proposal: "OutcomeProposal | NoteProposal") -> str:
    return f"{proposal.name} ({proposal.customer_id})" if proposal.name else proposal.customer_id
