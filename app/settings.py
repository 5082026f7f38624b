"""The settings: the one room that reads the environment; everything below is handed what it needs.

Values come from the environment and from ``.env`` beside the Makefile; a start with wrong ones is refused
in one sentence that names them all.
"""

import os
import re
import secrets
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.catalog import DEFAULT
from db.errors import SettingsProblem
from db.loading.unfinished import finish
from db.places import Places
from db.texts import LANGUAGES, Each, Language
from db.texts.regions import known_region
from db.validation import refuse, wrong_value

ROOT = Path(__file__).resolve().parent.parent
CHECKOUT = (ROOT / "Makefile").is_file()
PAGE_FILES = ROOT if CHECKOUT else Path(sys.prefix) / "share" / "moa-churn"
"""Where chainlit.md, public/ and .chainlit/ stand."""
SHORTEST_SECRET = 32
OIDC_NEEDED = ("oidc_auth_url", "oidc_token_url", "oidc_user_info_url", "oidc_client_id", "oidc_client_secret")
TAKEN_HEADERS = {"host", "cookie", "authorization", "origin", "x-forwarded-for", "x-forwarded-proto", "forwarded"}
SILENT = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "LANGSMITH_TRACING": "false"}


class Tongue(BaseSettings):
    """In which language the command line speaks, by the names that shells and gettext have for it."""

    model_config = SettingsConfigDict(
        env_file=(ROOT if CHECKOUT else Path()) / ".env", env_ignore_empty=True, extra="ignore"
    )

    language: str = ""
    lc_all: str = ""
    lc_messages: str = ""
    lang: str = ""

    def of_terminal(self) -> Language:
        """The first language that is named and that we speak; English where there is none."""
        named = next((tags for tags in (self.language, self.lc_all, self.lc_messages, self.lang) if tags), "")
        spoken = (
            known
            for tag in named.split(":")
            for known in LANGUAGES
            if re.fullmatch(rf"{known}(?![a-z]).*", tag.lower())
        )
        return next(spoken, "en")


