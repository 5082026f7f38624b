"""What illustrates a reply: at most one chart, drawn from the turn's own Facts."""

import asyncio
import json
from collections.abc import Sequence

import chainlit as cl

from app.bootstrap import House
from app.charts.builder import chart
from app.chat.phrases import say
from app.logs import note_failure
from app.turns.conversation import Conversation
from db.errors import Language
from tools.facts import Fact

NO_TOOLBAR = {"displayModeBar": False, "responsive": True}
"""Plotly's toolbar covers the bars, and its words are English."""


async def illustrate(house: House, conversation: Conversation, language: Language) -> list[cl.Plotly]:
    """The chart of the last turn; where drawing it fails it is left out, the words stand."""
    record = conversation.last
    if record is None or record.ended.status != "answered":
        return []
    try:
        return await asyncio.to_thread(_charts, house, record.ended.facts, language)
    except Exception as error:  # noqa: BLE001 - a picture must not take the answer away
        note_failure("drawing a chart", error)
        return []


def _charts(house: House, facts: Sequence[Fact], language: Language) -> list[cl.Plotly]:
    for fact in reversed(facts):
        if (figure := chart(fact, house.catalog, language)) is not None:
            drawn = cl.Plotly(name=f"{say('chart', language)} {fact.id}", figure=figure, display="inline")
            drawn.content = json.dumps({**json.loads(drawn.content), "config": NO_TOOLBAR})
            return [drawn]
    return []
