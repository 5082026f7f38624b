"""``python -m db.demo``: the demo bank, from a seed to a loaded bank, with a user for each role."""

import sys
from collections.abc import Sequence
from pathlib import Path

from db.caller import Caller
from db.catalog import read_catalog
from db.command_line import CommandParser, whole
from db.demo.customers import demo_bank
from db.demo.install import DEMO_USERS, demo_password, load_demo, make_demo_users, write_csv
from db.errors import UsageProblem
from db.launch import launch
from db.load import at
from db.places import Places
from db.texts.terminal import said

FEWEST = 100


def main(argv: Sequence[str], places: Places) -> int:
    """Make and load the demo bank; the report goes to stdout."""
    parser = CommandParser(key="demo", prog="python -m db.demo")
    parser.add_argument("--customers", type=whole, default=12_000, metavar="N")
    parser.add_argument("--seed", type=whole, default=2026, metavar="S")
    parser.add_argument("--output", type=Path, metavar="FILE")
    parser.add_argument("--replace", action="store_true")
    parser.add_argument("--file-only", action="store_true")
    parser.add_argument("--users-only", action="store_true")
    parser.add_argument("--bank-db", metavar="URL")
    parser.add_argument("--state-db", metavar="URL")
    wanted = parser.parse_args(argv)
    places = at(places, bank_db=wanted.bank_db, state_db=wanted.state_db)
    if wanted.users_only:
        _say_users(make_demo_users(places, read_catalog(places.catalog)))
        return 0
    if wanted.customers < FEWEST or wanted.seed < 0:
        raise UsageProblem(
            "db.demo.too_small",
            fewest=FEWEST,
        )
    bank = demo_bank(wanted.customers, wanted.seed)
    if wanted.file_only:
        write_csv(bank, wanted.output or places.home / "demo-bank.csv")
    else:
        report = load_demo(places, bank=bank, output=wanted.output, replace=wanted.replace, progress=True)
        sys.stdout.write("\n".join(report.lines()) + "\n")
        _say_users([Caller(name=name, role=role, language=language) for name, role, language in DEMO_USERS])
    count, seed = len(bank.rows), str(wanted.seed)
    made = said("demo.made", count=count, seed=seed, leaving=bank.leaving, auc=bank.best_auc)
    sys.stdout.write(f"{made}\n")
    return 0


def _say_users(users: Sequence[Caller]) -> None:
    words = (said("demo.user", name=u.name, role=u.role, password=demo_password(u.name)) for u in users)
    sys.stdout.write(said("demo.users", users=", ".join(words)) + "\n")


if __name__ == "__main__":
    launch("db.demo.__main__")
