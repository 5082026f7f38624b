"""Thumbs that another process gives, takes back or sets aside count in this one from the next turn on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from agents.refine import Refinement
from agents.roster import RefinementSpec
from db.caller import Caller
from db.engines import state_engine
from db.state import agent_weights
from db.state.migrate import upgrade
from db.users import create_user
from tests.conftest import places_at

ADMIN = Caller(name="root", role="admin")
AGENTS = ["one", "other"]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Engine]:
    places = places_at(tmp_path)
    upgrade(places)
    engine = state_engine(places)
    create_user(engine, name="root", password="a-long-password", role="admin")
    yield engine
    engine.dispose()


def rated(refinement: Refinement, *turns: str, value: int) -> None:
    for turn in turns:
        refinement.remember(turn, "portfolio", {"one": 1.0}, "how many customers?", "en")
        refinement.rate(turn_id=turn, user="root", value=value)


def test_weights_follow_what_other_processes_decide(state: Engine) -> None:
    here, there = Refinement(state, RefinementSpec()), Refinement(state, RefinementSpec())
    start = here.weights(AGENTS, "portfolio")
    rated(there, "t1", "t2", "t3", value=-1)
    lowered = here.weights(AGENTS, "portfolio")
    assert lowered != start
    assert lowered == there.weights(AGENTS, "portfolio")
    there.unrate(turn_id="t3", user="root")
    assert here.weights(AGENTS, "portfolio") == there.weights(AGENTS, "portfolio") != lowered
    rated(there, "t2", value=1)
    assert here.weights(AGENTS, "portfolio") == there.weights(AGENTS, "portfolio") != lowered


def test_thumbs_set_aside_elsewhere_stop_counting_here_and_after_a_restart(state: Engine) -> None:
    here, there = Refinement(state, RefinementSpec()), Refinement(state, RefinementSpec())
    start = here.weights(AGENTS, "portfolio")
    rated(here, "t1", value=-1)
    with state.connect() as connection:
        first = connection.scalar(select(agent_weights.c.version))
    rated(here, "t2", "t3", value=-1)
    lowered = here.weights(AGENTS, "portfolio")
    assert there.revert(first or 0, by=ADMIN) == 2
    reverted = here.weights(AGENTS, "portfolio")
    assert reverted == there.weights(AGENTS, "portfolio") != lowered
    there.unrate(turn_id="t1", user="root")
    assert here.weights(AGENTS, "portfolio") == start
    assert Refinement(state, RefinementSpec()).weights(AGENTS, "portfolio") == start
    assert not there.report()["weights"]
