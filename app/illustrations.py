"""What stands beside a reply: at most one chart and one card, drawn from the turn's own Facts."""

import asyncio
from collections.abc import Sequence

import chainlit as cl

from app.bootstrap import House
from app.cards import card, card_title
from app.charts import chart
from app.conversation import Conversation
from app.logs import note_failure
from app.phrases import say
from db.caller import Caller
from db.errors import Language
from tools.catalogue import call
from tools.context import ToolContext
from tools.facts import Fact

Illustration = cl.Plotly | cl.Text


async def illustrate(house: House, conversation: Conversation, language: Language) -> list[Illustration]:
    """The elements of the last turn; a picture that fails is left out, the words stand."""
    record = conversation.last
    if record is None or record.ended.status != "answered":
        return []
    try:
        return await asyncio.to_thread(_elements, house, conversation, record.ended.facts, language)
    except Exception as error:  # noqa: BLE001 - a chart must not take the answer away
        note_failure("drawing a chart", error)
        return []


def _elements(
    house: House, conversation: Conversation, facts: Sequence[Fact], language: Language
) -> list[Illustration]:
    elements: list[Illustration] = []
    for fact in reversed(facts):
        if (figure := chart(fact, house.catalog, language)) is not None:
            elements.append(cl.Plotly(name=f"{say('chart', language)} {fact.id}", figure=figure, display="inline"))
            break
    about = _card_fact(house, conversation.caller, facts)
    if about is None or str(about.data.get("customer_id")) in conversation.carded:
        return elements
    if (text := card(about, house.catalog, language)) is not None:
        elements.append(cl.Text(name=card_title(about, house.catalog, language), content=text, display="side"))
        conversation.carded.add(str(about.data["customer_id"]))
    return elements


def _card_fact(house: House, caller: Caller, facts: Sequence[Fact]) -> Fact | None:
    """The card of the one customer the turn is about: a Fact of the turn, else looked up within the caller's scope."""
    about = {str(fact.data["customer_id"]): fact for fact in facts if _one_customer(fact)}
    if len(about) != 1:
        return None
    ((customer_id, fact),) = about.items()
    if "columns" in fact.data:
        return fact
    context = ToolContext(caller=caller, desk=house.desk)
    return call(house.desk, context, "customer_card", {"customer_id": customer_id})[0]


def _one_customer(fact: Fact) -> bool:
    return fact.data.get("customer_id") is not None and not fact.data.get("status")
