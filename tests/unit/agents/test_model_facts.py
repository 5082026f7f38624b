"""The roster against what is documented of its models, and what a roster may set."""

from datetime import date, timedelta

import pytest

from agents.llm.model_facts import known, warnings
from agents.llm.recorder import rethought
from agents.roster import LOCAL, AgentSpec, Roster, read_roster
from db.yaml_files import read_yaml

RAW = read_yaml(read_roster.__globals__["DEFAULT"])


def roster(**agents: dict[str, object]) -> Roster:
    raw = {**RAW, "agents": {name: {**spec, **agents.get(name, {})} for name, spec in RAW["agents"].items()}}
    return Roster.model_validate(raw)


def test_the_packaged_roster_needs_nothing_that_its_models_lack() -> None:
    assert warnings(roster(), today=known().checked) == []


@pytest.mark.parametrize(
    ("agent", "changes", "said"),
    [
        ("orchestrator", {"model": "Qwen/Qwen3.6-Plus"}, "without function calling"),
        ("risk_analyst", {"max_tokens": 900}, "no room for the answer"),
        ("editor", {"model": "MiniMaxAI/MiniMax-M3", "extra_body": {}}, "thinks by default"),
        ("sceptic", {"price": {"input": 0.1, "output": 0.2}}, "the roster prices"),
        ("sceptic", {"model": "Qwen/Qwen3-235B-A22B-Instruct-2507-tput"}, "retired"),
    ],
)
def test_a_role_that_needs_what_its_model_lacks_is_warned_of(agent: str, changes: dict[str, object], said: str) -> None:
    found = [w for w in warnings(roster(**{agent: changes}), today=known().checked) if w.startswith(agent)]
    assert any(said in warning for warning in found)


def test_old_facts_are_said_to_be_old() -> None:
    later = known().checked + timedelta(days=400)
    assert any("looked up 400 days ago" in warning for warning in warnings(roster(), today=later))
    assert known().checked <= date.today()
    assert all(page.startswith("https://") for page in known().pages.values())


def test_patience_is_a_setting_of_the_roster_and_of_each_agent() -> None:
    raw = {**RAW, "defaults": {"first_token": 90, "gap": 20, "timeout": 120}}
    raw["agents"] = {
        "orchestrator": {"role": "orchestrator", "model": "m", "first_token": 7},
        "orchestrator_standin": {"role": "orchestrator", "model": "m"},
        **{name: {"role": spec["role"], "model": "m"} for name, spec in RAW["agents"].items() if "orch" not in name},
    }
    of = Roster.model_validate(raw)
    assert of.agent("orchestrator").patience == 7
    assert of.agent("editor").patience == 90
    assert of.agent("editor").gap == 20
    assert AgentSpec(role="aggregator", model="m", timeout=33).patience == 33


def test_the_local_roster_plans_with_the_programs_own_understanding() -> None:
    of = read_roster(LOCAL)
    assert of.orchestrators == ("builtin",)
    assert of.planner.role == "orchestrator"
    assert of.agent("editor").patience >= 200


def test_an_answer_of_thinking_alone_is_asked_for_differently() -> None:
    default = rethought(AgentSpec(role="risk_analyst", model="openai/gpt-oss-120b", max_tokens=900))
    assert default.max_tokens == 2700
    assert default.extra_body == {"reasoning_effort": "low"}
    own = AgentSpec.model_validate(
        {"role": "aggregator", "model": "x", "rethink": {"max_tokens": 5000, "extra_body": {"think": False}}}
    )
    assert (rethought(own).max_tokens, rethought(own).extra_body) == (5000, {"think": False})
