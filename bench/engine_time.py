"""Time: the engine's overhead over the scripted critical path, what a straggler costs, and 50 conversations at once."""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agents.gc_tuning import settle
from bench import engine_lab as lab
from bench import engine_peer as peer
from bench.together_answers import text
from bench.together_server import Latency, Plan

_ORCHESTRATOR = Latency(0.4, 0.0)
_PROPOSER = Latency(1.0, 0.01)
_EDITOR = Latency(0.6, 0.02)
_STRAGGLER = 6.0
_GRACE = 0.5


def plan(slow: float | None = None) -> Plan:
    """Latencies by model; ``slow``: seconds one proposer takes to its first token."""
    latencies = dict.fromkeys(lab.ORCHESTRATORS.values(), _ORCHESTRATOR)
    latencies |= dict.fromkeys(lab.PROPOSERS.values(), _PROPOSER)
    latencies |= dict.fromkeys(lab.EDITORS.values(), _EDITOR)
    if slow is not None:
        latencies["m-c"] = Latency(slow, 0.01)
    return Plan(latencies=latencies)


def critical_path(reply: str, layers: int) -> tuple[float, float]:
    """Scripted seconds to the aggregator's first token and to its last: what no engine can go below."""
    pieces = len(text(reply).pieces)
    one = len(text("DONE").pieces)
    orchestrated = 2 * _ORCHESTRATOR.first + _ORCHESTRATOR.gap * one
    drafted = layers * (_PROPOSER.first + _PROPOSER.gap * (pieces + 2))
    first = orchestrated + drafted + _EDITOR.first
    return first, first + _EDITOR.gap * (pieces + 2)


async def overhead(repeats: int) -> bool:
    """Item 1."""
    print("\n1. Overhead over the scripted critical path (medians)")
    fact = lab.watch_list(random.Random(3))
    reply = lab.honest(fact)
    good = True
    for layers in (1, 3):
        first_path, path = critical_path(reply, layers)
        of = lab.roster(layers=layers, deadline=60, timeout=20, grace=_GRACE)
        async with lab.laboratory(lab.scripted(lambda _m, _b: reply), plan=plan(), of=of, fact=fact) as made:
            await made.ask()
            seen = [await made.ask() for _ in range(repeats)]
            theirs = [
                await peer.run(
                    made.server.url,
                    proposers=list(lab.PROPOSERS.values()),
                    aggregator="m-editor",
                    layers=layers,
                    question="q",
                )
                for _ in range(repeats)
            ]
        total = statistics.median(o.total for o in seen) / path
        first = statistics.median(o.first_token or 0 for o in seen) / first_path
        orchestrated = 2 * _ORCHESTRATOR.first
        their_first = statistics.median(t[0] for t in theirs) / (first_path - orchestrated)
        their_total = statistics.median(t[1] for t in theirs) / (path - orchestrated)
        good = good and total <= 1.05 and first <= 1.05
        print(
            f"   {layers} layer(s): path {path:.2f} s, turn x{total:.3f}, first token x{first:.3f} (limits 1.05);"
            f"  moa.py's algorithm: x{their_total:.3f}, first token x{their_first:.3f} (no tools, no checks)"
        )
    return good


async def straggler() -> bool:
    """Item 2."""
    print(f"\n2. A straggler of {_STRAGGLER:.0f} s among 1 s proposers (grace {_GRACE} s)")
    fact = lab.watch_list(random.Random(3))
    reply = lab.honest(fact)
    good = True
    for layers in (1, 3):
        of = lab.roster(layers=layers, deadline=60, timeout=20, grace=_GRACE)
        async with lab.laboratory(lab.scripted(lambda _m, _b: reply), plan=plan(), of=of, fact=fact) as made:
            await made.ask()
            base = await made.ask()
        async with lab.laboratory(lab.scripted(lambda _m, _b: reply), plan=plan(_STRAGGLER), of=of, fact=fact) as made:
            slow = await made.ask()
            await asyncio.sleep(0.2)
            closed = made.server.closed.get("m-c", 0)
            theirs, _ = await peer.run(
                made.server.url,
                proposers=list(lab.PROPOSERS.values()),
                aggregator="m-editor",
                layers=layers,
                question="q",
            )
        cost = slow.total - base.total
        good = good and cost <= layers * _GRACE * 1.2 and closed == layers
        print(
            f"   {layers} layer(s): costs {cost:.2f} s (limit {layers} x {_GRACE} s), {closed} connection(s) closed;"
            f" first token {slow.first_token:.1f} s;  moa.py's algorithm: first token {theirs:.1f} s"
        )
    return good


@asynccontextmanager
async def server_process(script: str) -> AsyncIterator[str]:
    """The local server in a process of its own; its URL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.together_server", "--port", "0", "--script", script, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    try:
        yield line.split()[2]
    finally:
        process.terminate()
        await process.wait()


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How the models answer, in seconds (``planning``: each of the orchestrator's two calls), and how people come."""

    said: str
    planning: float
    first: float
    gap: float
    apart: float
    """Seconds between two arrivals."""


_CROWDS = (
    Crowd(said="slow first tokens, one arrival every 20 ms", planning=0.5, first=1.5, gap=0.04, apart=0.02),
    Crowd(said="2 x 1 s of planning, 3 s a text, one every 20 ms", planning=1.0, first=0.6, gap=0.04, apart=0.02),
    Crowd(said="the same, all in one instant", planning=1.0, first=0.6, gap=0.04, apart=0.0),
)


async def crowd(many: int) -> bool:
    """Item 6: the server has a process of its own; the engine's is set up as at the app's start."""
    print(f"\n6. {many} conversations at once on one process (limit x1.25)")
    return all([await _crowded(many, how) for how in _CROWDS])


async def _crowded(many: int, how: Crowd) -> bool:
    fact = lab.watch_list(random.Random(3))
    reply = lab.honest(fact)
    models = {model: {"says": reply, "first": how.first, "gap": how.gap} for model in lab.MODELS}
    for model in lab.ORCHESTRATORS.values():
        models[model] = {"tool": "watch_list", "first": how.planning}
    of = lab.roster(deadline=120, timeout=60, grace=5)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        script.write_text(json.dumps({"models": models}), encoding="utf-8")
        async with (
            server_process(str(script)) as url,
            lab.laboratory(lab.scripted(lambda _m, _b: reply), of=of, fact=fact, server_url=url) as made,
        ):
            await made.ask()
            settle()
            alone = statistics.median([(await made.ask()).total for _ in range(3)])
            lags: list[float] = []
            spent = time.process_time()
            watcher = asyncio.create_task(_lag(lags))
            outcomes = await asyncio.gather(*(_later(made, n * how.apart) for n in range(many)))
            watcher.cancel()
            spent = (time.process_time() - spent) / many
    p95 = sorted(o.total for o in outcomes)[int(0.95 * many) - 1]
    lag = sorted(lags)[int(0.99 * len(lags))]
    answered = sum(o.status == "answered" and "\n>" not in o.reply for o in outcomes)
    print(
        f"   {how.said}: p95 {p95:.2f} s over {alone:.2f} s alone = x{p95 / alone:.3f}; event-loop lag p99"
        f" {lag * 1000:.0f} ms; {spent * 1000:.0f} ms of CPU a turn; {answered} of {many} answered with nothing lost"
    )
    return p95 / alone <= 1.25 and answered == many


async def _later(made: lab.Lab, wait: float) -> lab.Outcome:
    await asyncio.sleep(wait)
    return await made.ask()


async def _lag(lags: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.01)
        lags.append(time.perf_counter() - began - 0.01)
