"""The ways in: a password, the bank's single sign-on, a header set by a trusted proxy.

Whoever vouches for a person, the account must stand in our own table, which also says the role; every way ends in a
log-in of ours, so that log-out, a removed account and a changed one end it alike.
"""

from collections.abc import Mapping

import chainlit as cl
from chainlit import oauth_providers
from chainlit.auth import get_configuration
from chainlit.config import config
from chainlit.oauth_providers import GenericOAuthProvider
from fastapi import HTTPException
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.datastructures import Headers

from app.server.identity import Logins, client_address, client_language
from app.server.login import Door, TooManyTries
from app.server.trusted_header import vouched_name
from app.settings import Settings
from db.errors import AccessProblem

WRONG = AccessProblem("app.entrances.wrong_password")


class Entrances:
    """Chainlit's callbacks for each way in."""

    def __init__(self, settings: Settings, door: Door, logins: Logins) -> None:
        self.settings, self.door, self.logins = settings, door, logins

    def install(self) -> None:
        """Hand Chainlit the callbacks; its decorators would turn a reasoned refusal into a bare one."""
        config.code.password_auth_callback = self.password
        config.code.oauth_callback = None
        if self.settings.login_header:
            config.code.header_auth_callback = self.header
        if self.settings.oidc_client_id:
            config.code.oauth_callback = self.single_sign_on
            oauth_providers.providers[:] = [Provider(self.settings)]

    def routes(self) -> list[APIRoute]:
        """What stands before Chainlit's route of the same path."""

        async def ways() -> JSONResponse:
            """Which ways in this browser has: that of the header only where a proxy has set it."""
            return JSONResponse({**get_configuration(), "headerAuth": vouched_name() is not None})

        return [APIRoute("/auth/config", ways, methods=["GET"])]

    async def password(self, name: str, password: str) -> cl.User:
        """Check a name and a password."""
        try:
            caller = await self.door.enter(name, password, address=client_address())
        except AccessProblem as problem:
            if isinstance(problem, TooManyTries):
                raise _refusal(problem, 429, {"Retry-After": str(problem.seconds)}) from problem
            raise _refusal(problem, 403) from problem
        if caller is None:
            raise _refusal(WRONG, 401)
        return await self.logins.begin(caller)

    async def header(self, headers: Headers) -> cl.User:
        """Take the name that a trusted proxy has put into the header; any other header never comes this far."""
        name = vouched_name()
        if name is None:
            raise _refusal(WRONG, 401)
        try:
            return await self.logins.begin(await self.door.vouched(name, by="header", address=client_address()))
        except AccessProblem as problem:
            raise _refusal(problem, 403) from problem

    async def single_sign_on(
        self, provider: str, token: str, told: Mapping[str, object], user: cl.User, id_token: str | None = None
    ) -> cl.User | None:
        """Take the name that the identity provider tells; None sends the person back to the log-in page."""
        name = told_name(told, self.settings.oidc_claim)
        if name is None:
            return None
        try:
            return await self.logins.begin(await self.door.vouched(name, by="oidc", address=client_address()))
        except AccessProblem:
            return None


class Provider(GenericOAuthProvider):
    """Chainlit's generic provider with our settings in the place of its environment variables."""

    env: list[str] = []  # noqa: RUF012 - Chainlit's attribute: nothing more is needed to be configured

    def __init__(self, settings: Settings) -> None:
        secret = settings.oidc_client_secret
        self.id = settings.oidc_name
        self.client_id = settings.oidc_client_id or ""
        self.client_secret = secret.get_secret_value() if secret else ""
        self.authorize_url = settings.oidc_auth_url or ""
        self.token_url = settings.oidc_token_url
        self.user_info_url, self.user_identifier = settings.oidc_user_info_url, settings.oidc_claim
        self.authorize_params = {"scope": settings.oidc_scopes, "response_type": "code"}


def told_name(told: Mapping[str, object], claim: str) -> str | None:
    """The name in a provider's claims; an e-mail address only where the provider says that it is verified."""
    name = told.get(claim)
    if not isinstance(name, str) or not name.strip():
        return None
    return None if claim == "email" and told.get("email_verified") is not True else name.strip()


def _refusal(problem: AccessProblem, status: int, headers: dict[str, str] | None = None) -> HTTPException:
    return HTTPException(status_code=status, detail=problem.say(client_language()), headers=headers)
