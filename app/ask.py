"""``python -m app.ask``: the conversation without a browser; several questions are one conversation."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, TextIO

from agents import degradations as lines
from agents.events import ReplyReplaced, ReplyToken, TraceEvent, TurnEnded
from agents.roster import read_roster
from app.bootstrap import House, open_house
from app.settings import read_settings
from app.turns.conversation import Conversation
from app.turns.record import TurnRecord, dumps
from db.caller import WHOLE_BANK, Caller
from db.command_line import CommandParser
from db.errors import DataProblem, UsageProblem
from db.places import Places
from db.texts import Each


def main(argv: Sequence[str], places: Places) -> int:
    """Ask the questions on the command line, or those of a batch file.

    Returns 0 when every question got a reply (a polite refusal is one), 1 when one ended in an error.

    Raises:
        UsageProblem: no question, an empty one, or one that is too long.
        DataProblem: a batch file that cannot be read.
    """
    args = _parser().parse_args(argv)
    if bool(args.question) == bool(args.batch):
        raise UsageProblem("app.ask.no_question")
    settings = read_settings()
    longest = read_roster(settings.roster_file).limits.question_chars
    for question in args.question:
        _check(question, longest)
    batch = list(_read_batch(args.batch)) if args.batch else []
    house = open_house(settings, places)
    return asyncio.run(_batch(house, batch, args) if batch else _talk(house, args))


def _check(question: str, longest: int) -> None:
    if not question.strip():
        raise UsageProblem(Each(lines.empty))
    if len(question) > longest:
        raise UsageProblem(Each(lambda language: lines.too_long(len(question), longest, language)))


def _parser() -> CommandParser:
    parser = CommandParser(key="ask", prog="python -m app.ask")
    parser.add_argument("question", nargs="*", metavar="QUESTION")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--user")
    parser.add_argument("--profile")
    parser.add_argument("--batch", type=Path, metavar="FILE")
    return parser


async def _talk(house: House, args: argparse.Namespace) -> int:
    conversation = house.conversation(caller=_caller(house, args.user), profile=args.profile, thread_id=None)
    worst = 0
    async with house.running():
        for question in args.question:
            record = await _turn(conversation, question, live=None if args.json else sys.stdout)
            if args.json:
                _print(dumps(record.as_json()))
            worst = max(worst, record.ended.status == "error")
    return int(worst)


async def _turn(conversation: Conversation, question: str, *, live: TextIO | None) -> TurnRecord:
    shown = _Shown(live)
    async with aclosing(conversation.ask(question)) as events:
        async for event in events:
            shown.see(event)
    if conversation.last is None:
        raise RuntimeError("a turn ended without a record")
    return conversation.last


class _Shown:
    """What a terminal shows of a turn: the reply as it streams, the honest lines, nothing twice."""

    def __init__(self, out: TextIO | None) -> None:
        self.out, self.text = out, ""

    def see(self, event: TraceEvent) -> None:
        if self.out is None:
            return
        if isinstance(event, ReplyToken):
            self._write(event.text)
        elif isinstance(event, ReplyReplaced):
            self._write(f"\n\n[{event.reason}]\n" if self.text else "")
            self.text = ""
            self._write(event.text)
        elif isinstance(event, TurnEnded):
            rest = event.reply.removeprefix(self.text) if event.reply.startswith(self.text) else f"\n\n{event.reply}"
            self._write(rest if rest.strip() != "" else "")
            self._write("\n\n")

    def _write(self, text: str) -> None:
        if self.out is not None and text:
            self.text += text
            self.out.write(text)
            self.out.flush()


async def _batch(house: House, entries: list[dict[str, Any]], args: argparse.Namespace) -> int:
    worst = 0
    async with house.running():
        for entry in entries:
            caller = _caller(house, entry.get("user") or args.user)
            profile = entry.get("profile") or args.profile
            conversation = house.conversation(caller=caller, profile=profile, thread_id=None)
            records = [await _turn(conversation, question, live=None) for question in entry["turns"]]
            _print(dumps({"id": entry["id"], "turns": [record.as_json() for record in records]}))
            worst = max(worst, *(record.ended.status == "error" for record in records))
    return int(worst)


def _read_batch(path: Path) -> Iterator[dict[str, Any]]:
    """The conversations of a batch file, each checked before anything is asked."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise DataProblem("app.ask.unreadable", path=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise DataProblem("app.ask.not_utf8", path=path) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _entry(line, number)


def _entry(line: str, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataProblem("app.ask.not_json", number=number, reason=error.msg) from error
    turns = entry.get("turns") if isinstance(entry, dict) else None
    if not (isinstance(turns, list) and turns and all(isinstance(turn, str) for turn in turns)):
        raise DataProblem("app.ask.no_turns", number=number)
    return {**entry, "id": entry.get("id", number)}


def _caller(house: House, name: str | None) -> Caller:
    return WHOLE_BANK if name is None else house.caller(name)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from db.launch import launch

    launch("app.ask")
