"""Our own addresses on the page's server, all under ``/moa`` and all for people who are logged in."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.charts.builder import chart
from app.charts.spoken import spoken
from app.chat.follow_ups import follow_ups
from app.chat.held_trace import running
from app.chat.process import Page
from app.chat.watched import watch
from app.pages.card import about_one, card_values
from app.pages.changes import Changes
from app.pages.choices import choices_of
from app.pages.notes import plain_note
from app.pages.proposals import proposals_of
from app.pages.render import NO_STORE, html
from app.pages.stage import Stage
from app.pages.tables import PAGE_ROWS, as_csv, table_of
from app.pages.today import today_values
from app.pages.visit import StoredTurn, Visit, stored_turn, visit
from app.pages.what_if import estimate, filled_from, form_values
from app.server.identity import acting
from db.audit import record
from db.errors import Problem
from tools.context import ToolContext
from tools.registry import call


class Opened(BaseModel):
    """Whether a step of the trace was opened or closed."""

    opened: bool
    whole: bool = False
    """Whether the page has not been given its steps yet."""


class Parts:
    """Fragments that the chat page puts beside Chainlit's own."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def step_opened(self, step_id: UUID, body: Opened) -> JSONResponse:
        """A step of a trace was opened or closed on somebody's page; what stands below it, where the page asks."""
        if acting() is None:
            raise HTTPException(status_code=401)
        watch(step_id, opened=body.opened)
        if (trace := running(step_id)) is not None and body.opened:
            trace.opened()
        below = await self.page.threads.below(str(step_id)) if body.whole and trace is None else []
        return JSONResponse({"opened": body.opened, "steps": below}, headers=NO_STORE)

    async def turn(self, request: Request, turn_id: UUID) -> HTMLResponse:
        """What stands under a reply: its table, its customer's card, the way to the stage view."""
        who = await visit(self.page, request)
        turn = await stored_turn(who, turn_id)
        catalog, language = who.house.catalog, turn.language
        made = [
            {"fact": fact.id, "table": table}
            for fact in turn.facts
            if (table := table_of(fact, catalog, who.caller, language)) is not None
        ]
        proposals = await asyncio.to_thread(proposals_of, who, turn)
        card = about_one(turn.facts) if turn.row["status"] == "answered" else None
        card = card or next((proposal.customer for proposal in proposals), None)
        return html(
            "turn.html",
            language,
            turn_id=str(turn_id),
            tables=made,
            card=card,
            whole=any(fact.tool == "customer_card" for fact in turn.facts) and not made,
            page_rows=PAGE_ROWS,
            notes=[note for fact in turn.facts if (note := plain_note(fact, turn.facts, language))],
            pictures=[picture for fact in turn.facts if (picture := spoken(chart(fact, catalog, language)))],
            follow_ups=await asyncio.to_thread(_next, who, turn),
            proposals=proposals,
            form=next((form for fact in reversed(turn.facts) if (form := filled_from(fact))), {}),
            choices=await asyncio.to_thread(choices_of, who, turn),
        )

    async def card(self, request: Request, customer: str) -> HTMLResponse:
        """A customer's card as it stands now."""
        who = await visit(self.page, request)
        values = await asyncio.to_thread(card_values, who, customer, who.language)
        if values is None:
            raise HTTPException(status_code=404)
        return html("card.html", who.language, **values)

    async def today(self, request: Request) -> Response:
        """Today's work; nothing while the bank or the model is getting ready."""
        who = await visit(self.page, request)
        try:
            return html("today.html", who.language, **await asyncio.to_thread(today_values, who))
        except Problem:
            return Response(status_code=204)

    async def download(self, request: Request, turn_id: UUID, fact_id: str) -> Response:
        """A Fact's rows as CSV: asked again within what the person may see now, and written down."""
        who = await visit(self.page, request)
        turn = await stored_turn(who, turn_id)
        fact = turn.fact(fact_id)
        context = ToolContext(caller=who.caller, desk=who.desk)
        again = await asyncio.to_thread(call, who.desk, context, fact.tool, dict(fact.arguments))
        table = table_of(again[0], who.house.catalog, who.caller, turn.language) if again[0] is not None else None
        if table is None:
            raise HTTPException(status_code=404)
        detail = {"turn": str(turn_id), "fact": fact_id, "rows": len(table.rows)}
        await asyncio.to_thread(record, who.house.state, who.caller.name, "download", detail)
        name = f"{fact.tool}-{str(turn_id)[:8]}.csv"
        headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(table), media_type="text/csv; charset=utf-8", headers=headers)

    async def what_if(self, request: Request, customer: str = "") -> HTMLResponse:
        """The form; its fields may be filled from what was typed."""
        who = await visit(self.page, request)
        given = {name: value for name, value in request.query_params.items() if name != "customer"}
        try:
            values = await asyncio.to_thread(form_values, who, customer or None, given)
        except Problem as problem:
            return html("problem.html", who.language, problem=problem.say(who.language))
        return html("what_if.html", who.language, **values)

    async def risk(self, request: Request) -> JSONResponse:
        """The risk of what the form says, live."""
        who = await visit(self.page, request)
        form = {name: str(value) for name, value in (await request.form()).items()}
        customer = form.pop("customer", "") or None
        try:
            answer: dict[str, Any] = await asyncio.to_thread(estimate, who, customer, form)
        except Problem as problem:
            answer = {"problem": problem.say(who.language)}
        return JSONResponse(answer, headers=NO_STORE)


def _next(who: Visit, turn: StoredTurn) -> list[tuple[str, str]]:
    """The questions that may follow a turn."""

    def changed(customer: str) -> bool:
        history = who.ask("score_history", {"customer_id": customer})
        return history is not None and history.data.get("change") is not None

    earlier = who.house.store.answered_before(turn.row)
    return follow_ups(turn.facts, turn.language, earlier=earlier, changed=changed)


def page_routes(page: Page) -> list[APIRoute]:
    """The routes, in front of Chainlit's, whose last one takes every address."""
    parts, changes, stage = Parts(page), Changes(page), Stage(page)
    return [
        _get("/moa/today", parts.today),
        _get("/moa/turns/{turn_id}", parts.turn),
        _get("/moa/turns/{turn_id}/{fact_id}.csv", parts.download),
        _get("/moa/card", parts.card),
        _get("/moa/what-if", parts.what_if),
        _post("/moa/what-if/risk", parts.risk),
        _post("/moa/steps/{step_id}", parts.step_opened),
        _get("/moa/record", changes.record_form),
        _get("/moa/proposals/{turn_id}/{fact_id}", changes.proposed),
        _post("/moa/record", changes.record),
        _get("/moa/outcome", changes.outcome_form),
        _post("/moa/outcome", changes.outcome),
        _post("/moa/outcomes/undo", changes.outcome_undo),
        _post("/moa/notes/{number}/undo", changes.note_undo),
        _post("/moa/promises/{number}/done", changes.promise_done),
        _get("/moa/stage", stage.live),
        _get("/moa/stage/latest", stage.latest),
        _get("/moa/stage/{turn_id}", stage.show),
        _get("/moa/stage/{turn_id}/events", stage.events),
        _get("/moa/stage/{turn_id}/proof", stage.proof),
    ]


def _get(path: str, work: Callable[..., object]) -> APIRoute:
    return APIRoute(path, work, methods=["GET"], response_model=None)


def _post(path: str, work: Callable[..., object]) -> APIRoute:
    return APIRoute(path, work, methods=["POST"], response_model=None)
