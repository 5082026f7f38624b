"""Each tool's answer on banks of two other shapes: found, not found, ambiguous, out of range, out of scope."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from db.caller import WHOLE_BANK, Caller
from tests.tools_banks import CARDS, TELCO, build, cards_frame, desk_at, places_in, telco_frame
from tools.clarify import EARLIER
from tools.context import ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import ROWS_FOR_MODEL, TOOLS, build_tools, call

Bank = tuple[Desk, pd.DataFrame]


@pytest.fixture(scope="module")
def telco(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    places = places_in(tmp_path_factory.mktemp("telco"))
    frame = build(places, TELCO, telco_frame())
    return desk_at(places, TELCO), frame


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    places = places_in(tmp_path_factory.mktemp("cards"))
    frame = build(places, CARDS, cards_frame())
    return desk_at(places, CARDS), frame


def asked(desk: Desk, tool: str, caller: Caller = WHOLE_BANK, **arguments: Any) -> Fact:
    fact, text = call(desk, ToolContext(caller=caller, desk=desk), tool, arguments)
    assert fact is not None, text
    json.dumps(fact.as_json(), allow_nan=False)
    return fact


def told(desk: Desk, tool: str, caller: Caller = WHOLE_BANK, **arguments: Any) -> str:
    fact, text = call(desk, ToolContext(caller=caller, desk=desk), tool, arguments)
    assert fact is None, fact
    return str(json.loads(text)["error"])


def of(frame: pd.DataFrame, **values: Any) -> pd.Series:
    for column, value in values.items():
        frame = frame[frame[column] == value]
    return frame.iloc[0]


def agent(name: str) -> Caller:
    return Caller(name="someone", owner=name)


def test_a_card_holds_every_column_the_score_and_who_left(telco: Bank) -> None:
    desk, frame = telco
    here, gone, unknown = (of(frame, status=s) for s in ("here", "gone", "?"))
    card = asked(desk, "customer_card", customer_id=str(here.no)).data
    assert card["customer_id"] == here.no
    assert set(card["columns"]) == set(TELCO.columns) - {"no"}
    assert card["probability"] == pytest.approx(here.probability)
    assert card["left"] is False
    assert asked(desk, "customer_card", customer_id=int(gone.no)).data["left"] is True
    assert asked(desk, "customer_card", customer_id=float(unknown.no)).data["left"] is None
    assert asked(desk, "customer_card", customer_id=int(gone.no)).data["value_at_risk"] is None


def test_a_card_sets_apart_what_was_asked(telco: Bank) -> None:
    desk, frame = telco
    here = of(frame, status="here")
    card = asked(desk, "customer_card", customer_id=str(here.no), columns=["agent", "risk", "status"])
    assert card.arguments["columns"] == ["agent", "probability", "status"]
    assert card.data["asked"] == {"agent": here.agent, "probability": card.data["probability"], "status": "here"}
    assert "columns" not in asked(desk, "customer_card", customer_id=str(here.no)).arguments
    assert "nearest" in told(desk, "customer_card", customer_id=str(here.no), columns=["shoe size"])
    found = asked(desk, "find_customers", name=str(here.no), columns="status").data
    assert found["asked"] == {"status": "here"}


@pytest.mark.parametrize(
    "customer", ["999999", "abc", "1; DROP TABLE subscribers", "-1", "9" * 40, "", "1 OR 1=1", "١"]
)
def test_an_id_that_is_not_there_is_not_found(telco: Bank, customer: str) -> None:
    assert asked(telco[0], "customer_card", customer_id=customer).data == {
        "status": "not_found",
        "customer_id": customer,
    }


@pytest.mark.parametrize("written", ["c-00001", "C 00001", "c00001", " C-00001 "])
def test_a_text_id_is_found_however_it_is_written(cards: Bank, written: str) -> None:
    desk, frame = cards
    stored = next(i for i in frame[CARDS.id] if i == "C-00001")
    assert asked(desk, "customer_card", customer_id=written).data["customer_id"] == stored
    both = asked(desk, "predict_churn", customer_ids=["C-00002", written, "C-99999"]).data
    assert [row["customer_id"] for row in both["rows"]] == ["C-00002", stored]
    assert both["not_found"] == ["C-99999"]


def test_a_customer_of_another_owner_is_not_found_by_any_tool(telco: Bank) -> None:
    desk, frame = telco
    foreign, own = of(frame, agent="Tom Reed"), of(frame, agent="Ana Sol")
    ana = agent("Ana Sol")
    assert asked(desk, "customer_card", ana, customer_id=str(own.no)).data["owner"] == "Ana Sol"
    for tool in ("customer_card", "explain_churn", "score_history", "similar_customers", "retention_options"):
        found = asked(desk, tool, ana, customer_id=str(foreign.no)).data
        assert found == {"status": "not_found", "customer_id": str(foreign.no)}, tool
    what = asked(desk, "what_if", ana, customer_id=str(foreign.no), changes={"calls": 3}).data
    assert what["status"] == "not_found"
    predicted = asked(desk, "predict_churn", ana, customer_ids=[str(own.no), str(foreign.no)]).data
    assert predicted["not_found"] == [str(foreign.no)]
    assert [row["customer_id"] for row in predicted["rows"]] == [own.no]
    compared = asked(desk, "compare", ana, customer_ids=[str(own.no), str(foreign.no)]).data
    assert compared["not_found"] == [str(foreign.no)]


def test_sums_lists_and_names_stay_within_the_owner(telco: Bank) -> None:
    desk, frame = telco
    ana, hers = agent("Ana Sol"), frame[frame.agent == "Ana Sol"]
    assert asked(desk, "portfolio", ana, measures=["customers"]).data["total"]["customers"] == len(hers)
    everyone = {"any": [{"agent": ["Tom Reed", "Ana Sol"]}, {"not": {"agent": "Ana Sol"}}]}
    assert told(desk, "portfolio", ana, measures=["customers"], where=everyone).count("Tom Reed") == 1
    either = {"any": [{"calls": {"ge": 0}}, {"not": {"group": "north"}}]}
    assert asked(desk, "portfolio", ana, measures=["customers"], where=either).data["total"]["customers"] == len(hers)
    rows = asked(desk, "list_customers", ana, limit=200).data["rows"]
    assert {row["customer_id"] for row in rows} <= set(hers.no)
    watch = asked(desk, "watch_list", ana).data
    assert {row["owner"] for row in watch["rows"]} == {"Ana Sol"}
    names = asked(desk, "find_customers", ana, name="smith", limit=200).data
    assert {choice["customer_id"] for choice in names["choices"]} <= set(hers.no)
    spread = asked(desk, "distribution", ana, column="agent").data
    assert [v["value"] for v in spread["values"]] == ["Ana Sol"]


def test_neighbours_outside_the_scope_stay_nameless(telco: Bank) -> None:
    desk, frame = telco
    own, foreign = of(frame, agent="Ana Sol"), of(frame, agent="Tom Reed")
    desk.model.neighbours = (own.no, foreign.no)  # type: ignore[union-attr]
    rows = asked(desk, "similar_customers", agent("Ana Sol"), customer_id=str(own.no)).data["rows"]
    assert [row["customer_id"] for row in rows] == [own.no, None]
    assert rows[1]["name"] is None
    assert rows[1]["columns"] == {}


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("jose nunez", "exact"),
        ("JOSÉ  NÚÑEZ", "exact"),
        ("Sean OBrien", "exact"),
        ("Sean O’Brien", "exact"),
        ("Iñigo", "prefix"),
        ("quispe", "part"),
        ("garcia lopez", "part"),
        ("Núñez José", "part"),
        ("Jose Nuñes", "similar"),
        ("Beatris Quispe", "similar"),
        ("Zeatriz Quispe", "similar"),
    ],
)
def test_names_are_found_without_accents_by_part_or_misspelt(telco: Bank, name: str, match: str) -> None:
    found = asked(telco[0], "find_customers", name=name).data
    assert found["match"] == match
    assert found.get("status") in (None, "ambiguous")
    if found.get("status") == "ambiguous":
        assert found["choices"]
        assert found["total"] >= len(found["choices"])


@pytest.mark.parametrize("name", ["xyzzyx", "%", "_", "' OR '1'='1", '"; --', "\\", "🙂"])
def test_a_name_nobody_has_is_not_found(telco: Bank, name: str) -> None:
    assert asked(telco[0], "find_customers", name=name).data["status"] == "not_found"


def test_a_bank_without_names_says_so_and_still_finds_by_id(cards: Bank) -> None:
    found = asked(cards[0], "find_customers", name="Smith").data
    assert found["status"] == "unavailable"
    assert "client reference" in found["problem"]["en"]
    assert asked(cards[0], "find_customers", name="C-00007").data["customer_id"] == "C-00007"


def test_a_prediction_of_one_of_several_and_of_a_described_customer(telco: Bank) -> None:
    desk, frame = telco
    first, second = frame.iloc[0], frame.iloc[1]
    one = asked(desk, "predict_churn", customer_ids=str(first.no)).data
    assert one["probability"] == pytest.approx(first.probability)
    assert sum(vote["weight"] for vote in one["votes"]) == 1
    both = asked(desk, "predict_churn", customer_ids=[int(first.no), str(second.no), "0"]).data
    assert [row["customer_id"] for row in both["rows"]] == [first.no, second.no]
    assert both["not_found"] == ["0"]
    described = asked(desk, "predict_churn", profile={"plan": "s", "llamadas": "12"}).data
    assert described["customer_id"] is None
    assert described["profile"] == {"plan": "S", "calls": 12}
    assert described["unknown"] == ["group", "monthly"]


def test_what_if_resolves_relative_changes_and_keeps_the_customer(telco: Bank) -> None:
    desk, frame = telco
    customer = of(frame[frame.monthly.notna()], status="here")
    changed = asked(
        desk, "what_if", customer_id=str(customer.no), changes={"monthly": "-10%", "calls": {"add": 2}}
    ).data
    assert changed["changes"]["monthly"] == pytest.approx(customer.monthly * 0.9)
    assert changed["changes"]["calls"] == customer.calls + 2
    assert changed["before"] == {"monthly": customer.monthly, "calls": customer.calls}
    assert changed["baseline"] == pytest.approx(customer.probability)
    assert changed["difference"] == pytest.approx(changed["probability"] - changed["baseline"])


@pytest.mark.parametrize(
    ("changes", "column", "told_of"),
    [
        ({"Customer_Age": 150}, "Customer_Age", "18 to 110"),
        ({"Customer_Age": 30.5}, "Customer_Age", "whole number"),
        ({"Card": "Platinum"}, "Card", "blue, gold"),
        ({"ClientRef": "C-1"}, "ClientRef", "does not use"),
        ({"Attrition_Flag": "Existing Customer"}, "Attrition_Flag", "does not use"),
    ],
)
def test_what_cannot_be_is_refused_in_both_languages(
    cards: Bank, changes: dict[str, Any], column: str, told_of: str
) -> None:
    found = asked(cards[0], "what_if", customer_id="C-00003", changes=changes).data
    assert found["status"] == "invalid"
    assert found["column"] == column
    assert told_of in found["problem"]["en"]
    assert found["problem"]["es"] != found["problem"]["en"]


def test_who_left_gets_no_retention_options(telco: Bank) -> None:
    desk, frame = telco
    gone, here = of(frame, status="gone"), of(frame, status="here")
    assert asked(desk, "retention_options", customer_id=str(gone.no)).data["options"] == []
    option = asked(desk, "retention_options", customer_id=str(here.no)).data["options"][0]
    assert option["rank"] == 1
    assert option["before"] == {"calls": here.calls}


def test_questions_about_predictions_are_about_current_customers(telco: Bank) -> None:
    desk, frame = telco
    current = frame[frame.status != "gone"]
    high = {"risk_band": "high"}
    counted = asked(desk, "portfolio", measures=["customers"], where=high).data
    assert counted["population"] == "current"
    assert counted["total"]["customers"] == int((current.risk_band == "high").sum())
    assert asked(desk, "portfolio", measures=["churn_rate"], where=high).data["population"] == "all"
    assert asked(desk, "portfolio", measures=["customers"], groups=["plan"]).data["population"] == "all"
    at_risk = asked(desk, "portfolio", measures=["value_at_risk"], population="all").data
    assert at_risk["total"]["value_at_risk"] == pytest.approx(current.value_at_risk.sum())


def test_customers_and_groups_side_by_side(telco: Bank) -> None:
    desk, frame = telco
    pair = asked(desk, "compare", customer_ids=[1, 2, 12345]).data
    assert [row["customer_id"] for row in pair["rows"]] == [1, 2]
    assert pair["not_found"] == ["12345"]
    assert set(pair["differing"]) == {c for c in TELCO.columns if c != "no" and frame[c][0] != frame[c][1]}
    groups = [{"label": "north", "where": {"group": "north"}}, {"label": "south", "where": {"group": "south"}}]
    sides = asked(desk, "compare", groups=groups, measures=["customers", "mean(calls)"]).data
    assert [row["customers"] for row in sides["rows"]] == [int((frame.group == g).sum()) for g in ("north", "south")]


def test_a_list_without_columns_of_its_own_tells_a_few(telco: Bank) -> None:
    shown = asked(telco[0], "list_customers", order_by="calls").data["rows"][0]["columns"]
    assert "calls" in shown
    assert len(shown) == 4
    assert list(asked(telco[0], "list_customers", columns=["agent"]).data["rows"][0]["columns"]) == ["agent"]


def test_a_distribution_of_values_counts_each(cards: Bank) -> None:
    desk, frame = cards
    spread = asked(desk, "distribution", column="estudios").data
    counts = frame.Education.value_counts()
    assert {v["value"]: v["customers"] for v in spread["values"]} == counts.to_dict()
    assert spread["missing"] == int(frame.Education.isna().sum())
    assert sum(v["share"] for v in spread["values"]) == pytest.approx(1)


@pytest.mark.parametrize("bank", ["telco", "cards"])
def test_every_tool_answers_on_a_bank_of_another_shape(bank: str, request: pytest.FixtureRequest) -> None:
    desk, frame = request.getfixturevalue(bank)
    customer = str(frame[desk.catalog.id].iloc[0])
    feature = desk.catalog.features[0].name
    arguments: dict[str, dict[str, Any]] = {
        "find_customers": {"name": customer},
        "predict_churn": {"customer_ids": [customer]},
        "what_if": {"customer_id": customer, "changes": {c.name: 30 for c in desk.catalog.features if c.numeric}},
        "list_customers": {"order_by": "probability", "limit": 3},
        "distribution": {"column": feature},
        "compare": {"customer_ids": [customer, str(frame[desk.catalog.id].iloc[1])]},
        "watch_list": {"where": {"column": feature, "op": "is_known"}},
        "portfolio": {"measures": ["churn_rate", "mean_risk"], "groups": [feature]},
        "ask_back": {"reason": "no_customer"},
        "decline": {"topic": "outside"},
        "model_report": {},
        "customer_rank": {"customer_id": customer, "columns": ["probability"]},
        "concentration": {"column": next(c.name for c in desk.catalog.features if c.numeric)},
        "about_system": {"topic": "decides"},
        "not_used": {"items": ["in March"]},
        "propose_record": {"customer_id": customer, "kind": "contact", "channel": "call"},
        "talk": {},
    }
    for tool in TOOLS:
        if tool.name == EARLIER:  # read again before any tool is called
            continue
        found = asked(desk, tool.name, **arguments.get(tool.name, {"customer_id": customer})).data
        assert found.get("status") in (None, "clarify", "declined", "talk", "to_confirm"), (tool.name, found)


def test_without_a_champion_or_scores_the_bank_still_answers(tmp_path: Path) -> None:
    places = places_in(tmp_path)
    build(places, CARDS, cards_frame(50), scored=False)
    desk = desk_at(places, CARDS, model=False)
    for tool, arguments in {
        "predict_churn": {"customer_ids": ["C-00001"]},
        "explain_churn": {"customer_id": "C-00001"},
        "watch_list": {},
        "portfolio": {"measures": ["mean_risk"]},
        "list_customers": {"order_by": "probability"},
        "model_report": {},
    }.items():
        found = asked(desk, tool, **arguments).data  # type: ignore[arg-type]
        assert found["status"] == "unavailable", tool
        assert "ml.train" in found["problem"]["en"]
        assert "ml.train" in found["problem"]["es"]
    assert asked(desk, "customer_card", customer_id="C-00001").data["probability"] is None
    assert asked(desk, "portfolio", measures=["customers"]).data["total"]["customers"] == 50
    assert asked(desk, "compare", customer_ids=["C-00001", "C-00002"]).data["kind"] == "customers"


def test_a_wrong_call_is_answered_and_leaves_no_fact(telco: Bank) -> None:
    desk, _ = telco
    assert "nearest" in told(desk, "portfolio", measures=["mean(salary)"])
    assert "one of: " in told(desk, "watch_list", where={"group": "east"})
    assert "bands" in told(desk, "portfolio", measures=["customers"], groups=[{"column": "group", "bands": [1]}])


def test_the_same_call_again_is_the_same_fact(telco: Bank) -> None:
    context = ToolContext(caller=WHOLE_BANK, desk=telco[0])
    for measure in ("count", "customers", "churn_rate"):
        call(telco[0], context, "portfolio", {"measures": [measure]})
    assert [fact.id for fact in context.facts] == ["F1", "F2"]


def test_a_fact_says_its_units_and_where_it_is_from(telco: Bank) -> None:
    fact = asked(telco[0], "portfolio", measures=["mean(monthly)", "churn_rate"], where={"plan": "S"})
    assert fact.units["mean_monthly"] == "money"
    assert fact.units["churn_rate"] == "share"
    assert "SELECT" in fact.source
    assert '"S"' in fact.source
    assert "'S'" not in fact.source


def test_long_lists_are_cut_for_the_model_only(telco: Bank) -> None:
    desk, _ = telco
    fact, text = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), "list_customers", {"limit": 60})
    assert fact is not None
    assert len(fact.data["rows"]) == 60
    shown = json.loads(text)["data"]
    assert len(shown["rows"]) == ROWS_FOR_MODEL
    assert shown["rows_left_off"] == 60 - ROWS_FOR_MODEL


def test_schemas_are_flat_and_small(telco: Bank, cards: Bank) -> None:
    for desk, _ in (telco, cards):
        tools = build_tools(desk)
        text = json.dumps([{"name": t.name, "description": t.description, "parameters": t.args_schema} for t in tools])
        assert len(text) < 9_500
        assert "$ref" not in text
        assert "moa" not in text
        assert "runtime" not in text
        assert "caller" not in text


@pytest.mark.parametrize("kind", ["sql_injection.txt", "blns.json"])
def test_listed_hostile_texts_are_only_values(telco: Bank, kind: str) -> None:
    file = Path(__file__).parents[3] / "shared" / "lists" / kind
    if not file.is_file():
        pytest.skip("the list is not here")
    text = file.read_text(encoding="utf-8")
    lines = json.loads(text) if kind.endswith("json") else text.splitlines()
    desk, frame = telco
    for line in list(dict.fromkeys(line for line in lines if line.strip()))[::7]:
        context = ToolContext(caller=agent("Ana Sol"), desk=desk)
        for tool, arguments in (
            ("find_customers", {"name": line}),
            ("customer_card", {"customer_id": line}),
            ("portfolio", {"measures": ["customers"], "where": {"column": "full_name", "op": "eq", "value": line}}),
            ("portfolio", {"measures": ["customers"], "where": {"column": line, "value": 1}}),
            ("watch_list", {"where": {"column": "plan", "op": "in", "value": [line]}}),
        ):
            call(desk, context, tool, arguments)
        for fact in context.facts:
            if fact.tool == "portfolio":
                assert fact.data["total"]["customers"] == 0, line
    assert asked(desk, "portfolio", measures=["customers"]).data["total"]["customers"] == len(frame)


def test_the_end_of_an_id_finds_whose_it_is_or_offers_all_who_have_it(telco: Bank) -> None:
    desk, frame = telco
    ids = frame[desk.catalog.id].astype(str)
    alone = next(text for text in ids if ids.str.endswith(text[-3:]).sum() == 1)
    fact = asked(desk, "customer_card", customer_id=f"…{alone[-3:]}")
    assert fact.arguments["customer_id"] == str(fact.data["customer_id"]) == alone
    common = ids.str[-1:].value_counts()
    several = asked(desk, "customer_card", customer_id=f"…{common.index[0]}")
    assert (several.data["status"], several.data["total"]) == ("ambiguous", int(common.iloc[0]))
    assert asked(desk, "customer_card", customer_id="…qq9").data["status"] == "not_found"
