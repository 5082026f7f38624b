"""Told outcomes and the weights: nobody bends them alone, nothing withdrawn counts, alarms are heard, one snapshot."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import ml.adapt
import ml.report
from db.bank.query import Slice
from db.bank.rows import scores_version
from db.caller import WHOLE_BANK
from db.catalog import Catalog
from db.engines import bank_engine, state_engine
from db.places import Places
from db.state.generations import in_use
from db.state.outcome_records import take_back
from ml.adapt import adapt_now, learn_and_rescore, record_outcome, rescore
from ml.adaptation import watch
from ml.answers.champion import ChurnModel
from ml.training.bank_data import Batch, batches
from ml.training.metrics import Floats
from tests.made_once import copied
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import call
from tools.replies.compose import compose

WRONG = 100


@pytest.fixture
def home(small_home: Places, tmp_path: Path) -> Places:
    """A copy of the small home that a test may change."""
    copy = tmp_path / "copy"
    copied(small_home.home, copy, "mlflow-artifacts")
    return small_home.below(copy)


@pytest.fixture
def desk(home: Places, catalog: Catalog) -> Iterator[Desk]:
    desk = Desk.open(home, catalog)
    yield desk
    desk.bank.engine.dispose()
    desk.state_engine.dispose()


def everybody(home: Places, catalog: Catalog) -> Batch:
    bank = bank_engine(home)
    (batch,) = batches(bank, catalog)
    bank.dispose()
    return batch


def safest(home: Places, catalog: Catalog, count: int) -> list[str]:
    """Current customers of the lowest risk."""
    batch = everybody(home, catalog)
    p = ChurnModel.load(home, catalog).probabilities(batch)
    return [str(batch.ids[i]) for i in np.argsort(p) if batch.y[i] == 0][:count]


def lie(home: Places, catalog: Catalog, who: str, *, count: int = WRONG, learning_after: int = 0) -> None:
    """Tell that the safest customers left, one after the other; learned from each time so many more are told."""
    for told, customer in enumerate(safest(home, catalog, count), start=1):
        record_outcome(home, catalog, customer, left=True, observed_at=date(2026, 2, 1), recorded_by=who)
        if learning_after and told % learning_after == 0:
            adapt_now(home, catalog, track=False)
    adapt_now(home, catalog, track=False)


def weights(model: ChurnModel) -> Floats:
    return np.asarray(model.adapted_weights())


def test_a_hundred_wrong_outcomes_of_one_person_hardly_move_anything_told_at_once_or_bit_by_bit(
    home: Places, catalog: Catalog
) -> None:
    before, batch = ChurnModel.load(home, catalog), everybody(home, catalog)
    lie(home, catalog, "ana", learning_after=10)
    after = ChurnModel.load(home, catalog)
    lead = int(np.argmax(weights(before)))
    assert weights(after)[lead] > 0.6 * weights(before)[lead]
    bands = [np.array([catalog.risk_bands.of(p) for p in m.probabilities(batch)]) for m in (before, after)]
    assert np.mean(bands[0] != bands[1]) < 0.02


def test_more_lies_of_one_person_weigh_no_more_and_those_of_more_people_do(home: Places, catalog: Catalog) -> None:
    start = weights(ChurnModel.load(home, catalog))
    lie(home, catalog, "ana", count=30)
    few = np.abs(weights(ChurnModel.load(home, catalog)) - start).sum()
    lie(home, catalog, "ana", count=120)
    many = np.abs(weights(ChurnModel.load(home, catalog)) - start).sum()
    assert many < 1.5 * few


def test_outcomes_taken_back_leave_no_trace_in_the_weights(home: Places, catalog: Catalog) -> None:
    start, customers = weights(ChurnModel.load(home, catalog)), safest(home, catalog, 20)
    lie(home, catalog, "ana", count=20)
    moved = weights(ChurnModel.load(home, catalog))
    assert not np.allclose(moved, start)
    state = state_engine(home)
    for customer in customers:
        take_back(state, customer, by="admin")
    state.dispose()
    assert adapt_now(home, catalog, track=False) is None
    assert np.allclose(weights(ChurnModel.load(home, catalog)), start)
    assert adapt_now(home, catalog, track=False) is None, "nothing new"


def test_the_alarm_rings_over_outcomes_told_one_by_one_and_people_see_it(
    home: Places, catalog: Catalog, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, desk: Desk
) -> None:
    lie(home, catalog, "ana", count=40)
    assert "Calibration alarm" in caplog.text
    assert "ana: 40 outcomes, 100% left" in caplog.text
    assert ml.report.main([], home) == 0
    assert "Calibration alarm: over the last 40 outcomes" in capsys.readouterr().out
    fact, _ = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), "model_report", {})
    assert fact is not None
    for language, words in (("en", "Calibration alarm"), ("es", "Aviso de calibración")):
        reply = compose([fact], "", language, catalog)  # type: ignore[arg-type]
        assert words in reply
        assert "ana" not in reply.casefold().split()


def test_outcomes_that_fit_raise_no_alarm(home: Places, catalog: Catalog) -> None:
    batch = everybody(home, catalog)
    state = state_engine(home)
    for i in range(60):
        left = bool(batch.y[i] == 1)
        record_outcome(home, catalog, batch.ids[i], left=left, observed_at=date(2026, 2, 1), recorded_by="ana")
    adapt_now(home, catalog, track=False)
    found = watch.last(state, ChurnModel.load(home, catalog).base)
    state.dispose()
    assert found is not None
    assert found.calibration.outcomes == 60
    assert found.alarm == ""


def told(desk: Desk, catalog: Catalog, customer: str) -> dict[str, float]:
    """One customer's risk as each tool tells it."""
    context = ToolContext(caller=WHOLE_BANK, desk=desk)
    found: dict[str, float] = {}
    for tool, arguments, key in (
        ("customer_card", {"customer_id": customer}, "probability"),
        ("explain_churn", {"customer_id": customer}, "probability"),
        ("predict_churn", {"customer_ids": [customer]}, "probability"),
        ("retention_options", {"customer_id": customer}, "probability"),
        ("what_if", {"customer_id": customer, "changes": {"Age": 50}}, "baseline"),
        ("score_history", {"customer_id": customer}, "rows"),
    ):
        fact, text = call(desk, context, tool, arguments)
        assert fact is not None, text
        value = fact.data[key]
        found[tool] = value if key != "rows" else value[0]["probability"]
    where = {"column": catalog.id, "op": "eq", "value": customer}
    fact, _ = call(desk, context, "list_customers", {"where": where, "order_by": "probability"})
    assert fact is not None
    found["list_customers"] = fact.data["rows"][0]["columns"]["probability"]
    return found


