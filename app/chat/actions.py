"""The buttons Chainlit puts under a reply, after a turn and again when its conversation is resumed.

What can be done with a customer stands on the card, once.
"""

import asyncio

import chainlit as cl

from app.bootstrap import House
from app.chat.feedback import correction
from app.turns.conversation import Conversation
from db.errors import Language


def reply_actions(turn_id: str, language: Language) -> list[cl.Action]:
    """What can be done with an answered reply."""
    return correction(turn_id, language)


async def restore_actions(house: House, conversation: Conversation, language: Language) -> None:
    """Put the buttons under the last reply of a resumed conversation (Chainlit does not keep them).

    A page that connects twice resumes twice, and Chainlit's page adds a button whose id it has already.
    """
    if conversation.thread_id is None:
        return
    row = await asyncio.to_thread(house.store.last_of, conversation.thread_id, conversation.caller.name)
    if row is None or row["status"] != "answered":
        return
    for action in reply_actions(row["turn_id"], language):
        await action.remove()
        await action.send(for_id=row["turn_id"])
