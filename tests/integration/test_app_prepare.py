import shutil
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from app.prepare import UNTRAINED, prepare
from app.settings import Settings, read_settings
from db.engines import state_engine
from db.errors import DataProblem, Problem
from db.places import Places
from db.state.kept import kept


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, small_home: Places, tmp_path: Path) -> Settings:
    home = tmp_path / "a home"
    shutil.copytree(small_home.home, home)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("MOA_HOME", str(home))
    return read_settings()


def rows(settings: Settings) -> int:
    with sqlite3.connect(settings.moa_home / "bank.db") as bank:
        return int(bank.execute("SELECT count(*) FROM customers").fetchone()[0])


def test_what_is_done_is_not_done_again(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows(settings)
    prepare(settings, settings.places(), data=None, catalog=None)
    assert rows(settings) == before
    assert "Training" not in capsys.readouterr().out


def test_a_bank_of_one_class_is_refused_in_a_sentence_and_remembered_as_untrained(
    settings: Settings, tmp_path: Path
) -> None:
    frame = pd.read_csv(settings.moa_home / "demo-bank.csv", dtype=str).query("Exited == '0'").head(300)
    frame.to_csv(tmp_path / "one class.csv", index=False)
    with pytest.raises(Problem, match="both"):
        prepare(settings, settings.places(), data=str(tmp_path / "one class.csv"), catalog=None)
    assert rows(settings) == 300
    assert kept(state_engine(settings.places()), UNTRAINED) is True
    with pytest.raises(Problem, match="both"):
        prepare(settings, settings.places(), data=None, catalog=None)


def test_a_file_with_a_wrong_row_leaves_the_bank_as_it_was(settings: Settings, tmp_path: Path) -> None:
    before = rows(settings)
    frame = pd.read_csv(settings.moa_home / "demo-bank.csv", dtype=str).head(20)
    frame.loc[3, "Age"] = "old"
    frame.to_csv(tmp_path / "bad.csv", index=False)
    with pytest.raises(DataProblem):
        prepare(settings, settings.places(), data=str(tmp_path / "bad.csv"), catalog=None)
    assert rows(settings) == before
