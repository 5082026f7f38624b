"""From the bank to the champion and back: a really trained small ensemble on a real database."""

import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select, text, update

import ml.adapt
import ml.report
import ml.score
import ml.train
from db.bank.table import customers
from db.catalog import Catalog
from db.engines import bank_engine, bank_writer, state_engine
from db.errors import DataProblem, ModelProblem, UsageProblem
from db.load import load_file
from db.places import Places
from db.state import score_history, scores
from ml import ChurnEnsemble
from ml.adaptation.challenge import Verdict
from ml.answers.champion import ChurnModel
from ml.ensemble.presets import members_of
from ml.score import score_bank
from ml.training import registry
from ml.training.artifact import MANIFEST, MODEL, kinds
from ml.training.bank_data import BATCH, Batch, batches, read_labelled
from ml.training.grade import holdout
from ml.training.labelled_history import labelled_source
from tests.made_once import copied

Row = dict[str, Any]


@pytest.fixture
def home(small_home: Places, tmp_path: Path) -> Places:
    """A copy of the small home that a test may change."""
    copy = tmp_path / "copy"
    copied(small_home.home, copy, "mlflow-artifacts")
    return small_home.below(copy)


@pytest.fixture(scope="module")
def model(small_home: Places, catalog: Catalog) -> ChurnModel:
    return ChurnModel.load(small_home, catalog)


@pytest.fixture(scope="module")
def rows(small_home: Places, catalog: Catalog) -> list[Row]:
    table = customers(catalog)
    engine = bank_engine(small_home)
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(table).limit(50)).mappings()]
    engine.dispose()
    return found


def test_contributions_sum_to_the_mixture_and_attributions_to_the_prediction(
    model: ChurnModel, rows: list[Row]
) -> None:
    explanation = model.explain(rows[0])
    prediction = explanation.prediction
    assert len(prediction.votes) >= 6
    assert sum(vote.contribution for vote in prediction.votes) == pytest.approx(prediction.mixture_logit)
    total = explanation.baseline_logit + sum(a.shapley for a in explanation.attributions)
    assert total == pytest.approx(prediction.logit, abs=1e-9)
    assert 1 / (1 + np.exp(-prediction.logit)) == pytest.approx(prediction.probability)
    for attribution in explanation.attributions:
        parts = [values[attribution.column] for values in explanation.by_member.values()]
        assert sum(parts) == pytest.approx(attribution.shapley, abs=1e-9)


def test_a_labelled_customer_is_answered_by_models_that_never_saw_them(model: ChurnModel, rows: list[Row]) -> None:
    labelled = model.predict(rows[:5])
    assert {prediction.routed_to for prediction in labelled} == {"held-out"}
    stranger = {**rows[0], model.catalog.id: 99_999_999}
    profile = {k: v for k, v in rows[0].items() if k != model.catalog.id}
    assert {p.routed_to for p in model.predict([stranger, profile])} == {"all"}


def test_one_row_and_a_batch_say_the_same(model: ChurnModel, small_home: Places, rows: list[Row]) -> None:
    bank = bank_engine(small_home)
    batch = next(batches(bank, model.catalog, size=BATCH))
    bank.dispose()
    together = dict(zip(batch.ids, model.probabilities(batch), strict=True))
    for row, prediction in zip(rows, model.predict(rows), strict=True):
        assert together[str(row[model.catalog.id])] == pytest.approx(prediction.probability, abs=1e-7)


def test_a_what_if_moves_through_the_same_models(model: ChurnModel, rows: list[Row], catalog: Catalog) -> None:
    found = model.what_if(rows[0], {"Age": 70})
    assert found.prediction.routed_to == found.baseline.routed_to == "held-out"
    assert found.prediction.probability != found.baseline.probability
    unchanged = model.what_if(rows[0], {"Age": rows[0]["Age"]})
    assert unchanged.prediction.probability == unchanged.baseline.probability


