"""The Chainlit page: hooks only; what they do lives in the files beside this one."""

import asyncio
import sys
from collections.abc import Awaitable
from contextlib import aclosing
from uuid import uuid4

import chainlit as cl
from chainlit.types import Feedback, ThreadDict
from fastapi import Request, Response

from agents import degradations as lines
from app.chat.actions import reply_actions, restore_actions
from app.chat.feedback import correct, rate
from app.chat.illustrations import illustrate
from app.chat.live import LIVE
from app.chat.payloads import CORRECT
from app.chat.phrases import page_language, say
from app.chat.process import Page, browser_language, browser_locale
from app.chat.profiles import profiles
from app.chat.settings_panel import keep_settings, show_settings
from app.chat.turn_view import TurnView
from app.chat.underway import underway
from app.escape import inert
from app.logs import keep_logs, note_failure, note_lost_tasks
from app.server.data_layer import Threads
from app.server.identity import token_of
from app.server.install import dress
from app.server.preferred import regional
from app.settings import export_for_chainlit, read_settings
from db.errors import Language, Problem

SWITCH_S = 0.0005
"""How long one thread computes before another has its turn (Python's own: ten times that). An answer passes from
thread to thread some twenty times, and would wait that long each time while somebody else's question is read."""
SETTINGS = read_settings()
export_for_chainlit(SETTINGS, app_root=SETTINGS.moa_home / "chainlit")
keep_logs(SETTINGS.moa_home, SETTINGS.log_level)
PAGE = Page.open(SETTINGS)
dress(PAGE)


@cl.data_layer
def data_layer() -> Threads:
    """Where conversations are kept."""
    return PAGE.threads


@cl.on_app_startup
async def on_app_startup() -> None:
    """Open the house in the background: the page answers at once."""
    sys.setswitchinterval(SWITCH_S)
    note_lost_tasks()
    PAGE.warm()


@cl.on_app_shutdown
async def on_app_shutdown() -> None:
    """Let connections go."""
    await PAGE.close()


@cl.on_logout
async def on_logout(request: Request, response: Response) -> dict[str, bool]:
    """End the log-in itself, with every socket it opened: a kept token is worth nothing afterwards."""
    login = await PAGE.logins.end(token_of(request.scope["headers"]))
    if login is not None and PAGE.sockets is not None:
        await PAGE.sockets.close_all(login)
    return {"success": True}


@cl.set_chat_profiles
async def on_profiles(user: cl.User | None, language: str | None) -> list[cl.ChatProfile]:
    """How much of a committee answers."""
    mine = await asyncio.to_thread(PAGE.choices.of, user.identifier) if user else None
    return profiles(PAGE.providers, page_language(language), mine.profile if mine else None)


@cl.set_starter_categories
async def on_starters(user: cl.User | None, language: str | None, profile: str | None) -> list[cl.StarterCategory]:
    """First questions for each audience, the person's own first."""
    return await asyncio.to_thread(PAGE.starters, user.identifier if user else "", page_language(language))


@cl.on_chat_start
async def on_chat_start() -> None:
    """Nothing is said before the person speaks: the starters stand there; the settings can be opened."""
    await show_settings(PAGE.choices, browser_language())


@cl.on_chat_resume
async def on_chat_resume(thread: ThreadDict) -> None:
    """Take a conversation up again from its stored turns."""
    try:
        await show_settings(PAGE.choices, browser_language())
        conversation = await PAGE.conversation(resumed=True)
        await restore_actions(await PAGE.house(), conversation, browser_language())
    except Exception as error:  # noqa: BLE001 - the conversation is shown all the same, and begins anew
        note_failure("resuming a conversation", error)


@cl.on_settings_update
async def on_settings(values: dict[str, object]) -> None:
    """Keep how the person likes the page, on every device."""
    await _guarded(keep_settings(PAGE.choices, values))


@cl.on_message
async def on_message(message: cl.Message) -> None:
    """One turn."""
    with regional(browser_locale()), underway(cl.context.session.thread_id):
        await _guarded(_turn(message, browser_language()))


async def _guarded(work: Awaitable[None]) -> None:
    """The page's boundary: whatever goes wrong becomes one sentence in the browser's language, never an exception."""
    language = browser_language()
    try:
        await work
    except Problem as problem:
        await cl.Message(content=inert(problem.say(language))).send()
    except Exception as error:  # noqa: BLE001 - the chat's boundary
        await cl.Message(content=lines.went_wrong(note_failure("the page", error), language)).send()


async def _turn(message: cl.Message, language: Language) -> None:
    view = TurnView(message_id=str(uuid4()), language=language)
    await view.open()
    try:
        if not PAGE.ready:
            await view.notice(say("starting", language))
        conversation = await PAGE.conversation()
        view.catalog = (await PAGE.house()).catalog
        async with aclosing(conversation.ask(message.content, turn_id=view.reply.id)) as events:
            async for event in events:
                LIVE.see(conversation.caller.name, view.reply.id, event)
                await view.see(event)
        house = await PAGE.house()
        charts = await illustrate(house, conversation, view.language)
        last = conversation.last
        answered = last is not None and last.ended.status == "answered"
        actions = reply_actions(view.reply.id, view.language) if answered else []
        await view.close(elements=charts, actions=actions)
    except asyncio.CancelledError:
        await view.stop()
        raise
    except BaseException:
        await view.withdraw()
        raise


@cl.on_feedback
async def on_feedback(feedback: Feedback) -> None:
    """A thumb credits the agents whose drafts carried the reply; the reply's message bears the turn's id."""
    await rate(await PAGE.house(), feedback)


@cl.action_callback(CORRECT)
async def on_correction(action: cl.Action) -> None:
    """Somebody would have written the reply otherwise."""
    await _guarded(correct(await PAGE.house(), action, browser_language()))
