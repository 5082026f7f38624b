"""Plain words with another meaning beside: ``no son miembros activos``, ``share the count``, ``who is leaving``."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
INACTIVE = {"column": "IsActiveMember", "op": "eq", "value": "0"}
PEOPLE = ["miembros", "clientes", "socios"]
HEADS = ["¿cuántos {}?", "¿cuántos clientes franceses {}?", "¿cuántos clientes con más de 150.000 € {}?"]
ASKS = ["kindly share the", "please share the", "can you share the", "share with me the"]
FIGURES = {
    "count of inactive customers": "customers",
    "churn rate in Spain": "churn_rate",
    "average balance of women": "mean",
    "share of women": "share",
}
DIFFERENCES = ["so what's the difference?", "what's the gap?", "¿y cuál es la diferencia?", "¿qué diferencia hay?"]


def calls(question: str, *earlier: Call) -> list[Call]:
    done = tuple((Done(call, {"total": {}}),) for call in earlier)
    return PLANNER.next_calls(Conversation(question, earlier=done, questions=("?",) * len(done) or (question,)))


def counted(place: str, measure: str = "churn_rate") -> Call:
    where = {"column": "Geography", "op": "eq", "value": place}
    return Call("portfolio", {"measures": [{"measure": measure}], "where": where})


@pytest.mark.parametrize("question", [h.format(f"no son {p} activos") for h, p in product(HEADS, PEOPLE)])
def test_a_negation_reaches_over_a_word_for_people(question):
    (call,) = calls(question)
    where = call.arguments["where"]
    assert INACTIVE in where.get("all", [where])
    assert {"column": "Balance", "op": "eq", "value": 0} not in where.get("all", [])


@pytest.mark.parametrize(("asks", "figure"), list(product(ASKS, FIGURES)))
def test_to_share_a_figure_is_to_show_it(asks, figure):
    (call,) = calls(f"{asks} {figure}")
    assert [m["measure"] for m in call.arguments["measures"]] == [FIGURES[figure]]


@pytest.mark.parametrize(
    "question",
    [
        "how many customers sit in the high, the medium and the low risk band?",
        "¿cuántos clientes hay en nivel de riesgo alto, medio y bajo?",
    ],
)
def test_every_band_is_a_group(question):
    (call,) = calls(question)
    assert call.arguments["groups"] == [{"column": "risk_band"}]


@pytest.mark.parametrize("question", ["who is leaving us?", "¿quién se nos va?", "¿quién se va?"])
def test_who_leaves_is_people(question):
    assert calls(question) == [Call("watch_list", {"order_by": "probability"})]


@pytest.mark.parametrize("question", DIFFERENCES)
def test_a_bare_difference_is_of_the_two_answers_before(question):
    (call,) = calls(question, counted("France"), counted("Germany"))
    assert (call.tool, call.arguments["groups"]) == ("portfolio", [{"column": "Geography"}])


@pytest.mark.parametrize("question", DIFFERENCES)
def test_a_bare_difference_of_other_figures_is_asked_about(question):
    assert [call.tool for call in calls(question, counted("France"), counted("Germany", "customers"))] == ["ask_back"]
