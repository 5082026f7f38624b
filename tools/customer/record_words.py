"""What a person confirms before anything is kept, in one sentence; the words are in ``record_words.yaml``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from db.errors import Language
from tools.replies import formats

if TYPE_CHECKING:
    from tools.customer.record_proposal import NoteProposal, OutcomeProposal

_WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def outcome_sentence(proposal: "OutcomeProposal", language: Language) -> str:
    """The question to confirm an outcome."""
    sentence: str = _WORDS[language]["left" if proposal.left else "stayed"]
    return sentence.format(who=_who(proposal), day=formats.day(proposal.day.isoformat(), language))


def note_sentence(proposal: "NoteProposal", language: Language) -> str:
    """The question to confirm a note; names and texts come as they are, for the page to escape."""
    words = _WORDS[language]
    said = {"contact": "_text" if proposal.text else "", "promise": "_day" if proposal.day else ""}
    sentence: str = words[proposal.kind + said.get(proposal.kind, "")]
    return sentence.format(
        who=_who(proposal),
        text=proposal.text,
        channel=words["channels"][proposal.channel or "other"],
        day=formats.day(proposal.day.isoformat(), language) if proposal.day else "",
    )


def proposed(language: Language, sentence: str) -> str:
    """The reply that shows a proposal; it says that nothing has been kept."""
    reply: str = _WORDS[language]["proposed"]
    return reply.format(sentence=sentence)


def _who(proposal: "OutcomeProposal | NoteProposal") -> str:
    return f"{proposal.name} ({proposal.customer_id})" if proposal.name else proposal.customer_id
