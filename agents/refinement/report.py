"""What ``python -m agents.refine`` prints and does."""

from collections.abc import Sequence
from typing import Any

from agents.refine import Refinement
from agents.roster import read_roster
from db.caller import Caller
from db.command_line import CommandParser, whole
from db.engines import state_engine
from db.places import Places
from db.state.migrate import upgrade
from db.texts.terminal import figure, said

_OPERATOR = Caller(name="command line", role="admin")


def run(argv: Sequence[str], places: Places) -> int:
    """Report, or one decision."""
    parser = CommandParser(key="refine", prog="python -m agents.refine")
    parser.command("report")
    for name in ("accept", "withdraw", "revert"):
        parser.command(name).add_argument("number", type=whole)
    asked = parser.parse_args(argv)
    upgrade(places)
    refinement = Refinement(state_engine(places), read_roster(places.roster).refinement)
    if asked.command == "report":
        _show(refinement.report())
    elif asked.command == "revert":
        count = refinement.revert(asked.number, by=_OPERATOR)
        _print(said("refine.reverted", count=count, version=asked.number))
    else:
        getattr(refinement, asked.command)(asked.number, by=_OPERATOR)
        _print(said(f"refine.done.{asked.command}", number=asked.number))
    return 0


def _show(report: dict[str, Any]) -> None:
    _print(said("refine.weights"))
    for kind, agents in report["weights"].items():
        _print(f"  {said('refine.all_kinds') if kind == '*' else kind}")
        for agent, held in sorted(agents.items(), key=lambda item: -item[1]["weight"]):
            ups = said("refine.up_down", up=held["up"], down=held["down"])
            _print(f"    {agent:<24} {figure(held['weight'], '.3f')}   {ups}")
    if not report["weights"]:
        _print(f"  {said('refine.no_thumbs')}")
    _print(said("refine.raters"))
    for user, held in report["raters"].items():
        _print(f"    {user:<24} {said('refine.rater', count=held['ratings'], counts=held['counts'])}")
    _print(said("refine.corrections"))
    for item in report["corrections"]:
        _print(f"    {item['id']:>4} {item['status']:<10} {item['author']}: {item['question']!r} -> {item['text']!r}")
    newest = ", ".join(f"{item['version']} ({item['made']:%Y-%m-%d %H:%M})" for item in report["versions"][:5])
    _print(said("refine.versions", versions=newest or said("none")))


def _print(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
