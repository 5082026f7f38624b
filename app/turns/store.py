"""Turns in the state: kept with their whole trace, read back for a resumed conversation and for the replay."""

import asyncio
import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Engine, insert, select

from agents.account import account_of
from agents.events import Status
from agents.history import PastTurn
from app.turns.record import TurnRecord, plain
from app.turns.tracing import Tracing
from db.caller import Caller
from db.errors import Language
from db.state import turns
from tools.facts import Fact

KEPT_HISTORY = 12
"""Turns a resumed conversation starts with; older ones are only shown."""


@dataclass(frozen=True, kw_only=True)
class TurnStore:
    """The ``turns`` table; ``versions`` says which model, catalog and program answered."""

    engine: Engine
    versions: Callable[[], Mapping[str, str]] = dict
    tracing: Tracing | None = None

    async def keep(self, record: TurnRecord, *, caller: Caller, thread_id: str | None) -> None:
        """Keep one finished turn."""
        if self.tracing is not None:
            self.tracing.keep(record, self.versions())
        await asyncio.to_thread(self._keep, record, caller, thread_id)

    def _keep(self, record: TurnRecord, caller: Caller, thread_id: str | None) -> None:
        facts = [{**fact.as_json(), "units": dict(fact.units), "source": fact.source} for fact in record.ended.facts]
        printed = record.as_json()
        row = {
            "turn_id": record.ended.turn_id,
            "thread_id": thread_id,
            "user": caller.name,
            "question": record.question,
            "language": record.language,
            "profile": record.started.profile if record.started else None,
            "status": record.ended.status,
            "reply": record.ended.reply,
            "facts": plain(facts),
            "trace": plain(printed["trace"]),
            "usage": plain(printed["usage"]),
            "versions": dict(self.versions()),
        }
        with self.engine.begin() as connection:
            connection.execute(insert(turns).values(**row))

    async def past(self, thread_id: str, user: str) -> list[PastTurn]:
        """The user's last turns of a thread, oldest first, with their Facts, as the engine remembers them."""
        return await asyncio.to_thread(self._past, thread_id, user)

    def _past(self, thread_id: str, user: str) -> list[PastTurn]:
        mine = (turns.c.thread_id == thread_id) & (turns.c.user == user)
        query = select(turns).where(mine).order_by(turns.c.created.desc())
        with self.engine.connect() as connection:
            rows = connection.execute(query.limit(KEPT_HISTORY)).mappings().all()
        return [past_turn(dict(row)) for row in reversed(rows)]

    def find(self, turn_id: str) -> Mapping[str, Any] | None:
        """One stored turn by its id (or by a beginning of it that is unique), or None."""
        with self.engine.connect() as connection:
            query = select(turns).where(turns.c.turn_id.startswith(turn_id, autoescape=True)).limit(2)
            rows = connection.execute(query).mappings().all()
        return dict(rows[0]) if len(rows) == 1 else None


def past_turn(row: Mapping[str, Any]) -> PastTurn:
    """A stored turn as the engine remembers it."""
    return PastTurn(
        question=row["question"],
        language=cast(Language, row["language"]),
        status=cast(Status, row["status"]),
        reply=row["reply"],
        facts=tuple(Fact.of_json(fact) for fact in row["facts"] or []),
        account=account_of(row.get("trace") or ()),
    )


def program_version() -> str:
    """Which program answered: the project's version and the agents' library's."""
    return f"moa-churn 0.1.0, langchain {importlib.metadata.version('langchain')}"
