"""Single sign-on and a trusted proxy's header, over real sockets: accounts, roles and ends of log-ins stay ours."""

import sqlite3
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from db.places import Places
from tests.e2e.identity_provider import Provider, provider
from tests.e2e.running import Chat, chat
from tests.e2e.socket_client import Client
from tests.e2e.test_logins import ended, users

HEADER = "X-Bank-User"
PROXY, STRANGER = "127.0.0.1", "127.0.0.2"


@pytest.fixture(scope="module")
def identity() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture(scope="module")
def bank(small_home: Places, tmp_path_factory: pytest.TempPathFactory, identity: Provider) -> Iterator[Chat]:
    """A chat outside demo mode with every way in; eva and leo have accounts."""
    more = {"LOGIN_HEADER": HEADER, "LOGIN_HEADER_PROXIES": f"{PROXY}/32", "DEMO_MODE": "false"}
    with chat(small_home, tmp_path_factory.mktemp("ways"), {**identity.settings(), **more}) as served:
        users(served, "add", "eva", "--role", "support", "--no-password")
        users(served, "add", "leo", "--role", "presenter", password="long enough")
        yield served


def audited(bank: Chat, name: str) -> list[str]:
    with sqlite3.connect(bank.home / "state.db") as state:
        return [row[0] for row in state.execute("SELECT action FROM audit WHERE who = ? ORDER BY id", (name,))]


async def signed_on(bank: Chat, identity: Provider, **claims: object) -> tuple[Client, str]:
    """A browser that has been to the provider and back, and the address it came to."""
    identity.claims = claims
    made = Client(bank.url)
    answer = await made.http.get("/auth/oauth/sso", follow_redirects=True)
    return made, str(answer.url)


async def test_single_sign_on_opens_a_log_in_of_ours_with_our_role(bank: Chat, identity: Provider) -> None:
    person, came_to = await signed_on(bank, identity, preferred_username="eva", role="admin", roles=["admin"])
    async with person:
        assert urlsplit(came_to).path == "/login/callback"
        user = (await person.http.get("/user")).json()
        assert (user["identifier"], user["metadata"]) == ("eva", {"role": "support"})
        await person.open()
        assert audited(bank, "eva")[-1] == "log-in"
        kept = dict(person.http.cookies)
        assert (await person.http.post("/logout")).status_code == 200
        person.http.cookies.update(kept)
        assert await ended(person)


async def test_a_removed_account_ends_what_single_sign_on_began(bank: Chat, identity: Provider) -> None:
    users(bank, "add", "gone", "--role", "support", "--no-password")
    person, _ = await signed_on(bank, identity, preferred_username="gone")
    async with person:
        await person.open()
        users(bank, "remove", "gone")
        assert await ended(person)
        again, came_to = await signed_on(bank, identity, preferred_username="gone")
        await again.http.aclose()
        assert "error" in parse_qs(urlsplit(came_to).query)


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "nobody here"},
        {"preferred_username": "EVA"},
        {"preferred_username": "sofia"},
        {"preferred_username": ["eva"]},
        {"preferred_username": ""},
        {"email": "eva"},
        {},
    ],
    ids=["no account", "another case", "demo user", "a list", "empty", "another claim", "nothing"],
)
async def test_whoever_has_no_account_does_not_come_in(
    bank: Chat, identity: Provider, claims: dict[str, object]
) -> None:
    person, came_to = await signed_on(bank, identity, **claims)
    assert urlsplit(came_to).path == "/login"
    assert parse_qs(urlsplit(came_to).query) == {"error": ["oauthSignin"]}
    assert (await person.http.get("/user")).status_code == 401
    await person.http.aclose()


async def test_another_browsers_answer_and_a_used_code_are_refused(bank: Chat, identity: Provider) -> None:
    identity.claims = {"preferred_username": "leo"}
    async with httpx.AsyncClient(base_url=bank.url) as attacker, httpx.AsyncClient(base_url=bank.url) as victim:
        sent = await attacker.get((await attacker.get("/auth/oauth/sso")).headers["location"])
        back = sent.headers["location"]
        await victim.get("/auth/oauth/sso")
        for browser, state in ((victim, "theirs"), (attacker, "own"), (attacker, "again")):
            answer = await browser.get(back)
            refused = "error=" in answer.headers["location"]
            assert refused is (state != "own"), state
        assert (await victim.get("/user")).status_code == 401


