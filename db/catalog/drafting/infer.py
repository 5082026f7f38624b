"""``python -m db.catalog infer FILE``: a draft catalog for a table nobody has described yet.

The draft loads, trains and answers as it is; what was guessed is marked, and a person who knows the bank goes over it,
or says it with ``--set``, or is asked on the terminal with ``--interactive``.
"""

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from db.catalog import Catalog
from db.catalog.drafting.choices import Choices
from db.catalog.drafting.draft import NO_CURRENCY, draft
from db.catalog.drafting.guess import NoIdColumn, roles
from db.catalog.drafting.overview import Doubt, doubts, numbered, table
from db.catalog.drafting.profile import profiles
from db.errors import DataProblem, UsageProblem
from db.loading.table_file import opened
from db.texts.terminal import language, said
from db.yaml_files import parse_yaml

ROW_ID = "row_number"


@dataclass(frozen=True)
class Draft:
    """The catalog's text, the table of what was decided, and what is in doubt."""

    text: str
    table: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def drafted(source: str, choices: Choices, *, number_if_needed: bool = False) -> Draft:
    """A draft catalog for a table by path or address.

    ``number_if_needed``: where no column identifies a customer the rows are numbered, which is said among the doubts.

    Raises:
        DataProblem: the file cannot be read, or no column can be the id or the label.
        UsageProblem: a column was named that is not there.
    """
    try:
        return _drafted(source, choices)
    except NoIdColumn:
        if not number_if_needed:
            raise
        return _drafted(source, choices, numbered=True)


def _drafted(source: str, choices: Choices, *, numbered: bool = False) -> Draft:
    numbered = numbered or choices.number_rows
    with opened(source) as file:
        if numbered:
            file.number_rows(ROW_ID)
        columns, sheet = profiles(file, choices.order), file.sheet
    found = roles(columns, identity=ROW_ID if numbered else None, choices=choices)
    text = draft(columns, found, source=source, choices=choices)
    catalog = Catalog.model_validate(parse_yaml(text))
    unsure = doubts(columns, found, catalog, choices, no_currency=NO_CURRENCY in text)
    read = [said("draft.sheet", sheet=sheet)] if sheet else []
    return Draft(text, (*read, *table(columns, found, catalog)), tuple(unsure))


def infer(source: str, *, number_rows: bool = False) -> str:
    """The YAML text of a draft with nothing settled."""
    return drafted(source, Choices(number_rows=number_rows)).text


def run(source: str, output: Path | None, choices: Choices, *, ask: Callable[[str], str] | None = None) -> int:
    """Write the draft to a file or to stdout, and say on stderr what was decided and what needs a look.

    ``ask`` puts a question to somebody and returns the answer; what is in doubt is then asked one by one.
    """
    found = drafted(source, choices, number_if_needed=ask is not None)
    sys.stderr.write("\n".join(found.table) + "\n\n")
    if ask is not None:
        found = _settled(source, choices, found, ask)
    if output is None:
        sys.stdout.write(found.text)
    else:
        write(found.text, output)
        load = f"python -m db.load {shlex.quote(source)} --catalog {shlex.quote(str(output))}"
        sys.stderr.write(said("catalog.written", output=str(output), command=load) + "\n")
    if ask is None:
        command = f"python -m db.catalog infer {shlex.quote(source)}" + (f" --output {output}" if output else "")
        sys.stderr.write("\n".join(numbered(found.doubts, command)) + "\n")
    return 0


def write(text: str, output: Path) -> None:
    """The draft into a file.

    Raises:
        DataProblem: it cannot be written.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DataProblem(
            "db.infer.not_writable",
            output=output,
            reason=error.strerror,
        ) from error


def _settled(source: str, choices: Choices, found: Draft, ask: Callable[[str], str]) -> Draft:
    """The draft after each doubt was asked once; an empty answer keeps the guess, a number takes that option."""
    asked: set[str] = set()
    while (doubt := next((one for one in found.doubts if one.key not in asked), None)) is not None:
        asked.add(doubt.key)
        choices = _answered(doubt, choices, ask)
        found = drafted(source, choices, number_if_needed=True)
    return found


def _answered(doubt: Doubt, choices: Choices, ask: Callable[[str], str]) -> Choices:
    options = "  ".join(f"{number}) {option}" for number, option in enumerate(doubt.options, 1))
    while True:
        answer = (
            ask(f"{doubt.question}\n  {options}\n  {said('catalog.keeps', guess=doubt.guess)}: ").strip() or doubt.guess
        )
        if answer.isdigit() and 0 < int(answer) <= len(doubt.options):
            answer = doubt.options[int(answer) - 1]
        known = {option.casefold(): option for option in doubt.options}
        answer = known.get(answer.casefold(), answer)
        if doubt.key == "id" and answer == doubt.guess:
            return replace(choices, number_rows=True)
        if doubt.key == "currency" or answer in doubt.options:
            try:
                return choices.settled([f"{doubt.key}={answer}"])
            except UsageProblem as problem:
                sys.stderr.write(f"{problem.say(language())}\n")
        else:
            sys.stderr.write(said("catalog.none_of_these", answer=answer) + "\n")
