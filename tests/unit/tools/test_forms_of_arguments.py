"""What a planner reads about arguments is all there is to know, and every form it is told of is accepted; the usual
slips in form (a number as text, one thing for a list, arguments wrapped once more) are read as they are meant.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.tools_banks import default_catalog
from tools.arguments import read_arguments
from tools.filter_reading import Reading
from tools.invalid_call import Mend
from tools.registry import TOOLS
from tools.schemas import schema_of
from tools.shown import measured
from tools.vocabulary import Vocabulary

TAKES = {tool.name: tool.takes for tool in TOOLS}
SPAIN = {"column": "Geography", "op": "eq", "value": "Spain"}
FRANCE = {"column": "Geography", "op": "eq", "value": "France"}
MEAN = {"measure": "mean", "column": "Balance"}


def read(tool: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    reading = Reading(Vocabulary(default_catalog(), lambda column: None))
    return dict(read_arguments(TAKES[tool], raw, reading, tool).normal())


def nodes(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield schema
    for part in schema.get("properties", {}).values():
        yield from nodes(part)
    for part in schema.get("anyOf", ()):
        yield from nodes(part)
    if "items" in schema:
        yield from nodes(schema["items"])


@pytest.mark.parametrize("tool", TAKES)
def test_every_argument_says_what_it_takes(tool: str) -> None:
    for node in nodes(schema_of(TAKES[tool])):
        assert "type" in node or "anyOf" in node, node
        assert node.get("type") != "array" or node.get("items"), node
        assert node.keys() <= {"type", "properties", "required", "items", "anyOf", "enum", "description", "format"}, (
            node
        )


GROUPED = {"measures": ["churn_rate", MEAN], "groups": ["Geography"]}


@pytest.mark.parametrize(
    ("tool", "raw"),
    [
        *[("portfolio", {"measures": [measure]}) for measure in ("customers", "churn_rate", "mean_risk", MEAN)],
        ("portfolio", {"measures": [{"measure": "percentile", "q": 90, "column": "Age"}]}),
        ("portfolio", {"measures": [{"measure": "share", "where": SPAIN}]}),
        ("portfolio", {"measures": [{"measure": "ratio", "of": {"measure": "customers", "where": SPAIN}, "to": MEAN}]}),
        ("portfolio", {"measures": [{"measure": "growth", "of": "customers"}], "groups": ["Age"]}),
        ("portfolio", {**GROUPED, "having": [{"measure": "customers", "op": "gt", "value": 3000}]}),
        ("portfolio", {"measures": ["customers"], "groups": [{"column": "Age", "bands": [30, 50]}]}),
        ("compare", {"groups": [{"label": "Spain", "where": SPAIN}, {"label": "France", "where": FRANCE}]}),
        ("ask_back", {"question": "Do you mean the balance or the salary?", "choices": ["balance", "salary"]}),
        ("predict_churn", {"profile": {"Age": 40, "Geography": "Spain"}}),
        ("what_if", {"customer_id": "1", "changes": {"Age": {"add": 2}, "Balance": {"percent": -10}}}),
        *[
            ("list_customers", {"where": {"column": "Balance", "op": op, "value": value}})
            for op, value in [
                ("between", [1, 2]),
                ("in", [1, 2]),
                ("gt", {"column": "EstimatedSalary", "times": 2}),
                ("gt", {"stat": "p90"}),
                ("lt", {"stat": "mean", "of": "filtered"}),
                ("ge", {"customer": "15565707"}),
            ]
        ],
        ("list_customers", {"where": {"not": {"any": [SPAIN, FRANCE]}}, "totals": ["Balance"], "population": "left"}),
        (
            "list_customers",
            {
                "where": {
                    "column": "Geography",
                    "op": "in",
                    "value": {"groups": {"measure": "customers", "op": "gt", "value": 3000}},
                }
            },
        ),
    ],
)
def test_every_form_that_is_told_is_accepted(tool: str, raw: Mapping[str, Any]) -> None:
    assert read(tool, raw)


@pytest.mark.parametrize(
    ("tool", "slip", "meant"),
    [
        ("watch_list", {"limit": "5", "offset": "0"}, {"limit": 5}),
        ("similar_customers", {"customer_id": 15565707.0, "k": "5.0"}, {"customer_id": "15565707", "k": 5}),
        ("customer_card", {"customer_id": ["15565707"]}, {"customer_id": "15565707"}),
        (
            "customer_card",
            {"customer_id": "1", "columns": "Age, Balance"},
            {"customer_id": "1", "columns": ["Age", "Balance"]},
        ),
        ("predict_churn", {"customer_ids": "[1, 2]"}, {"customer_ids": ["1", "2"]}),
        ("portfolio", {"measures": "churn_rate, customers"}, {"measures": ["churn_rate", "customers"]}),
        ("portfolio", {"arguments": {"measures": ["churn_rate"]}}, {"measures": ["churn_rate"]}),
        ("portfolio", {"parameters": '{"measures": ["churn_rate"]}'}, {"measures": ["churn_rate"]}),
        ("portfolio", {**GROUPED, "order_by": "churn_rate"}, {**GROUPED, "order_by": 0}),
        ("portfolio", {**GROUPED, "order_by": MEAN}, {**GROUPED, "order_by": 1}),
        ("portfolio", {**GROUPED, "order_by": "mean(Balance)"}, {**GROUPED, "order_by": 1}),
        ("portfolio", {**GROUPED, "order_by": "1"}, {**GROUPED, "order_by": 1}),
        (
            "portfolio",
            {**GROUPED, "having": {"measure": MEAN, "op": ">", "value": "3k"}},
            {**GROUPED, "having": [{**MEAN, "op": "gt", "value": 3000}]},
        ),
        ("compare", {"groups": [SPAIN, FRANCE]}, {"groups": [{"where": SPAIN}, {"where": FRANCE}]}),
        (
            "propose_record",
            {"customer_id": 1, "kind": "Promise", "day": "30/11/2026"},
            {"customer_id": "1", "kind": "promise", "day": "2026-11-30"},
        ),
    ],
)
def test_a_slip_in_form_is_read_as_it_is_meant(tool: str, slip: Mapping[str, Any], meant: Mapping[str, Any]) -> None:
    assert read(tool, slip) == read(tool, meant)


@pytest.mark.parametrize(
    ("tool", "raw", "told"),
    [
        ("predict_churn", {"profile": {"Age": {"add": 3}}}, "takes values, not changes"),
        ("what_if", {"profile": {"Balance": "+10%"}, "changes": {"Age": 3}}, "takes values, not changes"),
        ("compare", {"groups": ["Spain", "France"]}, "A group is"),
        ("compare", {"groups": [{"label": "Spain"}, {"label": "France"}]}, "the same customers"),
        ("portfolio", {**GROUPED, "order_by": "sum(Balance)"}, "0 \\(the first\\) to 1"),
        ("portfolio", {"measures": [{**MEAN, "colour": 1}]}, "measures.0; there is no argument 'colour'"),
    ],
)
def test_what_could_be_misread_is_refused_with_how_to_mend_it(tool: str, raw: Mapping[str, Any], told: str) -> None:
    with pytest.raises(Mend, match=told):
        read(tool, raw)


@pytest.mark.parametrize(
    ("data", "of_value"),
    [
        ({"rows": [{"customer_id": 1, "value": 1500.0}]}, True),
        ({"where": {"column": "Geography", "op": "eq", "value": "Spain"}}, False),
        ({"having": [{"measure": "customers", "op": "gt", "value": 3000}]}, False),
        ({"attributions": [{"column": "Age", "value": 40}]}, False),
        ({"values": [{"value": "Spain", "customers": 3}]}, False),
    ],
)
def test_the_unit_of_the_value_at_stake_is_no_filter_s(data: Mapping[str, Any], of_value: bool) -> None:
    assert ("value" in measured(data)) is of_value


def test_the_columns_that_a_result_names_have_their_units() -> None:
    assert "Age" in measured({"attributions": [{"column": "Age", "value": 40}]})
