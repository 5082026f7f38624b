"""Two generated banks of other shapes, on SQLite and on PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pgserver
import pytest

from tests.fact_shapes import wrong
from tests.tools_banks import CARDS, TELCO, build, cards_frame, desk_at, places_in, telco_frame
from tools.context import ToolContext
from tools.environment import Desk
from tools.facts import Fact

Bank = tuple[Desk, pd.DataFrame]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own, outside pytest's folders: another run of pytest closes those to its user."""
    folder = tempfile.mkdtemp(prefix="postgres-")
    server = pgserver.get_server(folder)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def banks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bank]:
    """Both banks, each on both databases."""
    built = {}
    for name, catalog, frame in (("cards", CARDS, cards_frame(250)), ("telco", TELCO, telco_frame(250))):
        home = tmp_path_factory.mktemp(name)
        urls = (
            {}
            if request.param == "sqlite"
            else _database(
                request.getfixturevalue("postgres"), f"{name}_{request.module.__name__.rsplit('.', 1)[-1]}"[:60]
            )
        )
        places = places_in(home, **urls)
        built[name] = (desk_at(places, catalog), build(places, catalog, frame))
    return built


def _database(server: str, name: str) -> dict[str, str]:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = server.replace("/postgres?", f"/{name}?")
    return {"bank_url": url, "state_url": url}


@pytest.fixture(autouse=True)
def typed_facts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every Fact that a tool finds in these tests is of its tool's type."""
    found: list[Fact] = []
    add = ToolContext.add

    def watched(self: ToolContext, **finding: Any) -> Fact:
        found.append(add(self, **finding))
        return found[-1]

    monkeypatch.setattr(ToolContext, "add", watched)
    yield
    assert [one for fact in found for one in wrong(fact)] == []
