"""What people tell and write from the card: proposed, confirmed, kept, taken back."""

import asyncio
from datetime import date
from typing import Annotated, Literal, cast
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from app.chat.outcomes import learn_in_background
from app.chat.process import Page
from app.pages.render import NO_STORE, html
from app.pages.visit import Visit, stored_turn, visit
from db.errors import DataProblem, Problem, UnknownProblem
from db.state.customer_notes import Channel, Kind
from tools.customer.record_proposal import TO_CONFIRM, NoteProposal, OutcomeProposal, proposal_of
from tools.customer.records import (
    finish_promise,
    keep,
    propose_note,
    propose_outcome,
    take_back_note,
    take_back_outcome,
)

Field = Annotated[str, Form()]
Told = Annotated[Literal["true", "false"], Form()]
Confirmed = Annotated[Literal["", "yes"], Form()]
CHANGED = {**NO_STORE, "X-Moa-Changed": "true"}
KINDS = ("note", "contact", "promise")
CHANNELS = ("call", "visit", "email", "message", "other")


class EntryForm(BaseModel):
    """The fields of the form for a note."""

    customer: str
    kind: str = "note"
    text: str = ""
    channel: str = ""
    day: str = ""
    confirmed: Literal["", "yes"] = ""


class Changes:
    """The routes' work; every one answers with a fragment, or 204 with ``X-Moa-Changed`` once something is kept."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def record_form(self, request: Request, entry: Annotated[EntryForm, Query()]) -> Response:
        """The form for a note, a contact or a promise, filled with what was said."""
        who = await visit(self.page, request)
        return _form(who, **entry.model_dump(exclude={"confirmed"}))

    async def proposed(self, request: Request, turn_id: UUID, fact_id: str) -> Response:
        """The filled confirmation of what a turn proposes to keep."""
        who = await visit(self.page, request)
        fact = (await stored_turn(who, turn_id)).fact(fact_id)
        if fact.data.get("status") != TO_CONFIRM:
            raise HTTPException(status_code=404)
        said = proposal_of(fact.data)
        if isinstance(said, OutcomeProposal):
            day = said.day.isoformat()
            return await self._outcome(who, said.customer_id, said.left, "", day)
        day = said.day.isoformat() if said.day else ""
        fields = {"kind": said.kind, "text": said.text, "channel": said.channel or "", "day": day}
        return await self._entry(who, EntryForm(customer=said.customer_id, **fields))

    async def record(self, request: Request, entry: Annotated[EntryForm, Form()]) -> Response:
        """First the filled confirmation, then the entry."""
        return await self._entry(await visit(self.page, request), entry)

    async def _entry(self, who: Visit, entry: EntryForm) -> Response:
        fields = entry.model_dump(exclude={"confirmed"})
        try:
            proposal = await asyncio.to_thread(_proposal, who, entry)
        except Problem as problem:
            return _form(who, **fields, problem=problem.say(who.language))
        return await self._confirmed(who, proposal, entry.confirmed, "/moa/record", fields)

    async def outcome_form(self, request: Request, customer: str, left: Literal["true", "false"]) -> Response:
        """The filled confirmation of an outcome."""
        who = await visit(self.page, request)
        return await self._outcome(who, customer, left == "true", "", "")

    async def outcome(
        self, request: Request, customer: Field, left: Told, day: Field = "", confirmed: Confirmed = ""
    ) -> Response:
        """Keep an outcome that was confirmed."""
        who = await visit(self.page, request)
        return await self._outcome(who, customer, left == "true", confirmed, day)

    async def _outcome(self, who: Visit, customer: str, left: bool, confirmed: str, day: str) -> Response:
        try:
            told = {"left": left, "day": _day(day)}
            proposal = await asyncio.to_thread(lambda: propose_outcome(who.desk, who.caller, customer, **told))  # type: ignore[arg-type]
        except Problem as problem:
            return html("problem.html", who.language, problem=problem.say(who.language))
        fields = {"customer": customer, "left": str(left).lower(), "day": day}
        return await self._confirmed(who, proposal, confirmed, "/moa/outcome", fields)

    async def _confirmed(
        self, who: Visit, proposal: NoteProposal | OutcomeProposal, confirmed: str, action: str, fields: dict[str, str]
    ) -> Response:
        if not confirmed:
            sentence = proposal.sentence(who.language)
            change = f"{action}?{urlencode(fields)}" if isinstance(proposal, NoteProposal) else ""
            return html("confirm.html", who.language, sentence=sentence, action=action, fields=fields, change=change)
        try:
            await asyncio.to_thread(keep, who.desk, who.caller, proposal)
        except Problem as problem:
            return html("problem.html", who.language, problem=problem.say(who.language))
        if isinstance(proposal, OutcomeProposal):
            learn_in_background(who.house)
        return Response(status_code=204, headers=CHANGED)

    async def outcome_undo(self, request: Request, customer: str) -> Response:
        """Take an outcome back."""
        who = await visit(self.page, request)
        await _done(take_back_outcome, who, customer)
        learn_in_background(who.house)
        return Response(status_code=204, headers=CHANGED)

    async def note_undo(self, request: Request, number: int) -> Response:
        """Take a note, a contact or a promise back."""
        await _done(take_back_note, await visit(self.page, request), number)
        return Response(status_code=204, headers=CHANGED)

    async def promise_done(self, request: Request, number: int) -> Response:
        """A promise was kept."""
        await _done(finish_promise, await visit(self.page, request), number)
        return Response(status_code=204, headers=CHANGED)


async def _done(work: object, who: Visit, what: str | int) -> None:
    try:
        await asyncio.to_thread(work, who.desk, who.caller, what)  # type: ignore[arg-type]
    except Problem as problem:
        status = 404 if isinstance(problem, UnknownProblem) else 409
        raise HTTPException(status_code=status, detail=problem.say(who.language)) from problem


def _proposal(who: Visit, entry: EntryForm) -> NoteProposal:
    return propose_note(
        who.desk,
        who.caller,
        entry.customer,
        text=entry.text,
        kind=_kind(entry.kind),
        channel=cast(Channel, entry.channel) if entry.channel in CHANNELS else None,
        day=_day(entry.day),
    )


def _form(who: Visit, customer: str, **filled: str) -> HTMLResponse:
    values = {"kind": "note", "text": "", "channel": "", "day": "", "problem": "", **filled}
    return html("record.html", who.language, customer=customer, kinds=KINDS, channels=CHANNELS, **values)


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise DataProblem("app.changes.no_kind_of_note")
    return cast(Kind, kind)


def _day(day: str) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError as error:
        raise DataProblem("app.changes.no_day") from error
