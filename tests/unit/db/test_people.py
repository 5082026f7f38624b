"""People who log in, and the audit trail."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from db import audit, users
from db.engines import sqlite_url, state_engine
from db.errors import AccessProblem, UsageProblem
from db.places import Places
from db.state import accounts
from db.state import audit as trail
from db.state.migrate import upgrade


@pytest.fixture
def places(tmp_path: Path) -> Places:
    url = sqlite_url(tmp_path / "state.db")
    return Places(home=tmp_path, bank_url=sqlite_url(tmp_path / "b.db"), state_url=url, catalog=tmp_path, mlflow_uri="")


@pytest.fixture
def state(places: Places) -> Iterator[Engine]:
    upgrade(places)
    engine = state_engine(places)
    yield engine
    engine.dispose()


def test_the_right_password_lets_in_and_brings_the_scope(state: Engine) -> None:
    users.create_user(state, name="eva", role="rm", password="correct horse", owner="Eva Ríos", language="es")
    caller = users.verify(state, "eva", "correct horse", demo_allowed=False)
    assert caller is not None
    assert (caller.role, caller.owner, caller.language) == ("rm", "Eva Ríos", "es")


@pytest.mark.parametrize(("name", "password"), [("eva", "wrong"), ("eva", ""), ("nobody", "correct horse")])
def test_anything_else_does_not(state: Engine, name: str, password: str) -> None:
    users.create_user(state, name="eva", role="rm", password="correct horse")
    assert users.verify(state, name, password, demo_allowed=True) is None


def test_demo_users_are_refused_outside_demo_mode(state: Engine) -> None:
    users.create_user(state, name="ana", role="rm", password="ana-demo", demo=True)
    assert users.verify(state, "ana", "ana-demo", demo_allowed=True) is not None
    with pytest.raises(AccessProblem):
        users.verify(state, "ana", "ana-demo", demo_allowed=False)


def test_passwords_are_kept_salted_and_hashed(state: Engine) -> None:
    for name in ("eva", "sol"):
        users.create_user(state, name=name, role="rm", password="correct horse")
    with state.connect() as connection:
        kept = connection.execute(select(accounts.c.password)).scalars().all()
    assert len(set(kept)) == 2
    assert all("correct" not in password and password.startswith("scrypt$") for password in kept)


def test_an_administrator_adds_and_removes_people(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    assert users.main(["add", "eva", "--role", "support"], places) == 0
    assert users.main(["list"], places) == 0
    assert capsys.readouterr().out == "eva\tsupport\t-\t-\n"
    assert users.main(["remove", "eva"], places) == 0
    with pytest.raises(UsageProblem):
        users.main(["remove", "eva"], places)


def test_a_short_password_is_refused(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(UsageProblem):
        users.main(["add", "eva", "--role", "support"], places)


def test_the_trail_says_who_did_what_and_when(state: Engine) -> None:
    audit.record(state, "eva", "note added", {"customer": "7"})
    with state.connect() as connection:
        line = connection.execute(select(trail)).one()
    assert (line.who, line.action, line.detail) == ("eva", "note added", {"customer": "7"})
    assert line.at.tzinfo is not None
