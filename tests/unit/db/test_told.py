"""Outcomes and notes in the state: one in force, contradictions refused, taken back, nothing lost."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from db.engines import state_engine
from db.errors import DataProblem
from db.state import audit, customer_notes, outcome_records, outcomes
from db.state.migrate import upgrade
from db.state.outcome_records import Arrived, in_force, record, take_back
from tests.conftest import places_at

DAY = date(2026, 3, 1)
LEFT, STAYED = 1, 0


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Engine]:
    places = places_at(tmp_path)
    upgrade(places)
    engine = state_engine(places)
    yield engine
    engine.dispose()


def tell(state: Engine, outcome: int, day: date = DAY, *, who: str = "ana", customer: str = "7") -> int:
    arrived = Arrived(customer_id=customer, outcome=outcome, observed_at=day)
    return record(state, [arrived], source="chat", recorded_by=who)


def test_a_told_outcome_is_in_force_with_who_told_it_and_when(state: Engine) -> None:
    assert tell(state, LEFT) == 1
    told = in_force(state, ["7", "8"])
    assert list(told) == ["7"]
    assert (told["7"].left, told["7"].by, told["7"].observed_at) == (True, "ana", DAY)
    assert tell(state, LEFT) == 0, "the same again is known"
    assert tell(state, LEFT, DAY + timedelta(days=3)) == 0, "nobody leaves twice"


@pytest.mark.parametrize(
    ("first", "second", "days", "stands"),
    [
        (LEFT, STAYED, 0, False),
        (LEFT, STAYED, 5, False),
        (LEFT, STAYED, -5, True),
        (STAYED, LEFT, 5, True),
        (STAYED, LEFT, 0, False),
        (STAYED, LEFT, -5, False),
        (STAYED, STAYED, 5, True),
    ],
)
def test_what_contradicts_is_refused_with_a_sentence(
    state: Engine, first: int, second: int, days: int, stands: bool
) -> None:
    tell(state, first)
    if stands:
        assert tell(state, second, DAY + timedelta(days=days), who="luis") == 1
    else:
        with pytest.raises(DataProblem, match=r"ana told on .* take that back first") as refused:
            tell(state, second, DAY + timedelta(days=days), who="luis")
        assert "retire primero eso" in refused.value.say("es")
    assert in_force(state, ["7"])["7"].left is bool(LEFT in (first, second if stands else first))


def test_a_file_that_contradicts_itself_is_refused_whole(state: Engine) -> None:
    lines = [Arrived(customer_id=c, outcome=o, observed_at=DAY) for c, o in (("1", 0), ("2", 1), ("2", 0))]
    with pytest.raises(DataProblem):
        record(state, lines, source="file.csv", recorded_by="ml.adapt")
    assert in_force(state, ["1", "2"]) == {}


def test_taken_back_it_no_longer_counts_and_what_was_told_before_does(state: Engine) -> None:
    tell(state, STAYED)
    tell(state, LEFT, DAY + timedelta(days=9), who="luis")
    withdrawn = take_back(state, "7", by="admin")
    assert withdrawn is not None
    assert (withdrawn.left, withdrawn.by) == (True, "luis")
    assert in_force(state, ["7"])["7"].left is False
    assert tell(state, LEFT, DAY + timedelta(days=9)) == 1, "it may be told again"
    take_back(state, "7", by="admin")
    take_back(state, "7", by="admin")
    assert take_back(state, "7", by="admin") is None
    with state.connect() as connection:
        kept = connection.execute(select(outcomes)).mappings().all()
        actions = [(row.who, row.action) for row in connection.execute(select(audit).order_by(audit.c.id))]
    assert len(kept) == 3
    assert all(row["withdrawn_by"] == "admin" and not row["in_force"] for row in kept)
    assert actions[:3] == [("ana", "outcome"), ("luis", "outcome"), ("admin", "outcome taken back")]


def test_notes_contacts_and_promises_are_kept_taken_back_and_never_written_to_the_audit(state: Engine) -> None:
    today = outcome_records.now().date()  # type: ignore[attr-defined]
    note = customer_notes.add(state, customer_id="7", kind="note", author="ana", text="  se  casa su hija ")
    assert note.text == "se casa su hija"
    call = customer_notes.add(state, customer_id="7", kind="contact", author="ana", text="", channel="call")
    assert (call.day, call.channel) == (today, "call")
    older = today - timedelta(days=30)
    customer_notes.add(state, customer_id="7", kind="contact", author="ana", text="", channel="visit", day=older)
    promise = customer_notes.add(state, customer_id="7", kind="promise", author="ana", text="oferta", day=today)
    assert customer_notes.last_contacts(state, ["7", "8"]) == {"7": today}
    customer_notes.take_back(state, call.id, by="ana")
    assert customer_notes.last_contacts(state, ["7"]) == {"7": older}
    assert customer_notes.finish(state, promise.id, by="luis")
    done = customer_notes.find(state, promise.id)
    assert done is not None
    assert done.done_by == "luis"
    assert not customer_notes.take_back(state, call.id, by="ana")
    with state.connect() as connection:
        lines = str(connection.execute(select(audit.c.action, audit.c.detail)).all())
    assert "contact taken back" in lines
    assert "casa" not in lines
    assert "oferta" not in lines


@pytest.mark.parametrize(
    ("kind", "text", "days"),
    [("note", "  \x00 ", None), ("note", "x" * 2001, None), ("contact", "", 1), ("promise", "y", -1)],
)
def test_what_is_no_note_is_refused_with_a_sentence(state: Engine, kind: str, text: str, days: int | None) -> None:
    day = None if days is None else outcome_records.now().date() + timedelta(days=days)  # type: ignore[attr-defined]
    with pytest.raises(DataProblem) as refused:
        customer_notes.add(state, customer_id="7", kind=kind, author="ana", text=text, day=day)  # type: ignore[arg-type]
    assert refused.value.say("es") != refused.value.say("en")