def test_options_change_actionable_columns_only_and_lower_the_risk(
    model: ChurnModel, rows: list[Row], catalog: Catalog
) -> None:
    risky = max(zip(model.predict(rows), rows, strict=True), key=lambda pair: pair[0].probability)[1]
    found = model.options(risky)
    assert found
    for option in found:
        assert all(catalog.columns[name].actionable for name in option.changes)
        assert option.risk_lowered > 0
        again = model.what_if(risky, option.changes).prediction.probability
        assert again == pytest.approx(option.probability, abs=1e-7)


def test_neighbours_are_others_with_a_known_end(model: ChurnModel, rows: list[Row]) -> None:
    found = model.similar(rows[0], k=5)
    assert len(found) == 5
    assert str(rows[0][model.catalog.id]) not in {neighbour.customer_id for neighbour in found}


FEW = [member.name for member in members_of("quick", None)][:3]
"""Members enough to mix; all eight would only take longer."""


@pytest.fixture(scope="module")
def history(small_home: Places, catalog: Catalog) -> Batch:
    """600 labelled customers."""
    bank = bank_engine(small_home)
    batch = read_labelled(bank, catalog)
    bank.dispose()
    return batch.take(np.arange(600))


def test_a_score_does_not_move_when_the_customers_own_label_is_flipped(history: Batch) -> None:
    def scored(y: "np.ndarray[Any, np.dtype[np.int64]]") -> "np.ndarray[Any, np.dtype[np.float64]]":
        ensemble = ChurnEnsemble(preset="quick", members=FEW).fit(history.X, y, ids=history.ids)
        return np.asarray(ensemble.predict_proba_routed(history.X, history.ids)[:, 1])

    who = 7
    flipped = history.y.copy()
    flipped[who] = 1 - flipped[who]
    before, after = scored(history.y), scored(flipped)
    assert after[who] == pytest.approx(before[who], abs=1e-9)
    assert np.abs(after - before).max() > 1e-5, "other customers' models did learn from the label"


def test_a_hold_out_is_never_seen_and_reported_beside_accuracy(history: Batch, catalog: Catalog) -> None:
    found = holdout(history, ChurnEnsemble(preset="quick", members=FEW, honest=False), kinds(catalog), 0.2)
    assert found["rows"] == 120
    assert 0.5 < found["weighted_f1"] <= 1
    assert 0.5 < found["accuracy"] <= 1


def test_scores_reach_file_and_state_and_say_the_same(home: Places, catalog: Catalog, tmp_path: Path) -> None:
    report = score_bank(home, catalog, output=tmp_path / "scores.csv", size=400, progress=False)
    again = score_bank(home, catalog, output=tmp_path / "scores.parquet", size=1_000, progress=False)
    assert report.customers == again.customers == 1_500
    assert report.changed == again.changed == 0, "the home was scored by the same champion before"
    written = pd.read_csv(tmp_path / "scores.csv", dtype={"id": str})
    assert list(written.columns) == ["id", "probability", "band", "model_version"]
    parquet = pd.read_parquet(tmp_path / "scores.parquet")
    assert written["probability"].to_numpy() == pytest.approx(parquet["probability"].to_numpy(), abs=1e-12)
    state = state_engine(home)
    with state.connect() as connection:
        stored = pd.DataFrame(connection.execute(select(scores)).mappings().all())
    state.dispose()
    merged = written.merge(stored, left_on="id", right_on="customer_id")
    assert merged["probability_x"].to_numpy() == pytest.approx(merged["probability_y"].to_numpy(), abs=1e-12)


def test_the_history_says_what_changed_since_the_last_score(home: Places, catalog: Catalog, tmp_path: Path) -> None:
    engine = bank_engine(home)
    with engine.connect() as connection:
        row = dict(connection.execute(select(customers(catalog)).limit(1)).mappings().one())
    engine.dispose()
    who = row[catalog.id]
    reload = pd.DataFrame([{name: row[name] for name in catalog.columns} | {"Age": 79}])
    reload.to_csv(tmp_path / "reload.csv", index=False)
    assert load_file(str(tmp_path / "reload.csv"), home, demo=True).updated == 1
    assert score_bank(home, catalog, progress=False).changed == 1
    state = state_engine(home)
    query = select(score_history).where(score_history.c.customer_id == str(who)).order_by(score_history.c.id)
    with state.connect() as connection:
        first, last = connection.execute(query).mappings().all()
    state.dispose()
    assert last["changes"]["Age"][1] == 79
    assert first["probability"] != last["probability"]


