"""The only room where things are wired: settings and places in, a house that can answer out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Engine as Database

from agents.engine import Engine
from agents.history import PastTurn
from agents.llm.providers import ProviderSettings
from app.settings import Settings
from app.turns.conversation import Conversation
from app.turns.store import TurnStore, program_version
from app.turns.tracing import Tracing
from db.caller import Caller
from db.catalog import Catalog, read_catalog
from db.engines import state_engine
from db.errors import AccessProblem, ModelProblem
from db.places import Places
from db.state.migrate import upgrade
from db.texts.regions import use_regions
from db.users import find_user
from tools.environment import Desk

if TYPE_CHECKING:
    from ml.answers.champion import ChurnModel

LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class House:
    """One installation, ready to answer; shared by all its conversations."""

    settings: Settings
    places: Places
    catalog: Catalog
    state: Database
    desk: Desk
    engine: Engine
    store: TurnStore

    def caller(self, name: str) -> Caller:
        """The person of this name with the customers they may see.

        Raises:
            AccessProblem: there is no such user.
        """
        caller = find_user(self.state, name)
        if caller is None:
            raise AccessProblem("app.bootstrap.no_user", name=name)
        return caller

    def conversation(
        self, *, caller: Caller, profile: str | None, thread_id: str | None, history: list[PastTurn] | None = None
    ) -> Conversation:
        """A new conversation, or a resumed one with its past turns."""
        return Conversation(
            engine=self.engine,
            store=self.store,
            caller=caller,
            profile=profile,
            thread_id=thread_id,
            history=history or [],
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator["House"]:
        """The house while an event loop runs: connections to model servers are let go at the end."""
        try:
            yield self
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Let connections to model servers go, and write what is left of the traces."""
        await self.engine.aclose()
        if self.store.tracing is not None:
            await asyncio.to_thread(self.store.tracing.close)


def provider_settings(settings: Settings) -> ProviderSettings:
    """What the settings say of language-model providers."""
    together, key = settings.together_api_key, settings.llm_api_key
    return ProviderSettings(
        together_api_key=together.get_secret_value() if together else None,
        llm_base_url=settings.llm_base_url,
        llm_api_key=key.get_secret_value() if key else None,
        roster=settings.roster_file,
    )


def champion(places: Places, catalog: Catalog) -> "ChurnModel | None":
    """The trained champion, or None (noted in the log) where there is none that loads."""
    try:
        from ml.answers.champion import ChurnModel  # noqa: PLC0415

        return ChurnModel.load(places, catalog)
    except ModelProblem as problem:
        LOGGER.warning("no champion: %s", problem.say("en"))
        return None


def open_house(settings: Settings, places: Places) -> House:
    """Bring the state up to date, open the bank, load the champion once.

    Raises:
        Problem: no bank, or a catalog or a roster that cannot be used. A missing champion is left to the questions that
            need one.
    """
    if settings.regions:
        use_regions(tag.strip() for tag in settings.regions.split(","))
    catalog = read_catalog(places.catalog)
    upgrade(places)
    state = state_engine(places)
    desk = Desk.open(places, catalog)
    engine = Engine.open(desk, state=state, providers=provider_settings(settings))
    program = program_version()

    def versions() -> dict[str, str]:
        return {"program": program, "catalog": catalog.version, "model": desk.model_version}

    store = TurnStore(
        engine=state, versions=versions, tracing=_tracing(settings, places), waiting=places.home / "waiting-turns"
    )
    if store.spool is not None:
        store.spool.drain()
    return House(
        settings=settings,
        places=places,
        catalog=catalog,
        state=state,
        desk=desk,
        engine=engine,
        store=store,
    )


def _tracing(settings: Settings, places: Places) -> Tracing | None:
    """The writer of MLflow traces, where the settings ask for one."""
    if not settings.mlflow_tracing:
        return None
    local = not places.mlflow_uri.startswith(("http:", "https:"))
    artifacts = (places.home / "mlflow-artifacts").resolve().as_uri() if local else None
    return Tracing(places.mlflow_uri, artifacts=artifacts)
