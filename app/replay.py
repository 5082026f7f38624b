"""``python -m app.replay ID``: a stored turn printed again, to whoever may see it."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from app.turns.record import dumps
from app.turns.store import TurnStore, within
from db.audit import record
from db.caller import WHOLE_BANK, Caller
from db.command_line import CommandParser
from db.engines import state_engine
from db.errors import AccessProblem, UsageProblem
from db.places import Places
from db.state.migrate import upgrade
from db.texts.terminal import said
from db.users import find_user

SEES_ALL = {"admin"}


def main(argv: Sequence[str], places: Places) -> int:
    """Print one stored turn: question, trace, reply, accounts. The reading is noted in the audit trail.

    Raises:
        UsageProblem: no turn has this id.
        AccessProblem: the user may not see it.
    """
    parser = CommandParser(key="replay", prog="python -m app.replay")
    parser.add_argument("id")
    parser.add_argument("--user")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    upgrade(places)
    state = state_engine(places)
    viewer = WHOLE_BANK if args.user is None else find_user(state, args.user)
    turn = TurnStore(engine=state).find(args.id)
    if viewer is None or turn is None:
        raise UsageProblem("app.replay.no_turn", turn=args.id)
    _may_see(viewer, turn)
    record(state, viewer.name, "replay", {"turn": turn["turn_id"]})
    sys.stdout.write(dumps(turn) + "\n" if args.json else "\n".join(told(turn)) + "\n")
    return 0


def _may_see(viewer: Caller, turn: Mapping[str, Any]) -> None:
    sees_all = viewer.role in SEES_ALL and viewer.owner is None
    own = viewer.name == turn["user"] and within(turn, viewer)
    if not (sees_all or own):
        raise AccessProblem(
            "app.replay.not_yours",
        )


def told(turn: Mapping[str, Any]) -> list[str]:
    """The stored turn as lines of text, event by event."""
    versions = ", ".join(f"{name} {value}" for name, value in (turn["versions"] or {}).items())
    head = [said("replay.head", turn=turn["turn_id"], created=turn["created"], user=turn["user"]), versions]
    events = [line for event in turn["trace"] or [] for line in _event(event)]
    question, usage = (
        said("replay.question", question=turn["question"]),
        said("replay.usage", usage=dumps(turn["usage"])),
    )
    return [*head, question, *events, "", turn["reply"], "", usage]


def _event(event: Mapping[str, Any]) -> list[str]:
    quiet = {"event", "at_ms", "messages", "text", "reply", "facts"}
    rest = {k: v for k, v in event.items() if k not in quiet and v not in (None, "", [], {})}
    lines = [f"{event['at_ms']:9.1f} ms  {event['event']:<17} {dumps(rest)}"]
    lines += [f"{'':14}{line}" for line in str(event.get("text") or "").splitlines()]
    for message in event.get("messages") or []:
        lines += [f"{'':14}[{message['role']}]", *(f"{'':16}{line}" for line in message["content"].splitlines())]
    return lines


if __name__ == "__main__":
    from db.launch import launch

    launch("app.replay")
