"""What is put around Chainlit's own application before it serves: the shield, the charts' route, a stop in words."""

import asyncio
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path

from chainlit import server
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.markdown import get_markdown_str
from chainlit.session import WebsocketSession

from app.chat.phrases import page_language
from app.chat.process import Page
from app.pages.routes import page_routes
from app.server.entrances import Entrances
from app.server.identity import Identity
from app.server.ids import IdGate
from app.server.preferred import chosen, page_locale, page_mark
from app.server.routes import broken, own_routes, refused
from app.server.security import Shield, policy, without_outside
from app.server.sockets import SocketGate
from app.server.trusted_header import HeaderGate
from db.errors import AccessProblem

CHARTS = "react-plotly-*.js"


def dress(page: Page) -> None:
    """Put our middleware and routes in front of Chainlit's."""
    original: Callable[[str], str] = server.get_html_template

    def template(root_path: str) -> str:
        return in_their_way(without_outside(original(root_path)))

    server.get_html_template = template
    server.get_markdown_str = _read_me  # type: ignore[attr-defined]
    settings = page.settings
    entrances = Entrances(settings, page.door, page.logins)
    entrances.install()
    origins = [origin.strip() for origin in settings.allow_origins.split(",") if origin.strip()]
    server.app.add_middleware(IdGate)
    server.app.add_middleware(Identity, logins=page.logins, choices=page.choices)
    shape = policy(template(config.run.root_path))
    server.app.add_middleware(Shield, origins=origins, content_policy=shape, opened=settings.ways_in())
    if settings.login_header:
        server.app.add_middleware(HeaderGate, header=settings.login_header, proxies=settings.proxies())
    server.app.router.routes[:0] = [*entrances.routes(), *own_routes(page.threads), *page_routes(page)]
    server.app.add_exception_handler(AccessProblem, refused)
    server.app.add_exception_handler(Exception, broken)
    server.sio.on("stop", _stop)
    page.sockets = SocketGate(server.sio, logins=page.logins, threads=page.threads, choices=page.choices)
    page.sockets.install()


def in_their_way(html: str) -> str:
    """The page with the language, theme and density of whoever asks on its first element."""
    told = {"lang": page_locale(), "data-density": chosen().density, "data-theme": chosen().theme}
    told["data-page"] = page_mark()
    told["data-charts"] = charts_script()
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in told.items() if value)
    return html.replace('<html lang="en">', f"<html {attributes}>", 1)


@cache
def charts_script() -> str:
    """Where Chainlit's page has the library that draws charts, to be loaded before the first chart; "" for none."""
    return next((f"/assets/{found.name}" for found in Path(server.build_dir, "assets").glob(CHARTS)), "")


def _read_me(root: str, language: str) -> str | None:
    """The read-me page for any kind of Spanish (Chainlit looks for the exact tag only)."""
    return get_markdown_str(root, page_language(language))


async def _stop(sid: str) -> None:
    """Stop the running turn; the turn itself says so, in the person's language (Chainlit's own says it in English)."""
    session = WebsocketSession.get(sid)
    if session is not None:
        init_ws_context(session)
        if isinstance(session.current_task, asyncio.Task):
            session.current_task.cancel()
