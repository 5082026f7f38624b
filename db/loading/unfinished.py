"""A load changes the bank, then the catalog in force and the state; a note tells what is left to do in between.

It is written before the bank changes. Where a load was stopped after that (killed, a full disk), the next command finds
in the bank the mark that the note names and finishes what is left, before it reads anything. Without that mark the bank
never changed, and nothing is to be done.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, delete, insert, inspect, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from db.catalog.choice import put_in_force
from db.disk import disk_full, out_of_space
from db.engines import bank_engine, reason, state_engine
from db.errors import DataProblem, Problem
from db.loading.target import forget_bank
from db.places import Places
from db.state.kept import SCORED, forget_in, keep_in

_mark = Table("_moa_mark", MetaData(), Column("mark", Text, primary_key=True))
"""One row in the bank's database: which load it comes from."""


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """What a load still does once the bank has changed."""

    mark: str
    catalog: str
    """The catalog's file, as chosen."""
    forget: bool
    """Whether scores are no longer true."""
    people_too: bool
    """Whether what is tied to people goes too: the bank has other customers now."""
    facts: Mapping[str, Any]
    """What is kept of the load."""


def set_mark(connection: Connection, mark: str) -> None:
    """Mark the bank, within the load's transaction."""
    _mark.create(connection, checkfirst=True)
    connection.execute(delete(_mark))
    connection.execute(insert(_mark).values(mark=mark))


def announce(places: Places, left: Unfinished) -> None:
    """Write the note, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    fresh = _note(places).with_suffix(".part")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(left), file)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    fresh.replace(_note(places))


def done(places: Places) -> None:
    """Take the note away."""
    _note(places).unlink(missing_ok=True)


def finish(places: Places) -> None:
    """Finish a load that was stopped after the bank had changed; nothing where there is none.

    Raises:
        Problem: the databases cannot be used.
    """
    left = _left(places)
    if left is None:
        return
    put_in_force(Path(left.catalog), places)
    state = state_engine(places)
    try:
        with state.begin() as connection:
            if left.forget:
                forget_bank(connection, people_too=left.people_too)
                forget_in(connection, SCORED)
            keep_in(connection, "bank", left.facts)
    except DBAPIError as error:
        if out_of_space(error, places.home):
            raise disk_full(places.home, "unfinished") from error
        raise DataProblem("db.unfinished.unusable", reason=reason(error)) from error
    finally:
        state.dispose()
    done(places)


def changed_already(places: Places) -> bool:
    """Whether a load that is not finished has changed the bank."""
    return _left(places) is not None


def _left(places: Places) -> Unfinished | None:
    try:
        left = Unfinished(**json.loads(_note(places).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    return left if _marked(places) == left.mark else None


def _marked(places: Places) -> str | None:
    bank: Engine = bank_engine(places, state=False)
    try:
        with bank.connect() as connection:
            there = inspect(connection).has_table(_mark.name)
            return connection.execute(select(_mark.c.mark)).scalar() if there else None
    except (Problem, SQLAlchemyError):
        return None
    finally:
        bank.dispose()


def _note(places: Places) -> Path:
    return places.home / "load-under-way.json"
