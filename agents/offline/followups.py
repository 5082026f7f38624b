"""Questions that lean on the ones before: resolved against the conversation's earlier tool calls and their results."""

from agents.offline.context import Conversation
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call
from agents.offline.reading import Reading


def following(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The calls of a question that is not whole by itself; none when it is."""
    return []
