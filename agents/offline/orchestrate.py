"""The offline orchestrator's next step: the calls for a question, then what their results make necessary."""

from agents.offline.context import Conversation, Done, conversation, named_ids
from agents.offline.followups import following, tools_before
from agents.offline.intents import alone, wanted_tools
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call, about
from agents.offline.reading import Reading, read

__all__ = ["conversation", "next_calls"]
_MOST_STEPS = 3


def next_calls(asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The tool calls to make now; none when the results suffice."""
    reading = read(asked.question, lexicon)
    if not asked.done:
        return following(reading, asked, lexicon) or alone(reading, lexicon)
    if len(asked.done) > _MOST_STEPS or any(done.call.tool in {"ask_back", "decline"} for done in asked.done):
        return []
    return _afterwards(reading, asked, lexicon)


def _afterwards(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """A name that was found is followed by what was asked about them; a call list by what to offer the first."""
    last = asked.done[-1]
    if last.call.tool == "find_customers" and last.status is None and last.data is not None:
        tools = wanted_tools(reading)
        if not tools and reading.has("what_about", "same") and asked.questions:
            tools = tools_before(read(asked.questions[-1], lexicon), asked)
        tools = [tool for tool in tools if tool != "customer_card"]
        return _for_found(reading, last, tools)
    if (
        last.call.tool == "watch_list"
        and reading.has("options")
        and reading.has("call", "likely", "risky", "customers")
    ):
        first = named_ids(last)[:1]
        return [about("retention_options", customer) for customer in first]
    return []


def _for_found(reading: Reading, found: Done, tools: list[str]) -> list[Call]:
    customers = named_ids(found)[:1]
    extra = {"changes": reading.changes} if tools == ["what_if"] else {}
    return [about(tool, customer, extra) for customer in customers for tool in tools]
