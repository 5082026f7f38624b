"""What ``python -m agents.refine`` prints and does."""

import argparse
from collections.abc import Sequence
from typing import Any

from agents.refine import Refinement
from agents.roster import read_roster
from db.caller import Caller
from db.engines import state_engine
from db.places import Places
from db.state.migrate import upgrade

_OPERATOR = Caller(name="command line", role="admin")


def run(argv: Sequence[str], places: Places) -> int:
    """Report, or one decision."""
    parser = argparse.ArgumentParser(prog="python -m agents.refine", description="The agents' weights and examples.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("report", help="weights by kind of question, raters, corrections, versions")
    for name, what in (("accept", "make correction N an example"), ("withdraw", "turn down or take back correction N")):
        commands.add_parser(name, help=what).add_argument("number", type=int)
    commands.add_parser("revert", help="set aside the thumbs since version N").add_argument("number", type=int)
    asked = parser.parse_args(argv)
    upgrade(places)
    refinement = Refinement(state_engine(places), read_roster(places.roster).refinement)
    if asked.command == "report":
        _show(refinement.report())
    elif asked.command == "revert":
        count = refinement.revert(asked.number, by=_OPERATOR)
        _print(f"{count} thumb(s) given since version {asked.number} no longer count.")
    else:
        getattr(refinement, asked.command)(asked.number, by=_OPERATOR)
        _print(f"Correction {asked.number}: {asked.command} done.")
    return 0


def _show(report: dict[str, Any]) -> None:
    _print("Weights by kind of question (1 = best; ups and downs are credited shares of thumbs, prior included):")
    for kind, agents in report["weights"].items():
        _print(f"  {'all kinds' if kind == '*' else kind}")
        for agent, held in sorted(agents.items(), key=lambda item: -item[1]["weight"]):
            _print(f"    {agent:<24} {held['weight']:.3f}   up {held['up']:.1f}  down {held['down']:.1f}")
    if not report["weights"]:
        _print("  no thumbs yet: every agent has weight 1")
    _print("Raters (counts: how much their thumbs weigh, 0 to 1):")
    for user, held in report["raters"].items():
        _print(f"    {user:<24} {held['ratings']} thumbs, counts {held['counts']:.2f}")
    _print("Corrections:")
    for item in report["corrections"]:
        _print(f"    {item['id']:>4} {item['status']:<10} {item['author']}: {item['question']!r} -> {item['text']!r}")
    newest = ", ".join(f"{item['version']} ({item['made']:%Y-%m-%d %H:%M})" for item in report["versions"][:5])
    _print(f"Versions, newest first: {newest or 'none'}")


def _print(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
