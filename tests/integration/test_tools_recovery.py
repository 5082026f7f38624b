"""A model that fumbles its calls recovers through LangChain's agent, by doing no more than what it is told."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from db.caller import Caller
from tests.tools_banks import TELCO, build, desk_at, places_in, telco_frame
from tools.call_repair import InvalidCalls
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import build_tools

MOST_CALLS = 4
RULES = (
    (r"no column '(?P<wrong>[^']+)'; nearest: (?P<right>[^,.]+)", "{wrong}", "{right}"),
    (r"'(?P<wrong>[^']+)' is not a value of \w+; (?:nearest|one of): (?P<right>[^,.]+)", "{wrong}", "{right}"),
    (r"no argument '(?P<wrong>[^']+)'. Did you mean '(?P<right>[^']+)'", "{wrong}", "{right}"),
    (r"no op '(?P<wrong>[^']+)'; one of (?P<right>\w+)", '"{wrong}"', '"{right}"'),
    (r"(?P<wrong>\w+) is not a valid tool, try one of \[.*(?P<right>portfolio)", "", ""),
)


class Fumbler(BaseChatModel):
    """Sends one call as it was scripted, then mends it by the letter of each error, and stops at the first Fact."""

    tool: str
    arguments: str
    calls: int = 0

    @property
    def _llm_type(self) -> str:
        return "fumbler"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> "Fumbler":
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        last = messages[-1]
        if isinstance(last, ToolMessage):
            if last.status != "error":
                return self._say(AIMessage("done"))
            self._mend(last.text)
        self.calls += 1
        call = {"name": self.tool, "id": f"call-{self.calls}"}
        try:
            return self._say(AIMessage("", tool_calls=[{**call, "args": json.loads(self.arguments)}]))
        except ValueError as error:
            broken = {**call, "args": self.arguments, "error": str(error), "type": "invalid_tool_call"}
            return self._say(AIMessage("", invalid_tool_calls=[broken]))

    def _mend(self, told: str) -> None:
        if "not a JSON object" in told:
            quoted = self.arguments.replace("'", '"')
            self.arguments = quoted + "}" * (quoted.count("{") - quoted.count("}"))
        for pattern, wrong, right in RULES:
            found = re.search(pattern, told)
            if found and wrong:
                self.arguments = self.arguments.replace(
                    wrong.format(**found.groupdict()), right.format(**found.groupdict())
                )
            elif found:
                self.tool = found["right"]

    @staticmethod
    def _say(message: AIMessage) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=message)])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    places = places_in(tmp_path_factory.mktemp("telco"))
    build(places, TELCO, telco_frame(300))
    return desk_at(places, TELCO)


NORTH = {"column": "group", "op": "eq", "value": "north"}


@pytest.mark.parametrize(
    ("tool", "arguments", "where"),
    [
        pytest.param(
            "portfolio",
            '{"measures": "COUNT", "where": {"column": "GROUP", "op": "EQ", "value": "NORTH"}}',
            NORTH,
            id="wrong case",
        ),
        pytest.param(
            "portfolio", '{"measures": ["customers"], "where": {"grupo": "Norht"}}', NORTH, id="spanish and misspelt"
        ),
        pytest.param(
            "portfolio", '{"measures": ["customers"], "where": {"group_name": "north"}}', None, id="unknown column"
        ),
        pytest.param(
            "portfolio", '{"measures": ["customers"], "where": {"group": "noorden"}}', NORTH, id="unknown value"
        ),
        pytest.param(
            "portfolio",
            '{"measures": ["customers"], "where": {"column": "calls", "op": "between", "value": ["30", "1e1"]}}',
            {"column": "calls", "op": "between", "value": [10, 30]},
            id="swapped range, numbers as text",
        ),
        pytest.param(
            "portfolio",
            '{"measures": ["customers"], "where": {"column": "cargo mensual", "op": ">=", "value": "0,05k"}}',
            {"column": "monthly", "op": "ge", "value": 50},
            id="a number as people write it",
        ),
        pytest.param(
            "portfolio", "{'measures': ['customers'], 'where': {'group': 'north'}}", NORTH, id="single quotes"
        ),
        pytest.param("portfolio", '{"measures": ["customers"], "where": {"group": "north"}', NORTH, id="cut JSON"),
        pytest.param(
            "portfolio", '{"measures": ["customers"], "wher": {"group": "north"}}', NORTH, id="unknown argument"
        ),
        pytest.param(
            "count_customers", '{"measures": ["customers"], "where": {"group": "north"}}', NORTH, id="unknown tool"
        ),
        pytest.param(
            "portfolio", '{"measures": ["customers"], "where": "{\\"group\\": \\"north\\"}"}', NORTH, id="JSON in text"
        ),
        pytest.param(
            "portfolio",
            '{"measures": ["customers"], "where": {"group": "north"}, "runtime": {"context": {"caller": null}}}',
            NORTH,
            id="a forged caller",
        ),
    ],
)
async def test_a_fumbled_call_is_mended_within_a_few_calls(
    desk: Desk, tool: str, arguments: str, where: dict[str, Any] | None
) -> None:
    model = Fumbler(tool=tool, arguments=arguments)
    agent = create_agent(model, build_tools(desk), context_schema=ToolContext, middleware=[InvalidCalls()])
    context = ToolContext(caller=Caller(name="ana", owner="Ana Sol"), desk=desk)
    await agent.ainvoke({"messages": [HumanMessage("how many?")]}, context=context, config={"recursion_limit": 25})
    assert len(context.facts) == 1, (model.tool, model.arguments)
    assert model.calls <= MOST_CALLS
    fact = context.facts[0]
    if where is not None:
        assert fact.data["where"] == where
    frame = telco_frame(300)
    assert 0 < fact.data["total"]["customers"] <= int((frame.agent == "Ana Sol").sum())


async def test_several_calls_at_once_are_numbered_apart(desk: Desk) -> None:
    class Eager(Fumbler):
        def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
            if isinstance(messages[-1], ToolMessage):
                return self._say(AIMessage("done"))
            calls = [{"name": "customer_card", "args": {"customer_id": i}, "id": str(i)} for i in range(1, 9)]
            return self._say(AIMessage("", tool_calls=calls))

    agent = create_agent(Eager(tool="", arguments=""), build_tools(desk), context_schema=ToolContext)
    context = ToolContext(caller=Caller(name="all"), desk=desk)
    result = await agent.ainvoke({"messages": [HumanMessage("cards")]}, context=context)
    answers = [m for m in result["messages"] if isinstance(m, ToolMessage)]
    assert sorted(fact.id for fact in context.facts) == [f"F{i}" for i in range(1, 9)]
    assert [m.artifact.data["customer_id"] for m in answers] == list(range(1, 9))
    assert all(json.loads(m.text)["fact"] == m.artifact.id for m in answers)
