"""httpx over aiohttp's connections: kept from call to call, and what goes wrong said in httpx's words."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from aiohttp import web

from agents.llm.transport import AiohttpTransport


@pytest.fixture
async def server() -> AsyncIterator[tuple[str, set[object]]]:
    """An address, and the connections it saw."""
    seen: set[object] = set()

    async def whole(request: web.Request) -> web.Response:
        seen.add(request.transport)
        return web.Response(body=await request.read(), headers={"Echo": request.headers.get("Said", "")})

    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"some")
        assert request.transport is not None
        request.transport.abort()
        return response

    async def silent(_request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    app = web.Application()
    app.router.add_post("/whole", whole)
    app.router.add_post("/cut", cut)
    app.router.add_post("/silent", silent)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", seen
    await runner.cleanup()


async def test_one_connection_serves_call_after_call(server: tuple[str, set[object]]) -> None:
    url, seen = server
    async with httpx.AsyncClient(transport=AiohttpTransport(10)) as client:
        for word in ("uno", "dos", "tres"):
            answer = await client.post(f"{url}/whole", content=word, headers={"Said": word})
            assert (answer.text, answer.headers["echo"]) == (word, word)
    assert len(seen) == 1


async def test_what_goes_wrong_is_said_in_httpx_words(server: tuple[str, set[object]]) -> None:
    url, _ = server
    async with httpx.AsyncClient(transport=AiohttpTransport(10), timeout=0.2) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post(f"{url}/silent")
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(f"{url}/cut")
        with pytest.raises(httpx.ConnectError):
            await client.post("http://127.0.0.1:1/whole")


def test_a_client_serves_one_event_loop_after_another() -> None:
    transport = AiohttpTransport(10)

    async def refused() -> None:
        with pytest.raises(httpx.ConnectError):
            await httpx.AsyncClient(transport=transport).post("http://127.0.0.1:1/")
        await transport.aclose()

    asyncio.run(refused())
    asyncio.run(refused())
