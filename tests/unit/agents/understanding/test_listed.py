"""Figures of the customers just listed, in both languages; shares of what the best hold; ratios; two customers."""

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from tests.unit.agents.understanding.test_families import EVERY, call, named, of_kind, planner

IDS = ["15600001", "15600002", "15600003"]
SUMS = {"en": ("what do they hold in total?", "their total {}?"), "es": ("¿cuánto suman?", "¿cuánto suman sus {}?")}
MEANS = {"en": "what is their average {}?", "es": "¿cuál es su {} en promedio?"}
SHARES = {"en": "what share of the {} is that?", "es": "¿qué parte del {} es eso?"}


def after_a_list(name, message, order_by="Balance"):
    rows = [{"customer_id": customer} for customer in IDS]
    listed = Done(Call("list_customers", {"order_by": order_by, "order": "desc", "limit": 3}), {"rows": rows})
    asked = Conversation(message, earlier=((listed,),), questions=("the 3 customers with the highest balance",))
    (found,) = planner(name).next_calls(asked)
    return found


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_what_is_listed_is_summed_and_averaged(name, language):
    of_them = {"column": "CustomerId", "op": "in", "value": IDS}
    for column in of_kind(name, "money"):
        called = named(column, language)
        told = after_a_list(name, MEANS[language].format(called)).arguments
        assert told == {"measures": [{"measure": "mean", "column": column.name}], "where": of_them}
        (share,) = after_a_list(name, SHARES[language].format(called)).arguments["measures"]
        assert share == {"measure": "share", "column": column.name, "where": of_them}


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("order_by", ["Balance", "EstimatedSalary"])
def test_a_sum_of_them_is_of_what_they_are_ordered_by(name, language, order_by):
    told = after_a_list(name, SUMS[language][0], order_by).arguments
    assert told["measures"] == [{"measure": "sum", "column": order_by}]
    assert told["where"]["value"] == IDS


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("percent", [5, 10, 20])
def test_what_the_best_hold_is_a_part_of_the_sum(name, language, percent):
    for column in of_kind(name, "money"):
        called = named(column, language)
        said = {
            "en": f"what share of the {called} do the top {percent}% hold?",
            "es": f"¿qué parte del {called} tiene el {percent} % con más {called}?",
        }[language]
        told = call(name, said)
        assert (told.tool, told.arguments) == ("concentration", {"column": column.name, "top_percent": float(percent)})


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_how_few_hold_a_part(name, language):
    for column in of_kind(name, "money"):
        called = named(column, language)
        said = {
            "en": [
                f"how many customers hold half the {called}?",
                f"how many customers account for 80% of the {called}?",
            ],
            "es": [f"¿cuántos clientes concentran la mitad del {called}?", f"¿cuántos acumulan el 80 % del {called}?"],
        }[language]
        for message, share in zip(said, (0.5, 0.8), strict=True):
            assert call(name, message).arguments == {"column": column.name, "share": share}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_ratio_of_two_columns(name, language):
    one, other = of_kind(name, "money")[:2]
    a, b = named(one, language), named(other, language)
    (measure,) = call(name, {"en": f"ratio of {a} to {b}", "es": f"ratio entre {a} y {b}"}[language]).arguments[
        "measures"
    ]
    assert (measure["of"]["column"], measure["to"]["column"]) == (one.name, other.name)


@pytest.mark.parametrize(
    "said",
    [
        *("who should I worry about more, {} or {}?", "which of the two is at more risk, {} or {}?"),
        *("¿de quién debería preocuparme más, del {} o del {}?", "¿quién tiene más riesgo, el {} o el {}?"),
    ],
)
def test_two_customers_by_their_ids_are_set_side_by_side(said):
    told = call("bank", said.format("15634602", "15647311"))
    assert told.tool in {"compare", "predict_churn"}
    assert told.arguments == {"customer_ids": ["15634602", "15647311"]}


@pytest.mark.parametrize(
    "said",
    [
        *("which office loses most?", "what mortgage rate do we offer?", "how many have a loan?"),
        *("¿qué oficina pierde más clientes?", "¿qué tipo de hipoteca ofrecemos?", "¿cuántos tienen un préstamo?"),
    ],
)
def test_what_the_table_does_not_hold_is_said_by_its_name(said):
    told = call("bank", said)
    assert (told.tool, told.arguments["topic"]) == ("decline", "unknown_column")
    assert told.arguments["detail"].casefold() in said
