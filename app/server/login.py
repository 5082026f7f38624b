"""Who may enter: people in the state, demo users only in demo mode, and patience with wrong passwords."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable

from sqlalchemy import Engine

from db.audit import record
from db.caller import Caller
from db.errors import AccessProblem
from db.users import verify

TRIES = 5
WINDOW_S = 300.0
AT_ONCE = 4
"""Password checks at the same moment (each takes 16 MiB)."""


class TooManyTries(AccessProblem):
    """Too many wrong passwords for one name."""


class Door:
    """Checks passwords; after ``TRIES`` wrong ones in ``WINDOW_S`` seconds a name has to wait."""

    def __init__(self, engine: Engine, *, demo_mode: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.engine, self.demo_mode, self.clock = engine, demo_mode, clock
        self._wrong: dict[str, deque[float]] = defaultdict(deque)
        self._busy = asyncio.Semaphore(AT_ONCE)

    async def enter(self, name: str, password: str) -> Caller | None:
        """The person, or None for a wrong name or password.

        Raises:
            AccessProblem: too many wrong passwords, or a demo user outside demo mode.
        """
        self._check_patience(name)
        async with self._busy:
            try:
                caller = await asyncio.to_thread(verify, self.engine, name, password, demo_allowed=self.demo_mode)
            except AccessProblem:
                await self._note(name, "log-in refused: demo user")
                raise
        if caller is None:
            self._wrong[name].append(self.clock())
            await self._note(name, "log-in failed")
        else:
            self._wrong.pop(name, None)
            await self._note(name, "log-in")
        return caller

    def _check_patience(self, name: str) -> None:
        now = self.clock()
        for known in [k for k, times in self._wrong.items() if now - times[-1] > WINDOW_S]:
            del self._wrong[known]
        recent = [moment for moment in self._wrong.get(name, ()) if now - moment <= WINDOW_S]
        if len(recent) >= TRIES:
            minutes = max(1, round((WINDOW_S - (now - recent[-TRIES])) / 60))
            raise TooManyTries(
                f"Too many wrong passwords: please wait {minutes} minute(s).",
                f"Demasiadas contraseñas incorrectas: espere {minutes} minuto(s).",
            )

    async def _note(self, name: str, action: str) -> None:
        await asyncio.to_thread(record, self.engine, name[:100], action, {})
