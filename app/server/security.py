"""What a bank expects around the page: no outside fonts, a content policy, no foreign origins, no open side doors.

Pure ASGI, in front of Chainlit's own application, which would otherwise load fonts and styles from elsewhere, let any
site open a socket, and show a shared thread to anyone who knows its id.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED = (
    "/project/share/",
    "/project/thread/share",
    "/project/element",
    "/mcp",
    "/copilot/",
    "/auth/header",
    "/auth/jwt",
    "/auth/oauth/",
    "/docs",
    "/redoc",
    "/openapi.json",
)
"""Routes of Chainlit's and FastAPI's that this page does not use."""
UPLOAD = "/project/file"
OUTSIDE = re.compile(r"<link\b[^>]*\bhref=\"https?://[^>]*>", re.IGNORECASE)
OUTSIDE_META = re.compile(r"<meta property=\"og:(?:image|url)\"[^>]*>", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_NAME = 255
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def without_outside(html: str) -> str:
    """The page without links to other hosts."""
    return OUTSIDE_META.sub("", OUTSIDE.sub("", html))


def policy(html: str) -> str:
    """The content policy of a page: our own files, and exactly the inline scripts it came with."""
    digests = (hashlib.sha256(body.encode()).digest() for body in INLINE_SCRIPT.findall(html))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {scripts}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Shield:
    """The middleware; ``origins`` may use the page besides its host; ``opened`` routes are switched on by settings."""

    def __init__(
        self, app: ASGIApp, *, origins: Iterable[str], content_policy: str, opened: Iterable[str] = ()
    ) -> None:
        self.app, self.origins, self.content_policy = app, frozenset(origins), content_policy
        self.opened = frozenset(opened)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, with the headers put on its answer."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        if self._shut(scope):
            await _refuse(scope, receive, send, 404, "Not found")
        elif not self._welcome(scope):
            await _refuse(scope, receive, send, 403, "This origin may not use this page")
        else:
            await self.app(scope, receive, self._dressed(send, secure=scope.get("scheme") in {"https", "wss"}))

    def _shut(self, scope: Scope) -> bool:
        path = scope["path"]
        upload = path == UPLOAD and scope.get("method") == "POST"
        return upload or (path.startswith(CLOSED) and path not in self.opened) or _no_path(path)

    def _welcome(self, scope: Scope) -> bool:
        if scope.get("method") in SAFE_METHODS and not scope["path"].startswith("/ws/"):
            return True
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        return origin is None or origin in self.origins or urlsplit(origin).netloc == headers.get("host")

    def _dressed(self, send: Send, *, secure: bool) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = self.content_policy
                if secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                    message["headers"] = [_only_over_tls(*pair) for pair in message["headers"]]
            await send(message)

        return dressed


def _no_path(path: str) -> bool:
    """Control characters, or a name longer than a file's may be: no route has it, and looking for a file would fail."""
    return _CONTROL.search(path) is not None or any(len(part.encode()) > LONGEST_NAME for part in path.split("/"))


def _only_over_tls(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; a cookie set over TLS never travels without it."""
    plain = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return (name, value + b"; Secure") if plain else (name, value)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(words, status_code=status)(scope, receive, send)
