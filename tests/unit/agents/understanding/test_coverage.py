"""The coverage rule as properties: a restriction nobody can serve never leaves the answer as it was; an aside does."""

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.understanding.calls import Call
from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

UNDERSTOOD = {
    "es": [
        "cuántos clientes hay en España",
        "saldo medio de las mujeres inactivas",
        "tasa de abandono por país",
        "los 5 clientes con mayor saldo",
        "porcentaje de inactivos en Francia",
        "a quién debería llamar primero",
        "distribución de edades",
        "compara Alemania y Francia",
        "mediana de salario por género",
    ],
    "en": [
        "how many customers are there in Spain",
        "average balance of inactive women",
        "churn rate by country",
        "the 5 customers with the highest balance",
        "percentage of inactive customers in France",
        "whom should I call first",
        "distribution of ages",
        "compare Germany and France",
        "median salary by gender",
    ],
}
TIMES = {
    "es": [("en", m) for m in ("abril", "el tercer trimestre", "verano", "el último mes")] + [("desde", "la fusión")],
    "en": [("in", m) for m in ("April", "the third quarter", "summer", "the last month")] + [("since", "the merger")],
}
NOWHERE = {
    "es": [f"{joint} {what}" for joint in ("en", "de", "con") for what in ("Lisboa", "hipoteca", "sucursal", "taxi")],
    "en": [f"{joint} {what}" for joint in ("in", "from", "with") for what in ("Lisbon", "mortgage", "branch", "taxi")],
}
BEFORE = {
    "es": [
        "Buenos días",
        "Perdona que te moleste",
        "Acabo de volver de vacaciones y ando algo perdido",
        "Mi jefa insiste",
    ],
    "en": ["Good morning", "Sorry to bother you", "just back from holiday and a bit lost here", "My boss keeps asking"],
}
AFTER = {
    "es": ["gracias de antemano", "lo necesito para el comité del jueves", "por favor", "que tengo reunión"],
    "en": ["thanks in advance", "I need it for Thursday's committee", "please", "I have a meeting"],
}


@lru_cache(maxsize=1)
def planner():
    return packaged_planner()


@lru_cache
def calls(message):
    return planner().next_calls(Conversation(message))


questions = st.sampled_from(["es", "en"]).flatmap(
    lambda language: st.tuples(st.just(language), st.sampled_from(UNDERSTOOD[language]))
)


@settings(deadline=None, max_examples=25)
@given(questions, st.data())
def test_a_time_the_bank_has_no_dates_for_is_never_passed_over(asked, data):
    language, question = asked
    joint, time = data.draw(st.sampled_from(TIMES[language]))
    assert all(call.tool in OPEN for call in calls(f"{question} {joint} {time}"))


@settings(deadline=None, max_examples=25)
@given(questions, st.data())
def test_a_place_or_a_thing_the_bank_does_not_know_is_never_passed_over(asked, data):
    language, question = asked
    phrase = data.draw(st.sampled_from(NOWHERE[language]))
    assert calls(f"{question} {phrase}") != calls(question)


@settings(deadline=None, max_examples=25)
@given(questions, st.data())
def test_an_aside_leaves_the_answer_as_it_was(asked, data):
    language, question = asked
    before, after = data.draw(st.sampled_from(BEFORE[language])), data.draw(st.sampled_from(AFTER[language]))
    joint = data.draw(st.sampled_from([": ", ", ", " - ", ". "]))
    assert calls(f"{before}{joint}{question}") == calls(question)
    assert calls(f"{question}, {after}") == calls(question)


@pytest.mark.parametrize("message", ["Gracias de antemano", "thanks in advance"])
def test_manners_alone_ask_nothing(message):
    assert not [call for call in calls(message) if call.tool not in OPEN]


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("churn rate of women in Spain", Call("portfolio", {"measures": [{"measure": "churn_rate"}]})),
        ("saldo mediano en Francia", Call("portfolio", {"measures": [{"measure": "mean", "column": "Balance"}]})),
        ("how many barely active customers", Call("portfolio", {"where": {"column": "IsActiveMember", "value": "1"}})),
        ("customers with more than 40000 of salary", Call("list_customers", {"where": {"column": "EstimatedSalary"}})),
        ("how many left in March", Call("portfolio", {"population": "left"})),
    ],
)
def test_a_language_models_plan_is_read_too(message, call):
    """What a plan leaves out is asked or declined, whoever made it."""
    assert planner().reviewer.review(message, [call]).instead is not None


def test_what_changes_no_answer_is_named():
    review = planner().reviewer.review(
        "churn rate in Spain, fiddlesticks",
        [
            Call(
                "portfolio",
                {"measures": [{"measure": "churn_rate"}], "where": {"column": "Geography", "value": "Spain"}},
            )
        ],
    )
    assert (review.instead, review.named) == (None, ("fiddlesticks",))
