"""Every tool is registered whole: what it takes, does and finds, when to call it, how it is told and shown."""

from pathlib import Path
from typing import get_type_hints, is_typeddict

import pytest

from agents.understanding.calls import CUSTOMER_TOOLS
from agents.understanding.guessed import _CUSTOMER
from agents.understanding.learned.corpus import LABELS
from tests.fact_shapes import misfits
from tools.clarify import EARLIER
from tools.fields import Arguments
from tools.registry import TOOLS, Tool
from tools.result_types import customer, outcomes

TOLD_BY_STATUS = {"ask_back", "decline", "talk", "propose_record", EARLIER}
"""Tools whose Facts always have a status and are told by it."""
BY_RULE = {"customer.rank", "query.concentration", "system.report", "coverage", "record"}
"""Cues that no author of the corpus marked: the planner's own rules make these calls."""


def test_names_are_used_once() -> None:
    names = [tool.name for tool in TOOLS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_tool_has_all_that_others_read_of_it(tool: Tool) -> None:  # type: ignore[type-arg]
    assert tool.says.strip()
    assert issubclass(tool.takes, Arguments)
    assert callable(tool.work)
    assert (tool.words is None) == (tool.name in TOLD_BY_STATUS)
    assert bool(tool.results) == bool(tool.cues) == (tool.name != EARLIER)  # earlier results are only read again
    assert all(is_typeddict(result) and (result.__doc__ or "").strip() for result in tool.results)


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.words], ids=lambda tool: tool.name)
def test_the_words_of_a_tool_read_its_own_type(tool: Tool) -> None:  # type: ignore[type-arg]
    told = [get_type_hints(speak)["data"] for speak in (tool.words, tool.chart) if speak]
    own = tool.results[0] if len(tool.results) == 1 else tool.results[0] | tool.results[1]
    assert all(hint == own for hint in told)


def test_every_reading_of_a_message_asks_for_one_tool() -> None:
    cues = [cue for tool in TOOLS for cue in tool.cues if cue not in BY_RULE]
    assert len(cues) == len(set(cues))
    assert set(cues) == {label for label in LABELS if not label.startswith("follow.")}
    assert {cue for tool in TOOLS for cue in tool.cues} >= BY_RULE


def test_the_planner_reads_the_registrys_cues() -> None:
    assert set(_CUSTOMER.values()) == set(CUSTOMER_TOOLS) - {"what_if"}
    of_one = {tool for tool in TOOLS if {"customer_id", "customer_ids"} & set(tool.takes.model_fields)}
    asked = {tool.name for tool in of_one for cue in tool.cues if cue.startswith("customer.") and cue not in BY_RULE}
    assert asked == set(_CUSTOMER.values()), "a tool about one customer stands in agents/understanding/calls.py too"


def test_the_rule_itself_sees_a_key_too_many_one_missing_and_a_value_of_another_kind() -> None:
    card: dict[str, object] = {"customer_id": 1, "name": None, "left": False, "owner": None, "columns": {"Age": 40}}
    card |= {"probability": 0.2, "band": "low", "interval": [0.1, 0.3], "value_at_risk": None, "model_version": "v"}
    assert misfits(card, customer.Card, "card") == []
    assert misfits({**card, "extra": 1}, customer.Card, "card") == ["card.extra: not in Card"]
    assert misfits({k: v for k, v in card.items() if k != "band"}, customer.Card, "card") == ["card.band: missing"]
    assert misfits({**card, "band": "huge"}, customer.Card, "card")
    assert misfits({**card, "left": "no"}, customer.Card, "card")
    assert misfits({"status": "talk"}, outcomes.Talk, "talk") == []


def test_every_registration_names_its_own_sentence_in_the_how_to() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/how-to/new-tool.md").read_text(encoding="utf-8")
    assert all(f"`{field}`" in page for field in ("says", "results", "cues", "words", "chart", "turn"))
