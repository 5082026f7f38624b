"""``python -m bench prompts``: twelve typical turns in each profile, every request as sent, its tokens by part, its
price; 1 where a stated budget is missed.

The requests go over a real socket to the local server, whose models are played by the offline model. ``--show`` prints
every prompt, ``--record FILE`` writes all request bodies as JSON, ``--home`` names a prepared installation (a small
demo bank is made otherwise).
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agents.engine import Engine
from agents.events import Degraded, TraceEvent, TurnEnded
from agents.history import PastTurn
from agents.language import detect
from agents.llm.budget import Accounts
from agents.llm.providers import RemoteProvider
from agents.refine import Refinement
from agents.roster import Roster, read_roster
from bench.engine_lab import observed
from bench.prompts_parts import Request, request_of
from bench.together_answers import offline_answers
from bench.together_server import TogetherServer
from db.caller import WHOLE_BANK
from db.catalog import read_catalog
from db.engines import state_engine
from db.places import Places
from db.state.migrate import upgrade
from db.yaml_files import read_yaml
from tools.environment import Desk

_SCRIPT: Mapping[str, Any] = read_yaml(Path(__file__).parent / "prompts_turns.yaml")
PLANNER_TOKENS = 3_500
TURN_PRICE = 0.004
CALL_TOKENS = 12_000
_SMALL_BANK = 1_500


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One turn: what was sent, and what came of it."""

    turn: str
    profile: str
    question: str
    status: str
    reply: str
    requests: tuple[Request, ...]

    @property
    def price(self) -> float:
        """US dollars at the roster's prices."""
        return sum(request.price for request in self.requests)


@dataclass
class Bench:
    """An engine talking to the local server over a socket."""

    engine: Engine
    server: TogetherServer
    roster: Roster
    names: Mapping[str, str]

    async def turn(self, name: str, question: str, profile: str, history: list[PastTurn]) -> Recorded:
        """Ask one question; the history grows by it."""
        before = len(self.server.seen)
        ended: TurnEnded | None = None
        said = question.format(**self.names)
        async for event in self.engine.turn(said, caller=WHOLE_BANK, profile=profile, history=tuple(history)):
            ended = event if isinstance(event, TurnEnded) else ended
        assert ended is not None
        history.append(_past(said, ended))
        bodies = zip(self.server.seen[before:], self.server.written[before:], strict=True)
        requests = tuple(request_of(body, written, self.roster) for body, written in bodies)
        return Recorded(
            turn=name, profile=profile, question=said, status=ended.status, reply=ended.reply, requests=requests
        )


async def record(places: Places, profiles: Sequence[str]) -> list[Recorded]:
    """All turns in all profiles, and the long conversation in ``fast``."""
    roster = read_roster(places.roster)
    server = TogetherServer(offline_answers(read_catalog(places.catalog), roster), models=roster.models())
    provider = RemoteProvider(base_url=await server.start(), api_key="key", kind="together")
    try:
        async with _engine(places, roster, provider) as engine:
            bench = Bench(engine=engine, server=server, roster=roster, names=_customers(engine.desk))
            await bench.turn("warm", "hello", "fast", [])  # the built-in understanding plays the planner: not cold
            return [recorded async for recorded in _turns(bench, profiles)]
    finally:
        await server.stop()


async def live(places: Places, base_url: str, profile: str) -> bool:
    """The twelve turns with a real server: replies and times; whether all were answered."""
    roster = read_roster(places.roster)
    provider = RemoteProvider(base_url=base_url, api_key="none", kind="compatible")
    answered = 0
    async with _engine(places, roster, provider) as engine:
        names = _customers(engine.desk)
        for script in _SCRIPT["turns"]:
            history: list[PastTurn] = []
            for question in (*script.get("before", ()), script["question"]):
                stream = engine.turn(question.format(**names), caller=WHOLE_BANK, profile=profile, history=history)
                outcome = await observed(stream)
                history.append(_past(question.format(**names), outcome.events[-1]))
            answered += outcome.status in {"answered", "clarify", "refused"}
            lines = [event.code for event in outcome.of(Degraded)]
            first = f"{outcome.first_token:.1f}" if outcome.first_token is not None else "-"
            print(f"\n{script['id']}: {outcome.status}, first words {first} s, {outcome.total:.1f} s {lines}")
            print("    " + outcome.reply.replace("\n", "\n    "))
    print(f"\n{answered} of {len(_SCRIPT['turns'])} turns answered.")
    return answered == len(_SCRIPT["turns"])


