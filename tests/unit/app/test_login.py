import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select

from app.server.login import ADDRESS, BOTH, NAME, WINDOW_S, Door, TooManyTries
from db.engines import state_engine
from db.errors import AccessProblem
from db.places import Places
from db.state import accounts, audit
from db.state.login_store import Login, begin, end, stands
from db.state.migrate import upgrade
from db.users import create_user


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


async def quick(seconds: float) -> None:
    await asyncio.sleep(0)


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


async def test_after_the_free_tries_each_waits_longer_but_the_right_password_always_enters(state: Engine) -> None:
    clock = Clock()
    door = Door(state, demo_mode=True, clock=clock, sleep=clock.sleep)
    for _ in range(BOTH.free):
        assert await door.enter("eva", "guess") is None
    assert clock.slept == []
    for _ in range(4):
        assert await door.enter("eva", "guess") is None
    assert clock.slept == sorted(clock.slept)
    assert clock.slept[-1] == BOTH.most_s
    assert await door.enter("eva", "long enough") is not None
    assert max(clock.slept) <= BOTH.most_s


async def test_sixty_tries_at_once_are_not_all_checked_whoever_counts(state: Engine) -> None:
    doors = [Door(state, demo_mode=True, sleep=quick) for _ in range(3)]  # as three processes would
    tries = [doors[n % 3].enter("eva", f"guess {n}") for n in range(60)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    checked = [one for one in ended if one is None]
    assert BOTH.free <= len(checked) <= BOTH.free + 3
    assert all(isinstance(one, TooManyTries) for one in ended if one is not None)
    with state.connect() as connection:
        kept = connection.execute(select(audit.c.action).where(audit.c.who == "eva")).scalars().all()
    assert len(kept) == 60


async def test_one_address_trying_many_names_and_many_addresses_trying_one_name_are_slowed(state: Engine) -> None:
    door = Door(state, demo_mode=True, sleep=quick)
    ended = await asyncio.gather(
        *(door.enter(f"name {n}", "guess", address="10.0.0.1") for n in range(60)), return_exceptions=True
    )
    assert sum(one is None for one in ended) <= ADDRESS.free + 3
    ended = await asyncio.gather(
        *(door.enter("eva", "guess", address=f"10.0.1.{n}") for n in range(60)), return_exceptions=True
    )
    assert sum(one is None for one in ended) <= NAME.free + 3


async def test_strangers_do_not_slow_somebody_down_at_an_address_they_know(state: Engine) -> None:
    clock = Clock()
    door = Door(state, demo_mode=True, clock=clock, sleep=clock.sleep)
    assert await door.enter("eva", "long enough", address="10.0.0.7") is not None
    begin(state, Login(id="l", user="eva"), lifetime=timedelta(hours=1), address="10.0.0.7")
    for n in range(40):
        await door.enter("eva", "guess", address=f"10.9.9.{n}")
    clock.slept.clear()
    assert await door.enter("eva", "long enough", address="10.0.0.7") is not None
    assert clock.slept == []


async def test_wrong_passwords_are_forgotten_in_time(state: Engine) -> None:
    clock = Clock()
    door = Door(state, demo_mode=True, clock=clock, sleep=clock.sleep)
    for _ in range(BOTH.free + 3):
        await door.enter("eva", "guess")
    clock.now += WINDOW_S + 1
    clock.slept.clear()
    assert await door.enter("eva", "guess") is None
    assert clock.slept == []


@pytest.mark.parametrize("change", ["ended", "removed", "password", "run out", "somebody else's", "unknown"])
def test_a_login_ends_at_once(state: Engine, change: str) -> None:
    login = Login(id="l", user="eva")
    begin(state, login, lifetime=timedelta(seconds=0 if change == "run out" else 60), address="")
    if change == "ended":
        end(state, login)
    elif change == "removed":
        with state.begin() as connection:
            connection.execute(delete(accounts).where(accounts.c.name == "eva"))
    elif change == "password":
        create_user(state, name="eva", role="rm", password="another one", owner="Eva")
    elif change == "somebody else's":
        login = Login(id="l", user="demo")
    elif change == "unknown":
        login = Login(id="k", user="eva")
    assert not stands(state, login)


def test_a_login_outlives_a_start_that_makes_the_same_user_again(state: Engine) -> None:
    login = Login(id="l", user="eva")
    begin(state, login, lifetime=timedelta(seconds=60), address="")
    create_user(state, name="eva", role="support", password="long enough")
    assert stands(state, login)


async def test_demo_users_are_refused_outside_demo_mode(state: Engine) -> None:
    with pytest.raises(AccessProblem):
        await Door(state, demo_mode=False).enter("demo", "demo-demo")
    assert await Door(state, demo_mode=False).enter("eva", "long enough") is not None


async def test_nobody_is_told_whether_a_name_exists(state: Engine) -> None:
    door = Door(state, demo_mode=True)
    assert await door.enter("nobody", "x") is None
    assert await door.enter("eva", "x") is None


async def test_every_refused_try_is_kept_with_its_name_address_and_reason(state: Engine) -> None:
    clock = Clock()
    door = Door(state, demo_mode=False, clock=clock, sleep=clock.sleep)
    tries = [("eva", "guess"), ("nobody", "guess"), ("demo", "demo-demo"), ("eva\u202e\n", "x"), ("", "")]
    for number, (name, password) in enumerate(tries):
        if name == "demo":
            with pytest.raises(AccessProblem):
                await door.enter(name, password, address=f"10.0.0.{number}")
        else:
            assert await door.enter(name, password, address=f"10.0.0.{number}") is None
    impatient = Door(state, demo_mode=False, clock=clock, sleep=quick)
    refused = 0
    for _ in range(40):
        try:
            await impatient.enter("eva", "guess", address="10.0.0.9")
        except TooManyTries:
            refused += 1
    with state.connect() as connection:
        rows = connection.execute(select(audit.c.who, audit.c.action, audit.c.detail)).all()
    kept = [(who, action, detail["address"]) for who, action, detail in rows]
    assert ("eva", "log-in failed", "10.0.0.0") in kept
    assert ("nobody", "log-in failed", "10.0.0.1") in kept
    assert ("demo", "log-in refused: demo user", "10.0.0.2") in kept
    assert refused > 0
    assert kept.count(("eva", "log-in refused: too many tries", "10.0.0.9")) == refused
    assert len(kept) == len(tries) + 40
    assert not any("guess" in str(row) for row in rows), "no password is kept"
