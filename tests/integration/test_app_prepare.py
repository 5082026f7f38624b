import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from app import first_model
from app.first_model import needed
from app.prepare import prepare
from app.settings import Settings, read_settings
from db.caller import WHOLE_BANK
from db.catalog import read_catalog
from db.engines import state_engine
from db.errors import DataProblem, Problem
from db.places import Places
from db.state.kept import MODEL_MAKING, SCORED, UNTRAINED, keep, kept
from ml.training import registry
from tests.made_once import copied
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import call


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, small_home: Places, tmp_path: Path) -> Settings:
    home = tmp_path / "a home"
    copied(small_home.home, home)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("MOA_HOME", str(home))
    monkeypatch.setattr("app.first_model.POLITE", 0)
    return read_settings()


def rows(settings: Settings) -> int:
    with sqlite3.connect(settings.moa_home / "bank.db") as bank:
        return int(bank.execute("SELECT count(*) FROM customers").fetchone()[0])


def test_what_is_done_is_not_done_again(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows(settings)
    places = prepare(settings, settings.places(), data=None, catalog=None)
    assert rows(settings) == before
    assert not needed(places)
    assert "Loading" not in capsys.readouterr().out


def test_a_bank_of_one_class_opens_and_says_why_it_has_no_risks(settings: Settings, tmp_path: Path) -> None:
    frame = pd.read_csv(settings.moa_home / "demo-bank.csv", dtype=str).query("Exited == '0'").head(300)
    frame.to_csv(tmp_path / "one class.csv", index=False)
    places = prepare(settings, settings.places(), data=str(tmp_path / "one class.csv"), catalog=None)
    assert rows(settings) == 300
    assert needed(places)
    with pytest.raises(Problem, match="both"):
        first_model.main([], places)
    assert kept(state_engine(places), UNTRAINED) is True
    desk = Desk.open(places, read_catalog(places.catalog))
    assert desk.model is None, "the champion of the bank of before does not answer for this one"
    assert "both" in desk_says(desk)


def test_while_the_first_model_is_made_a_risk_is_told_to_be_coming_and_figures_are_answered(settings: Settings) -> None:
    places = prepare(settings, settings.places(), data=None, catalog=None)
    desk = Desk.open(places, read_catalog(places.catalog))
    desk.model = None
    keep(desk.state_engine, MODEL_MAKING, {"since": 0.0})
    assert "making" not in desk_says(desk)
    keep(desk.state_engine, MODEL_MAKING, {"since": pd.Timestamp.now("UTC").timestamp()})
    assert "being made right now" in desk_says(desk)
    fact, _ = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), "portfolio", {"measures": ["customers"]})
    assert fact is not None


def desk_says(desk: Desk) -> str:
    with pytest.raises(Problem) as refused:
        desk.need_model()
    return str(refused.value)


def test_an_untrained_bank_gets_a_quick_model_first_and_the_full_one_only_if_it_is_better(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = prepare(settings, settings.places(), data=None, catalog=None)
    state = state_engine(places)
    keep(state, UNTRAINED, True)
    before = registry.champion(places).version
    asked: list[list[str]] = []
    train = first_model.ml.train.main  # type: ignore[attr-defined]
    monkeypatch.setattr(
        "ml.train.main",
        lambda argv, at: asked.append(list(argv)) or train([*argv, "--preset", "quick"], at),  # type: ignore[func-returns-value]
    )
    assert first_model.main([], places) == 0
    assert asked == [["--preset", "quick"], ["--if-better"]]
    champion = registry.champion(places)
    assert champion.version == before + 1, "the second one, the same again, is no better"
    assert kept(state, SCORED) == champion.shown
    assert kept(state, MODEL_MAKING) is None
    assert not needed(places)
    assert "no better" in capsys.readouterr().out


def test_a_file_with_a_wrong_row_leaves_the_bank_as_it_was(settings: Settings, tmp_path: Path) -> None:
    before = rows(settings)
    frame = pd.read_csv(settings.moa_home / "demo-bank.csv", dtype=str).head(20)
    frame.loc[3, "Age"] = "old"
    frame.to_csv(tmp_path / "bad.csv", index=False)
    with pytest.raises(DataProblem):
        prepare(settings, settings.places(), data=str(tmp_path / "bad.csv"), catalog=None)
    assert rows(settings) == before
