"""Every command speaks the language of the terminal: help, argparse's own words, refusals; each argument has words."""

import argparse
import ast
from pathlib import Path

import pytest

from app import cli, command, port
from app.settings import ROOT, Settings, Tongue
from db.catalog import DEFAULT
from db.command_line import CommandParser
from db.texts import LANGUAGES, entry
from db.texts.terminal import speaking

COMMANDS = {**cli.COMMANDS, "first_model": "app.first_model"}
ROOMS = ("app", "agents", "tools", "ml", "db")
FOR_PROGRAMMERS = {
    ".__call__() not defined",
    "'required' is an invalid argument for positionals",
    "mutually exclusive arguments must be optional",
    "cannot have multiple subparser arguments",
    "%r is not callable",
}
"""What argparse says to who writes a parser wrongly."""
MAKES_A_PARSER = {
    *("add_argument", "_get_optional_kwargs", "_get_positional_kwargs", "_get_handler", "_handle_conflict_error"),
    *("_add_container_actions", "_pop_action_class", "add_parser"),
}


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(Tongue.model_config, "env_file", None)
    monkeypatch.setenv("MOA_HOME", str(tmp_path))


def help_of(module: str, *argv: str) -> None:
    with pytest.raises(SystemExit):
        command.run(module, [*argv, "--help"])


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "es_ES", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_MESSAGES": "es", "LANG": "C"}, "es"),
        ({"LANGUAGE": "ca:es:en", "LANG": "en_US"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "est_EE"}, "en"),
    ],
)
def test_the_language_is_that_of_the_shell(
    settings: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert Tongue().of_terminal() == language


def inner(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: below
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, below in action.choices.items()
    }


def parsers(module: str, monkeypatch: pytest.MonkeyPatch) -> list[argparse.ArgumentParser]:
    """The parsers a command makes, outer and inner."""
    made: list[argparse.ArgumentParser] = []
    build = CommandParser.__init__

    def kept(self: CommandParser, **how: object) -> None:
        made.append(self)
        build(self, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(CommandParser, "__init__", kept)
    help_of(module)
    return made


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_argument_has_words_in_every_language(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words: dict[str, list[str]] = {}
    for language in LANGUAGES:
        monkeypatch.setenv("LANG", language)
        made = parsers(COMMANDS[name], monkeypatch)
        assert made
        actions = [action for parser in made for action in parser._actions]
        assert all(action.help for action in actions if not isinstance(action, argparse._SubParsersAction))
        with speaking(language):
            words[language] = [parser.format_help() for parser in made]
    assert all(len(told) == len(words["en"]) for told in words.values())
    assert all(text.startswith("uso: ") for text in words["es"])
    assert not any(
        line in spanish
        for spanish, english in zip(words["es"], words["en"], strict=True)
        for line in english.splitlines()
        if len(line.split()) > 3 and not line.startswith(("usage", " " * 8))
    )


def test_everything_argparse_says_to_people_is_in_the_catalogue() -> None:
    tree = ast.parse(Path(argparse.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    making = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name in MAKES_A_PARSER
        for node in ast.walk(function)
    }
    said = {
        arg.value
        for node in calls
        if node.func.id in {"_", "ngettext"} and id(node) not in making  # type: ignore[attr-defined]
        for arg in node.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    }
    known = set(entry("en", "commands.argparse").values())
    assert {text for text in said - known - FOR_PROGRAMMERS if "mode" not in text} == set()


@pytest.mark.parametrize(
    ("name", "argv"),
    [
        *((name, ["--no-existe"]) for name in sorted(cli.COMMANDS)),
        ("catalog", ["infer"]),
        ("users", ["add", "x", "--role", "rey"]),
        ("refine", ["accept", "uno"]),
    ],
)
def test_a_wrong_command_line_is_refused_in_spanish(
    name: str, argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    assert command.run(cli.COMMANDS[name], argv) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.rstrip().endswith("(vea --help).") or "dé una o más preguntas" in told
    assert not {"argument", "invalid", "required", "expected", "unrecognized", "following"} & set(told.split())


def test_the_console_script_lists_and_refuses_in_spanish(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "es")
    monkeypatch.setattr("sys.argv", ["moa-churn"])
    assert cli.main() == 0
    assert "Carga una tabla en el banco." in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["moa-churn", "trian"])
    assert cli.main() == 2
    assert capsys.readouterr().err.startswith("No existe la orden 'trian'; existen ")
    assert command.no_command("db.audit") == 2
    assert capsys.readouterr().err.startswith("No existe la orden `python -m db.audit`")


@pytest.mark.parametrize(
    ("tongue", "begins"), [("es_PE.UTF-8", "PORT debe ser"), ("en_GB", "PORT must be"), ("", "PORT must")]
)
def test_the_port_is_refused_in_the_language_with_nothing_installed(
    tongue: str, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert port.main("mil", tongue) == 2
    assert capsys.readouterr().err.startswith(begins)
    assert port.sentence("port_taken", "es", port=8000, next=8001).startswith("El puerto 8000 lo usa otro programa")


def test_no_command_has_a_parser_that_speaks_english_only() -> None:
    plain = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "argparse.ArgumentParser(prog" in path.read_text(encoding="utf-8")
    ]
    assert plain == ["agents/understanding/learned/__main__.py"]  # the first is a developer's


def test_numbers_in_a_report_are_written_as_the_language_does() -> None:
    from db.texts.terminal import said

    with speaking("es"):
        assert said("demo.made", count=12000, seed="1", leaving=0.2037, auc=0.85).startswith("12.000 clientes")
        assert "20,4\xa0%" in said("demo.made", count=12000, seed="1", leaving=0.2037, auc=0.85)
    with speaking("en"):
        assert "20.4% of those" in said("demo.made", count=12000, seed="1", leaving=0.2037, auc=0.85)


def test_a_load_that_is_refused_and_a_draft_are_told_in_spanish(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("LANG", "es")
    table = tmp_path / "clientes.csv"
    rows = [f"{n},{20 + n % 50},{n * 7 % 900 + 0.5},{'Yes' if n % 4 else 'No'}" for n in range(1, 60)]
    table.write_text("\n".join(["customer_id,age,balance,churned", *rows]), encoding="utf-8")
    catalog = tmp_path / "clientes.yaml"
    assert command.run("db.catalog.__main__", ["infer", str(table), "--output", str(catalog)]) == 0
    drafted = capsys.readouterr()
    assert "se lee como" in drafted.err
    assert "Lo que conviene revisar:" in drafted.err
    assert command.run("db.catalog.__main__", ["check", str(catalog)]) == 0
    assert capsys.readouterr().out.endswith(": ningún problema.\n")
    rows[0] = "1,joven,3.5,Yes"
    table.write_text("\n".join(["customer_id,age,balance,churned", *rows, rows[3]]), encoding="utf-8")
    assert command.run("db.load", [str(table), "--catalog", str(catalog)]) == 1
    told = capsys.readouterr()
    assert "NO cargado: " in told.out
    assert "línea 2: age: 'joven' no es un número entero" in told.out
    assert "customer_id 4 ya está en la línea 5" in told.out
    assert told.err.splitlines()[-1].startswith("No se cargó nada: 2 de 60 filas")
    assert "joven' no es un número entero" in told.err


def test_wrong_settings_a_wrong_catalog_and_a_wrong_roster_are_told_in_spanish(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("LANG", "es")
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    with monkeypatch.context() as patch:
        for name, value in {"PORT": "70000", "BANK_DB_URL": "mysql://x/y", "DEMO_MODE": "acaso"}.items():
            patch.setenv(name, value)
        assert command.run("db.load", ["x.csv"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("Hay ajustes incorrectos: ")
    assert not {"input", "must", "should", "less", "valid"} & set(told.split())
    wrong = DEFAULT.read_text(encoding="utf-8").replace("kind: money", "kind: monye", 1).replace("id: ", "id: no_", 1)
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    assert command.run("db.catalog.__main__", ["check", str(tmp_path / "wrong.yaml")]) == 1
    told = capsys.readouterr().out
    assert "debe ser " in told
    assert "no está entre las columnas" in told
    roster = (ROOT / "agents/roster/default.yaml").read_text(encoding="utf-8")
    (tmp_path / "roster.yaml").write_text(
        roster.replace("default_profile: scout", "default_profile: none"), encoding="utf-8"
    )
    assert command.run("agents.roster.__main__", ["check", "--roster", str(tmp_path / "roster.yaml")]) == 1
    assert "default_profile: debe ser uno de" in capsys.readouterr().err
