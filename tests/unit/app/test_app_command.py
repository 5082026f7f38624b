import os
import subprocess
import sys
import types
from pathlib import Path
from textwrap import indent

import pytest

from app import command
from app.settings import Settings
from db.command_line import CommandParser, whole
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
        raise DataProblem("db.sources.no_file", source="a\nb")

    assert command.run(module(monkeypatch, main), []) == 1
    assert capsys.readouterr().err == "There is no file a b.\n"


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
        parser = CommandParser(key="demo", prog="a.command")
        parser.add_argument("--customers", type=whole)
        parser.parse_args(argv)
        return 0

    assert command.run(module(monkeypatch, main), ["--customers", "three"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_wrong_settings_stop_any_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "none")
    assert command.run("db.load", []) == 1
    assert "PORT" in capsys.readouterr().err


def started(tmp_path: Path, body: str) -> "subprocess.Popen[str]":
    """A command with this body, in a process of its own as the shell starts it."""
    (tmp_path / "a_command.py").write_text(f"import os, socket\ndef main(argv, places):\n{indent(body, '    ')}\n")
    start = "import sys\nfrom app.command import run\nsys.exit(run('a_command', []))"
    roots = f"{tmp_path}{os.pathsep}{Path(__file__).resolve().parents[3]}"
    env = {**os.environ, "PYTHONPATH": roots}
    return subprocess.Popen([sys.executable, "-c", start], env=env, stdout=-1, stderr=-1, text=True)


def test_a_client_that_hangs_up_does_not_end_a_server(tmp_path: Path) -> None:
    body = """
ours, theirs = socket.socketpair()
theirs.close()
for _ in range(3):
    try:
        os.write(ours.fileno(), b"more")
    except BrokenPipeError:
        pass
print("still here")
return 0
"""
    told, _ = (running := started(tmp_path, body)).communicate(timeout=120)
    assert (running.returncode, told) == (0, "still here\n")


def test_output_that_nobody_reads_ends_a_command_in_silence(tmp_path: Path) -> None:
    running = started(tmp_path, 'for n in range(100000):\n    print("a line of output", n)\nreturn 0')
    assert running.stdout is not None
    assert running.stdout.readline() == "a line of output 0\n"
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == ""
    assert running.wait(120) == 141
