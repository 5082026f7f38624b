"""What a turn proposes to keep: to be confirmed under its reply, or kept by now."""

from dataclasses import dataclass
from datetime import timedelta

from app.pages.visit import StoredTurn, Visit
from db.errors import Problem
from db.state import now
from tools.customer.record_proposal import TO_CONFIRM, NoteProposal, OutcomeProposal, proposal_of
from tools.customer.records import records_of

JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One proposal of a turn; ``kept``: it has been confirmed since; ``fresh``: it was made just now."""

    fact: str
    customer: str
    kept: bool
    fresh: bool


def proposals_of(who: Visit, turn: StoredTurn) -> list[Proposed]:
    """The turn's proposals as they stand now."""
    fresh = now() - turn.row["created"] < JUST_NOW
    found = [(fact.id, proposal_of(fact.data)) for fact in turn.facts if fact.data.get("status") == TO_CONFIRM]
    return [
        Proposed(fact=fact, customer=proposal.customer_id, kept=_kept(who, proposal), fresh=fresh)
        for fact, proposal in found
    ]


def _kept(who: Visit, proposal: NoteProposal | OutcomeProposal) -> bool:
    """Whether the same is on record by the same person."""
    try:
        known = records_of(who.desk, who.caller, proposal.customer_id)
    except Problem:
        return False
    if isinstance(proposal, OutcomeProposal):
        told = known.outcome
        return told is not None and (told.left, told.by) == (proposal.left, who.caller.name)
    said = (proposal.kind, proposal.text, proposal.channel, proposal.day, who.caller.name)
    entries = (*known.notes, *known.contacts, *known.promises)
    return any((one.kind, one.text, one.channel, one.day, one.author) == said for one in entries)
