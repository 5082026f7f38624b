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
from db.loading.csv_file import opened


def infer(source: str) -> str:
    """The YAML text of a draft catalog for a CSV file or address.

    Raises:
        DataProblem: the file cannot be read, or no column can be the id or the label.
    """
    with opened(source) as file:
        columns = profiles(file)
    text = draft(columns, roles(columns), source=source)
    Catalog.model_validate(yaml.safe_load(text))
    return text


def run(source: str, output: Path | None) -> int:
    """Write the draft to a file or to stdout, and say on stderr what was guessed."""
    text = infer(source)
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