def test_customers_who_left_have_no_value_at_risk(small_home: Places, catalog: Catalog) -> None:
    bank = bank_engine(small_home)
    table = customers(catalog)
    with bank.connect() as connection:
        label = table.c[catalog.label.column]
        left = connection.execute(select(table.c[catalog.id]).where(label == catalog.label.positive)).scalars()
        query = select(scores.c.value_at_risk).where(scores.c.customer_id.in_([str(i) for i in left]))
        assert set(connection.execute(query).scalars()) == {None}
    bank.dispose()


@pytest.mark.parametrize(
    ("output", "words"),
    [("scores.xlsx", "must end in"), ("none/scores.csv", "There is no folder"), ("dir.csv", "a folder")],
)
def test_an_output_that_cannot_be_written_is_refused(
    small_home: Places, catalog: Catalog, tmp_path: Path, output: str, words: str
) -> None:
    (tmp_path / "dir.csv").mkdir()
    with pytest.raises(DataProblem, match=re.escape(words)):
        score_bank(small_home, catalog, output=tmp_path / output, progress=False, state=False)
    assert [path.name for path in tmp_path.iterdir()] == ["dir.csv"]


def test_an_interrupted_run_leaves_no_file(
    small_home: Places, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: ChurnModel, batch: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ChurnModel, "probabilities", fails)
    with pytest.raises(KeyboardInterrupt):
        score_bank(small_home, catalog, output=tmp_path / "scores.csv", progress=False, state=False)
    assert list(tmp_path.iterdir()) == []


def _altered(folder: Path) -> None:
    with (folder / MODEL).open("ab") as file:
        file.write(b"x")


def _other_catalog(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["features"]["Shoe size"] = "integer"
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _damaged(folder: Path) -> None:
    (folder / MANIFEST).write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "words"), [(_altered, "altered"), (_other_catalog, "another catalog"), (_damaged, "damaged")]
)
def test_loading_verifies_what_it_loads(
    home: Places, catalog: Catalog, harm: Callable[[Path], None], words: str
) -> None:
    harm(registry.champion(home).folder)
    with pytest.raises(ModelProblem, match=words):
        ChurnModel.load(home, catalog)


