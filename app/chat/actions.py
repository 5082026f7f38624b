"""The buttons Chainlit puts under a reply, after a turn and again when its conversation is resumed."""

import asyncio
from collections.abc import Sequence

import chainlit as cl

from app.bootstrap import House
from app.chat.feedback import correction
from app.chat.outcomes import outcome_actions
from app.turns.conversation import Conversation
from db.caller import Caller
from db.errors import Language
from tools.facts import Fact


def reply_actions(turn_id: str, facts: Sequence[Fact], caller: Caller, language: Language) -> list[cl.Action]:
    """What can be done with an answered reply."""
    return [*outcome_actions(facts, caller, language), *correction(turn_id, language)]


async def restore_actions(house: House, conversation: Conversation, language: Language) -> None:
    """Put the buttons under the last reply of a resumed conversation (Chainlit does not keep them)."""
    if conversation.thread_id is None:
        return
    row = await asyncio.to_thread(house.store.last_of, conversation.thread_id, conversation.caller.name)
    if row is None or row["status"] != "answered":
        return
    facts = [Fact.of_json(fact) for fact in row["facts"] or []]
    for action in reply_actions(row["turn_id"], facts, conversation.caller, language):
        await action.send(for_id=row["turn_id"])
