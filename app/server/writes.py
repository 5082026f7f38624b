"""Writes to the state in the order they were asked for; those that wait for each other share a transaction.

Chainlit fires a step's creation and its changes as loose tasks, some twenty at a turn's end: a transaction and a hop to
another thread for each would cost more than what they write.
"""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
Work = Callable[[Connection], Any]
Outcome = tuple[Any, Exception | None]


class Writes:
    """Whatever waits when the writer is free is written together; one that fails takes no other with it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._done: set[Hashable] = set()

    async def add(self, work: Callable[[Connection], T]) -> T:
        """Write this after everything that was asked for before; returns what ``work`` returns, or raises its error."""
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, told))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())  # its own: whoever asks may be stopped
        return await told

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            outcomes = await asyncio.to_thread(self._write, [work for work, _ in batch])
            for (_, told), outcome in zip(batch, outcomes, strict=True):
                _tell(told, outcome)

    def once(self, key: Hashable, check: Callable[[], object]) -> None:
        """Within one transaction, check what ``key`` stands for only the first time: nobody else writes meanwhile."""
        if key not in self._done:
            check()
            self._done.add(key)

    def _write(self, works: Sequence[Work]) -> list[Outcome]:
        if len(works) == 1:
            return [self._alone(works[0])]
        self._done.clear()
        try:
            with self.engine.begin() as connection:
                return [(work(connection), None) for work in works]
        except Exception:  # noqa: BLE001 - whose fault it is shows when each is tried alone
            return [self._alone(work) for work in works]

    def _alone(self, work: Work) -> Outcome:
        self._done.clear()
        try:
            with self.engine.begin() as connection:
                return work(connection), None
        except Exception as error:  # noqa: BLE001 - raised to whoever asked for it
            return None, error


def _tell(told: "asyncio.Future[Any]", outcome: Outcome) -> None:
    found, error = outcome
    if told.done():  # whoever asked has gone
        return
    if error is None:
        told.set_result(found)
    else:
        told.set_exception(error)
