"""Confirming what was proposed, as an attacker would: somebody else's, twice, against what is known, out of scope."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from db.caller import Caller
from db.engines import bank_writer
from db.errors import AccessProblem, DataProblem, Problem
from db.state import outcomes
from db.state.outcome_records import in_force
from tests.tools_banks import TELCO, build, desk_at, places_in, telco_frame
from tools.customer.records import NoteProposal, OutcomeProposal, keep, propose_note, propose_outcome, records_of  # type: ignore[attr-defined]
from tools.customer.todays_work import call_list
from tools.environment import Desk

LUCIA = Caller(name="lucia", role="rm", owner="Lucía Prado")
TOM = Caller(name="tom", role="rm", owner="Tom Reed")
READER = Caller(name="eva", role="viewer", owner="Lucía Prado")  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    places = places_in(tmp_path)
    build(places, TELCO, telco_frame())
    desk = desk_at(places, TELCO)
    yield desk
    desk.bank.engine.dispose()
    desk.state_engine.dispose()


def of_lucia(desk: Desk) -> str:
    return call_list(desk, LUCIA, limit=1)[1][0].customer_id


def moved(desk: Desk, customer: str, *, to: str) -> None:
    """The customer is another manager's from now on."""
    table = desk.bank.table
    writer = bank_writer(desk.places)
    with writer.begin() as connection:
        connection.execute(update(table).where(table.c["no"] == int(customer)).values(agent=to))
    writer.dispose()


def proposals(desk: Desk, customer: str) -> list[OutcomeProposal | NoteProposal]:
    return [
        propose_outcome(desk, LUCIA, customer, left=True),
        propose_outcome(desk, LUCIA, customer, left=False),
        propose_note(desk, LUCIA, customer, text="volver a llamar"),
    ]


@pytest.mark.parametrize("other", [TOM, READER])
def test_nobody_confirms_what_was_proposed_to_another(desk: Desk, other: Caller) -> None:
    customer = of_lucia(desk)
    for proposal in proposals(desk, customer):
        with pytest.raises((DataProblem, AccessProblem)):
            keep(desk, other, proposal)
    records = records_of(desk, LUCIA, customer)
    assert records.outcome is None
    assert not records.notes


@pytest.mark.parametrize("made_up", ["0", "-1", "7000003 OR 1=1", "", "999999999999999999999"])
def test_a_proposal_of_an_id_that_is_nobodys_is_refused(desk: Desk, made_up: str) -> None:
    proposal = OutcomeProposal(customer_id=made_up, name=None, left=True, day=date.today())
    with pytest.raises(DataProblem):
        keep(desk, LUCIA, proposal)


def test_confirmed_twice_is_kept_once(desk: Desk) -> None:
    customer = of_lucia(desk)
    proposal = propose_outcome(desk, LUCIA, customer, left=True)
    first = keep(desk, LUCIA, proposal)
    with pytest.raises(DataProblem):
        keep(desk, LUCIA, proposal)
    assert in_force(desk.state_engine, [customer]) == {customer: first}


def test_confirmed_many_times_at_once_is_kept_once(desk: Desk) -> None:
    customer = of_lucia(desk)
    proposal = propose_outcome(desk, LUCIA, customer, left=True)

    def confirm(_: int) -> bool:
        try:
            keep(desk, LUCIA, proposal)
        except Problem:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        kept = sum(threads.map(confirm, range(16)))
    assert kept >= 1
    told = in_force(desk.state_engine, [customer])[customer]
    assert told.left
    assert _rows(desk, customer) == 1


@pytest.mark.parametrize("left", [True, False])
def test_of_two_open_confirmations_that_contradict_the_second_is_refused(desk: Desk, left: bool) -> None:
    customer = of_lucia(desk)
    first = propose_outcome(desk, LUCIA, customer, left=left)
    second = propose_outcome(desk, LUCIA, customer, left=not left, day=date.today() - timedelta(days=1))
    kept = keep(desk, LUCIA, first)
    with pytest.raises(DataProblem) as problem:
        keep(desk, LUCIA, second)
    assert customer in str(problem.value)
    assert in_force(desk.state_engine, [customer]) == {customer: kept}


def test_what_is_confirmed_after_the_customer_left_the_scope_is_refused(desk: Desk) -> None:
    customer = of_lucia(desk)
    open_ones = proposals(desk, customer)
    moved(desk, customer, to=str(TOM.owner))
    for proposal in open_ones:
        with pytest.raises(DataProblem) as problem:
            keep(desk, LUCIA, proposal)
        assert "may see" in str(problem.value)
        assert "puede ver" in problem.value.say("es")
    assert records_of(desk, TOM, customer).outcome is None
    keep(desk, TOM, propose_outcome(desk, TOM, customer, left=True))


def test_a_proposal_altered_after_it_was_checked_is_checked_again(desk: Desk) -> None:
    proposal = propose_outcome(desk, LUCIA, of_lucia(desk), left=True)
    foreign = call_list(desk, TOM, limit=1)[1][0].customer_id
    for altered in (replace(proposal, customer_id=foreign), replace(proposal, day=date.today() + timedelta(days=3))):
        with pytest.raises(DataProblem):
            keep(desk, LUCIA, altered)


def _rows(desk: Desk, customer: str) -> int:
    """How many outcomes of a customer are stored, those taken back included."""
    with desk.state_engine.connect() as connection:
        query = select(func.count()).select_from(outcomes).where(outcomes.c.customer_id == customer)
        return int(connection.execute(query).scalar_one())
