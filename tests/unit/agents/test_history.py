"""A conversation stays within its budget: the oldest results are reduced first, names stay the same."""

import json

from langchain_core.messages import AIMessage, ToolMessage

from agents.history import PastTurn, as_messages, fact_of, named_facts
from agents.llm.tokens import count
from agents.roster import Limits
from tools.facts import Fact
from tools.shown import Shown, shown

LIMITS = Limits(history_turns=6, past_rows=8)


def turn(number: int, rows: int) -> PastTurn:
    data = {
        "rows": [
            {"rank": i, "customer_id": 10_000 + i, "probability": 0.123456789, "votes": {"a": 0.1}} for i in range(rows)
        ],
        "total": 2037,
        "model_version": "churn v1",
    }
    fact = Fact(id="F1", tool="list_customers", arguments={"limit": rows}, data=data)
    return PastTurn(question=f"question {number}", language="en", status="answered", reply="word " * 900, facts=(fact,))


def size(messages: list[object]) -> int:
    return sum(count(str(message.content)) for message in messages)  # type: ignore[attr-defined, misc]


def results(messages: list[object]) -> list[dict[str, object]]:
    return [json.loads(str(m.content)) for m in messages if isinstance(m, ToolMessage)]


def test_twenty_turns_of_a_hundred_rows_fit_their_budget() -> None:
    history = [turn(number, 100) for number in range(1, 21)]
    for room in (900, 2_500, 5_000, 9_000):
        assert size(as_messages(history, limits=LIMITS, room=room)) <= room  # type: ignore[arg-type]


def test_the_newest_result_keeps_its_rows_longest() -> None:
    history = [turn(number, 100) for number in range(1, 7)]
    found = results(as_messages(history, limits=LIMITS, room=1_800))  # type: ignore[arg-type]
    rows = [len(result["data"].get("rows", [])) for result in found]  # type: ignore[attr-defined]
    assert rows == sorted(rows)
    assert rows[-1] > rows[0]


def test_what_is_shown_is_rounded_and_without_what_no_writer_uses() -> None:
    (result,) = results(as_messages([turn(1, 30)], limits=LIMITS, room=9_000))  # type: ignore[arg-type]
    data = result["data"]
    assert result["fact"] == "1.F1"
    assert data["rows"][0] == {"rank": 0, "customer_id": 10_000, "probability": 0.123457}  # type: ignore[index]
    assert data["rows_left_off"] == 22  # type: ignore[index]
    assert "model_version" not in data  # type: ignore[operator]


def test_rows_without_columns_of_their_own_show_none() -> None:
    row = {"customer_id": 1, "columns": {}, "owner": None}
    assert shown({"rows": [row], "options": [], "left_out": {}}, Shown(rows=8)) == {
        "rows": [{"customer_id": 1}],
        "options": [],
    }


def test_names_stay_the_same_as_the_conversation_grows() -> None:
    history = [turn(number, 2) for number in range(1, 12)]
    for length in range(1, 12):
        told = results(as_messages(history[:length], limits=LIMITS, room=9_000))  # type: ignore[arg-type]
        names = list(named_facts(history[:length], turns=6))
        assert [result["fact"] for result in told] == names
        assert names[-1] == f"{length}.F1"


def test_the_beginning_of_the_prompt_changes_only_every_third_turn() -> None:
    history = [turn(number, 2) for number in range(1, 16)]
    beginnings = [str(as_messages(history[:length], limits=LIMITS, room=9_000)[0].content) for length in range(1, 16)]
    assert len(set(beginnings)) <= 1 + (15 - 6) // 3 + 1


def test_the_built_in_planner_reads_everything_whole() -> None:
    messages = as_messages([turn(1, 100)], limits=LIMITS)
    found = [fact_of(m) for m in messages if isinstance(m, ToolMessage)]
    assert found[0] is not None
    assert len(found[0].data["rows"]) == 100
    assert isinstance(messages[-1], AIMessage)
