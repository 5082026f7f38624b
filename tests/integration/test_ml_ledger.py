"""Scores in the state on SQLite and on a real PostgreSQL: the latest, the history, what changed, being interrupted."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pgserver
import pytest
from sqlalchemy import Engine, inspect, select

from db.catalog import DEFAULT, read_catalog
from db.engines import bank_engine, state_engine
from db.places import Places
from db.state import score_history, score_inputs, score_runs, scores, scores_other
from db.state.kept import SCORED, kept
from db.state.migrate import upgrade
from ml.scoring.outputs import Scored, json_rows
from ml.scoring.partitions import read_span, spans
from ml.scoring.score_ledger import Ledger
from ml.training.bank_data import Batch
from tests.conftest import places_at


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server, in a folder that its own user may enter."""
    with tempfile.TemporaryDirectory(prefix="ledger-pg-") as folder:
        server = pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty state."""
    places = places_at(tmp_path)
    if request.param == "postgres":
        address = request.getfixturevalue("postgres")
        places = Places(home=tmp_path, bank_url=address, state_url=address, catalog=DEFAULT, mlflow_uri="")
    upgrade(places)
    engine = state_engine(places)
    with engine.begin() as connection:
        for table in (scores, scores_other, score_runs, score_inputs, score_history):
            connection.execute(table.delete())
    yield engine
    engine.dispose()


def scored(probability: float = 0.3, *, version: str = "v1", age: float = 40, left: int = 0) -> Scored:
    """Two customers, the second of whom never changes."""
    X = pd.DataFrame(
        {"Age": [age, 30.0], "Balance": [0.5, np.nan], "Country": pd.Series(['a "b" %', None], dtype="str")}
    )
    ids, value = np.array(["7", "12"], dtype=object), np.array([100.0, np.nan])
    batch = Batch(ids=ids, X=X, y=np.array([left, -1]), value=value)
    return Scored.of(batch, np.array([probability, 0.6]), read_catalog(), version)


def rows(state: Engine, table: Any, order: Any) -> list[dict[str, Any]]:
    with state.connect() as connection:
        return [dict(row) for row in connection.execute(select(table).order_by(order)).mappings()]


def told(state: Engine) -> list[dict[str, Any]]:
    """The history of the first customer."""
    return [row for row in rows(state, score_history, score_history.c.id) if row["customer_id"] == "7"]


def test_a_first_score_is_stored_with_its_inputs_and_its_history(state: Engine) -> None:
    assert Ledger(state).write(scored()) == 2
    second, first = rows(state, scores, scores.c.customer_id)
    assert (first["probability"], first["band"], first["value_at_risk"]) == (0.3, "medium", 30.0)
    assert (second["band"], second["value_at_risk"], second["model_version"]) == ("high", None, "v1")
    inputs = {row["customer_id"]: row["inputs"] for row in rows(state, score_inputs, score_inputs.c.customer_id)}
    assert inputs["7"] == {"Age": 40, "Balance": 0.5, "Country": 'a "b" %'}
    assert inputs["12"] == {"Age": 30, "Balance": None, "Country": None}
    assert [(row["probability"], row["changes"]) for row in told(state)] == [(0.3, None)]


def test_scoring_again_writes_no_history_but_the_moment(state: Engine) -> None:
    Ledger(state).write(scored())
    before = rows(state, scores, scores.c.customer_id)
    assert Ledger(state).write(scored()) == 0
    after = rows(state, scores, scores.c.customer_id)
    assert [row["scored_at"] > old["scored_at"] for row, old in zip(after, before, strict=True)] == [True, True]
    assert len(told(state)) == 1


def test_a_new_model_or_other_inputs_make_history_that_says_what_changed(state: Engine) -> None:
    Ledger(state).write(scored())
    assert Ledger(state).write(scored(version="v2")) == 2
    assert Ledger(state).write(scored(0.4, version="v2", age=41)) == 1
    history = told(state)
    assert [row["changes"] for row in history] == [None, None, {"Age": [40, 41]}]
    assert [row["model_version"] for row in history] == ["v1", "v2", "v2"]
    latest = rows(state, scores, scores.c.customer_id)[1]
    assert (latest["probability"], latest["value_at_risk"]) == (0.4, 40.0)


def test_another_value_at_risk_is_no_change_of_the_score(state: Engine) -> None:
    Ledger(state).write(scored())
    assert Ledger(state).write(scored(left=1)) == 0
    assert rows(state, scores, scores.c.customer_id)[1]["value_at_risk"] is None
    assert len(told(state)) == 1


def test_a_reload_forgets_the_score_but_not_what_it_was_made_of(state: Engine) -> None:
    Ledger(state).write(scored())
    with state.begin() as connection:
        connection.execute(scores.delete())
    assert Ledger(state).write(scored(age=50)) == 2
    assert told(state)[-1]["changes"] == {"Age": [40, 50]}


def test_only_a_run_that_came_to_its_end_counts_as_scored_and_indexes_are_always_there(state: Engine) -> None:
    def indexes() -> set[str]:
        schema = None if state.dialect.name == "sqlite" else "moa_state"
        return {str(index["name"]) for index in inspect(state).get_indexes("scores", schema=schema)}

    whole = indexes()
    with pytest.raises(KeyboardInterrupt), Ledger(state).whole("v1") as ledger:
        ledger.write(scored())
        raise KeyboardInterrupt
    assert kept(state, SCORED) is None
    assert indexes() == whole
    with Ledger(state).whole("v1") as ledger:
        assert ledger.write(scored()) == 0
    assert kept(state, SCORED) == "v1"
    assert indexes() == whole
    with Ledger(state).whole("v2") as ledger:
        assert ledger.write(scored(version="v2")) == 2
    assert indexes() == whole


def test_many_rows_go_in_several_statements(state: Engine) -> None:
    n = 12_345
    batch = Batch(
        ids=np.array([str(i) for i in range(n)], dtype=object),
        X=pd.DataFrame({"Age": np.arange(n, dtype=float)}),
        y=np.zeros(n, dtype=np.int64),
        value=np.full(n, 10.0),
    )
    p = np.linspace(0, 1, n)
    assert Ledger(state).write(Scored.of(batch, p, read_catalog(), "v1")) == n
    stored = {row["customer_id"]: row["probability"] for row in rows(state, scores, scores.c.customer_id)}
    assert stored == dict(zip(batch.ids.tolist(), p.tolist(), strict=True))
    moved = np.where(np.arange(n) % 3 == 0, p / 2 + 0.1, p)
    expected = int((np.abs(moved - p) >= 1e-9).sum())
    assert Ledger(state).write(Scored.of(batch, moved, read_catalog(), "v1")) == expected


def test_inputs_as_json_read_back_as_the_values_they_were() -> None:
    X = pd.DataFrame(
        {
            '50 % "quoted"': [1.0, 2.5, np.nan, -0.1 - 0.2, 1e300],
            "whole": [1.0, 2.0, -3.0, 0.0, 2.0**40],
            "when": pd.to_datetime(pd.Series(["2024-01-31", None, "1999-12-01", "2024-01-31", None])),
            "text": pd.Series(["á", None, 'b"', "%s", ""], dtype="str"),
        }
    )
    read = [json.loads(row) for row in json_rows(X)]
    assert [row["whole"] for row in read] == [1, 2, -3, 0, 2**40]
    assert [row["when"] for row in read] == ["2024-01-31", None, "1999-12-01", "2024-01-31", None]
    assert [row["text"] for row in read][:4] == ["á", None, 'b"', "%s"]
    first = [row['50 % "quoted"'] for row in read]
    assert first == [1, 2.5, None, -0.1 - 0.2, 1e300]
    assert isinstance(first[0], int)


def test_spans_cover_every_customer_once_in_order(small_home: Places) -> None:
    bank, catalog = bank_engine(small_home), read_catalog()
    for size in (400, 1_500, 5_000):
        ids = [int(i) for span in spans(bank, catalog, size=size) for i in read_span(bank, catalog, span).ids]
        assert len(ids) == 1_500
        assert ids == sorted(set(ids))
    bank.dispose()
