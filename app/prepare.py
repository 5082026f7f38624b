"""What the chat needs before it opens: a bank and people who may log in. What is done is skipped.

The ensemble is trained behind the open page, by `app.first_model`.
"""

import shlex
import sys
from pathlib import Path

from sqlalchemy import Engine

from app.settings import Settings
from db.bank.table import bank_loaded
from db.catalog import read_catalog
from db.catalog.choice import fits
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.infer import drafted, write
from db.catalog.drafting.overview import numbered
from db.demo.customers import demo_bank
from db.demo.install import load_demo, make_demo_users
from db.engines import bank_engine, state_engine
from db.errors import DataProblem
from db.load import load_file
from db.places import Places
from db.state.kept import UNTRAINED, keep, kept
from db.state.migrate import upgrade
from db.texts.terminal import said

CUSTOMERS, SEED = 12_000, 2026


def prepare(settings: Settings, places: Places, *, data: str | None, catalog: Path | None) -> Places:
    """Bring the installation to where the chat can open; returns the places with the catalog then in force.

    Raises:
        Problem: the file, the catalog or the bank cannot be used; a step failed.
    """
    upgrade(places)
    state = state_engine(places)
    try:
        _bank(state, places, data, catalog)
        places = settings.places()
        if settings.demo_mode:
            make_demo_users(places, read_catalog(places.catalog))
    finally:
        state.dispose()
    return places


def _bank(state: Engine, places: Places, data: str | None, catalog: Path | None) -> None:
    if data is not None:
        _say(said("run.loading", data=data))
        catalog = catalog or _drafted(data, places)
        report = load_file(data, places, catalog_file=catalog, progress=sys.stderr.isatty())
        _say("\n".join(report.lines()))
        if not report.loaded:
            raise DataProblem("app.prepare.not_loaded")
        if report.replaced or report.inserted == report.read:
            keep(state, UNTRAINED, True)
    elif kept(state, "bank") is None and not _present(places):
        _say(said("run.demo"))
        report = load_demo(places, bank=demo_bank(CUSTOMERS, SEED))
        _say("\n".join(report.lines()))
        keep(state, UNTRAINED, True)


def _drafted(data: str, places: Places) -> Path | None:
    """A draft of the catalog where no known one fits the file, with what was decided and what needs a look."""
    if fits(data, places):
        return None
    found = drafted(data, Choices(), number_if_needed=True)
    path = places.home / "drafts" / f"{Path(data.partition('?')[0]).name.partition('.')[0] or 'table'}.yaml"
    write(found.text, path)
    _say(said("run.drafted", data=data, path=str(path)) + "\n")
    _say("\n".join(found.table) + "\n")
    settle = f".venv/bin/python -m db.catalog infer {shlex.quote(data)} --output {shlex.quote(str(path))}"
    _say("\n".join(numbered(found.doubts, settle)))
    if found.doubts:
        again = f"make run DATA={shlex.quote(data)} CATALOG={shlex.quote(str(path))}"
        _say(said("run.again", command=again))
        _say(said("run.asked", command=f"{settle} --interactive") + "\n")
    return path


def _present(places: Places) -> bool:
    """Whether a bank stands that was loaded by other means."""
    engine = bank_engine(places, state=False)
    try:
        return bank_loaded(engine, read_catalog(places.catalog))
    except DataProblem:
        return False
    finally:
        engine.dispose()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
