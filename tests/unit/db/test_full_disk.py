"""A disk that is full at any write of a load: one sentence, and bank, catalog, scores and notes of one table."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, select
from sqlalchemy.exc import OperationalError

import db.catalog.choice
import db.loading.unfinished
from db.bank.table import customers
from db.catalog import read_catalog
from db.catalog.drafting.infer import infer
from db.disk import disk_full, out_of_space
from db.engines import bank_engine, state_engine
from db.errors import DataProblem
from db.load import load_file
from db.loading.unfinished import finish
from db.places import Places
from db.state import notes, scores

_WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "ANALYZE")
_OLD = "client_no,town,balance,churned\n" + "".join(
    f"{i},{'AB'[i % 2]},{i * 10},{'yes' if i % 3 else 'no'}\n" for i in range(40)
)
_NEW = "member,gym,visits,cancelled\n" + "".join(
    f"{i},{'XY'[i % 2]},{i},{'yes' if i % 4 else 'no'}\n" for i in range(30)
)
_MORE = _OLD.replace("A,20,", "A,21,") + "77,B,5,no\n"


@dataclass
class _Disk:
    """Counts writes; from the one called ``full`` on, the disk is full."""

    full: int = 10**9
    written: int = 0

    @property
    def no_room(self) -> bool:
        self.written += 1
        return self.written >= self.full


def _sqlite_full() -> OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("", None, error)


@contextmanager
def _disk(monkeypatch: pytest.MonkeyPatch, full: int) -> Iterator[_Disk]:
    disk, copied = _Disk(full), shutil.copyfile

    def execute(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(_WRITES) and disk.no_room:
            raise _sqlite_full()

    def commit(connection: Any) -> None:
        if disk.no_room:
            raise _sqlite_full()

    def copy(source: Any, target: Any) -> None:
        if disk.no_room:
            Path(target).write_text("half a cata")
            raise OSError(errno.ENOSPC, "No space left on device")
        copied(source, target)

    dump = db.loading.unfinished.json.dump  # type: ignore[attr-defined]

    def written(value: Any, file: Any) -> None:
        if disk.no_room:
            file.write('{"half')
            raise OSError(errno.ENOSPC, "No space left on device")
        dump(value, file)

    with monkeypatch.context() as patched:
        patched.setattr(db.catalog.choice.shutil, "copyfile", copy)  # type: ignore[attr-defined]
        patched.setattr(db.loading.unfinished.json, "dump", written)  # type: ignore[attr-defined]
        event.listen(Engine, "before_cursor_execute", execute)
        event.listen(Engine, "commit", commit)
        try:
            yield disk
        finally:
            event.remove(Engine, "before_cursor_execute", execute)
            event.remove(Engine, "commit", commit)


def _places(home: Path) -> Places:
    own = home / "catalog.yaml"
    return Places(
        home=home,
        bank_url=f"sqlite:///{home / 'bank.db'}",
        state_url=f"sqlite:///{home / 'state.db'}",
        catalog=own if own.is_file() else db.catalog.choice.DEFAULT,  # type: ignore[attr-defined]
        mlflow_uri="",
    )


@dataclass(frozen=True)
class _Standing:
    """What an installation holds."""

    table: tuple[str, ...]
    rows: int
    scores: int
    notes: int


def _standing(home: Path) -> _Standing:
    """As the next command finds it: a load that was stopped halfway is finished first."""
    finish(_places(home))
    places = _places(home)
    catalog = read_catalog(places.catalog)
    bank, state = bank_engine(places), state_engine(places)
    with bank.connect() as there, state.connect() as own:
        table = customers(catalog)
        rows = len(there.execute(select(table)).all())
        counts = [own.execute(select(func.count()).select_from(t)).scalar_one() for t in (scores, notes)]
    bank.dispose()
    state.dispose()
    return _Standing(tuple(catalog.columns), rows, *counts)


@pytest.fixture(scope="module")
def old_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank with two scored customers and a note."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "old.csv").write_text(_OLD)
    home = folder / "home"
    home.mkdir()
    _load(home, folder / "old.csv")
    state = state_engine(_places(home))
    with state.begin() as connection:
        for customer in ("2", "3"):
            connection.execute(
                insert(scores).values(customer_id=customer, probability=0.5, band="high", model_version="m 1")
            )
        connection.execute(insert(notes).values(customer_id="3", author="eva", text="called"))
    state.dispose()
    return home


def _load(home: Path, file: Path) -> None:
    draft = file.with_suffix(".yaml")
    if not draft.exists():
        draft.write_text(infer(str(file)))
    load_file(str(file), _places(home), catalog_file=draft)


@pytest.mark.parametrize("content", [_NEW, _MORE], ids=["another table", "the same table"])
def test_a_load_on_a_disk_that_fills_up_leaves_all_of_one_table(
    tmp_path: Path, old_home: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(content)
    draft = (old_home.parent / "old.yaml") if content is _MORE else None
    if draft is not None:
        shutil.copyfile(draft, table.with_suffix(".yaml"))
    before = _standing(old_home)
    whole = tmp_path / "whole"
    shutil.copytree(old_home, whole)
    with _disk(monkeypatch, 10**9) as disk:
        _load(whole, table)
    after = _standing(whole)
    assert after != before
    assert disk.written > 20
    finished = 0
    for full in range(1, disk.written + 1):
        home = tmp_path / f"full-{full}"
        shutil.copytree(old_home, home)
        with _disk(monkeypatch, full), pytest.raises(DataProblem) as told:
            _load(home, table)
        assert "no space left" in told.value.say("en")
        assert "No queda espacio" in told.value.say("es")
        assert "\n" not in told.value.say("en")
        found = _standing(home)
        if "the bank was loaded" in told.value.say("en"):
            finished += 1
            # Finished by the next command, which forgets every score rather than too few.
            assert found == replace(after, scores=0)
        else:
            assert found == before
            assert not list(home.glob("*.new"))
        _load(home, table)
        assert replace(_standing(home), scores=0) == replace(after, scores=0)
    assert finished  # the state's own commit can fail after the bank's


@pytest.mark.parametrize("wrapped", [False, True])
def test_no_space_is_known_under_what_it_led_to(tmp_path: Path, wrapped: bool) -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as cause:
            raise ValueError("the library's own words") from (cause if wrapped else None)
    except ValueError as error:
        assert out_of_space(error, tmp_path)
    assert not out_of_space(OSError(errno.EACCES, "Permission denied"), tmp_path)
    assert not out_of_space(sqlite3.OperationalError("locked"), tmp_path)
    assert str(tmp_path) in disk_full(tmp_path).say("es")
