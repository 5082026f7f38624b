import json
from pathlib import Path

import pytest

from agents.events import TurnEnded, TurnStarted
from app import replay
from app.turns.record import TurnRecord
from app.turns.store import TurnStore
from db.caller import Caller
from db.engines import state_engine
from db.errors import AccessProblem, UsageProblem
from db.places import Places
from db.state.migrate import upgrade
from db.users import create_user
from tools.facts import Fact

TURN = "0f3a1c52-aaaa-bbbb-cccc-000000000001"


@pytest.fixture
async def places(tmp_path: Path) -> Places:
    made = Places(
        home=tmp_path,
        bank_url=f"sqlite:///{tmp_path / 'bank.db'}",
        state_url=f"sqlite:///{tmp_path / 'state.db'}",
        catalog=tmp_path / "none.yaml",
        mlflow_uri="",
    )
    upgrade(made)
    state = state_engine(made)
    for name, role in (("ana", "rm"), ("luis", "rm"), ("boss", "admin")):
        create_user(state, name=name, role=role, password="long enough")  # type: ignore[arg-type]
    started = TurnStarted(turn_id=TURN, question="¿Quién?", language="es", profile="moa", provider="sin conexión")
    fact = Fact(id="F1", tool="customer_card", arguments={}, data={"customer_id": 1}, units={"customer_id": "id"})
    ended = TurnEnded(turn_id=TURN, status="answered", reply="La clienta 1.", facts=(fact,))
    record = TurnRecord(
        question="¿Quién?", started=started, ended=ended, events=(started, ended), elapsed_ms=1, language="es"
    )
    store = TurnStore(engine=state, versions=lambda: {"model": "churn v1"})
    await store.keep(record, caller=Caller(name="ana"), thread_id="t")
    return made


async def test_a_turn_is_told_again_with_its_versions(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([TURN], places) == 0
    told = capsys.readouterr().out
    assert "model churn v1" in told
    assert "TurnStarted" in told
    assert "La clienta 1." in told


async def test_json_brings_the_whole_record(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([TURN[:8], "--json", "--user", "ana"], places) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["facts"][0]["units"] == {"customer_id": "id"}


async def test_others_may_not_see_it_but_administrators_may(places: Places) -> None:
    with pytest.raises(AccessProblem):
        replay.main([TURN, "--user", "luis"], places)
    assert replay.main([TURN, "--user", "boss"], places) == 0


async def test_an_id_that_is_none_is_said_so(places: Places) -> None:
    with pytest.raises(UsageProblem):
        replay.main(["nothing"], places)


async def test_a_stored_turn_is_the_past_of_a_resumed_conversation(places: Places) -> None:
    store = TurnStore(engine=state_engine(places))
    (past,) = await store.past("t", Caller(name="ana"))
    assert past.question == "¿Quién?"
    assert past.facts[0].units == {"customer_id": "id"}
    assert await store.past("t", Caller(name="luis")) == []
