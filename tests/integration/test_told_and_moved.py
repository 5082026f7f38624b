"""Told outcomes, notes and moved scores on SQLite and on a real PostgreSQL: the same SQL must answer on both."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pgserver
import pytest

from db.bank.query import Slice
from db.caller import WHOLE_BANK, Caller
from db.state import score_runs
from ml.scoring.outputs import Scored
from ml.scoring.score_ledger import Ledger
from ml.training.bank_data import Batch
from tests.tools_banks import TELCO, build, desk_at, places_in, telco_frame
from tools.customer.records import keep, propose_note, propose_outcome, take_back_outcome
from tools.customer.todays_work import changes, todays_work
from tools.environment import Desk

TOM = Caller(name="tom", role="rm", owner="Tom Reed")
Bank = tuple[Desk, pd.DataFrame]


@pytest.fixture(params=["sqlite", "postgres"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    with tempfile.TemporaryDirectory(prefix="told-pg-") as folder:
        server = pgserver.get_server(folder) if request.param == "postgres" else None
        urls = {} if server is None else {"bank_url": server.get_uri(), "state_url": server.get_uri()}
        places = places_in(tmp_path, **urls)
        frame = build(places, TELCO, telco_frame(300))
        desk = desk_at(places, TELCO)
        yield desk, frame
        desk.bank.engine.dispose()
        desk.state_engine.dispose()
        if server is not None:
            server.cleanup()


def scored(frame: pd.DataFrame, shift: float, version: str) -> Scored:
    """Everybody's made-up score moved by ``shift``."""
    batch = Batch(
        ids=np.array([str(i) for i in frame["no"]], dtype=object),
        X=pd.DataFrame({"calls": frame["calls"].astype(float)}),
        y=np.array([1 if s == "gone" else 0 if s == "here" else -1 for s in frame["status"]]),
        value=frame["monthly"].astype(float).to_numpy(),  # type: ignore[arg-type]
    )
    p = np.clip(frame["probability"].to_numpy(dtype=float) + shift, 0, 1)
    return Scored.of(batch, p, TELCO, version)


def rescore(desk: Desk, frame: pd.DataFrame, shift: float, version: str) -> None:
    with Ledger(desk.state_engine).whole(version) as ledger:
        ledger.write(scored(frame, shift, version))


def test_told_and_taken_back(bank: Bank) -> None:
    desk, _ = bank
    of = {p: Slice(caller=TOM, population=p) for p in ("all", "current", "left")}  # type: ignore[arg-type]
    before = {p: desk.bank.count(s) for p, s in of.items()}
    first = todays_work(desk, TOM).calls[0].customer_id
    keep(desk, TOM, propose_note(desk, TOM, first, text="volver a llamar", kind="promise"))
    keep(desk, TOM, propose_note(desk, TOM, first, text="", kind="contact", channel="call"))
    assert len(todays_work(desk, TOM).promises) == 1
    keep(desk, TOM, propose_outcome(desk, TOM, first, left=True))
    after = {p: desk.bank.count(s) for p, s in of.items()}
    assert (after["all"], after["left"]) == (before["all"], before["left"] + 1)
    work = todays_work(desk, TOM)
    assert first not in {row.customer_id for row in work.calls}
    assert work.promises == ()
    take_back_outcome(desk, TOM, first)
    assert {p: desk.bank.count(s) for p, s in of.items()} == before


def test_what_moved_since_the_last_scores_and_only_when_they_are_in_use(bank: Bank) -> None:
    desk, frame = bank
    rescore(desk, frame, 0.0, "made up v1")
    held = desk.snapshot()
    assert changes(held, WHOLE_BANK).moved == 0
    with pytest.raises(KeyboardInterrupt), Ledger(desk.state_engine).whole("made up v2") as ledger:
        ledger.write(scored(frame, 0.05, "made up v2"))
        raise KeyboardInterrupt
    assert changes(desk.snapshot(), WHOLE_BANK).moved == 0, "a run that did not end told nothing"
    rescore(desk, frame, 0.1, "made up v2")
    found = changes(desk.snapshot(), TOM, limit=3)
    mine = frame[(frame["agent"] == "Tom Reed") & (frame["status"] != "gone")]
    assert found.moved == int((mine["probability"] < 0.9995).sum())
    up = [TELCO.risk_bands.of(min(1, p + 0.1)) != TELCO.risk_bands.of(p) for p in mine["probability"]]
    assert (found.up, found.down, found.new) == (sum(up), 0, 0)
    assert len(found.rises) == 3
    assert all(row.difference == pytest.approx(0.1) for row in found.rises)
    assert all(row.band_before != row.band_after for row in found.bands)
    assert todays_work(desk, TOM).calls[0].probability_before is not None
    assert changes(held, WHOLE_BANK).moved == 0, "who holds the earlier snapshot sees no later run"
    with desk.state_engine.connect() as connection:
        assert len(connection.execute(score_runs.select()).all()) == 3
