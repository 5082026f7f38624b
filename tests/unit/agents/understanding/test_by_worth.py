"""The best customers of a group are put in order by the column of their value."""

from itertools import product

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
BEST = {
    "es": ["mi mejor cliente {}", "los mejores clientes {}", "¿quién es nuestro mejor cliente {}?"],
    "en": ["my best customer {}", "top 10 customers {}", "who are our most valuable customers {}?"],
}
WHERE = {"es": ["en Alemania", "en España"], "en": ["in Germany", "in Spain"]}


@pytest.mark.parametrize("question", [q.format(w) for lang in BEST for q, w in product(BEST[lang], WHERE[lang])])
def test_the_best_of_a_group_are_ordered_by_their_value(question):
    (call,) = PLANNER.next_calls(Conversation(question, questions=(question,)))
    assert (call.tool, call.arguments.get("order_by"), call.arguments.get("order")) == (
        "list_customers",
        "Balance",
        "desc",
    )