@asynccontextmanager
async def _engine(places: Places, roster: Roster, provider: RemoteProvider) -> AsyncIterator[Engine]:
    catalog = read_catalog(places.catalog)
    upgrade(places)
    state = state_engine(places)
    engine = Engine(
        Desk.open(places, catalog),
        roster,
        provider,
        refinement=Refinement(state, roster.refinement),
        accounts=Accounts(state, roster.budget.model_copy(update={"user_day": 1000.0})),
    )
    try:
        yield engine
    finally:
        await engine.aclose()
        state.dispose()


def _past(question: str, ended: TraceEvent) -> PastTurn:
    assert isinstance(ended, TurnEnded)
    language = detect(question, "es")
    return PastTurn(question=question, language=language, status=ended.status, reply=ended.reply, facts=ended.facts)


async def _turns(bench: Bench, profiles: Sequence[str]) -> Any:
    for profile in profiles:
        for script in _SCRIPT["turns"]:
            history: list[PastTurn] = []
            for question in script.get("before", ()):
                await bench.turn("before", question, "fast", history)
            yield await bench.turn(script["id"], script["question"], profile, history)
    history = []
    for number, question in enumerate(_SCRIPT["conversation"], start=1):
        yield await bench.turn(f"conversation {number}", question, "fast", history)


def _customers(desk: Desk) -> dict[str, str]:
    """Two customers' ids to ask about."""
    from sqlalchemy import text  # noqa: PLC0415

    catalog = desk.catalog
    with desk.bank.engine.connect() as connection:
        found = connection.execute(
            text(
                f'SELECT "{catalog.id}" FROM "{catalog.table}" WHERE "{catalog.label.column}" = :no ORDER BY 1 LIMIT 2'
            ),
            {"no": 0},
        )
        one, other = (str(row[0]) for row in found)
    return {"id": one, "other": other}


def budgets(turns: Sequence[Recorded]) -> list[str]:
    """One sentence per budget that is missed."""
    missed = []
    for turn in turns:
        for request in turn.requests:
            if request.tokens > CALL_TOKENS:
                missed.append(f"{turn.turn} ({turn.profile}): {request.agent} is sent {request.tokens:,} tokens")
        if not turn.turn.startswith("conversation") and not _follows(turn.turn):
            first = next((r for r in turn.requests if r.role == "orchestrator"), None)
            if first is not None and first.tokens > PLANNER_TOKENS:
                missed.append(f"{turn.turn} ({turn.profile}): the planner is sent {first.tokens:,} tokens")
        if turn.profile == "moa" and turn.price > TURN_PRICE:
            missed.append(f"{turn.turn} (moa): costs ${turn.price:.5f}")
    return missed


def _follows(turn: str) -> bool:
    return any(script["id"] == turn and script.get("before") for script in _SCRIPT["turns"])


