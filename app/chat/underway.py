"""Turns at work, by conversation: whoever opens the conversation meanwhile is told when its turn is over.

Chainlit sends a turn to the page that asked. A page that is loaded again, or another device, shows what is kept so far
and would never see the reply.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import chainlit as cl

OVER = "moa-turn-over"
_underway: dict[str, asyncio.Event] = {}
_waiting: set[asyncio.Task[None]] = set()


@contextmanager
def underway(thread_id: str) -> Iterator[None]:
    """A turn of this conversation is at work inside."""
    over = _underway[thread_id] = asyncio.Event()
    try:
        yield
    finally:
        over.set()
        if _underway.get(thread_id) is over:
            del _underway[thread_id]


def at_work(thread_id: str | None) -> asyncio.Event | None:
    """What is set when the turn at work in this conversation is over; None where there is none."""
    return _underway.get(thread_id) if thread_id else None


def tell_when_over(over: asyncio.Event) -> None:
    """Have this session's page load the conversation again when that turn is over."""
    task = asyncio.create_task(_tell(over))
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)


async def _tell(over: asyncio.Event) -> None:
    await over.wait()
    await cl.send_window_message({"kind": OVER})
