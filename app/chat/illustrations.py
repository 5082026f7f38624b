"""What stands beside a reply: at most one chart and one card, drawn from the turn's own Facts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import chainlit as cl

from app.bootstrap import House
from app.charts.builder import chart
from app.chat.cards import card, card_title
from app.chat.phrases import say
from app.logs import note_failure
from app.turns.conversation import Conversation
from db.caller import Caller
from db.errors import Language
from tools.context import ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import call

SETTLED_S = 0.3


@dataclass(frozen=True)
class Card:
    """A customer's card as markdown."""

    title: str
    text: str


async def illustrate(
    house: House, conversation: Conversation, language: Language
) -> tuple[list[cl.Plotly], Card | None]:
    """The chart and the card of the last turn; what fails is left out, the words stand."""
    record = conversation.last
    if record is None or record.ended.status != "answered":
        return [], None
    facts = record.ended.facts
    try:
        charts = await asyncio.to_thread(_charts, house, facts, language)
        about = await asyncio.to_thread(_card_fact, conversation.desk or house.desk, conversation.caller, facts)
        text = card(about, house.catalog, language) if about else None
        return charts, Card(card_title(about, house.catalog, language), text) if about and text else None
    except Exception as error:  # noqa: BLE001 - a picture must not take the answer away
        note_failure("drawing a chart or a card", error)
        return [], None


async def put_beside(shown: Card) -> None:
    """Open the side panel with this card in place of the one before.

    Chainlit's page closes the panel whenever an element arrives, the card's own included; hence after the reply, and
    the panel's events only once the page has settled.
    """
    element = cl.Text(name=shown.title, content=shown.text)
    await element.send(for_id="", persist=False)
    await asyncio.sleep(SETTLED_S)
    await cl.ElementSidebar.set_title(shown.title)
    panel = {"elements": [element.to_dict()], "key": element.id}
    await cl.context.emitter.emit("set_sidebar_elements", panel)


def _charts(house: House, facts: Sequence[Fact], language: Language) -> list[cl.Plotly]:
    for fact in reversed(facts):
        if (figure := chart(fact, house.catalog, language)) is not None:
            return [cl.Plotly(name=f"{say('chart', language)} {fact.id}", figure=figure, display="inline")]
    return []


def _card_fact(desk: Desk, caller: Caller, facts: Sequence[Fact]) -> Fact | None:
    """The card of the one customer the turn is about: a Fact of the turn, else looked up within the caller's scope."""
    about = {str(fact.data["customer_id"]): fact for fact in facts if _one_customer(fact)}
    if len(about) != 1:
        return None
    ((customer_id, fact),) = about.items()
    if "columns" in fact.data:
        return fact
    context = ToolContext(caller=caller, desk=desk)
    return call(desk, context, "customer_card", {"customer_id": customer_id})[0]


def _one_customer(fact: Fact) -> bool:
    return fact.data.get("customer_id") is not None and not fact.data.get("status")
