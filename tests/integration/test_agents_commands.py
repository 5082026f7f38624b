"""``python -m agents.roster check`` and ``python -m agents.refine report`` as an administrator runs them."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import yaml

from agents.roster import DEFAULT
from bench import engine_lab as lab
from db.yaml_files import read_yaml

FACT = lab.watch_list(random.Random(7))


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command in an installation of its own."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={"MOA_HOME": str(home), "PATH": "", "HOME": str(home)},
    )


def spoiled(home: Path) -> Path:
    """The packaged roster with an unknown proposer and a quorum that nobody can reach."""
    raw = read_yaml(DEFAULT)
    raw["profiles"]["moa"]["layers"][0]["proposers"] = ["nobody"]
    raw["profiles"]["moa"]["layers"][0]["quorum"] = 9
    path = home / "roster.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return path


def test_a_bad_roster_is_refused_in_one_line_that_names_every_problem(tmp_path: Path) -> None:
    done = command(tmp_path, "agents.roster", "check", "--roster", str(spoiled(tmp_path)))
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1
    assert "'nobody'" in done.stderr
    assert "quorum 9" in done.stderr


def test_a_roster_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = command(tmp_path, "agents.roster", "check", "--roster", str(tmp_path / "none.yaml"))
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [f"There is no file {tmp_path / 'none.yaml'}."]


def test_the_packaged_roster_is_valid_without_a_provider(tmp_path: Path) -> None:
    done = command(tmp_path, "agents.roster", "check")
    assert done.returncode == 0
    assert "The roster is valid" in done.stdout
    assert "offline" in done.stdout


async def test_a_check_against_a_server_names_missing_models_and_suggests_what_is_there(tmp_path: Path) -> None:
    raw = lab.roster().model_dump(mode="json")
    path = tmp_path / "roster.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    present = ("m-a", "m-b", "m-c-v2", "m-editor", "m-editor-2", "m-orchestrator", "m-orchestrator-2")
    async with lab.laboratory(lab.scripted(lambda _m, _b: ""), fact=FACT, models=present) as made:
        arguments = ("agents.roster", "check", "--roster", str(path), "--base-url", made.server.url)
        done = await asyncio.to_thread(command, tmp_path, *arguments)
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if "has no model" in line]
    assert "'m-c' (used by sceptic)" in line
    assert "m-c-v2" in line


def test_a_fresh_report_says_that_there_is_nothing_yet_and_a_wrong_number_is_one_line(tmp_path: Path) -> None:
    fresh = command(tmp_path, "agents.refine", "report")
    assert fresh.returncode == 0, fresh.stderr
    assert "no thumbs yet: every agent has weight 1" in fresh.stdout
    assert "Versions, newest first: none" in fresh.stdout
    wrong = command(tmp_path, "agents.refine", "accept", "7")
    assert wrong.returncode != 0
    assert wrong.stderr.strip() == "There is no correction 7."
    unknown = command(tmp_path, "agents.refine", "dance")
    assert unknown.returncode == 2
    assert len(unknown.stderr.strip().splitlines()) == 1