async def test_only_the_configured_routes_are_open(bank: Chat, running: Chat) -> None:
    async with httpx.AsyncClient(base_url=bank.url) as there, httpx.AsyncClient(base_url=running.url) as here:
        for path in ("/auth/oauth/github", "/auth/oauth/sso/x", "/auth/oauth/azure-ad-hybrid/callback", "/auth/jwt"):
            assert (await there.get(path)).status_code == 404, path
        for path in ("/auth/oauth/sso", "/auth/oauth/sso/callback", "/auth/oauth/generic"):
            assert (await here.get(path)).status_code == 404, path
        assert (await here.post("/auth/header", headers={HEADER: "sofia"})).status_code == 404
        ways = (await here.get("/auth/config")).json()
        assert (ways["passwordAuth"], ways["headerAuth"], ways["oauthProviders"]) == (True, False, [])
        assert (await there.get("/auth/config")).json()["oauthProviders"] == ["sso"]


def peer(bank: Chat, address: str) -> httpx.AsyncClient:
    """A connection from this address of the machine."""
    return httpx.AsyncClient(base_url=bank.url, transport=httpx.AsyncHTTPTransport(local_address=address))


async def test_the_trusted_proxys_header_opens_a_log_in_with_our_role(bank: Chat) -> None:
    async with peer(bank, PROXY) as proxy:
        assert (await proxy.get("/auth/config", headers={HEADER: "eva"})).json()["headerAuth"] is True
        assert (await proxy.get("/auth/config")).json()["headerAuth"] is False
        forwarded = {HEADER: "eva", "X-Forwarded-For": "203.0.113.9"}
        assert (await proxy.post("/auth/header", headers=forwarded)).status_code == 200
        assert (await proxy.get("/user", headers=forwarded)).json()["metadata"] == {"role": "support"}
        assert (await proxy.get("/user", headers={HEADER: "leo"})).status_code == 401
        cookie = dict(proxy.cookies)
        assert (await proxy.post("/logout", headers=forwarded)).status_code == 200
        proxy.cookies.update(cookie)
        assert (await proxy.get("/user", headers=forwarded)).status_code == 401
    with sqlite3.connect(bank.home / "state.db") as state:
        begun = state.execute("SELECT address FROM logins WHERE user = 'eva' ORDER BY begun").fetchall()
    assert begun[-1] == ("203.0.113.9",)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"X-Forwarded-For": PROXY},
        {"X-Forwarded-For": f"{PROXY}, {PROXY}"},
        {"X-Real-IP": PROXY},
        {"Forwarded": f"for={PROXY}"},
        {"X-Forwarded-Host": "localhost"},
    ],
    ids=lambda more: " ".join(more) or "plain",
)
@pytest.mark.parametrize("path", ["/auth/header", "/user", "/auth/config", "/"])
async def test_nobody_else_may_send_the_header(bank: Chat, path: str, more: dict[str, str]) -> None:
    async with peer(bank, STRANGER) as stranger:
        for name in (HEADER, HEADER.lower(), HEADER.upper()):
            answer = await stranger.request(
                "POST" if path == "/auth/header" else "GET", path, headers={name: "eva", **more}
            )
            assert answer.status_code == 403
            assert not answer.cookies
        for name in ("X_Bank_User", "X-Bank-User-", "X-Remote-User"):
            answer = await stranger.post("/auth/header", headers={name: "eva", **more})
            assert answer.status_code == 401


async def test_two_names_or_an_unknown_one_do_not_come_in(bank: Chat) -> None:
    async with peer(bank, PROXY) as proxy:
        twice = await proxy.post("/auth/header", headers=[(HEADER, "eva"), (HEADER.lower(), "leo")])
        assert twice.status_code == 403
        for name in ("eva, leo", "nobody", "sofia", "EVA", "é"):
            answer = await proxy.post("/auth/header", headers=[(HEADER.encode(), name.encode())])
            assert answer.status_code in {400, 401, 403}, name
            assert not answer.cookies


async def test_passwords_stay_a_way_in_for_everybody(bank: Chat) -> None:
    async with peer(bank, STRANGER) as stranger:
        said = await stranger.post(
            "/login", data={"username": "leo", "password": "wrong"}, headers={"Accept-Language": "es-MX"}
        )
        assert (said.status_code, said.json()["detail"]) == (401, "Usuario o contraseña incorrectos.")
        assert (await stranger.post("/login", data={"username": "leo", "password": "long enough"})).status_code == 200
        assert (await stranger.post("/login", data={"username": "eva", "password": ""})).status_code != 200
