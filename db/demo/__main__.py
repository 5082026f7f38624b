"""``python -m db.demo``: the demo bank, from a seed to a loaded bank, with a user for each role."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from db.caller import Caller
from db.catalog import read_catalog
from db.demo.customers import demo_bank
from db.demo.install import DEMO_USERS, demo_password, load_demo, make_demo_users, write_csv
from db.errors import UsageProblem
from db.launch import launch
from db.load import at
from db.places import Places

FEWEST = 100


def main(argv: Sequence[str], places: Places) -> int:
    """Make and load the demo bank; the report goes to stdout."""
    parser = argparse.ArgumentParser(prog="python -m db.demo", description="Make and load the demo bank.")
    parser.add_argument("--customers", type=int, default=12_000, metavar="N")
    parser.add_argument("--seed", type=int, default=2026, metavar="S")
    parser.add_argument("--output", type=Path, metavar="FILE", help="the CSV file (default: demo-bank.csv in the home)")
    parser.add_argument("--replace", action="store_true", help="even if another bank is loaded")
    parser.add_argument("--file-only", action="store_true", help="write the CSV file and load nothing")
    parser.add_argument("--users-only", action="store_true", help="make the demo users for the bank that is loaded")
    parser.add_argument("--bank-db", metavar="URL", help="where the bank is, instead of BANK_DB_URL")
    parser.add_argument("--state-db", metavar="URL", help="where the app's own state is, instead of STATE_DB_URL")
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
    sys.stdout.write(
        f"{len(bank.rows):,} customers, seed {wanted.seed}: {bank.leaving:.1%} of those known left; "
        f"knowing the true probability would reach an AUC of {bank.best_auc:.3f}.\n"
    )
    return 0


def _say_users(users: Sequence[Caller]) -> None:
    listed = ", ".join(f"{user.name} ({user.role}, password {demo_password(user.name)})" for user in users)
    sys.stdout.write(f"Demo users: {listed}\n")


if __name__ == "__main__":
    launch("db.demo.__main__")
