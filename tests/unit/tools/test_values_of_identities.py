"""Whose customers others look after is in nothing a manager's model reads: prompts, schemas, hints to mend a call."""

import json

import pytest

from agents.moa.brief import Brief
from agents.moa.prompts import orchestrator_system, writing_messages
from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog
from tests.tools_banks import TELCO, build, desk_at, places_in, telco_frame
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import build_tools, call

OWNERS = {str(name) for name in telco_frame()["agent"].dropna().unique()}
OWN = min(OWNERS)
OTHERS = OWNERS - {OWN}
CALLER = Caller(name="rm", role="rm", owner=OWN)


@pytest.fixture(scope="module")
def listed() -> Catalog:
    """A catalog whose column of owners lists its values, as one drafted from a table does."""
    agent = TELCO.columns["agent"].model_copy(
        update={"kind": "category", "values": dict.fromkeys(sorted(OWNERS), TELCO.columns["agent"].names)}
    )
    return TELCO.model_copy(update={"columns": {**TELCO.columns, "agent": agent}})


@pytest.fixture(scope="module")
def desk(listed: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    places = places_in(tmp_path_factory.mktemp("owners"))
    build(places, listed, telco_frame())
    return desk_at(places, listed)


def test_no_owner_is_in_what_is_sent_before_any_call(listed: Catalog, desk: Desk) -> None:
    brief = Brief(question="hola", language="es", facts=())
    sent = [orchestrator_system(listed)]
    sent += [str(m.content) for m in writing_messages("aggregator", brief, nonce="n", catalog=listed)]
    sent += [json.dumps([tool.description, tool.args_schema], default=str) for tool in build_tools(desk)]
    assert OTHERS
    assert not [name for name in OWNERS for text in sent if name in text]
    assert "agent" in sent[0]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("portfolio", {"measures": ["customers"], "where": {"column": "agent", "op": "eq", "value": "Nobody Atall"}}),
        ("portfolio", {"measures": ["customers"], "where": {"column": "agent", "op": "gt", "value": 3}}),
        ("list_customers", {"where": {"column": "agent", "op": "in", "value": ["Nobody", "Somebody"]}}),
        ("portfolio", {"measures": ["customers"], "groups": ["agent"]}),
        ("distribution", {"column": "agent"}),
        ("decline", {"topic": "not_available", "asked": "agents"}),
    ],
)
def test_no_other_owner_is_in_an_answer_or_a_hint(desk: Desk, tool: str, arguments: dict[str, object]) -> None:
    _, text = call(desk, ToolContext(caller=CALLER, desk=desk), tool, arguments)
    assert not [name for name in OTHERS if name in text], text


@pytest.mark.parametrize("other", sorted(OTHERS))
def test_another_owners_name_within_a_letter_is_not_completed(desk: Desk, other: str) -> None:
    where = {"column": "agent", "op": "eq", "value": other[:-1]}
    _, text = call(
        desk, ToolContext(caller=CALLER, desk=desk), "portfolio", {"measures": ["customers"], "where": where}
    )
    assert other not in text


def test_who_sees_the_whole_bank_reaches_every_owner(desk: Desk) -> None:
    for owner in OWNERS:
        where = {"column": "agent", "op": "eq", "value": owner}
        fact, text = call(
            desk, ToolContext(caller=WHOLE_BANK, desk=desk), "portfolio", {"measures": ["customers"], "where": where}
        )
        assert fact is not None, text
