"""What the forms ask in the chat is read back as the form meant it: every column, alone and together."""

import random
import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest

from agents.engine import Engine
from agents.events import TurnEnded
from agents.llm.providers import ProviderSettings
from app.pages.what_if import question
from bench.engine_lab import observed
from db.caller import WHOLE_BANK
from db.catalog import Catalog
from db.engines import state_engine
from db.errors import Language
from db.places import Places
from tools.environment import Desk

TOGETHER = (1, 1, 1, 2, 3, 4, 5)


@pytest.fixture(scope="module")
def engine(small_home: Places, catalog: Catalog) -> Engine:
    desk = Desk.open(small_home, catalog)
    return Engine.open(desk, state=state_engine(small_home), providers=ProviderSettings())


def _forms(home: Places, catalog: Catalog, rng: random.Random) -> list[dict[str, str]]:
    """Forms filled with what customers of the bank have: each column alone, then several at once."""
    names = [column.name for column in catalog.features]
    with sqlite3.connect(home.home / "bank.db") as bank:
        bank.row_factory = sqlite3.Row
        rows = [dict(row) for row in bank.execute("SELECT * FROM customers")]
    forms = [[name] for name in names] + [rng.sample(names, count) for count in TOGETHER * 3]
    return [{name: str(rng.choice(rows)[name]) for name in form} for form in forms]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("somebody", ["of the bank", "described"])
async def test_a_forms_question_is_read_as_the_form_meant_it(
    engine: Engine, small_home: Places, catalog: Catalog, language: Language, somebody: str
) -> None:
    rng = random.Random(f"{language} {somebody}")
    who: Any = SimpleNamespace(house=SimpleNamespace(catalog=catalog), language=language)
    with sqlite3.connect(small_home.home / "bank.db") as bank:
        (about,) = bank.execute("SELECT CustomerId FROM customers WHERE Exited = '0' LIMIT 1").fetchone()
    for form in _forms(small_home, catalog, rng):
        asked = question(who, str(about) if somebody == "of the bank" else None, form)
        outcome = await observed(engine.turn(asked, caller=WHOLE_BANK, profile="fast"))
        (ended,) = outcome.of(TurnEnded)
        read = dict(ended.facts[0].arguments)
        told = read.get("changes") if somebody == "of the bank" else read.get("profile")
        assert told is not None, asked
        assert told.keys() == form.keys(), asked
        for name, value in told.items():
            same = float(value) == float(form[name]) if catalog.columns[name].numeric else str(value) == form[name]
            assert same, asked
