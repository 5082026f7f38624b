import importlib
import tomllib

import pytest

from app import cli
from app.settings import ROOT


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_of_the_console_script_is_a_module_with_a_main(name: str) -> None:
    assert callable(importlib.import_module(cli.COMMANDS[name]).main)


def test_an_unknown_command_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["moa-churn", "trian"])
    assert cli.main() == 2
    assert "no command 'trian'" in capsys.readouterr().err


def test_an_installed_program_takes_every_file_of_the_page_along() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["data-files"]
    taken = {path for patterns in listed.values() for pattern in patterns for path in ROOT.glob(pattern)}
    needed = {path for path in (ROOT / "public").rglob("*") if path.is_file()}
    assert needed <= taken
