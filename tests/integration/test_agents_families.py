"""Every family of models answers every typical turn over a real socket: no thinking reaches the reader, nothing fails
that need not, and what fell short is said.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import bench
from agents.engine import Engine
from agents.events import AgentChanged, Degraded, GroundingChecked, PromptSent
from agents.history import PastTurn
from agents.llm.budget import Accounts
from agents.llm.providers import RemoteProvider
from agents.refine import Refinement
from agents.roster import Rate, Roster, read_roster
from bench.engine_lab import Outcome, observed
from bench.families import FAMILIES, THOUGHT, FamilyServer
from bench.together_answers import Answer, offline_answers, text
from db.caller import WHOLE_BANK
from db.catalog import DEFAULT, read_catalog
from db.engines import state_engine
from db.places import Places
from db.yaml_files import read_yaml
from tools.environment import Desk

SCRIPT: Mapping[str, Any] = read_yaml(Path(bench.__file__).parent / "prompts_turns.yaml")
HONEST: dict[str, set[str]] = {family: set() for family in FAMILIES} | {"no_tools": {"orchestrator_offline"}}
"""What may have fallen short, by family."""


def quick() -> Roster:
    """The packaged roster with short waits."""
    roster = read_roster()
    return roster.model_copy(update={"retries": roster.retries.model_copy(update={"base": 0.01, "attempts": 4})})


@lru_cache(maxsize=1)
def offline() -> Callable[[str, Mapping[str, Any]], Answer]:
    """Models played by the offline one, whose words and phrases are read once for all tests."""
    return offline_answers(read_catalog(DEFAULT), read_roster())


@lru_cache(maxsize=1)
def desk_of(places: Places) -> Desk:
    """The tools of the small bank, whose champion is loaded once for all tests."""
    return Desk.open(places, read_catalog(DEFAULT))


@asynccontextmanager
async def engine(places: Places, family: str, answers: Any = None, of: Roster | None = None) -> AsyncIterator[Any]:
    roster = of or quick()
    server = FamilyServer(family, answers or offline(), models=roster.models())
    provider = RemoteProvider(base_url=await server.start(), api_key="key", kind="together")
    state = state_engine(places)
    made = Engine(
        desk_of(places),
        roster,
        provider,
        refinement=Refinement(state, roster.refinement),
        accounts=Accounts(state, roster.budget.model_copy(update={"user_day": 1e6})),
    )
    try:
        yield made, server
    finally:
        await made.aclose()
        await server.stop()
        state.dispose()


async def asked(made: Engine, question: str, history: list[PastTurn], profile: str = "moa") -> Outcome:
    outcome = await observed(made.turn(question, caller=WHOLE_BANK, profile=profile, history=tuple(history)))
    ended: Any = outcome.events[-1]
    history.append(
        PastTurn(question=question, language="en", status=ended.status, reply=ended.reply, facts=ended.facts)
    )
    return outcome


@pytest.fixture(scope="module")
def somebody(small_home: Places) -> str:
    from sqlalchemy import text as sql

    with desk_of(small_home).bank.engine.connect() as connection:
        return str(connection.scalar(sql("SELECT CustomerId FROM customers WHERE Exited = '0' ORDER BY 1 LIMIT 1")))


def rewording() -> Any:
    """Models played by the offline one, but for a request to put a reply in other words: its results are re-read."""
    shorter = next(script["question"] for script in SCRIPT["turns"] if script["id"] == "shorter")

    def answer(model: str, body: Mapping[str, Any]) -> Answer:
        last = body["messages"][-1]
        if not body.get("tools") or last["role"] == "tool" or shorter not in str(last["content"]):
            return offline()(model, body)
        function = {"name": "earlier_results", "arguments": json.dumps({"results": ["1.F1"]})}
        return Answer((), ({"id": "c1", "type": "function", "function": function},))

    return answer


TURNS = {family: SCRIPT["turns"][start % 3 :: 3] for start, family in enumerate(FAMILIES)}
"""A third of the twelve turns for each family; every turn is asked of a third of the families."""


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
async def test_the_typical_turns_are_answered(small_home: Places, somebody: str, family: str) -> None:
    async with engine(small_home, family, rewording()) as (made, _):
        for script in TURNS[family]:
            history: list[PastTurn] = []
            for question in (*script.get("before", ()), script["question"]):
                outcome = await asked(made, question.format(id=somebody), history)
            assert outcome.status == "answered", (family, script["id"], outcome.status)
            assert outcome.shown == outcome.reply
            for mark in ("<think", "</think", "<|", "I should check", THOUGHT.strip()):
                assert mark not in outcome.shown, (family, script["id"])
            codes = {event.code for event in outcome.of(Degraded)}
            assert codes <= HONEST[family] | {"left_out"}, (family, script["id"], codes)
            if outcome.of(PromptSent)[-1].layer == -1:
                assert outcome.of(GroundingChecked)[0].supported


async def test_thinking_alone_is_asked_for_differently_not_again(small_home: Places) -> None:
    async with engine(small_home, "thinks_first") as (made, server):
        outcome = await asked(made, "Churn rate by country", [], profile="fast")
    assert outcome.status == "answered"
    assert outcome.of(Degraded) == []
    sizes = [(str(body["model"]), body["max_tokens"]) for body in server.seen]
    assert sizes[0][1] < sizes[1][1]
    assert server.seen[1]["reasoning"] == {"enabled": False}


async def test_forced_choice_is_asked_for_once_where_it_is_refused(small_home: Places) -> None:
    async with engine(small_home, "unforced") as (made, server):
        history: list[PastTurn] = []
        for question in ("Churn rate by country", "Churn rate by gender", "How many customers are there?"):
            outcome = await asked(made, question, history, profile="fast")
            assert outcome.of(Degraded) == []
    assert len(server.refused) == 1
    assert all("tool_choice" not in body for body in server.seen)


async def test_forced_choice_is_used_for_the_first_step_only(small_home: Places) -> None:
    async with engine(small_home, "thinking_field") as (made, server):
        await asked(made, "Churn rate by country", [], profile="fast")
    planned = [body.get("tool_choice") for body in server.seen if body.get("tools")]
    assert planned == ["required", None]


@pytest.mark.parametrize(
    ("question", "plain_data"),
    [
        ("How many customers are there?", True),
        ("Churn rate by country", True),
        ("Whom should I call first today, and what do I offer?", False),
    ],
)
async def test_a_generalist_drafts_plain_data_and_nobody_sells_on_it(
    small_home: Places, question: str, plain_data: bool
) -> None:
    async with engine(small_home, "thinking_field") as (made, _):
        outcome = await asked(made, question, [])
    wrote = {event.agent for event in outcome.of(AgentChanged) if event.layer > 0}
    assert ("generalist" in wrote, "retention_strategist" in wrote) == (plain_data, not plain_data)


async def test_cached_tokens_reach_the_account(small_home: Places) -> None:
    async with engine(small_home, "thinking_field") as (made, _):
        before = _cached_today(made)
        outcome = await asked(made, "Churn rate by country", [], profile="fast")
        ended: Any = outcome.events[-1]
        assert ended.usage.cached_tokens == 64 * ended.usage.calls > 0
        assert sum(usage.cached_tokens for usage in ended.usage_by_agent.values()) == ended.usage.cached_tokens
        assert _cached_today(made) - before == ended.usage.cached_tokens


def _cached_today(made: Engine) -> int:
    return sum(row["cached_tokens"] for row in made.accounts.of_day())


def planner_says(*answers: str) -> Any:
    """A planner that says these in turn, and writers played by the offline model."""
    left = list(answers)

    def answer(model: str, body: Mapping[str, Any]) -> Answer:
        if body.get("tools"):
            return text(left.pop(0) if left else "DONE")
        return offline()(model, body)

    return answer


CALL = '{"name": "portfolio", "parameters": {"measures": ["churn_rate"], "groups": ["Geography"]}}'
AGAIN = '{"name": "earlier_results", "parameters": {"results": ["1.F1"]}}'


@pytest.mark.parametrize("second", ["DONE", AGAIN])
@pytest.mark.parametrize("question", ["put that in a table, shorter please", "the same in English, please"])
async def test_a_follow_up_that_changes_only_the_words_is_answered(
    small_home: Places, question: str, second: str
) -> None:
    async with engine(small_home, "text_calls", planner_says(CALL, "DONE", second, "DONE")) as (made, _):
        history: list[PastTurn] = []
        await asked(made, "¿Cuál es la tasa de abandono por país?", history, profile="fast")
        outcome = await asked(made, question, history, profile="fast")
    assert outcome.status == "answered"
    assert outcome.of(Degraded) == []
    assert "Germany" in outcome.reply
    assert history[1].facts[0].data == history[0].facts[0].data


async def test_a_models_own_question_is_what_the_person_is_asked(small_home: Places) -> None:
    asking = (
        '{"name": "ask_back", "parameters": {"reason": "two_readings", "question": "Do you mean the balance or the '
        'salary?", "choices": ["Balance", "EstimatedSalary"]}}'
    )
    async with engine(small_home, "text_calls", planner_says(asking)) as (made, server):
        outcome = await asked(made, "How high is it?", [], profile="fast")
    assert outcome.status == "clarify"
    assert outcome.reply.startswith("Do you mean the balance or the salary?")
    assert "- Balance" in outcome.reply
    assert len(server.seen) == 1


async def test_a_greeting_needs_no_second_call(small_home: Places) -> None:
    talk = '{"name": "talk", "parameters": {}}'
    async with engine(small_home, "text_calls", planner_says(talk)) as (made, server):
        outcome = await asked(made, "hello", [], profile="moa")
    assert outcome.status == "answered"
    assert len(server.seen) == 1
    assert outcome.of(Degraded) == []


async def test_a_long_table_is_appended_by_the_program(small_home: Places) -> None:
    async with engine(small_home, "thinking_field") as (made, server):
        outcome = await asked(made, "List the 50 customers with the highest balance", [], profile="moa")
    rows = [line for line in outcome.reply.splitlines() if line.startswith("|")]
    assert len(rows) == 52
    writers = [str(body["messages"][-1]["content"]) for body in server.seen if not body.get("tools")]
    assert all("appends the full table of F1" in told for told in writers)
    assert max(len(told) for told in writers) < 5_000


async def test_a_query_of_many_users_is_answered_under_a_limit(small_home: Places) -> None:
    of = quick()
    of = of.model_copy(update={"rates": dict.fromkeys(of.models(), Rate(at_once=1))})
    async with engine(small_home, "limited", of=of) as (made, _):
        turns = [asked(made, "How many customers are there?", [], profile="fast") for _ in range(6)]
        outcomes = await asyncio.gather(*turns)
    assert {outcome.status for outcome in outcomes} == {"answered"}
