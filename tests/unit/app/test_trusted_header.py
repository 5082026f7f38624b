"""The gate of the trusted header: which connections may say who somebody is, and settings that would open it wide."""

from ipaddress import ip_network

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.server.entrances import told_name
from app.server.trusted_header import HeaderGate, vouched_name
from app.settings import Settings, read_settings
from db.errors import SettingsProblem

OIDC = ("OIDC_AUTH_URL", "OIDC_TOKEN_URL", "OIDC_USER_INFO_URL")


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"{vouched_name()} {scope['client'][0]}")(scope, receive, send)


def gate(address: str) -> TestClient:
    proxies = [ip_network("10.0.0.0/29"), ip_network("fd00::5")]
    return TestClient(HeaderGate(app, header="X-User", proxies=proxies), client=(address, 5000))


@pytest.mark.parametrize("address", ["10.0.0.5", "::ffff:10.0.0.5", "fd00::5"])
def test_a_proxy_says_who_sits_there_and_where(address: str) -> None:
    answer = gate(address).get("/", headers={"x-user": " eva "})
    assert (answer.status_code, answer.text) == (200, f"eva {address}")


@pytest.mark.parametrize("address", ["10.0.0.8", "127.0.0.1", "::1", "fd00::6", "::ffff:10.0.0.9", "testclient", ""])
def test_anybody_else_is_refused_but_may_come_without(address: str) -> None:
    forged = {"x-user": "eva", "x-forwarded-for": "10.0.0.5", "forwarded": "for=10.0.0.5"}
    assert gate(address).get("/", headers=forged).status_code == 403
    assert gate(address).get("/", headers={"x-user": "", "x-forwarded-for": "10.0.0.5"}).status_code == 403
    assert gate(address).get("/", headers={"x-forwarded-for": "10.0.0.5"}).text == f"None {address}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"LOGIN_HEADER": "X-User"},
        {"LOGIN_HEADER_PROXIES": "10.0.0.5"},
        {"LOGIN_HEADER": "X-User", "LOGIN_HEADER_PROXIES": "0.0.0.0/0"},
        {"LOGIN_HEADER": "X-User", "LOGIN_HEADER_PROXIES": "10.0.0.5, ::/0"},
        {"LOGIN_HEADER": "X-User", "LOGIN_HEADER_PROXIES": "proxy.bank"},
        {"LOGIN_HEADER": "Cookie", "LOGIN_HEADER_PROXIES": "10.0.0.5"},
        {"LOGIN_HEADER": "X User", "LOGIN_HEADER_PROXIES": "10.0.0.5"},
        {"OIDC_CLIENT_ID": "moa"},
        {**dict.fromkeys(OIDC, "https://id.bank/x"), "OIDC_CLIENT_ID": "moa"},
        {**dict.fromkeys(OIDC, "http://id.bank/x"), "OIDC_CLIENT_ID": "moa", "OIDC_CLIENT_SECRET": "x"},
        {"OIDC_NAME": "../sso"},
        {"PUBLIC_URL": "churn.bank"},
    ],
    ids=str,
)
def test_settings_that_are_half_or_open_wide_refuse_the_start(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem):
        read_settings()


def test_an_address_counts_only_where_the_provider_has_verified_it() -> None:
    assert told_name({"email": "eva@bank.example", "email_verified": True}, "email") == "eva@bank.example"
    for unsure in ({}, {"email_verified": False}, {"email_verified": "false"}, {"email_verified": "true"}):
        assert told_name({"email": "eva@bank.example", **unsure}, "email") is None
    assert told_name({"upn": " eva "}, "upn") == "eva"
