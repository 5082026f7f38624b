"""A bare Chainlit application that answers as ours does: the same words, steps, chart and button, no part of our page.

Run by ``bench.page_peer`` in a folder with ``turns.json``; it takes as long as our turn took and sends its trace as we
do, each step once, so that what its page needs is what Chainlit's own frame needs.
"""

import asyncio
import json
import time
from itertools import cycle
from pathlib import Path

import chainlit as cl
import plotly.graph_objects as go

TURNS = cycle(json.loads(Path("turns.json").read_text(encoding="utf-8")))


@cl.on_chat_start
async def on_chat_start() -> None:
    """Nothing is said before the person speaks."""


@cl.on_message
async def on_message(message: cl.Message) -> None:
    """The next of the recorded turns, at its own pace."""
    turn, begun = next(TURNS), time.monotonic()
    root = cl.Step(name="Working on it", type="run", show_input=False)
    root.output = "The steps appear here."
    await root.send()
    reply = cl.Message(content="")
    for at, text in turn["pieces"]:
        await asyncio.sleep(max(0.0, begun + at - time.monotonic()))
        await reply.stream_token(text)
    root.name, root.output = "How this answer was reached", "Steps"
    await root.update()
    await asyncio.sleep(max(0.0, begun + turn["lasts"] - time.monotonic()))
    bars = go.Figure(go.Bar(x=[1, 2, 3], y=["a", "b", "c"], orientation="h"))
    reply.elements = [cl.Plotly(name="chart", figure=bars)]  # type: ignore[list-item]
    reply.actions = [cl.Action(name="correct", label="Correct", payload={})]
    await reply.send()
    for name, text in turn["steps"]:
        step = cl.Step(name=name, type="tool", parent_id=root.id, show_input=False)
        step.output = text
        await step.send()
