"""``python -m db.catalog infer FILE`` and ``python -m db.catalog check [FILE]``."""

import sys
from collections.abc import Sequence
from pathlib import Path

from db.catalog import check
from db.catalog.drafting import infer
from db.catalog.drafting.choices import KEYS, Choices
from db.command_line import CommandParser
from db.launch import launch
from db.places import Places


def main(argv: Sequence[str], places: Places) -> int:
    """``infer FILE [--output F]`` drafts a catalog for a table; ``check [FILE]`` lists what is wrong with one."""
    parser = CommandParser(key="catalog", prog="python -m db.catalog")
    drafting = parser.command("infer")
    drafting.add_argument("file", metavar="FILE|URL")
    drafting.add_argument("--number-rows", action="store_true")
    keys = {"keys": ", ".join(KEYS)}
    drafting.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", filling=keys)
    drafting.add_argument("--interactive", action="store_true")
    drafting.add_argument("--output", type=Path, metavar="FILE")
    checking = parser.command("check")
    checking.add_argument("file", type=Path, nargs="?", default=places.catalog, metavar="FILE")
    wanted = parser.parse_args(argv)
    if wanted.command == "infer":
        choices = Choices(number_rows=wanted.number_rows).settled(wanted.set)
        return infer.run(wanted.file, wanted.output, choices, ask=_asked if wanted.interactive else None)
    return check.run(wanted.file)


def _asked(question: str) -> str:
    """A question on the terminal, beside stdout, where the draft goes; no more input keeps the guess."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline()


if __name__ == "__main__":
    launch("db.catalog.__main__")
