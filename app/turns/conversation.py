"""A conversation: questions in, events out, every turn kept; the chat and the command line both hold one."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from uuid import uuid4

from agents.account import ACCOUNTED, account_of
from agents.degradations import Code, line
from agents.engine import Engine
from agents.events import Degraded, TraceEvent, TurnEnded, TurnStarted
from agents.history import PastTurn
from agents.language import detect
from app.escape import inert
from app.logs import note_failure
from app.turns.inert import inert_events
from app.turns.record import TurnRecord, compact
from app.turns.store import TurnStore
from db.caller import Caller
from db.disk import disk_full, out_of_space
from db.errors import Language, Problem
from db.storable import storable
from db.texts import text
from tools.environment import Desk


@dataclass(kw_only=True)
class Conversation:
    """One person's turns in order. ``history`` may start with the stored turns of a resumed thread."""

    engine: Engine
    store: TurnStore
    caller: Caller
    profile: str | None = None
    thread_id: str | None = None
    history: list[PastTurn] = field(default_factory=list)
    last: TurnRecord | None = None
    desk: Desk | None = None
    """The snapshot that the last turn read: whatever is shown beside its reply reads it too."""

    async def ask(self, question: str, turn_id: str | None = None) -> AsyncGenerator[TraceEvent]:
        """Yield the turn's events as they happen; afterwards the turn is kept and ``last`` holds its record.

        Always ends with ``TurnEnded``: what a person can act on becomes its sentence, anything else a reference id.
        """
        question = storable(question)
        turn_id, begun = turn_id or str(uuid4()), time.perf_counter()
        events: list[TraceEvent] = []
        try:
            self.desk = await asyncio.to_thread(self.engine.desk.snapshot)
            turn = self.engine.turn(
                question,
                caller=self.caller,
                profile=self.profile,
                history=tuple(self.history),
                turn_id=turn_id,
                desk=self.desk,
            )
            async with aclosing(turn), aclosing(inert_events(turn)) as safe:
                async for event in safe:
                    events.append(event)
                    if not isinstance(event, TurnEnded):
                        yield event
        except Problem as problem:
            reply = inert(problem.say(self._language(question)))
            events.append(TurnEnded(turn_id=turn_id, status="error", reply=reply, at_ms=_since(begun)))
        except Exception as error:  # noqa: BLE001 - the chat's boundary: the person sees a reference, the log the rest
            reference = note_failure("a turn", error)
            home, language = self.engine.desk.places.home, self._language(question)
            full = out_of_space(error, home)
            reply = inert(disk_full(home).say(language)) if full else _sorry(reference, language)
            events.append(
                TurnEnded(turn_id=turn_id, status="error", reply=reply, reference=reference, at_ms=_since(begun))
            )
        async for event in self._close(question, events, turn_id, begun):
            yield event

    async def _close(
        self, question: str, events: list[TraceEvent], turn_id: str, begun: float
    ) -> AsyncGenerator[TraceEvent]:
        ended = next((e for e in reversed(events) if isinstance(e, TurnEnded)), None)
        if ended is None:
            ended = TurnEnded(turn_id=turn_id, status="error", reply=_sorry(turn_id[:8], self._language(question)))
            events.append(ended)
        started = next((e for e in events if isinstance(e, TurnStarted)), None)
        language = started.language if started else self._language(question)
        self.last = TurnRecord(
            question=question,
            started=started,
            ended=ended,
            events=compact(events),
            elapsed_ms=_since(begun),
            language=language,
        )
        if started is not None:
            self.history.append(
                PastTurn(
                    question=question,
                    language=language,
                    status=ended.status,
                    reply=ended.reply,
                    facts=ended.facts,
                    account=account_of(e.as_json() for e in self.last.events if type(e).__name__ in ACCOUNTED),
                )
            )
            if (code := await self._keep(self.last)) is not None:
                shortfall = Degraded(code=code, line=line(code, language), at_ms=_since(begun))
                yield shortfall
                ended = replace(ended, reply=_with_line(ended.reply, shortfall.line))
        yield ended

    async def _keep(self, record: TurnRecord) -> Code | None:
        """Keep the turn; what the person must be told where it is not written (yet)."""
        try:
            kept = await self.store.keep(record, caller=self.caller, thread_id=self.thread_id)
        except Exception as error:  # noqa: BLE001 - a full disk must not take the answer away
            note_failure("keeping a turn", error)
            return "not_kept"
        return None if kept else "kept_later"

    def _language(self, question: str) -> Language:
        fallback = self.history[-1].language if self.history else self.caller.language or "en"
        return detect(question[:4000], fallback) if question.strip() else fallback


def _with_line(reply: str, said: str) -> str:
    """The reply with one more line under it, where the other honest lines stand."""
    apart = "\n" if reply.rsplit("\n", 1)[-1].startswith(">") else "\n\n"
    return f"{reply}{apart}> {said}  "


def _since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def _sorry(reference: str, language: Language) -> str:
    return text(language, "page.sorry", reference=reference)