def test_without_a_champion_the_sentence_says_what_to_run(home: Places, catalog: Catalog, tmp_path: Path) -> None:
    bare = replace(home, home=tmp_path / "bare", mlflow_uri=f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(ModelProblem, match="There is no trained model"):
        ChurnModel.load(bare, catalog)


def test_a_version_that_is_not_in_home_is_fetched_from_mlflow(home: Places, catalog: Catalog) -> None:
    shutil.rmtree(registry.folder_of(home, registry.CHURN, 1))
    assert ChurnModel.load(home, catalog).version == "churn v1"


def test_an_alias_moved_in_mlflow_is_what_counts(home: Places) -> None:
    with sqlite3.connect(home.home / "mlflow.db") as connection:
        connection.execute("DELETE FROM registered_model_aliases")
    assert registry.bearer(home) is None
    (home.home / "mlflow.db").unlink()
    assert registry.champion(home).version == 1, "without a store, home's own pointers serve"
    assert not (home.home / "mlflow.db").exists()


def test_without_a_bank_the_sentence_says_what_to_run(home: Places) -> None:
    writer = bank_writer(home)
    with writer.begin() as connection:
        connection.execute(text("DROP TABLE customers"))
    writer.dispose()
    for command in (ml.train.main, ml.score.main):
        with pytest.raises(DataProblem, match="There is no bank yet"):
            command([], home)


def test_the_report_grades_the_champion(small_home: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert ml.report.main([], small_home) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Grade A")
    assert "logistic regression" in printed
    assert ml.report.main(["--json"], small_home) == 0
    assert json.loads(capsys.readouterr().out)["mixture"]["auc"] > 0.7


def _outcomes(home: Places, catalog: Catalog, path: Path, count: int = 300) -> Path:
    """A file of outcomes that are the bank's own labels."""
    bank = bank_engine(home)
    batch = read_labelled(bank, catalog)
    bank.dispose()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", "outcome", "date"])
        writer.writerows([i, y, "2026-01-15"] for i, y in zip(batch.ids[:count], batch.y[:count], strict=True))
    return path


def test_outcomes_move_the_weights_and_a_revert_brings_them_back(
    home: Places, catalog: Catalog, tmp_path: Path, rows: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    before = ChurnModel.load(home, catalog)
    path = _outcomes(home, catalog, tmp_path / "outcomes.csv")
    assert ml.adapt.main([str(path)], home) == 0
    printed = capsys.readouterr().out
    assert "300 of them new" in printed
    assert "adaptive" in printed
    assert "Calibration" in printed
    assert before.stale(home)
    adapted = ChurnModel.load(home, catalog)
    assert adapted.version == f"{before.version}.w1"
    assert adapted.predict(rows[:1])[0].probability != before.predict(rows[:1])[0].probability
    assert sum(vote.weight for vote in adapted.predict(rows[:1])[0].votes) == pytest.approx(1)
    assert ml.adapt.main([str(path)], home) == 0
    assert "0 of them new" in capsys.readouterr().out, "the same file twice is learned once"
    assert ml.adapt.main(["--revert", "0"], home) == 0
    reverted = ChurnModel.load(home, catalog)
    assert reverted.predict(rows[:1])[0].probability == before.predict(rows[:1])[0].probability
    assert ml.adapt.main(["--list"], home) == 0
    assert "2*" in capsys.readouterr().out


def test_an_explanation_under_adapted_weights_still_sums(
    home: Places, catalog: Catalog, tmp_path: Path, rows: list[Row]
) -> None:
    assert ml.adapt.main([str(_outcomes(home, catalog, tmp_path / "outcomes.csv"))], home) == 0
    explanation = ChurnModel.load(home, catalog).explain(rows[3])
    total = explanation.baseline_logit + sum(a.shapley for a in explanation.attributions)
    assert total == pytest.approx(explanation.prediction.logit, abs=1e-9)


def test_the_bank_is_scored_with_the_adapted_weights(
    home: Places, catalog: Catalog, tmp_path: Path, rows: list[Row]
) -> None:
    assert ml.adapt.main([str(_outcomes(home, catalog, tmp_path / "outcomes.csv"))], home) == 0
    assert score_bank(home, catalog, output=tmp_path / "scores.csv", progress=False).customers == 1_500
    written = pd.read_csv(tmp_path / "scores.csv", dtype={"id": str}).set_index("id")["probability"]
    for said in ChurnModel.load(home, catalog).predict(rows[:20]):
        assert written[said.customer_id] == pytest.approx(said.probability, abs=1e-12)  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("customer_id,outcome\n15634602,2\n", "line 2: '2' is neither left nor stayed"),
        ("customer_id,outcome\n-4,left\n", "is not a customer id"),
        ("customer_id,outcome\n7,left\n", "line 2: there is no customer 7"),
        ("customer_id,outcome,date\n7,left,soon\n", "'soon' is not a date"),
        ("customer,when\n7,1\n", "needs the columns"),
        ("customer_id,outcome\n", "holds no outcomes"),
    ],
)
def test_a_wrong_file_of_outcomes_is_refused_whole(home: Places, tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataProblem) as refused:
        ml.adapt.main([str(path)], home)
    assert words in str(refused.value)


def test_a_challenger_that_is_no_better_stays_challenger(
    home: Places, catalog: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry.point(home, registry.CHURN, {registry.CHALLENGER: 1})
    assert ml.adapt.main([str(_outcomes(home, catalog, tmp_path / "outcomes.csv", count=200))], home) == 0
    assert "stays challenger: gain +0.0000" in capsys.readouterr().out
    assert registry.challenger(home).version == registry.champion(home).version == 1


def test_a_better_challenger_takes_over(
    home: Places, catalog: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.point(home, registry.CHURN, {registry.CHALLENGER: 1})
    better = Verdict(outcomes=200, champion=0.4, challenger=0.3, gain=0.1, p_value=0.001, promote=True, why="gain")
    monkeypatch.setattr(ml.adapt, "challenge", lambda *_: better)
    assert ml.adapt.main([], home) == 0
    assert "is the champion now" in capsys.readouterr().out
    assert registry.bearer(home, alias=registry.CHALLENGER) is None


def test_the_latest_outcomes_are_held_back_from_a_challenger(home: Places, catalog: Catalog, tmp_path: Path) -> None:
    assert ml.adapt.main([str(_outcomes(home, catalog, tmp_path / "outcomes.csv", count=100))], home) == 0
    everything = labelled_source(home, catalog)
    less = labelled_source(home, catalog, hold_back=0.3)
    assert len(everything.batch) - len(less.batch) == 30
    assert less.outcome_id == everything.outcome_id - 30
    assert any("30 outcomes are held back" in note for note in less.notes)


@pytest.mark.slow
def test_any_csv_trains_under_a_name_of_its_own(
    home: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    size = 500
    spend = rng.gamma(2, 300, size)
    gone = rng.random(size) < 1 / (1 + np.exp((spend - 500) / 200))
    frame = pd.DataFrame(
        {
            "CLIENTNUM": rng.permutation(size) + 700_000_000,
            "Spend": np.where(rng.random(size) < 0.1, np.nan, spend),
            "Card": rng.choice(["Blue", "Gold"], size),
            "Opened": pd.date_range("2010-01-01", periods=size).strftime("%Y-%m-%d"),
            "Closed by": np.where(gone, "customer", "nobody"),
            "Attrition": np.where(gone, "Attrited Customer", "Existing Customer"),
        }
    )
    path = tmp_path / "cards.csv"
    frame.to_csv(path, index=False)
    champion = registry.champion(home).version
    command = ["--csv", str(path), "--target", "Attrition", "--positive", "Attrited Customer", "--preset", "quick"]
    assert ml.train.main(command, home) == 0
    printed = capsys.readouterr().out
    assert "CLIENTNUM looks like an identifier" in printed
    assert "Closed by gives the answer away" in printed
    assert "churn-cards" in printed
    assert registry.champion(home).version == champion


@pytest.mark.parametrize(
    "argv",
    [
        ["--csv", "x.csv"],
        ["--target", "a"],
        ["--csv", "x.csv", "--target", "a", "--positive", "b", "--challenger"],
        ["--holdout", "2"],
        ["--scheduler", "tcp://x"],
    ],
)
def test_arguments_that_do_not_fit_together_are_refused(small_home: Places, argv: list[str]) -> None:
    with pytest.raises(UsageProblem):
        ml.train.main(argv, small_home)


def test_a_bank_with_one_class_is_refused_in_one_sentence(home: Places, catalog: Catalog) -> None:
    table = customers(catalog)
    writer = bank_writer(home)
    with writer.begin() as connection:
        connection.execute(update(table).values({catalog.label.column: catalog.label.negative}))
    writer.dispose()
    with pytest.raises(DataProblem, match="needs both kinds"):
        ml.train.main(["--preset", "quick"], home)


def test_a_bank_without_labels_is_refused_in_one_sentence(home: Places, catalog: Catalog) -> None:
    table = customers(catalog)
    writer = bank_writer(home)
    with writer.begin() as connection:
        connection.execute(update(table).values({catalog.label.column: None}))
    writer.dispose()
    with pytest.raises(DataProblem, match="nothing to learn from"):
        ml.train.main(["--preset", "quick"], home)
