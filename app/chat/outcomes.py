"""What became of a customer, told from the page: confirmed, noted in the audit; then the ensemble's weights move."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, cast

import chainlit as cl
from pydantic import ValidationError

from app.bootstrap import House
from app.chat.payloads import OUTCOME, OutcomePayload, SurePayload
from app.chat.phrases import say
from app.escape import escaped
from app.logs import note_failure
from db.caller import Caller
from db.errors import Language
from ml.adapt import learn_and_rescore
from tools.customer.records import MAY_WRITE, keep, propose_outcome
from tools.facts import Fact

PATIENCE_S = 120
_background: set[asyncio.Task[None]] = set()


def outcome_actions(facts: Sequence[Fact], caller: Caller, language: Language) -> list[cl.Action]:
    """Two buttons under a reply about one customer who has not left."""
    if caller.role not in MAY_WRITE:
        return []
    about = {str(fact.data["customer_id"]): fact.data for fact in facts if fact.data.get("customer_id") is not None}
    if len(about) != 1 or any(data.get("left") or data.get("status") for data in about.values()):
        return []
    (customer,) = about
    return [
        cl.Action(name=OUTCOME, label=say(key, language), payload={"customer": customer, "left": key == "has left"})
        for key in ("has left", "has stayed")
    ]


async def tell_outcome(house: House, action: cl.Action, language: Language) -> None:
    """Ask whether it is so; then keep it and let the weights learn in the background."""
    user = cl.context.session.user
    caller = await asyncio.to_thread(house.caller, user.identifier if user else "")
    told = OutcomePayload.model_validate(action.payload)
    proposal = await asyncio.to_thread(propose_outcome, house.desk, caller, told.customer, left=told.left)
    question = escaped(proposal.sentence(language))
    choices = [
        cl.Action(name=name, label=say(name, language), payload={"sure": name == "yes"}) for name in ("yes", "no")
    ]
    asked = cl.AskActionMessage(content=question, actions=choices, timeout=PATIENCE_S)
    answer = await asked.send()
    sure = _sure(cast("Mapping[str, Any] | None", answer))
    asked.content = f"{question} **{say('yes' if sure else 'no', language)}**"  # Chainlit's note is English
    await asked.update()
    if sure:
        await asyncio.to_thread(keep, house.desk, caller, proposal)
        await cl.Message(content=say("noted", language)).send()
        learn_in_background(house)
    await cl.context.emitter.task_end()


def _sure(answer: Mapping[str, Any] | None) -> bool:
    """Whether the person confirmed; anything but the button's own payload is no."""
    try:
        return SurePayload.model_validate((answer or {}).get("payload")).sure
    except ValidationError:
        return False


def learn_in_background(house: House) -> None:
    """An outcome was told or taken back: the weights learn after the reply."""
    task = asyncio.create_task(_learn(house))
    _background.add(task)
    task.add_done_callback(_background.discard)


async def _learn(house: House) -> None:
    try:
        await asyncio.to_thread(learn_and_rescore, house.places, house.catalog)
    except Exception as error:  # noqa: BLE001 - what was told is kept; the next outcome tries again
        note_failure("adapting the weights", error)
