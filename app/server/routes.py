"""Routes of our own in front of Chainlit's: stored charts, and thumbs that only their author's messages take."""

from typing import Annotated

import chainlit as cl
from chainlit.auth import get_current_user
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.server import call_action
from chainlit.session import WebsocketSession
from chainlit.types import CallActionRequest, DeleteFeedbackRequest, UpdateFeedbackRequest
from fastapi import Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, StrictStr

from agents.degradations import went_wrong
from app.chat.payloads import PAYLOADS
from app.chat.phrases import page_language
from app.logs import note_failure
from app.server.data_layer import LONGEST_TITLE, Threads
from app.server.thread_rows import ELEMENT_ROUTE
from app.server.titles import plain_title
from db.errors import Problem

Asking = Annotated[cl.User | None, Depends(get_current_user)]


class Renaming(BaseModel):
    """Another name for a conversation; field names are Chainlit's."""

    threadId: StrictStr  # noqa: N815
    name: StrictStr


def own_routes(threads: Threads) -> list[APIRoute]:
    """The routes, to stand before Chainlit's of the same path."""

    async def element(thread_id: str, element_id: str, user: Asking) -> Response:
        """A stored chart, to the author of its conversation only."""
        await threads.get_thread_author(thread_id)
        content = await threads.element_content(thread_id, element_id)
        if content is None:
            raise HTTPException(status_code=404)
        return Response(content, media_type="application/json", headers={"Cache-Control": "private, no-store"})

    async def rate(update: UpdateFeedbackRequest, user: Asking) -> JSONResponse:
        """Keep a thumb, then tell the agents."""
        kept = await threads.upsert_feedback(update.feedback)
        session = WebsocketSession.get_by_id(update.sessionId)
        if session is not None and config.code.on_feedback:
            init_ws_context(session)
            await config.code.on_feedback(update.feedback)
        return JSONResponse({"success": True, "feedbackId": kept})

    async def unrate(payload: DeleteFeedbackRequest, user: Asking) -> JSONResponse:
        """Take a thumb back."""
        await threads.delete_feedback(payload.feedbackId)
        return JSONResponse({"success": True})

    async def act(payload: CallActionRequest, user: Asking) -> Response:
        """Run an action, once it is one."""
        try:
            action = cl.Action(**payload.action)
            model = PAYLOADS.get(action.name)
            if model is None:
                raise HTTPException(status_code=404)
            model.model_validate(action.payload)
        except (TypeError, ValueError) as error:
            raise HTTPException(status_code=404) from error
        done: Response = await call_action(payload, user)
        return done

    async def rename(asked: Renaming, user: Asking) -> JSONResponse:
        """Give one's own conversation another name."""
        await threads.get_thread_author(asked.threadId)
        name = plain_title(asked.name)
        if not 0 < len(name) <= LONGEST_TITLE or name != asked.name.strip():
            said = f"A name is plain text on one line of 1 to {LONGEST_TITLE} characters."
            return JSONResponse({"detail": said}, status_code=400)
        await threads.update_thread(asked.threadId, name=name)
        return JSONResponse({"success": True})

    return [
        APIRoute("/project/thread", rename, methods=["PUT"]),
        APIRoute(ELEMENT_ROUTE, element, methods=["GET"]),
        APIRoute("/project/action", act, methods=["POST"]),
        APIRoute("/feedback", rate, methods=["PUT"]),
        APIRoute("/feedback", unrate, methods=["DELETE"]),
    ]


async def refused(request: Request, error: Exception) -> JSONResponse:
    """A problem on an HTTP route: what is not yours answers as what does not exist."""
    return JSONResponse({"detail": "Not found"}, status_code=404)


async def broken(request: Request, error: Exception) -> JSONResponse:
    """Anything unexpected on an HTTP route: a reference, never the error's words."""
    language = page_language(request.headers.get("accept-language"))
    if isinstance(error, Problem):
        return JSONResponse({"detail": error.say(language)}, status_code=400)
    reference = note_failure("an HTTP route", error)
    return JSONResponse({"detail": went_wrong(reference, language)}, status_code=500)
