"""The wire beneath the providers: httpx's interface over aiohttp's connections.

httpx's own transport reads every piece of a stream through four layers of Python (httpcore, h11, anyio), which at
fifty conversations at once costs more than all the rest of a turn. aiohttp parses in C; above this module nobody
notices: requests, responses and errors stay httpx's, so that the OpenAI client and `agents.llm.faults`
read them as ever.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import aiohttp
import httpx
from multidict import CIMultiDict
from yarl import URL

_AUTOMATIC = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once; each client would read them anew."""
    return httpx.create_ssl_context()


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One pool of connections (at most ``connections``), opened on the first request of an event loop."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the response's body streams.

        Raises:
            httpx.TransportError: what aiohttp met, in httpx's words.
        """
        headers = CIMultiDict((name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw)
        with _in_httpx_words(request):
            response = await self._open().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=headers,
                data=await request.aread(),
                skip_auto_headers=_AUTOMATIC,
                allow_redirects=False,
                timeout=_timeout(request.extensions.get("timeout") or {}),
            )
        return httpx.Response(
            status_code=response.status,
            headers=list(response.raw_headers),
            stream=_Body(response, request),
            request=request,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None and self._loop is asyncio.get_running_loop():
            await self._session.close()
        self._session = None

    def _open(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            self._loop = loop
            connector = aiohttp.TCPConnector(limit=self._connections, ssl=trusted())
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, trust_env=True
            )
        return self._session


class _Body(httpx.AsyncByteStream):
    """A response's bytes as they come; whatever has gathered since the last look comes in one piece."""

    def __init__(self, response: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._response, self._request = response, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_httpx_words(self._request):
            async for piece in self._response.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        """Give the connection back when the body has ended, else close it."""
        self._response.close()


@contextmanager
def _in_httpx_words(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(str(error), request=request) from error
    except aiohttp.ServerTimeoutError as error:
        raise httpx.ReadTimeout(str(error), request=request) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except aiohttp.InvalidURL as error:
        raise httpx.UnsupportedProtocol(str(error), request=request) from error
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error


def _timeout(asked: dict[str, Any]) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None, connect=asked.get("pool"), sock_connect=asked.get("connect"), sock_read=asked.get("read")
    )
