"""Who may enter: people in the state, demo users only in demo mode; wrong passwords make the next tries slower.

Tries are counted in the state, before the password is looked at, by name and address together, by name and by address:
tries at the same moment or in other processes count as much as those before. Nobody is locked out: after the free tries
the next one waits some seconds, and a person at an address where they have logged in before is slowed by tries from
there only.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import Engine

from db.audit import record
from db.caller import Caller
from db.errors import AccessProblem
from db.state.login_store import Pace, familiar, forgive, take_turn
from db.texts import Spoken
from db.users import admitted, verify

BOTH, NAME, ADDRESS = Pace(free=5), Pace(free=10), Pace(free=20)
"""Free tries from one address for one name, for one name from anywhere, and from one address for any name."""
WINDOW_S = 300.0
"""Wrong passwords are forgotten after this many seconds without another."""
AT_ONCE = 4
"""Password checks at the same moment (each takes 16 MiB)."""
LONGEST_NAME = 100


class TooManyTries(AccessProblem):
    """Too many wrong passwords for one name, or from one address; ``count``: seconds until the next may be tried."""

    def __init__(self, key: str | Spoken, /, *, count: int = 1) -> None:
        super().__init__(key, count=count)
        self.seconds = count


class Door:
    """Checks passwords; the waiting room is the state's, so that all processes share it."""

    def __init__(
        self,
        engine: Engine,
        *,
        demo_mode: bool,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.engine, self.demo_mode, self.clock, self.sleep = engine, demo_mode, clock, sleep
        self._busy = asyncio.Semaphore(AT_ONCE)

    async def enter(self, name: str, password: str, *, address: str = "") -> Caller | None:
        """The person, or None for a wrong name or password; slow after several wrong ones.

        Raises:
            AccessProblem: too many tries at once, or a demo user outside demo mode.
        """
        name = name[:LONGEST_NAME]
        paces = await asyncio.to_thread(self._paces, name, address)
        await self._wait(name, address, paces)
        async with self._busy:
            try:
                caller = await asyncio.to_thread(verify, self.engine, name, password, demo_allowed=self.demo_mode)
            except AccessProblem:
                await self._note(name, "log-in refused: demo user", address)
                raise
        if caller is None:
            await self._note(name, "log-in failed", address)
        else:
            both = _both(name, address)
            await asyncio.to_thread(forgive, self.engine, set(paces) - {both}, whole=[both])
            await self._note(name, "log-in", address)
        return caller

    async def vouched(self, name: str, *, by: str, address: str) -> Caller:
        """The person of this name, whose identity somebody trusted has already checked.

        Raises:
            AccessProblem: there is no such account, or it is a demo user's outside demo mode.
        """
        name = name[:LONGEST_NAME]
        try:
            caller = await asyncio.to_thread(admitted, self.engine, name, demo_allowed=self.demo_mode)
        except AccessProblem:
            await self._note(name, "log-in refused: demo user", address, by=by)
            raise
        if caller is None:
            await self._note(name, "log-in refused: no account", address, by=by)
            raise AccessProblem(
                "app.login.no_account",
            )
        await self._note(name, "log-in", address, by=by)
        return caller

    def _paces(self, name: str, address: str) -> dict[str, Pace]:
        both = {_both(name, address): BOTH}
        if familiar(self.engine, name, address):
            return both
        return {**both, f"name {name}": NAME, f"address {address}": ADDRESS}

    async def _wait(self, name: str, address: str, paces: dict[str, Pace]) -> None:
        patience = max(pace.most_s for pace in paces.values())
        turn = {"at": self.clock(), "window_s": WINDOW_S, "patience_s": patience}
        wait = await asyncio.to_thread(lambda: take_turn(self.engine, paces, **turn))
        if wait > patience:
            await self._note(name, "log-in refused: too many tries", address)
            seconds = max(1, round(wait))
            raise TooManyTries("app.login.too_many_tries", count=seconds)
        if wait > 0:
            await self.sleep(wait)

    async def _note(self, name: str, action: str, address: str, **more: str) -> None:
        await asyncio.to_thread(record, self.engine, name, action, {"address": address, **more})


def _both(name: str, address: str) -> str:
    return f"both {address} {name}"
