"""Replies on their way to a person: whatever they quote, nothing in them becomes a link (``app.escape.inert``)."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

from agents.events import Degraded, ReplyReplaced, ReplyToken, TraceEvent, TurnEnded
from app.escape import InertStream, inert


async def inert_events(events: AsyncIterator[TraceEvent]) -> AsyncGenerator[TraceEvent]:
    """The same events with the reply's text made inert; a streamed word is given once it is whole.

    The pieces still add up to a beginning of the reply that ends the turn.
    """
    stream, last = InertStream(), ReplyToken(text="")
    async for event in events:
        if isinstance(event, ReplyToken):
            last = event
            if text := stream.feed(event.text):
                yield replace(event, text=text)
            continue
        if isinstance(event, ReplyReplaced | TurnEnded) and (rest := stream.finish()):
            yield replace(last, text=rest)
        yield _inert(event)


def _inert(event: TraceEvent) -> TraceEvent:
    if isinstance(event, ReplyReplaced):
        return replace(event, text=inert(event.text))
    if isinstance(event, TurnEnded):
        return replace(event, reply=inert(event.reply))
    if isinstance(event, Degraded):
        return replace(event, line=inert(event.line))
    return event