def report(turns: Sequence[Recorded], *, show: bool) -> None:
    """Print every turn with its requests."""
    for turn in turns:
        print(f"\n{turn.turn} · {turn.profile} · {turn.question!r} · {turn.status} · ${turn.price:.5f}")
        for request in turn.requests:
            parts = ", ".join(f"{name} {tokens}" for name, tokens in request.parts.items() if tokens)
            print(f"  {request.agent:21} {request.tokens:6} in ({parts}), {request.output} out, ${request.price:.5f}")
            if show:
                print(_told(request))
    for profile in dict.fromkeys(turn.profile for turn in turns):
        of = [turn for turn in turns if turn.profile == profile and not turn.turn.startswith("conversation")]
        if of:
            dearest = max(of, key=lambda turn: turn.price)
            print(
                f"\n{profile}: {sum(t.price for t in of) / len(of):.5f} dollars a turn on average, at most "
                f"{dearest.price:.5f} ({dearest.turn}); "
                f"{sum(r.tokens for t in of for r in t.requests) // len(of):,} tokens a turn"
            )
    long = [turn for turn in turns if turn.turn.startswith("conversation")]
    if long:
        print(f"conversation: the largest call is {max(r.tokens for t in long for r in t.requests):,} tokens")


def _told(request: Request) -> str:
    lines = [f"    --- {request.agent} ({request.model}) " + "-" * 40]
    extra = {k: v for k, v in request.body.items() if k not in {"messages", "tools"}}
    lines.append(f"    {json.dumps(extra, ensure_ascii=False)}")
    if request.body.get("tools"):
        lines.append(f"    [tools] {json.dumps(request.body['tools'], ensure_ascii=False)}")
    for message in request.body["messages"]:
        calls = message.get("tool_calls")
        lines.append(f"    [{message['role']}] {message.get('content') or ''}{json.dumps(calls) if calls else ''}")
    lines.append(f"    [answer] {request.written}")
    return "\n".join(lines)


@contextmanager
def _small_home() -> Any:
    """A small demo bank, trained quickly and scored."""
    from bench.engine_lab import places_at  # noqa: PLC0415
    from db.demo.customers import demo_bank  # noqa: PLC0415
    from db.demo.install import load_demo  # noqa: PLC0415
    from ml.score import score_bank  # noqa: PLC0415
    from ml.training.labelled_history import labelled_source  # noqa: PLC0415
    from ml.training.run import Options, train  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        places = places_at(Path(folder))
        catalog = read_catalog(places.catalog)
        load_demo(places, bank=demo_bank(_SMALL_BANK, 2026))
        train(labelled_source(places, catalog), places, Options(preset="quick", n_jobs=2))
        score_bank(places, catalog, progress=False)
        yield places


@contextmanager
def _places(home: Path | None, roster: Path | None) -> Any:
    from dataclasses import replace  # noqa: PLC0415

    from bench.engine_lab import places_at  # noqa: PLC0415

    if home is None:
        with _small_home() as places:
            yield replace(places, roster=roster)
    else:
        places = places_at(home)
        own = home / "catalog.yaml"
        yield replace(places, roster=roster, catalog=own if own.exists() else places.catalog)


def main(argv: Sequence[str]) -> int:
    """Record, print, compare with the budgets."""
    parser = argparse.ArgumentParser(prog="python -m bench prompts", description="Every prompt as sent.")
    parser.add_argument("--profile", action="append", choices=["fast", "moa", "deep"])
    parser.add_argument("--home", type=Path, help="a prepared installation")
    parser.add_argument("--roster", type=Path)
    parser.add_argument("--show", action="store_true", help="print every prompt")
    parser.add_argument("--record", type=Path, help="write all request bodies as JSON")
    parser.add_argument("--base-url", help="ask this server instead, and print its replies and times")
    asked = parser.parse_args(argv)
    with _places(asked.home, asked.roster) as places:
        if asked.base_url:
            return 0 if asyncio.run(live(places, asked.base_url, (asked.profile or ["fast"])[0])) else 1
        turns = asyncio.run(record(places, asked.profile or ("fast", "moa", "deep")))
    report(turns, show=asked.show)
    if asked.record:
        asked.record.write_text(json.dumps([asdict(t) for t in turns], ensure_ascii=False, indent=1), encoding="utf-8")
    missed = budgets(turns)
    for sentence in missed:
        print(f"Over budget: {sentence}.")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
