import asyncio
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.server.security import Shield, policy, without_outside

PAGE = """<head>
<link rel="preconnect" href="https://fonts.googleapis.com" />
<link
  href="https://fonts.googleapis.com/css2?family=Inter"
  rel="stylesheet"
/>
<link rel="stylesheet" href="/assets/own.css">
<meta property="og:image" content="https://elsewhere/banner.png">
<script>const global = globalThis;</script></head>"""


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(Request(scope).url.path)(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Shield(app, origins=["https://intranet.bank"], content_policy="default-src 'self'"))


def test_nothing_of_another_host_is_left_in_the_page() -> None:
    page = without_outside(PAGE)
    assert "https://" not in page
    assert "/assets/own.css" in page


def test_the_policy_allows_exactly_the_inline_script() -> None:
    assert policy(PAGE).count("sha256-") == 1
    assert "unsafe-eval" not in policy(PAGE)
    assert "'unsafe-inline'" not in policy(PAGE).split("style-src", maxsplit=1)[0]


def test_every_answer_wears_the_headers(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["content-security-policy"] == "default-src 'self'"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/project/share/abc", "/project/thread/share", "/mcp", "/auth/oauth/github"])
def test_the_side_doors_are_shut(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_another_site_may_not_post(client: TestClient) -> None:
    assert client.post("/login", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/login", headers={"origin": "http://testserver"}).status_code == 200
    assert client.post("/login", headers={"origin": "https://intranet.bank"}).status_code == 200
    assert client.post("/login").status_code == 200


def test_another_site_may_not_open_the_socket() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    scope = {
        "type": "websocket",
        "path": "/ws/socket.io/",
        "headers": [(b"host", b"localhost:8000"), (b"origin", b"https://evil.example")],
    }
    asyncio.run(Shield(app, origins=[], content_policy="")(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_cookie_set_over_tls_never_travels_without_it() -> None:
    async def setting(scope: Scope, receive: Receive, send: Send) -> None:
        answer = PlainTextResponse("x")
        answer.set_cookie("access_token", "t")
        await answer(scope, receive, send)

    shielded = Shield(setting, origins=[], content_policy="")
    plain = TestClient(shielded).get("/")
    secure = TestClient(shielded, base_url="https://bank.example").get("/")
    assert "secure" not in plain.headers["set-cookie"].lower()
    assert "; Secure" in secure.headers["set-cookie"]
    assert "strict-transport-security" in secure.headers
    assert "strict-transport-security" not in plain.headers


@pytest.mark.parametrize("path", ["/project/element", "/auth/jwt", "/openapi.json"])
def test_what_this_page_does_not_use_is_shut(client: TestClient, path: str) -> None:
    assert client.put(path).status_code == 404


def test_uploads_are_shut_and_files_of_a_session_are_not(client: TestClient) -> None:
    assert client.post("/project/file").status_code == 404
    assert client.get("/project/file/x").status_code == 200


@pytest.mark.parametrize("name", ["%00", "a%00b", "x%0A", "%1b", "a" * 256, "á" * 128, "a" * 5000])
@pytest.mark.parametrize("folder", ["public", "assets", "project/thread", "elements/x", "avatars"])
def test_a_path_that_no_file_can_have_is_not_found(client: TestClient, folder: str, name: str) -> None:
    assert client.get(f"/{folder}/{name}").status_code == 404
    assert client.get(f"/{folder}/{name}/x").status_code == 404
    assert client.get(f"/{folder}/{'a' * 255}").status_code == 200
