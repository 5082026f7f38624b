"""The steps of one turn's trace, kept back from the page while nobody has the trace open.

A page redraws for every step it is sent. While the trace is closed its steps change only here; once it is opened they
are sent as they stand and then as they change, and when the turn is over each is sent once, in its last form.
"""

import chainlit as cl

from app.chat.watched import is_watched


class HeldTrace:
    """Steps below ``root``, in the order they were first shown."""

    def __init__(self, root: cl.Step) -> None:
        self.root = root
        self._held: dict[str, cl.Step] = {}
        self._sent: set[str] = set()

    async def show(self, step: cl.Step) -> None:
        """A step is new or has changed."""
        self._held[step.id] = step
        if is_watched(self.root.id):
            await self.send()

    async def send(self) -> None:
        """Send what has changed since it was last sent."""
        held, self._held = self._held, {}
        for step in held.values():
            await (step.update() if step.id in self._sent else step.send())
            self._sent.add(step.id)
