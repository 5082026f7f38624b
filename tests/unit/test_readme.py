"""What the README says of commands is what they say of themselves; what the docs name is there."""

import re
from pathlib import Path

import pytest

from agents.roster.model import AgentSpec, Defaults
from app import command
from app.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = {module.removesuffix(".__main__"): module for module in COMMANDS.values()}
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def told_of(module: str) -> list[str]:
    """Every piece of code in the README that calls a module."""
    pieces = re.findall(r"`([^`\n]+)`", README) + re.findall(r"```sh\n(.*?)```", README, re.S)
    lines = [line for piece in pieces for line in piece.splitlines()]
    return [line for line in lines if re.search(rf"(?:python -m |^){re.escape(module)}(?![\w.])", line)]


def help_of(module: str, capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    with pytest.raises(SystemExit) as ended:
        command.run(module, [*argv, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOA_HOME", str(tmp_path))


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_command_has_help_and_the_readme_names_it(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(MODULES[module], capsys)
    assert text.startswith("usage: ")
    assert told_of(module) or module == "app.serve"  # which make run starts


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_option_in_the_readme_is_one_of_the_command(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = help_of(MODULES[module], capsys)
    words = set(re.findall(r"\{([a-z,]+)\}", whole.partition("\n\n")[0])[-1:])
    inner = [help_of(MODULES[module], capsys, word) for group in words for word in group.split(",") if word]
    known = set(OPTION.findall(" ".join([whole, *inner])))
    asked = {option for line in told_of(module) for option in OPTION.findall(line)}
    assert asked <= known, f"{module}: {sorted(asked - known)}"


def test_the_table_of_settings_is_that_of_the_program() -> None:
    from app.settings import Settings

    rows = re.findall(r"^\| (`[^|]+`) \|", SETTINGS, re.M)
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")}
    gone = sorted(link for link in links if not (page.parent / link).exists())
    if "how-to" in page.parts or page.name in {"CONTRIBUTING.md", "architecture.md"}:
        paths = re.findall(r"`((?:app|agents|tools|ml|db|bench|tests|docs|public)/[\w/.*{},<>-]+)`", text)
        plain = [path for path in paths if not set("<>{}*") & set(path) and "NNNN" not in path]
        gone += [path for path in plain if not (ROOT / path).exists()]
    assert gone == []


def test_the_readme_says_how_a_model_of_ones_own_answers() -> None:
    """Servers by name, the roster that waits for a processor to read the prompt, and the settings of its patience."""
    assert all(
        word in README for word in ("llama.cpp", "Ollama", "agents/roster/local.yaml", "LLM_BASE_URL", "first_token")
    )
    patience = Defaults.model_fields.keys() & AgentSpec.model_fields.keys()
    assert {"first_token", "gap", "timeout"} <= patience
