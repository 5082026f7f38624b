"""Text that grows faster than a page can draw it, sent on in a few pieces a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable

Send = Callable[[str], Awaitable[None]]


class PacedText:
    """Collects text and hands ``send`` all of it so far, at once for the first piece and then once every ``pause`` s.

    A browser redraws the whole message for every piece it is sent, so that what matters is their number.
    """

    def __init__(self, send: Send, *, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.text = ""
        self._send, self._pause, self._clock = send, pause, clock
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None

    async def add(self, text: str) -> None:
        """More text; it is sent now or when the pause is over."""
        self.text += text
        left = self._due - self._clock()
        if left <= 0:
            await self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(left, self._fire)

    async def finish(self) -> None:
        """Send what is still to be sent, now."""
        waiting = self._timer is not None
        self.stop()
        if waiting:
            await self._flush()

    def stop(self) -> None:
        """Send nothing any more: somebody else says how the text ends."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._late is not None:
            self._late.cancel()

    def _fire(self) -> None:
        self._timer = None
        self._late = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        self._due = self._clock() + self._pause
        await self._send(self.text)
