"""Wishes as they are said aloud: one after an aside, whose they are behind the verb, a level said once, a place in a
list, a number compared anew, a correction that asks something too; over two catalogs."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from tests.unit.agents.understanding.test_families import CATALOGS, planner

GERMANY = {"column": "Geography", "op": "eq", "value": "Germany"}
COUNT = {"measure": "customers"}
ASIDES = {
    "es": ["y bueno, ya que estás, cuántos", "y, eh, ya puestos, cuántos", "y oye, de paso, cuántos"],
    "en": [
        "and well, while you're at it, how many",
        "and, um, since we're here, how many",
        "and oh, by the way, how many",
    ],
}
LEADS = {
    "es": ["cuántos clientes tiene Alemania", "¿cuántos clientes hay en Alemania?"],
    "en": ["how many customers does Germany have", "how many customers has Germany got"],
}
GONE = {"es": ["se han ido", "hemos perdido"], "en": ["have left", "have we lost"]}


def calls(name, message, *earlier):
    done = tuple((Done(call, {"rows": [{"customer_id": i} for i in ids]}),) for call, ids in earlier)
    asked = Conversation(message, earlier=done, questions=("?",) * len(done))
    return planner(name).next_calls(asked)


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("lead", "aside", "gone"),
    [row for language in ("es", "en") for row in product(LEADS[language], ASIDES[language], GONE[language])],
)
def test_a_second_count_is_of_those_of_the_first_whatever_is_said_between(name, lead, aside, gone):
    first, second = calls(name, f"{lead}, {aside} {gone}")
    assert (first.arguments["measures"], first.arguments["where"]) == ([COUNT], GERMANY)
    assert (second.arguments["where"], second.arguments["population"]) == (GERMANY, "left")


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "message",
    [
        "how many customers do we have and what share of them has already left?",
        "how many customers are there, and what share of them have left?",
        "cuántos clientes hay y qué parte de ellos se ha ido",
        "¿cuántos clientes tenemos y qué porcentaje de ellos ya se fue?",
    ],
)
def test_a_number_and_a_share_of_them_are_two(name, message):
    measures = [call.arguments["measures"] for call in calls(name, message)]
    assert measures == [[COUNT], [{"measure": "churn_rate"}]]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("message", "levels"),
    [
        ("¿cuántos clientes están en riesgo alto, cuántos en medio y cuántos en bajo?", "high low medium"),
        ("cuántos clientes hay en riesgo alto, medio y bajo", "high low medium"),
        ("¿cuántos son de riesgo alto o medio?", "high medium"),
        ("tasa de abandono de los de alto riesgo y de los de bajo", "high low"),
        ("clientes de riesgo medio o alto", "high medium"),
        ("how many customers are at high risk, how many at medium and how many at low?", "high low medium"),
        ("how many customers are at high, medium and low risk?", "high low medium"),
        ("how many of medium or high risk?", "high medium"),
        ("churn rate of the high risk ones and of the low ones", "high low"),
        ("list the customers at medium or high risk", "high medium"),
    ],
)
def test_levels_of_risk_said_once_are_all_of_risk(name, message, levels):
    (call,) = calls(name, message)
    all_of_them = len(levels.split()) == 3
    asked = (
        ("groups", [{"column": "risk_band"}])
        if all_of_them
        else ("where", {"column": "risk_band", "op": "in", "value": levels.split()})
    )
    assert asked in call.arguments.items()


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "message", ["riesgo medio de los clientes de riesgo alto", "average risk of the high risk customers"]
)
def test_the_mean_risk_is_no_level(name, message):
    (call,) = calls(name, message)
    assert call.arguments["measures"] == [{"measure": "mean_risk"}]
    assert call.arguments["where"] == {"column": "risk_band", "op": "eq", "value": "high"}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "message",
    [
        "and the first one, how old is she?",
        "how old is the first one?",
        "lovely, how old is the first, by the way?",
        "el primero, ¿qué edad tiene?",
        "¿cómo de viejo es el primero?",
        "y la primera, ¿cuántos años tiene?",
    ],
)
def test_how_old_the_first_is_sorts_nobody(name, message):
    listed = Call("list_customers", {"order_by": "Balance", "order": "desc", "limit": 3})
    (call,) = calls(name, message, (listed, ["15600001", "15600002", "15600003"]))
    assert (call.tool, call.arguments) == ("customer_card", {"customer_id": "15600001", "columns": ["Age"]})


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("message", "op", "value"),
    [
        ("¿y con tres o más?", "ge", 3),
        ("¿y con más de dos?", "gt", 2),
        ("¿y con menos de 3?", "lt", 3),
        ("¿y con dos?", "eq", 2),
        ("and with three or more?", "ge", 3),
        ("and with more than two?", "gt", 2),
        ("and under 3?", "lt", 3),
        ("and at least 3?", "ge", 3),
        ("and with two?", "eq", 2),
    ],
)
def test_a_number_is_compared_as_it_is_said_anew(name, message, op, value):
    base = Call(
        "portfolio",
        {
            "measures": [{"measure": "mean", "column": "Balance"}],
            "where": {"column": "NumOfProducts", "op": "eq", "value": 1},
        },
    )
    (call,) = calls(name, message, (base, []))
    assert call.arguments["where"] == {"column": "NumOfProducts", "op": op, "value": value}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "base", [Call("customer_card", {"customer_id": "15600001"}), Call("predict_churn", {"customer_ids": ["15600001"]})]
)
@pytest.mark.parametrize(
    "message",
    [
        "sorry, no, scratch that, I meant 15600002, what's his balance",
        "I meant 15600002. What's the balance?",
        "oops, wrong one, I meant 15600002, how much is the balance?",
        "perdón, quería decir el 15600002, ¿qué saldo tiene?",
        "no, digo el 15600002, ¿cuál es su saldo?",
        "me he equivocado, es el 15600002. ¿Qué saldo tiene?",
    ],
)
def test_who_is_put_right_is_who_is_asked_about(name, base, message):
    (call,) = calls(name, message, (base, ["15600001"]))
    assert (call.tool, call.arguments) == ("customer_card", {"customer_id": "15600002", "columns": ["Balance"]})


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("wish", "errand"),
    [
        *product(
            ["pásame el móvil del 15600001", "dame el teléfono del 15600001"],
            [", que la tengo que llamar", ", que le voy a llamar ya mismo", ". Lo llamo después de comer"],
        ),
        *product(
            ["give me the mobile of 15600001", "what's the phone number of 15600001?"],
            [", I have to call her", ", so I can ring him", " I'm calling them after lunch"],
        ),
    ],
)
def test_a_telephone_is_not_kept_whoever_wants_to_call(name, wish, errand):
    (call,) = calls(name, wish + errand)
    assert (call.tool, call.arguments["topic"]) == ("decline", "unknown_column")


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "message",
    [
        "dime los tres clientes con más riesgo, que los llamo después de comer",
        "dame los tres clientes con más riesgo, que tengo que llamarlos hoy",
        "give me the three riskiest customers, I'm calling them after lunch",
    ],
)
def test_who_will_be_called_is_in_the_order_that_was_asked_for(name, message):
    (call,) = calls(name, message)
    assert (call.tool, call.arguments) == ("watch_list", {"limit": 3, "order_by": "probability"})


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "message",
    [
        "how many customers are in this demo bank",
        "how many customers are there in this little bank of yours",
        "how many customers does our bank have in total",
        "cuántos clientes hay en este banco de demostración",
        "¿cuántos clientes hay en nuestra entidad?",
    ],
)
def test_the_bank_spoken_of_is_the_whole(name, message):
    (call,) = calls(name, message)
    assert call.arguments == {"measures": [COUNT]}
