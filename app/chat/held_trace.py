"""The steps of one turn's trace, kept back from the page until somebody opens the trace.

A page redraws for every step it is sent, and a trace holds more text than its reply. While the trace is closed its
steps change only here; once it is opened they are sent as they stand and then as they change. What nobody has opened by
the end of the turn is only stored, and fetched when somebody opens it (``Threads.below``).
"""

import asyncio
from contextvars import copy_context
from uuid import UUID

import chainlit as cl
from chainlit.data import get_data_layer

from app.chat.watched import is_watched

_RUNNING: dict[str, "HeldTrace"] = {}


class HeldTrace:
    """Steps below ``root``, in the order they were first shown."""

    def __init__(self, root: cl.Step) -> None:
        self.root = root
        self._held: dict[str, cl.Step] = {}
        self._sent: set[str] = set()
        self._order = asyncio.Lock()
        self._context = copy_context()
        self._working: asyncio.Task[None] | None = None
        _RUNNING[root.id] = self

    async def show(self, step: cl.Step) -> None:
        """A step is new or has changed."""
        self._held[step.id] = step
        if is_watched(self.root.id):
            await self._send()

    async def finish(self) -> None:
        """The turn is over: send what has changed of an opened trace, store the others' steps meanwhile."""
        if is_watched(self.root.id):
            await self._send()
        self._working = asyncio.create_task(self._store())

    def drop(self) -> None:
        """The trace is taken away again."""
        _RUNNING.pop(self.root.id, None)

    def opened(self) -> None:
        """Somebody looks: send what there is, in the turn's own context."""
        self._working = asyncio.get_running_loop().create_task(self._send(), context=self._context.copy())

    async def _store(self) -> None:
        try:
            if layer := get_data_layer():
                await asyncio.gather(*(layer.create_step(step.to_dict()) for step in self._held.values()))
        finally:
            self.drop()

    async def _send(self) -> None:
        async with self._order:  # a page drops a step whose parent it has not been sent
            held, self._held = self._held, {}
            for step in held.values():
                await (step.update() if step.id in self._sent else step.send())
                self._sent.add(step.id)


def running(root_id: UUID) -> HeldTrace | None:
    """The trace below this step while its turn is at work."""
    return _RUNNING.get(str(root_id))
