"""What stands beside a reply: at most one chart and one card, drawn from the turn's own Facts."""

import asyncio

import chainlit as cl
from chainlit.element import Element

from app.bootstrap import House
from app.cards import card, card_title
from app.charts import chart
from app.conversation import Conversation
from app.logs import note_failure
from app.phrases import say
from db.errors import Language
from tools.facts import Fact


async def illustrate(house: House, conversation: Conversation, language: Language) -> list[Element]:
    """The elements of the last turn; a picture that fails is left out, the words stand."""
    record = conversation.last
    if record is None or record.ended.status != "answered":
        return []
    try:
        return await asyncio.to_thread(_elements, house, record.ended.facts, language)
    except Exception as error:  # noqa: BLE001 - a chart must not take the answer away
        note_failure("drawing a chart", error)
        return []


def _elements(house: House, facts: tuple[Fact, ...], language: Language) -> list[Element]:
    elements: list[Element] = []
    drawn = ((fact, chart(fact, house.catalog, language)) for fact in reversed(facts))
    for fact, figure in drawn:
        if figure is not None:
            elements.append(cl.Plotly(name=f"{say('chart', language)} {fact.id}", figure=figure, display="inline"))
            break
    cards = [(fact, card(fact, house.catalog, language)) for fact in facts]
    elements += [
        cl.Text(name=card_title(fact, house.catalog, language), content=text, display="side")
        for fact, text in cards
        if text is not None
    ][:1]
    return elements
