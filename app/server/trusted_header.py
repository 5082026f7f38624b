"""A person's name in a header, taken from the bank's own proxies and refused from anybody else.

``HeaderGate`` is ASGI middleware and must be the outermost: it looks at the address of the connection itself, before
any forwarding header is believed (``app/settings.py`` tells uvicorn to believe none when this is switched on).
"""

from collections.abc import Sequence
from contextvars import ContextVar
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_VOUCHED: ContextVar[str | None] = ContextVar("vouched", default=None)
Networks = Sequence[IPv4Network | IPv6Network]


def vouched_name() -> str | None:
    """The name that a trusted proxy has put into the current request."""
    return _VOUCHED.get()


class HeaderGate:
    """Takes the header from ``proxies``; a request that carries it from elsewhere, or twice, goes no further."""

    def __init__(self, app: ASGIApp, *, header: str, proxies: Networks) -> None:
        self.header, self.proxies = header.lower().encode("ascii"), tuple(proxies)
        self.app = ProxyHeadersMiddleware(app, trusted_hosts=[str(network) for network in proxies])  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through with the name beside it, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)  # type: ignore[arg-type]
            return
        values = [value for name, value in scope["headers"] if name.lower() == self.header]
        name = _text(values[0]) if len(values) == 1 else None
        if values and (name is None or not self._trusts(scope)):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await PlainTextResponse("This header is not taken from you", 403)(scope, receive, send)
            return
        vouched = _VOUCHED.set(name or None)
        try:
            await self.app(scope, receive, send)  # type: ignore[arg-type]
        finally:
            _VOUCHED.reset(vouched)

    def _trusts(self, scope: Scope) -> bool:
        try:
            address = ip_address(scope["client"][0] if scope.get("client") else "")
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self.proxies)


def _text(value: bytes) -> str | None:
    try:
        return value.decode("utf-8").strip()
    except UnicodeDecodeError:
        return None
