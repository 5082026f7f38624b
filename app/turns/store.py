"""Turns in the state: kept with their whole trace, read back for a resumed conversation and for the replay."""

import asyncio
import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import SQLAlchemyError

from agents.account import account_of
from agents.events import Status
from agents.history import PastTurn
from app.logs import note_failure
from app.turns.record import TurnRecord, plain
from app.turns.spool import Spool
from app.turns.tracing import Tracing
from db.caller import Caller
from db.errors import Language
from db.state import now, turns
from db.state.chat_tables import SCOPE
from tools.facts import Fact

KEPT_HISTORY = 12
"""Turns a resumed conversation starts with; older ones are only shown."""


PATIENCE_S = 2.0
"""So long an answer waits to be filed while somebody else writes; then it is shown, and filed later."""


@dataclass(frozen=True, kw_only=True)
class TurnStore:
    """The ``turns`` table; ``versions`` says which model, catalog and program answered.

    A turn that cannot be written waits in the folder ``waiting`` (none: it is lost) and is written by ``drain``.
    """

    engine: Engine
    versions: Callable[[], Mapping[str, str]] = dict
    tracing: Tracing | None = None
    waiting: Path | None = None
    _late: list["asyncio.Task[bool]"] = field(default_factory=list, init=False, repr=False, compare=False)

    @cached_property
    def spool(self) -> Spool | None:
        """Where turns wait that could not be written."""
        return None if self.waiting is None else Spool(self.waiting, self._write)

    async def keep(self, record: TurnRecord, *, caller: Caller, thread_id: str | None) -> bool:
        """Keep one finished turn; False where it waits to be written later.

        Raises:
            Exception: it could be kept nowhere.
        """
        if self.tracing is not None:
            self.tracing.keep(record, self.versions())
        if self.spool is None or all(late.done() for late in self._late):  # one thread that waits is enough
            writing = asyncio.create_task(asyncio.to_thread(self._keep, record, caller, thread_id))
            await asyncio.wait({writing}, timeout=None if self.spool is None else PATIENCE_S)
            if writing.done() or self.spool is None:
                return await writing
            self._late[:] = [writing]
        row = await asyncio.to_thread(self._row, record, caller, thread_id)
        await asyncio.to_thread(
            self.spool.put, row["turn_id"], row
        )  # written late as well, it is one turn all the same
        return False

    async def drain(self) -> None:
        """Write the turns that wait."""
        if self.spool is not None:
            await asyncio.to_thread(self.spool.drain)

    def _keep(self, record: TurnRecord, caller: Caller, thread_id: str | None) -> bool:
        row = self._row(record, caller, thread_id)
        try:
            self._write(row)
        except SQLAlchemyError as error:
            if self.spool is None:
                raise
            note_failure("keeping a turn, which now waits", error)
            self.spool.put(row["turn_id"], row)
            return False
        return True

    def _row(self, record: TurnRecord, caller: Caller, thread_id: str | None) -> dict[str, Any]:
        facts = [{**fact.as_json(), "units": dict(fact.units), "source": fact.source} for fact in record.ended.facts]
        printed = record.as_json()
        return {
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
            "versions": {**self.versions(), SCOPE: caller.owner},
            "created": now().isoformat(),
        }

    def _write(self, row: Mapping[str, Any]) -> None:
        """Write one turn; one that is there already stays as it is."""
        known = select(turns.c.turn_id).where(turns.c.turn_id == row["turn_id"])
        with self.engine.begin() as connection:
            if connection.execute(known).first() is None:
                whole = {**row, "created": datetime.fromisoformat(row["created"])}
                connection.execute(insert(turns).values(whole))

    async def past(self, thread_id: str, caller: Caller) -> list[PastTurn]:
        """The person's last turns of a thread, oldest first, with their Facts, as the engine remembers them.

        Those answered with customers they may no longer see are left out: they would be told to the models again.
        """
        return await asyncio.to_thread(self._past, thread_id, caller)

    def _past(self, thread_id: str, caller: Caller) -> list[PastTurn]:
        mine = (turns.c.thread_id == thread_id) & (turns.c.user == caller.name)
        query = select(turns).where(mine).order_by(turns.c.created.desc())
        with self.engine.connect() as connection:
            rows = connection.execute(query.limit(KEPT_HISTORY)).mappings().all()
        return [past_turn(dict(row)) for row in reversed(rows) if within(dict(row), caller)]

    def answered_before(self, turn: Mapping[str, Any]) -> list[Fact]:
        """The Facts of the turns before this one in its conversation (blocking)."""
        mine = (turns.c.thread_id == turn["thread_id"]) & (turns.c.user == turn["user"])
        query = select(turns.c.facts).where(mine & (turns.c.created < turn["created"])).order_by(turns.c.created.desc())
        with self.engine.connect() as connection:
            rows = connection.execute(query.limit(KEPT_HISTORY)).scalars().all()
        return [Fact.of_json(fact) for facts in rows for fact in facts or []]

    def last_of(self, thread_id: str, user: str) -> Mapping[str, Any] | None:
        """The user's last turn of a thread, or None."""
        mine = (turns.c.thread_id == thread_id) & (turns.c.user == user)
        query = select(turns).where(mine).order_by(turns.c.created.desc()).limit(1)
        with self.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else dict(row)

    def find(self, turn_id: str) -> Mapping[str, Any] | None:
        """One stored turn by its id (or by a beginning of it that is unique), or None."""
        with self.engine.connect() as connection:
            query = select(turns).where(turns.c.turn_id.startswith(turn_id, autoescape=True)).limit(2)
            rows = connection.execute(query).mappings().all()
        return dict(rows[0]) if len(rows) == 1 else None


def within(turn: Mapping[str, Any], caller: Caller) -> bool:
    """Whether a stored turn rests on customers whom this person may see today."""
    versions = turn["versions"] or {}
    return caller.owner is None or SCOPE not in versions or versions[SCOPE] == caller.owner


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
