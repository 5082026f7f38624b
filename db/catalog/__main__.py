"""``python -m db.catalog infer FILE`` and ``python -m db.catalog check [FILE]``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from db.catalog import check
from db.catalog.drafting import infer
from db.catalog.drafting.choices import KEYS, Choices
from db.launch import launch
from db.places import Places


def main(argv: Sequence[str], places: Places) -> int:
    """``infer FILE [--output F]`` drafts a catalog for a table; ``check [FILE]`` lists what is wrong with one."""
    parser = argparse.ArgumentParser(prog="python -m db.catalog", description="Draft or check a catalog.")
    commands = parser.add_subparsers(dest="command", required=True)
    drafting = commands.add_parser("infer", help="draft the catalog of a table")
    drafting.add_argument("file", metavar="FILE|URL", help="CSV (also .gz or .zip), .xlsx or .parquet")
    drafting.add_argument(
        "--number-rows", action="store_true", help="no column identifies a customer: the row's number does"
    )
    drafting.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=f"settle instead of guessing: {', '.join(KEYS)} (may be given more than once)",
    )
    drafting.add_argument("--interactive", action="store_true", help="ask on the terminal what is in doubt")
    drafting.add_argument("--output", type=Path, metavar="FILE", help="where to write it (default: stdout)")
    checking = commands.add_parser("check", help="list every problem of a catalog, with its line")
    checking.add_argument("file", type=Path, nargs="?", default=places.catalog, help="default: the one in force")
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
