"""The page's process: settings read once, the house opened off the event loop, one conversation per browser session."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace

import chainlit as cl
from chainlit.context import context

from agents.llm.providers import ProviderSettings
from app.bootstrap import House, open_house, provider_settings
from app.chat.phrases import page_language
from app.chat.starters import starters
from app.logs import safe_words
from app.server.data_layer import Threads
from app.server.identity import Logins
from app.server.login import Door
from app.server.preferred import Choices
from app.server.sockets import SocketGate
from app.settings import Settings
from app.turns.conversation import Conversation
from db.bank.query import CustomerTable
from db.catalog import read_catalog
from db.engines import bank_engine, state_engine
from db.errors import Language, Problem
from db.places import Places
from db.state.migrate import upgrade
from db.users import find_user

CONVERSATION = "conversation"
DRAIN_S = 5.0
LOGGER = logging.getLogger(__name__)


@dataclass
class Page:
    """What all sessions share. The state is ready at once; the house, with its model, some seconds later."""

    settings: Settings
    places: Places
    door: Door
    threads: Threads
    logins: Logins
    choices: Choices
    sockets: SocketGate | None = field(default=None, repr=False)
    _house: asyncio.Task[House] | None = field(default=None, repr=False)
    _warming: asyncio.Task[None] | None = field(default=None, repr=False)
    _probe: asyncio.Task[None] | None = field(default=None, repr=False)
    _ready: asyncio.Task[None] | None = field(default=None, repr=False)
    _draining: asyncio.Task[None] | None = field(default=None, repr=False)

    @classmethod
    def open(cls, settings: Settings) -> "Page":
        """Bring the state up to date; the house opens with the first ``house()``."""
        places = settings.places()
        upgrade(places)
        state = state_engine(places)
        door = Door(state, demo_mode=settings.demo_mode)
        return cls(settings, places, door, Threads(state), Logins(state), Choices(state))

    @property
    def providers(self) -> ProviderSettings:
        """Which provider answers."""
        return provider_settings(self.settings)

    def starters(self, name: str, language: Language) -> list[cl.StarterCategory]:
        """The first questions for this person; does not wait for the house."""
        caller = find_user(self.door.engine, name)
        try:
            bank = CustomerTable(read_catalog(self.places.catalog), bank_engine(self.places))
            return starters(bank, caller, language)
        except Problem as problem:
            LOGGER.warning("no starters: %s", problem.say("en"))
            return []

    @property
    def ready(self) -> bool:
        """Whether the house stands."""
        return self._house is not None and self._house.done() and self._house.exception() is None

    async def house(self) -> House:
        """The house; opened once, tried again after a failure (a bank may be loaded meanwhile)."""
        if self._house is None or (self._house.done() and (self._house.cancelled() or self._house.exception())):
            self._house = asyncio.create_task(asyncio.to_thread(open_house, self.settings, self.places))
            self._house.add_done_callback(self._opened)
        return await asyncio.shield(self._house)

    def _opened(self, opening: asyncio.Task[House]) -> None:
        """Ask the provider, in the background, whether it has what the roster names; a failure to open is logged."""
        if opening.cancelled():
            return
        if error := opening.exception():
            LOGGER.warning(
                "the house did not open: %s", error.say("en") if isinstance(error, Problem) else safe_words(error)
            )
        else:
            self._probe = asyncio.create_task(_probe(opening.result()))
            self._ready = asyncio.create_task(asyncio.to_thread(opening.result().engine.warm))
            self._draining = asyncio.create_task(_drain(opening.result()))

    def warm(self) -> None:
        """Begin opening the house; a failure is told to whoever asks."""
        self._warming = asyncio.create_task(_swallow(self.house()))

    async def close(self) -> None:
        """Let the house's connections go."""
        if self.ready and self._house is not None:
            await self._house.result().aclose()

    async def conversation(self, *, resumed: bool = False) -> Conversation:
        """This session's conversation, its caller looked up again so that withdrawn rights count at once."""
        house = await self.house()
        known = cl.user_session.get(CONVERSATION)
        user = context.session.user
        caller = await asyncio.to_thread(house.caller, user.identifier if user else "")
        caller = replace(caller, language=browser_language())
        if isinstance(known, Conversation) and not resumed:
            known.caller = caller
            return known
        thread_id = context.session.thread_id
        history = await house.store.past(thread_id, caller) if resumed else []
        conversation = house.conversation(
            caller=caller, profile=context.session.chat_profile, thread_id=thread_id, history=history
        )
        cl.user_session.set(CONVERSATION, conversation)
        return conversation


async def _swallow(opening: Awaitable[House]) -> None:
    """The log has why a house did not open; whoever asks next is told the sentence."""
    with contextlib.suppress(Exception):
        await opening


async def _probe(house: House) -> None:
    for sentence in await house.engine.check_provider():
        LOGGER.warning("provider: %s", sentence)
        sys.stderr.write(f"{sentence}\n")


async def _drain(house: House) -> None:
    """Write the turns that wait, as long as the page is served."""
    while True:
        await asyncio.sleep(DRAIN_S)
        await house.store.drain()


def browser_language() -> Language:
    """The language of this session's page."""
    return page_language(browser_locale())


def browser_locale() -> str | None:
    """The language of this session's page with its region."""
    return getattr(context.session, "language", None)
