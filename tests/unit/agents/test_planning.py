"""A planning answer in its one form, whatever family wrote it."""

import json

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agents.llm.planning import first_step, reread, settled
from bench.families import FAMILIES
from bench.family_calls import as_text
from tests.unit.agents.facts_at_hand import RATES, WATCH
from tools.clarify import EARLIER
from tools.facts import Fact

CALL = {"name": "portfolio", "arguments": {"measures": ["churn_rate"]}}
EARLIER_FACTS = {
    "1.F1": Fact(id="F1", tool="watch_list", arguments={"limit": 3}, data=WATCH.data),
    "2.F1": Fact(id="F1", tool="portfolio", arguments={"measures": ["churn_rate"]}, data=RATES.data),
    "2.F2": Fact(id="F2", tool="portfolio", arguments={"measures": ["customers"]}, data=RATES.data),
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(CALL),
        json.dumps([CALL]),
        json.dumps({"name": "portfolio", "parameters": CALL["arguments"]}),
        json.dumps({"type": "function", "function": CALL}),
        f"<tool_call>\n{json.dumps(CALL)}\n</tool_call>",
        f"```json\n{json.dumps(CALL)}\n```",
        f"<think>I need the rates.</think>\n{json.dumps(CALL)}",
        f"<function=portfolio>{json.dumps(CALL['arguments'])}</function>",
        f"<|python_tag|>{json.dumps(CALL)}",
        "<|channel|>commentary to=functions.portfolio <|constrain|>json<|message|>"
        f"{json.dumps(CALL['arguments'])}<|call|>",
    ],
)
def test_a_call_written_as_text_is_read_as_a_call(text: str) -> None:
    answer = settled(AIMessage(text), {}, first=True)
    assert isinstance(answer, AIMessage)
    assert [(call["name"], call["args"]) for call in answer.tool_calls] == [("portfolio", CALL["arguments"])]


CALLS = [
    {"function": {"name": "portfolio", "arguments": json.dumps(CALL["arguments"])}},
    {"function": {"name": "customer_card", "arguments": json.dumps({"customer_id": "15565707", "columns": ["Age"]})}},
    {"function": {"name": "talk", "arguments": "{}"}},
]


@pytest.mark.parametrize("family", [name for name in FAMILIES if name.startswith("as_")])
@pytest.mark.parametrize("calls", [CALLS[:1], CALLS[:2], CALLS[2:], CALLS])
def test_each_family_s_notation_is_read(family: str, calls: list[dict[str, dict[str, str]]]) -> None:
    answer = settled(AIMessage(as_text(family, calls, thought="I should look.")), {}, first=True)
    told = [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls]
    made = [(call["name"], {**call["args"]}) for call in answer.tool_calls]  # type: ignore[attr-defined]
    # Notations without types write an id as it would be a number.
    assert [(name, {k: str(v) for k, v in of.items()}) for name, of in made] == [
        (name, {k: str(v) for k, v in of.items()}) for name, of in told
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("get_portfolio", "portfolio"),
        ("functions.watchlist", "watch_list"),
        ("Watch-List", "watch_list"),
        ("portfolio_tool", "portfolio"),
        ("functions.talk:0", "talk"),
        ("delete_customer", "delete_customer"),
        ("customer", "customer"),
    ],
)
def test_a_name_that_is_nearly_a_tool_s_is_it(said: str, meant: str) -> None:
    asked = AIMessage("", tool_calls=[{"name": said, "args": {}, "id": None}])
    tools = ["portfolio", "watch_list", "talk", "customer_card", "customer_rank"]
    (call,) = settled(asked, {}, first=True, tools=tools).tool_calls  # type: ignore[attr-defined]
    assert call["name"] == meant
    assert call["id"]


def test_words_are_no_calls_and_thinking_is_dropped() -> None:
    answer = settled(AIMessage("<think>nothing to do</think>DONE"), {}, first=True)
    assert answer.text == "DONE"
    assert not answer.tool_calls  # type: ignore[attr-defined]


def test_earlier_results_become_the_calls_that_found_them() -> None:
    asked = AIMessage("", tool_calls=[{"name": EARLIER, "args": {"results": ["2.F2", "1.F1"]}, "id": "c"}])
    answer = settled(asked, EARLIER_FACTS, first=True)
    assert [(call["name"], call["args"]) for call in answer.tool_calls] == [  # type: ignore[attr-defined]
        ("portfolio", {"measures": ["customers"]}),
        ("watch_list", {"limit": 3}),
    ]
    assert reread([answer])  # type: ignore[list-item]


def test_done_with_nothing_called_reads_the_newest_results_again() -> None:
    answer = settled(AIMessage("DONE."), EARLIER_FACTS, first=True)
    assert [call["args"] for call in answer.tool_calls] == [{"measures": ["churn_rate"]}, {"measures": ["customers"]}]  # type: ignore[attr-defined]
    assert not settled(AIMessage("DONE"), EARLIER_FACTS, first=False).tool_calls  # type: ignore[attr-defined]
    assert not settled(AIMessage("Hello! How can I help?"), EARLIER_FACTS, first=True).tool_calls  # type: ignore[attr-defined]


def test_a_name_of_no_result_stays_for_the_tool_to_answer() -> None:
    asked = AIMessage("", tool_calls=[{"name": EARLIER, "args": {"results": ["9.F9"]}, "id": "c"}])
    answer = settled(asked, EARLIER_FACTS, first=True)
    assert answer.tool_calls[0]["name"] == EARLIER  # type: ignore[attr-defined]
    assert not reread([answer])  # type: ignore[list-item]


def test_the_first_step_is_the_one_without_a_result_yet() -> None:
    assert first_step([HumanMessage("q")])
    assert not first_step([HumanMessage("q"), AIMessage(""), ToolMessage("{}", tool_call_id="c")])
