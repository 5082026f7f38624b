import argparse
import sys
import types
from pathlib import Path

import pytest

from app import command
from app.settings import Settings
from db.errors import DataProblem


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("MOA_HOME", str(tmp_path))
    return tmp_path


def module(monkeypatch: pytest.MonkeyPatch, main: object) -> str:
    made = types.ModuleType("a_command")
    made.main = main  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_command", made)
    return "a_command"


def test_a_problem_is_one_line_and_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def main(argv: list[str], places: object) -> int:
        raise DataProblem("The file is\nnot there.")

    assert command.run(module(monkeypatch, main), []) == 1
    assert capsys.readouterr().err == "The file is not there.\n"


def test_something_unexpected_is_a_reference_and_the_log_has_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    def main(argv: list[str], places: object) -> int:
        raise ZeroDivisionError("secret detail")

    assert command.run(module(monkeypatch, main), []) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "secret detail" not in said
    reference = said.rsplit(" ", 1)[1].strip(".\n")
    log = (home / "logs" / "moa.log").read_text()
    assert reference in log
    assert "secret detail" in log


def test_a_wrong_command_line_is_one_line_and_exit_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def main(argv: list[str], places: object) -> int:
        parser = argparse.ArgumentParser(prog="a.command")
        parser.add_argument("--count", type=int)
        parser.parse_args(argv)
        return 0

    assert command.run(module(monkeypatch, main), ["--count", "three"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_wrong_settings_stop_any_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "none")
    assert command.run("db.load", []) == 1
    assert "PORT" in capsys.readouterr().err
