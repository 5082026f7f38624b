from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.server.login import TRIES, WINDOW_S, Door
from db.engines import state_engine
from db.errors import AccessProblem
from db.places import Places
from db.state import audit
from db.state.migrate import upgrade
from db.users import create_user


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def state(tmp_path: Path) -> Engine:
    places = Places(
        home=tmp_path,
        bank_url=f"sqlite:///{tmp_path / 'bank.db'}",
        state_url=f"sqlite:///{tmp_path / 'state.db'}",
        catalog=tmp_path / "none.yaml",
        mlflow_uri="",
    )
    upgrade(places)
    engine = state_engine(places)
    create_user(engine, name="eva", role="rm", password="long enough", owner="Eva")
    create_user(engine, name="demo", role="support", password="demo-demo", demo=True)
    return engine


async def test_the_right_password_opens_and_the_audit_knows(state: Engine) -> None:
    caller = await Door(state, demo_mode=True).enter("eva", "long enough")
    assert caller is not None
    assert (caller.role, caller.owner) == ("rm", "Eva")
    with state.connect() as connection:
        assert connection.execute(select(audit.c.who, audit.c.action)).all() == [("eva", "log-in")]


async def test_wrong_passwords_run_out_of_patience_and_time_gives_it_back(state: Engine) -> None:
    clock = Clock()
    door = Door(state, demo_mode=True, clock=clock)
    for _ in range(TRIES):
        assert await door.enter("eva", "guess") is None
    with pytest.raises(AccessProblem, match="wait"):
        await door.enter("eva", "long enough")
    assert await door.enter("demo", "demo-demo") is not None
    clock.now = WINDOW_S + 1
    assert await door.enter("eva", "long enough") is not None


async def test_demo_users_are_refused_outside_demo_mode(state: Engine) -> None:
    with pytest.raises(AccessProblem):
        await Door(state, demo_mode=False).enter("demo", "demo-demo")
    assert await Door(state, demo_mode=False).enter("eva", "long enough") is not None


async def test_nobody_is_told_whether_a_name_exists(state: Engine) -> None:
    door = Door(state, demo_mode=True)
    assert await door.enter("nobody", "x") is None
    assert await door.enter("eva", "x") is None
