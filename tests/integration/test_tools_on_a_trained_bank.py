"""The tools over the demo bank and its trained champion: stored scores, live predictions and facts agree."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from db.caller import WHOLE_BANK
from db.catalog import Catalog
from db.places import Places
from tools.context import ToolContext
from tools.environment import Desk
from tools.registry import call


@pytest.fixture(scope="module")
def desk(small_home: Places, catalog: Catalog) -> Iterator[Desk]:
    opened = Desk.open(small_home, catalog)
    yield opened
    opened.bank.engine.dispose()
    opened.state_engine.dispose()


def data_of(desk: Desk, tool: str, **arguments: Any) -> dict[str, Any]:
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), tool, arguments)
    assert fact is not None, text
    json.dumps(fact.as_json(), allow_nan=False)
    return dict(fact.data)


def some(desk: Desk, label: str | None, n: int = 3) -> list[str]:
    column = desk.bank.table.c[desk.catalog.label.column]
    query = select(desk.bank.id.label("id")).where(column == label if label else column.is_(None)).limit(n)
    return [str(row["id"]) for row in desk.bank.run(query).rows]


def test_a_live_prediction_is_the_stored_score(desk: Desk) -> None:
    assert desk.model_version != "none"
    for customer in (*some(desk, desk.catalog.label.negative), *some(desk, desk.catalog.label.positive)):
        card = data_of(desk, "customer_card", customer_id=customer)
        live = data_of(desk, "predict_churn", customer_ids=[customer])
        why = data_of(desk, "explain_churn", customer_id=customer)
        assert live["probability"] == pytest.approx(card["probability"], abs=1e-9)
        assert why["probability"] == pytest.approx(live["probability"], abs=1e-12)
        assert live["value_at_risk"] == pytest.approx(card["value_at_risk"])
        assert live["routed_to"] == "held-out"
        assert sum(vote["weight"] for vote in live["votes"]) == pytest.approx(1)
        assert [abs(a["shapley"]) for a in why["attributions"]] == sorted(
            (abs(a["shapley"]) for a in why["attributions"]), reverse=True
        )


def test_a_watch_list_row_agrees_with_its_customer(desk: Desk) -> None:
    rows = data_of(desk, "watch_list", limit=5)["rows"]
    assert [row["value_at_risk"] for row in rows] == sorted((row["value_at_risk"] for row in rows), reverse=True)
    for row in rows:
        assert row["value_at_risk"] == pytest.approx(row["probability"] * row["value"])
        live = data_of(desk, "predict_churn", customer_ids=[row["customer_id"]])
        assert live["left"] is not True
        assert live["value_at_risk"] == pytest.approx(row["value_at_risk"])


def test_what_if_nothing_changes_nothing_and_goes_through_the_same_models(desk: Desk) -> None:
    customer = some(desk, desk.catalog.label.negative)[0]
    card = data_of(desk, "customer_card", customer_id=customer)
    same = data_of(desk, "what_if", customer_id=customer, changes={"NumOfProducts": card["columns"]["NumOfProducts"]})
    assert same["baseline"] == pytest.approx(card["probability"], abs=1e-9)
    assert same["probability"] == pytest.approx(same["baseline"], abs=1e-9)
    changed = data_of(desk, "what_if", customer_id=customer, changes={"IsActiveMember": "no", "Age": {"add": 5}})
    assert changed["before"]["Age"] + 5 == changed["changes"]["Age"]
    assert changed["baseline"] == same["baseline"]


def test_the_remaining_tools_answer(desk: Desk) -> None:
    customer = some(desk, desk.catalog.label.negative)[0]
    near = data_of(desk, "similar_customers", customer_id=customer, k=4)
    assert len(near["rows"]) == 4
    assert customer not in {str(row["customer_id"]) for row in near["rows"]}
    history = data_of(desk, "score_history", customer_id=customer)
    assert history["rows"][0]["model_version"] == desk.model_version
    options = data_of(desk, "retention_options", customer_id=customer)
    for option in options["options"]:
        assert option["probability"] < options["probability"]
        assert set(option["changes"]) <= {c.name for c in desk.catalog.features if c.actionable}
    report = data_of(desk, "model_report")
    assert report["model_version"] == desk.model_version
    assert {row["column"] for row in report["importance"]} <= set(desk.catalog.columns)
    described = data_of(desk, "predict_churn", profile={"edad": 52, "país": "Alemania", "activo": "no"})
    assert 0 < described["probability"] < 1
    assert "Balance" in described["unknown"]


def test_a_desk_takes_another_champion_only_when_there_is_one(desk: Desk) -> None:
    model = desk.model
    assert desk.refresh() is False
    assert desk.model is model
