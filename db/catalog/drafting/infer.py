"""``python -m db.catalog infer FILE``: a draft catalog for a table nobody has described yet.

The draft loads, trains and answers as it is; what was guessed is marked, and a person who knows the bank goes over it.
"""

import sys
from pathlib import Path

import yaml

from db.catalog import Catalog
from db.catalog.drafting.draft import draft
from db.catalog.drafting.guess import roles
from db.catalog.drafting.profile import profiles
from db.errors import DataProblem
from db.loading.table_file import opened

ROW_ID = "row_number"


def infer(source: str, *, number_rows: bool = False) -> str:
    """The YAML text of a draft catalog for a table by path or address.

    Raises:
        DataProblem: the file cannot be read, or no column can be the id or the label.
    """
    with opened(source) as file:
        if number_rows:
            file.number_rows(ROW_ID)
        columns = profiles(file)
    text = draft(columns, roles(columns, identity=ROW_ID if number_rows else None), source=source)
    Catalog.model_validate(yaml.safe_load(text))
    return text


def run(source: str, output: Path | None, *, number_rows: bool = False) -> int:
    """Write the draft to a file or to stdout, and say on stderr what was guessed."""
    text = infer(source, number_rows=number_rows)
    if output is None:
        sys.stdout.write(text)
    else:
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise DataProblem(
                f"The file {output} cannot be written: {error.strerror}.",
                f"No se puede escribir {output}: {error.strerror}.",
            ) from error
    unsure = next((line.partition("NOT SURE")[2] for line in text.splitlines() if "NOT SURE" in line), "")
    guesses = [line.split("  #")[0] for line in text.splitlines() if "# guessed" in line and not line.startswith(" ")]
    sys.stderr.write(f"Guessed: {'; '.join(guesses)}. Look at the lines marked `guessed`.\n")
    if unsure:
        sys.stderr.write(f"Not sure{unsure}: settle the line `label` before loading.\n")
    return 0
