"""Outcomes, notes, contacts and promises as a person keeps them: proposed, confirmed, taken back, within their scope.

``propose_…`` checks everything and returns what will be kept with the sentence to confirm; ``keep`` does it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.caller import Caller
from db.errors import AccessProblem, DataProblem, UnknownProblem
from db.state import customer_notes, now, outcome_records
from db.state.customer_notes import Channel, Entry, Kind
from db.state.outcome_records import CHAT, Arrived, Told
from tools.customer.customer_rows import identity
from tools.customer.record_proposal import NoteProposal, OutcomeProposal
from tools.environment import TOLD, Desk
from tools.results import NotFound

MAY_WRITE = frozenset({"rm", "support", "admin"})
SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class CustomerRecords:
    """All that people told and wrote about one customer, newest first."""

    customer_id: str
    name: str | None
    left: bool | None
    outcome: Told | None
    notes: tuple[Entry, ...]
    contacts: tuple[Entry, ...]
    promises: tuple[Entry, ...]
    """Open ones first, by the day they are due; then those that were kept."""

    @property
    def last_contact(self) -> date | None:
        """The day of the last contact."""
        return max((entry.day for entry in self.contacts if entry.day is not None), default=None)


def records_of(desk: Desk, caller: Caller, customer_id: str) -> CustomerRecords:
    """What is on record of a customer the caller may see.

    Raises:
        UnknownProblem: there is no such customer for this caller.
    """
    row = _customer(desk, caller, customer_id)
    head = identity(row, desk.catalog)
    entries = customer_notes.of_customer(desk.state_engine, str(head["customer_id"]), limit=SHOWN)
    of_kind = {kind: tuple(e for e in entries if e.kind == kind) for kind in ("note", "contact", "promise")}
    contacts = sorted(of_kind["contact"], key=lambda e: (e.day or date.min, e.id), reverse=True)
    promises = sorted(of_kind["promise"], key=lambda e: (e.done_at is not None, e.day or date.max, e.id))
    return CustomerRecords(
        customer_id=str(head["customer_id"]),
        name=head["name"],
        left=head["left"],
        outcome=row.get(TOLD),
        notes=of_kind["note"],
        contacts=tuple(contacts),
        promises=tuple(promises),
    )


def propose_outcome(
    desk: Desk, caller: Caller, customer_id: str, *, left: bool, day: date | None = None
) -> OutcomeProposal:
    """What will be kept if the person confirms that the customer left (or stayed), as of ``day`` (today).

    Raises:
        AccessProblem: this role tells no outcomes.
        DataProblem: no such customer for this caller, a day to come, or it contradicts what is known.
    """
    _may_write(caller)
    row = _customer(desk, caller, customer_id)
    head = identity(row, desk.catalog)
    today = now().date()
    observed = day or today
    if observed > today:
        raise DataProblem(
            "tools.records.outcome_in_future",
            observed=observed,
        )
    proposal = OutcomeProposal(customer_id=str(head["customer_id"]), name=head["name"], left=left, day=observed)
    _refuse_contradiction(row.get(TOLD), bool(head["left"]), proposal)
    return proposal


def propose_note(
    desk: Desk,
    caller: Caller,
    customer_id: str,
    *,
    text: str,
    kind: Kind = "note",
    channel: Channel | None = None,
    day: date | None = None,
) -> NoteProposal:
    """What will be kept if the person confirms a note, a contact (of ``day``, today) or a promise (due on ``day``).

    Raises:
        AccessProblem: this role writes no notes.
        DataProblem: no such customer for this caller, no text, too much of it, or a day that does not fit.
    """
    _may_write(caller)
    head = identity(_customer(desk, caller, customer_id), desk.catalog)
    today = now().date()
    kept = customer_notes.checked(kind, text, channel=channel, day=day, today=today)
    return NoteProposal(
        customer_id=str(head["customer_id"]),
        name=head["name"],
        kind=kind,
        text=kept,
        channel=(channel or "other") if kind == "contact" else None,
        day=day or today if kind == "contact" else day if kind == "promise" else None,
    )


def keep(desk: Desk, caller: Caller, proposal: OutcomeProposal | NoteProposal) -> Told | Entry:
    """Keep what was confirmed, rights and scope checked again; counts at once everywhere.

    Raises:
        AccessProblem, DataProblem: as for the proposal.
    """
    if isinstance(proposal, NoteProposal):
        again = propose_note(
            desk,
            caller,
            proposal.customer_id,
            text=proposal.text,
            kind=proposal.kind,
            channel=proposal.channel,
            day=proposal.day,
        )
        return customer_notes.add(
            desk.state_engine,
            customer_id=again.customer_id,
            kind=again.kind,
            author=caller.name,
            text=again.text,
            channel=again.channel,
            day=again.day,
        )
    told = propose_outcome(desk, caller, proposal.customer_id, left=proposal.left, day=proposal.day)
    arrived = Arrived(customer_id=told.customer_id, outcome=int(told.left), observed_at=told.day)
    outcome_records.record(desk.state_engine, [arrived], source=CHAT, recorded_by=caller.name)
    return outcome_records.in_force(desk.state_engine, [told.customer_id])[told.customer_id]


def take_back_outcome(desk: Desk, caller: Caller, customer_id: str) -> Told:
    """Withdraw the outcome told of a customer the caller may see; returns what was told.

    Raises:
        AccessProblem: this role tells no outcomes.
        UnknownProblem: no such customer for this caller, or nothing was told.
    """
    _may_write(caller)
    row = _customer(desk, caller, customer_id)
    told = outcome_records.take_back(desk.state_engine, str(row[desk.catalog.id]), by=caller.name)
    if told is None:
        raise UnknownProblem(
            "tools.records.nothing_to_take_back",
            customer_id=customer_id,
        )
    return told


def take_back_note(desk: Desk, caller: Caller, number: int) -> Entry:
    """Withdraw a note, contact or promise: one's own, or anybody's as administrator; returns what it was.

    Raises:
        AccessProblem: somebody else wrote it.
        UnknownProblem: there is none of this number for this caller.
    """
    entry = _entry(desk, caller, number)
    if entry.author != caller.name and caller.role != "admin":
        raise AccessProblem(
            "tools.records.not_the_author",
            author=entry.author,
        )
    customer_notes.take_back(desk.state_engine, number, by=caller.name)
    return entry


def finish_promise(desk: Desk, caller: Caller, number: int, *, done: bool = True) -> Entry:
    """Mark a promise as kept (or, with ``done`` false, as open again); returns it as it is now.

    Raises:
        UnknownProblem: there is no such promise for this caller.
    """
    entry = _entry(desk, caller, number)
    if entry.kind != "promise":
        raise _no_entry(number)
    customer_notes.finish(desk.state_engine, number, by=caller.name, done=done)
    return customer_notes.find(desk.state_engine, number) or entry


def _entry(desk: Desk, caller: Caller, number: int) -> Entry:
    """An entry about a customer whom the caller may see; unknown and foreign ones are told alike."""
    _may_write(caller)
    entry = customer_notes.find(desk.state_engine, number)
    if entry is None or not desk.customers([entry.customer_id], caller)[0]:
        raise _no_entry(number)
    return entry


def _no_entry(number: int) -> UnknownProblem:
    return UnknownProblem("tools.records.no_entry", number=number)


def _customer(desk: Desk, caller: Caller, customer_id: str) -> Mapping[str, Any]:
    try:
        return desk.customer(customer_id, caller)[0]
    except NotFound:
        shown = customer_id[:60]
        raise UnknownProblem(
            "tools.records.no_customer",
            shown=shown,
        ) from None


def _may_write(caller: Caller) -> None:
    if caller.role not in MAY_WRITE:
        raise AccessProblem(
            "tools.records.may_not_write",
        )


def _refuse_contradiction(known: Told | None, left: bool, proposal: OutcomeProposal) -> None:
    arrived = Arrived(customer_id=proposal.customer_id, outcome=int(proposal.left), observed_at=proposal.day)
    if problem := outcome_records.contradiction(arrived, known):
        raise problem
    if left and proposal.left:
        raise DataProblem(
            "tools.records.known_to_have_left",
            customer_id=proposal.customer_id,
        )
    if left:
        raise DataProblem(
            "tools.records.bank_says_left",
            customer_id=proposal.customer_id,
        )
