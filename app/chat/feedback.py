"""What people say of a reply: thumbs, and the reply as they would have written it; both refine the agents."""

import asyncio
from uuid import NAMESPACE_URL, uuid5

import chainlit as cl
from chainlit.types import Feedback

from app.bootstrap import House
from app.chat.payloads import CORRECT, CorrectionPayload
from app.chat.phrases import say
from app.escape import escaped
from db.errors import Language
from db.storable import storable

PATIENCE_S = 600
LONGEST_QUESTION = 120


async def rate(house: House, feedback: Feedback) -> None:
    """A thumb credits the agents whose drafts carried the reply; only the person who asked may give it."""
    user = cl.context.session.user
    turn = await asyncio.to_thread(house.store.find, feedback.forId)
    if user is None or turn is None or turn["user"] != user.identifier:
        return
    await asyncio.to_thread(
        house.engine.refinement.rate,
        turn_id=feedback.forId,
        user=user.identifier,
        value=feedback.value,
        comment=storable(feedback.comment) if feedback.comment else None,
    )


def correction(turn_id: str, language: Language) -> list[cl.Action]:
    """The button under an answered reply, the same button whenever it is put there again."""
    known = str(uuid5(NAMESPACE_URL, f"{CORRECT}:{turn_id}"))
    return [cl.Action(id=known, name=CORRECT, label=say("correct", language), payload={"turn": turn_id})]


async def correct(house: House, action: cl.Action, language: Language) -> None:
    """Ask for the reply as it should be and keep it for an administrator to decide."""
    user = cl.context.session.user
    turn = await asyncio.to_thread(house.store.find, str(CorrectionPayload.model_validate(action.payload).turn))
    if user is None or turn is None or turn["user"] != user.identifier:
        return
    answer = await cl.AskUserMessage(content=_which(turn["question"], language), timeout=PATIENCE_S).send()
    text = storable(str(answer["output"])).strip() if answer else ""
    if text:
        correct_ = house.engine.refinement.correct
        await asyncio.to_thread(correct_, turn_id=turn["turn_id"], author=user.identifier, text=text)
        await cl.Message(content=say("corrected", language)).send()
    await cl.context.emitter.task_end()  # asking began a task that no message handler will end


def _which(question: str, language: Language) -> str:
    """What to write, and about which reply."""
    asked = " ".join(question.split())
    shown = escaped(asked if len(asked) <= LONGEST_QUESTION else asked[: LONGEST_QUESTION - 1] + "…")
    return say("correct how", language).format(question=shown)
