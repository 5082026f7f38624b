"""What a model may be asked in a minute: a queue per model, fair across users, before any request is sent.

Requests and tokens are counted over the last sixty seconds. Who waits is served in turn by user, so that one person's
many calls do not keep another's single one waiting. A model that answered 429 is left alone for as long as it asked.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from agents.llm.faults import CallFailed, Fault
from agents.notes import fault_detail
from agents.roster import Rate

_WINDOW = 60.0


@dataclass(eq=False)
class _Place:
    """Somebody waiting."""

    tokens: int
    admitted: asyncio.Future[None]


@dataclass
class _Line:
    """One model's queue and its last minute."""

    rate: Rate
    sent: deque[tuple[float, int]] = field(default_factory=deque)
    """(when, tokens) of each request of the last minute."""
    running: int = 0
    paused_until: float = 0.0
    waiting: dict[str, deque[_Place]] = field(default_factory=dict)
    """User -> who waits, first come first; the users themselves take turns."""
    timer: asyncio.TimerHandle | None = None


class Rates:
    """The queues of all models of one engine; ``clock`` gives seconds."""

    def __init__(self, rates: Mapping[str, Rate], clock: Callable[[], float]) -> None:
        self._rates, self._clock = rates, clock
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, model: str, user: str, tokens: int, *, left: float) -> AsyncIterator[None]:
        """Wait for this user's turn to ask a model, at most ``left`` seconds.

        Raises:
            CallFailed: the turn would come too late.
        """
        line = self._line(model)
        await self._admitted(line, user, tokens, left)
        try:
            yield
        finally:
            self._left(line)

    def pause(self, model: str, seconds: float) -> None:
        """The model asked to be left alone (429 with Retry-After)."""
        line = self._line(model)
        line.paused_until = max(line.paused_until, self._clock() + seconds)

    def _line(self, model: str) -> _Line:
        if model not in self._lines:
            self._lines[model] = _Line(self._rates.get(model, Rate()))
        return self._lines[model]

    async def _admitted(self, line: _Line, user: str, tokens: int, left: float) -> None:
        place = _Place(tokens, asyncio.get_running_loop().create_future())
        line.waiting.setdefault(user, deque()).append(place)
        self._serve(line)
        try:
            async with asyncio.timeout(left):
                await place.admitted
        except TimeoutError:
            raise CallFailed(Fault(kind="rate", detail=fault_detail("too_late"))) from None
        finally:
            if place.admitted.cancelled():
                _gone(line, user, place)

    def _left(self, line: _Line) -> None:
        line.running -= 1
        self._serve(line)

    def _serve(self, line: _Line) -> None:
        """Admit those in line while the model may be asked; else look again when it may."""
        if line.timer is not None:
            line.timer.cancel()
            line.timer = None
        while line.waiting:
            user = next(iter(line.waiting))
            place = line.waiting[user][0]
            wait = self._wait(line, place.tokens)
            if wait is None:
                return  # the next to end serves the next in line
            if wait > 0:
                line.timer = asyncio.get_running_loop().call_later(wait, self._serve, line)
                return
            others = line.waiting.pop(user)
            others.popleft()
            if others:
                line.waiting[user] = others  # behind the other users
            line.running += 1
            line.sent.append((self._clock(), place.tokens))
            place.admitted.set_result(None)

    def _wait(self, line: _Line, tokens: int) -> float | None:
        """Seconds until the model may be asked again, 0 when now; None: as soon as a call ends."""
        now, rate = self._clock(), line.rate
        while line.sent and line.sent[0][0] <= now - _WINDOW:
            line.sent.popleft()
        if rate.at_once is not None and line.running >= rate.at_once:
            return None
        waits = [0.0, line.paused_until - now]
        if rate.requests_per_minute is not None and len(line.sent) >= rate.requests_per_minute:
            waits.append(line.sent[-rate.requests_per_minute][0] + _WINDOW - now)
        if rate.tokens_per_minute is not None:
            waits.append(_until_tokens(line, tokens, rate.tokens_per_minute, now))
        return max(waits)


def _until_tokens(line: _Line, tokens: int, limit: int, now: float) -> float:
    """Seconds until so many tokens fit into the last minute (a request above the limit waits for an empty one)."""
    room = limit - min(tokens, limit)
    spent = sum(used for _, used in line.sent)
    wait = 0.0
    for when, used in line.sent:
        if spent <= room:
            break
        spent -= used
        wait = when + _WINDOW - now
    return wait


def _gone(line: _Line, user: str, place: _Place) -> None:
    """Somebody stopped waiting."""
    places = line.waiting.get(user, deque())
    if place in places:
        places.remove(place)
        if not places:
            del line.waiting[user]
