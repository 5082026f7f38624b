"""The accounts: what each agent's calls cost, per user and day, and what the day's budget still allows.

Written to the state after every turn, retries and cancelled calls included; a day is a UTC day.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from agents.events import Usage
from agents.roster import Budget
from db.state import now, usage_daily

PATIENCE_S = 2.0
_log = logging.getLogger(__name__)
Allowance = Literal["all", "fast", "offline"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a user's day stands: what is allowed, and the share of the budget that is spent."""

    allowance: Allowance
    spent_share: float
    near: bool


class Accounts:
    """Usage per day, user, agent and model."""

    def __init__(self, state: Engine, budget: Budget) -> None:
        self._state, self._budget = state, budget
        self._owed: list[tuple[str, Mapping[tuple[str, str], Usage]]] = []
        self._writing = Lock()

    async def standing(self, user: str) -> Standing:
        """What the user's budget allows now."""
        return await asyncio.to_thread(self._standing, user)

    async def add(self, user: str, usage: Mapping[tuple[str, str], Usage]) -> None:
        """Add a turn's usage per agent and model to today's.

        No answer waits long for it: what the state does not take is added with the next turn's.
        """
        self._owed.append((user, dict(usage)))
        await asyncio.wait({asyncio.create_task(asyncio.to_thread(self._settle))}, timeout=PATIENCE_S)

    def _standing(self, user: str) -> Standing:
        t = usage_daily
        with self._state.connect() as connection:
            spent = connection.scalar(select(func.sum(t.c.cost)).where(t.c.day == _today(), t.c.user == user)) or 0.0
        share = float(spent) / self._budget.user_day
        if share >= self._budget.offline_at:
            return Standing(allowance="offline", spent_share=share, near=False)
        if share >= 1:
            return Standing(allowance="fast", spent_share=share, near=False)
        return Standing(allowance="all", spent_share=share, near=share >= self._budget.warn_at)

    def _settle(self) -> None:
        """Write what is owed, unless another thread is at it: that one goes on with what is added meanwhile."""
        while self._owed and self._writing.acquire(blocking=False):
            owed, self._owed = self._owed, []
            try:
                with self._state.begin() as connection:
                    for user, usage in owed:
                        _add(connection, user, usage)
            except SQLAlchemyError as error:
                self._owed = owed + self._owed
                _log.warning("the accounts wait: %s", type(error).__name__)
                return
            finally:
                self._writing.release()

    def of_day(self, day: date | None = None) -> list[dict[str, Any]]:
        """Every row of a day (today by default), for reports."""
        t = usage_daily
        wanted = day.isoformat() if day else _today()
        with self._state.connect() as connection:
            rows = connection.execute(select(t).where(t.c.day == wanted).order_by(t.c.user, t.c.agent, t.c.model))
            return [dict(row._mapping) for row in rows]


def _add(connection: Connection, user: str, usage: Mapping[tuple[str, str], Usage]) -> None:
    t = usage_daily
    for (agent, model), used in usage.items():
        key = {"day": _today(), "user": user, "agent": agent, "model": model}
        changed = connection.execute(
            update(t)
            .where(*(t.c[name] == value for name, value in key.items()))
            .values(**{name: t.c[name] + value for name, value in _amounts(used).items()})
        )
        if changed.rowcount == 0:
            connection.execute(insert(t).values(**key, **_amounts(used)))


def _amounts(used: Usage) -> dict[str, float]:
    return {
        "calls": used.calls,
        "input_tokens": used.input_tokens,
        "output_tokens": used.output_tokens,
        "cached_tokens": used.cached_tokens,
        "cost": used.cost or 0.0,
    }


def _today() -> str:
    return now().date().isoformat()
