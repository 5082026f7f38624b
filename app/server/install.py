"""What is put around Chainlit's own application before it serves: the shield, the charts' route, a stop in words."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import chainlit as cl
from chainlit import server
from chainlit.auth import get_current_user
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.markdown import get_markdown_str
from chainlit.session import WebsocketSession
from fastapi import Depends, HTTPException, Response
from fastapi.routing import APIRoute

from app.chat.phrases import page_language
from app.chat.process import Page
from app.server.security import Shield, policy, without_outside
from app.server.thread_rows import ELEMENT_ROUTE
from db.errors import AccessProblem


def dress(page: Page) -> None:
    """Put our middleware and routes in front of Chainlit's."""
    original: Callable[[str], str] = server.get_html_template

    def template(root_path: str) -> str:
        return without_outside(original(root_path))

    server.get_html_template = template
    server.get_markdown_str = _read_me  # type: ignore[attr-defined]
    origins = [origin.strip() for origin in page.settings.allow_origins.split(",") if origin.strip()]
    server.app.add_middleware(Shield, origins=origins, content_policy=policy(template(config.run.root_path)))
    server.app.router.routes.insert(0, _elements(page))
    server.sio.on("stop", _stop)


def _read_me(root: str, language: str) -> str | None:
    """The read-me page for any kind of Spanish (Chainlit looks for the exact tag only)."""
    return get_markdown_str(root, page_language(language))


def _elements(page: Page) -> APIRoute:
    async def element(
        thread_id: str, element_id: str, user: Annotated[cl.User | None, Depends(get_current_user)]
    ) -> Response:
        """A stored chart, to the author of its conversation only."""
        try:
            author = await page.threads.get_thread_author(thread_id)
        except AccessProblem:
            author = None
        content = await page.threads.element_content(thread_id, element_id)
        if user is None or author != user.identifier or content is None:
            raise HTTPException(status_code=404)
        return Response(content, media_type="application/json", headers={"Cache-Control": "private, no-store"})

    return APIRoute(ELEMENT_ROUTE, element, methods=["GET"])


async def _stop(sid: str) -> None:
    """Stop the running turn; the turn itself says so, in the person's language (Chainlit's own says it in English)."""
    session = WebsocketSession.get(sid)
    if session is not None:
        init_ws_context(session)
        if isinstance(session.current_task, asyncio.Task):
            session.current_task.cancel()
