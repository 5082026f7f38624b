"""Our own addresses on the page's server, all under ``/moa`` and all for people who are logged in."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import chainlit as cl
from chainlit.auth import get_current_user
from fastapi import Depends, HTTPException
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.chat.process import Page
from app.chat.watched import watch

User = Annotated[cl.User | None, Depends(get_current_user)]


class Opened(BaseModel):
    """Whether a step of the trace was opened or closed."""

    opened: bool


async def step_opened(step_id: UUID, body: Opened, user: User) -> dict[str, bool]:
    """A step of a trace was opened or closed on somebody's page."""
    if user is None:
        raise HTTPException(status_code=401)
    watch(step_id, opened=body.opened)
    return {"opened": body.opened}


def page_routes(page: Page) -> list[APIRoute]:
    """The routes, in front of Chainlit's, whose last one takes every address."""
    return [_route("/moa/steps/{step_id}", step_opened, "POST")]


def _route(path: str, work: Callable[..., object], method: str) -> APIRoute:
    return APIRoute(path, work, methods=[method])
