"""Nothing of customers outside the caller's scope in any Fact: data, SQL or arguments."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from db.caller import Caller
from tests.tools_banks import TELCO, MadeUpModel, build, desk_at, places_in, telco_frame
from tools.context import ToolContext
from tools.registry import call

LUCIA = Caller(name="lucia", role="rm", owner="Lucía Prado")


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("similar_customers", {"customer_id": "{own}", "k": 5}),
        ("customer_card", {"customer_id": "{own}"}),
        ("explain_churn", {"customer_id": "{own}"}),
        ("predict_churn", {"customer_ids": ["{own}", "{own2}"]}),
        ("retention_options", {"customer_id": "{own}"}),
        ("what_if", {"customer_id": "{own}", "changes": {"calls": 3}}),
        ("score_history", {"customer_id": "{own}"}),
        ("compare", {"customer_ids": ["{own}", "{own2}"]}),
        ("find_customers", {"name": "Garcia"}),
        ("find_customers", {"name": "Gracia Lopes"}),
        ("watch_list", {}),
        ("list_customers", {"order_by": "monthly"}),
        ("portfolio", {"measures": [{"measure": "customers"}], "groups": [{"column": "plan"}]}),
        ("distribution", {"column": "monthly"}),
        ("about_system", {"topic": "drivers"}),
        ("about_system", {"topic": "fields"}),
    ],
)
def test_no_foreign_id_anywhere(tmp_path: Path, tool: str, arguments: dict[str, object]) -> None:
    frame = telco_frame()
    frame["no"] = [7_000_003 + 1_013 * i for i in range(len(frame))]
    places = places_in(tmp_path)
    build(places, TELCO, frame)
    desk = desk_at(places, TELCO)
    own = [str(i) for i in frame[frame["agent"] == LUCIA.owner]["no"]]
    foreign = {str(i) for i in frame[frame["agent"] != LUCIA.owner]["no"]}
    model = MadeUpModel(TELCO)
    model.neighbours = (*sorted(foreign)[:4], own[5])
    desk.model = model
    called = json.loads(json.dumps(arguments).replace("{own}", own[0]).replace("{own2}", own[1]))
    fact, text = call(desk, ToolContext(caller=LUCIA, desk=desk), tool, called)
    assert fact is not None, text
    everything = json.dumps(asdict(fact), default=str) + text
    assert not [one for one in foreign if one in everything]
    if tool == "similar_customers":
        assert own[5] in fact.source
    assert (fact.scope is not None) == (tool in {"watch_list", "list_customers", "portfolio", "distribution"}) or (
        tool == "find_customers"
    )
