"""Memory of the page's process for each open session: 100 browsers stay open, each after one question.

Serves a copy of the prepared home (``MOA_HOME``) offline. A first round of questions warms what is shared; the rest is
what one more person with the page open costs.
"""

import argparse
import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from app.settings import read_settings
from tests.e2e.running import Chat, chat
from tests.e2e.socket_client import Client

SESSIONS = 100
WARM = 10
LIMIT_MIB = 2.0
"""Mebibytes for one open session."""
QUESTION = "Who should I call first today, and what do I offer them?"


def main(argv: list[str] | None = None) -> int:
    """Print what a session takes; 1 where it is over the limit."""
    parser = argparse.ArgumentParser(prog="bench sessions")
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    args = parser.parse_args(argv or [])
    places = read_settings().places()
    with tempfile.TemporaryDirectory() as folder, chat(places, Path(folder)) as served:
        before, after = asyncio.run(_opened(served, args.sessions))
    each = (after - before) / args.sessions
    print(f"{args.sessions} open sessions: {before:.0f} MiB before, {after:.0f} MiB with them, {each:.2f} MiB each")
    print(f"limit {LIMIT_MIB} MiB: {'held' if each <= LIMIT_MIB else 'NOT held'}")
    return int(each > LIMIT_MIB)


async def _opened(served: Chat, sessions: int) -> tuple[float, float]:
    async with AsyncExitStack() as stack:
        for _ in range(WARM):
            await stack.enter_async_context(await _asked(served))
        before = _resident(served.pid)
        for _ in range(sessions):
            await stack.enter_async_context(await _asked(served))
        return before, _resident(served.pid)


async def _asked(served: Chat) -> Client:
    client = Client(served.url)
    await client.log_in("sofia", "sofia-demo")
    await client.open()
    await client.ask(QUESTION)
    return client


def _resident(pid: int) -> float:
    """Mebibytes of a process in memory."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
