"""Whatever is no command says so and fails: modules without one, misspelt sub-commands, options that do not exist."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import command
from app.cli import COMMANDS
from db import launch

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "agents", "tools", "ml", "db", "bench")
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts) for room in ROOMS for path in (ROOT / room).rglob("*.py")
)
LIBRARY = [name.removesuffix(".__init__") for name in MODULES if not launch.is_command(name.removesuffix(".__init__"))]


@pytest.mark.parametrize("module", LIBRARY)
def test_a_module_without_a_command_is_refused(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["-m", "verify"])
    monkeypatch.setattr(sys, "orig_argv", ["python", "-X", "dev", "-m", module, "verify"])
    with pytest.raises(SystemExit) as ended:
        launch.refuse_without_command(module.partition(".")[0])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "module", ["db.audit", "db.state.tables", "app.server.login", "agents", "tools.facts", "db.no"]
)
def test_python_itself_is_stopped(module: str) -> None:
    ended = subprocess.run([sys.executable, "-m", module, "verify"], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode != 0
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def test_every_command_of_the_list_is_one() -> None:
    assert all(launch.is_command(module.removesuffix(".__main__")) for module in COMMANDS.values())


@pytest.mark.parametrize("arguments", [["verifyy", "x", "y", "z"], ["--nonsense"]])
@pytest.mark.parametrize("module", list(COMMANDS.values()))
def test_a_misspelt_word_or_option_fails_with_one_sentence(
    module: str,
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if (module, arguments[0]) == ("app.ask", "verifyy"):
        pytest.skip("words are questions there")
    monkeypatch.setenv("MOA_HOME", str(tmp_path))
    assert command.run(module, arguments) != 0
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("arguments", "module"),
    [
        (["python", "-m", "db.audit", "x"], "db.audit"),
        (["python", "-mdb.audit"], "db.audit"),
        (["python", "-Im", "db.audit"], "db.audit"),
        (["python", "-X", "dev", "-W", "error", "-um", "db.audit"], "db.audit"),
        (["python", "-c", "pass"], ""),
        (["python", "x.py", "y"], ""),
    ],
)
def test_the_asked_module_is_read_as_python_reads_it(arguments: list[str], module: str) -> None:
    assert launch.asked_module(arguments) == module