def test_one_turn_reads_one_snapshot_whatever_is_learned_meanwhile(home: Places, catalog: Catalog, desk: Desk) -> None:
    customer = safest(home, catalog, 300)[-1]
    during = desk.snapshot()
    first = told(during, catalog, customer)
    lie(home, catalog, "ana", count=30)
    assert ChurnModel.load(home, catalog).version != during.model_version, "other weights are wanted"
    assert desk.snapshot().model_version == during.model_version, "and not in use before everybody is scored by them"
    assert told(desk.snapshot(), catalog, customer) == pytest.approx(first)
    report = rescore(home, catalog)
    assert report is not None
    assert told(during, catalog, customer) == pytest.approx(first), "a turn that had begun reads on what it began with"
    after = desk.snapshot()
    assert after.model_version == report.model_version == scores_version(after.bank)
    second = told(after, catalog, customer)
    assert max(second.values()) - min(second.values()) < 5e-4
    assert second["customer_card"] != pytest.approx(first["customer_card"], abs=1e-6)
    assert rescore(home, catalog) is None


def test_another_process_switches_too_and_a_killed_run_switches_nothing(
    home: Places, catalog: Catalog, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = in_use(desk.state_engine)
    lie(home, catalog, "ana", count=30)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("ml.scoring.score_ledger.Ledger.write", killed)
        with pytest.raises(KeyboardInterrupt):
            rescore(home, catalog)
    assert in_use(desk.state_engine) == before
    assert desk.bank.pinned().count(Slice(caller=WHOLE_BANK)) == 1_500
    assert learn_and_rescore(home, catalog)
    other = Desk.open(home, catalog)
    assert other.model_version == desk.snapshot().model_version != (before and before.model_version)
    other.bank.engine.dispose()
    other.state_engine.dispose()