class Settings(Tongue):
    """What an installation may set; docs/settings.md says the same in words."""

    moa_home: Path = ROOT / "var" if CHECKOUT else Path.home() / ".moa-churn"
    bank_db_url: str | None = None
    state_db_url: str | None = None
    catalog_file: Path | None = None
    together_api_key: SecretStr | None = None
    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    roster_file: Path | None = None
    mlflow_tracking_uri: str | None = None
    mlflow_tracing: bool = False
    chainlit_auth_secret: SecretStr | None = None
    demo_mode: bool = True
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    allow_origins: str = ""
    public_url: str | None = None
    oidc_auth_url: str | None = None
    oidc_token_url: str | None = None
    oidc_user_info_url: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_scopes: str = "openid profile email"
    oidc_claim: str = "preferred_username"
    oidc_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$")] = "sso"
    login_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{3,60}$")] | None = None
    login_header_proxies: str = ""
    regions: str | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    n_jobs: Annotated[int, Field(ge=1, le=256)] = 2

    @field_validator("bank_db_url", "state_db_url")
    @classmethod
    def _is_a_database(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                backend = make_url(value).get_backend_name()
            except ArgumentError:
                refuse("no_database")
            if backend not in {"sqlite", "postgresql"}:
                refuse("other_database", backend=backend)
        return value

    @field_validator("llm_base_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            refuse("no_http")
        return value

    @field_validator("public_url", "oidc_auth_url", "oidc_token_url", "oidc_user_info_url")
    @classmethod
    def _is_private(cls, value: str | None) -> str | None:
        if value is not None:
            address = urlsplit(value)
            here = address.scheme == "http" and address.hostname in {"127.0.0.1", "localhost", "::1"}
            if not address.hostname or not (here or address.scheme == "https"):
                refuse("not_private")
        return value

    @field_validator("login_header")
    @classmethod
    def _is_a_header_of_its_own(cls, value: str | None) -> str | None:
        if value is not None and value.lower() in TAKEN_HEADERS:
            refuse("taken_header")
        return value

    @field_validator("login_header_proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        try:
            everywhere = any(network.prefixlen == 0 for network in _networks(value))
        except ValueError:
            refuse("no_networks")
        if everywhere:
            refuse("everywhere")
        return value

    @field_validator("regions")
    @classmethod
    def _are_regions(cls, value: str | None) -> str | None:
        if value is not None and not all(known_region(tag.strip()) for tag in value.split(",")):
            refuse("no_regions")
        return value

    @field_validator("catalog_file", "roster_file")
    @classmethod
    def _is_a_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            refuse("no_file", path=str(value))
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("chainlit_auth_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            refuse("short_secret", least=SHORTEST_SECRET)
        return value

    @model_validator(mode="after")
    def _home_is_a_folder(self) -> Self:
        self.moa_home = self.moa_home.expanduser().resolve()
        if self.moa_home.exists() and not self.moa_home.is_dir():
            refuse("home_is_no_folder", home=str(self.moa_home))
        return self

    @model_validator(mode="after")
    def _ways_in_are_whole(self) -> Self:
        needed = {name: getattr(self, name) for name in OIDC_NEEDED}
        if any(needed.values()) and not all(needed.values()):
            missing = ", ".join(name.upper() for name, value in needed.items() if not value)
            refuse("oidc_needs", names=missing)
        if bool(self.login_header) != bool(self.proxies()):
            refuse("header_and_proxies")
        return self

    def proxies(self) -> list[IPv4Network | IPv6Network]:
        """The networks whose requests may say in a header who somebody is."""
        return _networks(self.login_header_proxies)

    def ways_in(self) -> list[str]:
        """The routes of the ways in, besides passwords, that are switched on."""
        single = f"/auth/oauth/{self.oidc_name}"
        return [
            *([single, f"{single}/callback"] if self.oidc_client_id else []),
            *(["/auth/header"] if self.login_header else []),
        ]

    def places(self) -> Places:
        """The addresses of this installation; makes its home."""
        home = self.moa_home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsProblem("app.settings.home_not_made", home=home, reason=error.strerror) from error
        places = self._places(home)
        finish(places)  # a load that was stopped halfway may still have to put its catalog in force
        return self._places(home)

    def _places(self, home: Path) -> Places:
        own = home / "catalog.yaml"
        return Places(
            home=home,
            bank_url=self.bank_db_url or f"sqlite:///{home / 'bank.db'}",
            state_url=self.state_db_url or f"sqlite:///{home / 'state.db'}",
            catalog=self.catalog_file or (own if own.is_file() else DEFAULT),
            mlflow_uri=self.mlflow_tracking_uri or _sqlite(home / "mlflow.db"),
            n_jobs=self.n_jobs,
            roster=self.roster_file,
            llm_base_url=self.llm_base_url,
            llm_key=_value(self.llm_api_key if self.llm_base_url else self.together_api_key),
        )

    def auth_secret(self) -> str:
        """The secret that signs log-ins: the setting, else one generated once and kept in the home."""
        if self.chainlit_auth_secret is not None:
            return self.chainlit_auth_secret.get_secret_value()
        path = self.moa_home / "auth-secret"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"auth-secret.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48), encoding="utf-8")
            try:
                path.hardlink_to(fresh)
            except FileExistsError:
                pass  # another process was first; its secret stands
            finally:
                fresh.unlink()
        return path.read_text(encoding="utf-8").strip()


def _networks(listed: str) -> list[IPv4Network | IPv6Network]:
    return [ip_network(part.strip()) for part in listed.split(",") if part.strip()]


def _sqlite(path: Path) -> str:
    """The address of a SQLite file for SQLAlchemy, which reads percent signs in it as an encoding."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def _value(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def read_settings() -> Settings:
    """The settings in force; also tells the libraries beneath to call nobody.

    Raises:
        SettingsProblem: one sentence that lists every wrong setting.
    """
    os.environ.update(SILENT)
    try:
        return Settings()
    except ValidationError as error:
        wrong = [(str(found["loc"][0]).upper() if found["loc"] else "", wrong_value(found)) for found in error.errors()]
        listed = Each(lambda language: "; ".join(f"{name} {one.say(language)}".strip() for name, one in wrong))
        raise SettingsProblem("app.settings.wrong_settings", listed=listed) from error


def export_for_chainlit(settings: Settings, *, app_root: Path) -> None:
    """Tell Chainlit, which reads the environment itself, where it lives and how log-ins are signed.

    ``DATABASE_URL`` is taken away: Chainlit would put its own data layer in the place of ours.
    """
    os.environ.pop("DATABASE_URL", None)
    os.environ["CHAINLIT_AUTH_SECRET"] = settings.auth_secret()
    os.environ.setdefault("CHAINLIT_APP_ROOT", str(app_root))
    os.environ["CHAINLIT_HOST"] = settings.host
    os.environ["CHAINLIT_PORT"] = str(settings.port)
    if settings.public_url:
        os.environ["CHAINLIT_URL"] = settings.public_url
    if settings.login_header:
        os.environ["FORWARDED_ALLOW_IPS"] = ""  # HeaderGate reads forwarding headers, once it has seen who connects
