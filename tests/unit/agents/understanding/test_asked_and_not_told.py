"""What is asked beside something else is no aside; what the bank does not keep of somebody is said, not his card."""

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from tests.crossed import crossed
from tests.packaged import packaged_planner

WHO = "15709189"
STORIES = {
    "es": ["", ", que se cortó y lo tengo que llamar", ", que se nos ha cortado la llamada"],
    "en": ["", ", the call dropped and I have to ring back", " please, we were cut off"],
}
REACHED = {
    "es": [
        "pásame el celular del {}",
        "necesito el móvil de la {}",
        "me das porfa el teléfono del {}",
        "¿a qué se dedica {}?",
    ],
    "en": [
        "give me the mobile number of {}",
        "I need the email address of {}",
        "what is the home address of {}",
    ],
}
MOMENTS = ["what day did {} close his account?", "when did {} open her account?", "¿qué día cerró su cuenta {}?"]
NOTES = {
    "es": ["¿qué dice la última nota de {}?", "{}: ¿qué riesgo tiene y qué dice la nota?"],
    "en": ["{}: what does the last note say?", "{}: what's the last note say, and what's the risk?"],
}
WHOSE = [
    ("what's the biggest balance of anybody still with us", ", and whose is it?"),
    ("lowest age of a French woman", ", and who is she?"),
    ("what is the highest salary in Spain", " and who has it?"),
    ("¿cuál es el saldo más alto", " y de quién es?"),
    ("¿cuál es la edad mínima en Francia", ", y quién la tiene?"),
]
EACH = [("how many men", "how many women"), ("¿cuántos hombres", "cuántas mujeres")]
LEFT = [("have left us?", "left"), ("se nos fueron?", "left"), ("are still with us?", "current")]
IN_PLAIN_WORDS = [
    "¿me explica con palabras sencillas qué es {}?",
    "in plain English, what does {} mean?",
    "what is {}, in simple terms?",
]
TERMS = [("value at risk", "value_at_risk"), ("churn rate", "churn_rate"), ("AUC", "auc")]


def calls(message: str) -> list[Call]:
    return packaged_planner().next_calls(Conversation(message))


@pytest.mark.parametrize("language", ["es", "en"])
def test_how_somebody_is_reached_is_not_kept(language: str) -> None:
    for asked, story in crossed(REACHED[language], STORIES[language], times=2):
        (call,) = calls(asked.format(WHO) + story)
        assert call.tool in {"decline", "ask_back"}


def test_what_reaches_somebody_is_not_asked_for() -> None:
    (call,) = calls(f"llámale al móvil a la {WHO} y dime su riesgo")
    assert call.tool == "predict_churn"


@pytest.mark.parametrize("asked", MOMENTS)
def test_a_moment_is_no_record(asked: str) -> None:
    (call,) = calls(asked.format(WHO))
    assert call.tool == "decline" and call.arguments["topic"] in {"no_dates", "future"}


@pytest.mark.parametrize("asked", [*NOTES["es"], *NOTES["en"]])
def test_a_note_is_told_beside_the_rest(asked: str) -> None:
    columns = [column for call in calls(asked.format(WHO)) for column in call.arguments.get("columns", ())]
    assert columns == ["ContactNotes"]


@pytest.mark.parametrize(("figure", "whose"), WHOSE)
def test_whose_an_extreme_is(figure: str, whose: str) -> None:
    (call,) = calls(figure + whose)
    assert call.tool == "list_customers" and call.arguments["limit"] == 1


def test_of_both_sexes_what_the_last_says() -> None:
    for (first, second), (verb, population) in zip([EACH[0], EACH[1], EACH[0]], LEFT, strict=True):
        (call,) = calls(f"{first} {'y' if first[0] == '¿' else 'and'} {second} {verb}")
        assert call.arguments["population"] == population and call.arguments["groups"] == [{"column": "Gender"}]


@pytest.mark.parametrize("wanted", ["el margen neto", "el beneficio neto", "la comisión media"])
def test_a_figure_that_is_not_kept_is_no_aside(wanted: str) -> None:
    assert all(
        call.tool in {"ask_back", "decline"} for call in calls(f"Necesito {wanted} por cliente, desglosado por gestor.")
    )


def test_terms_in_plain_words() -> None:
    for asked, (name, term) in crossed(IN_PLAIN_WORDS, TERMS, times=2):
        (call,) = calls(asked.format(name))
        assert call.arguments == {"topic": "term", "term": term}


@pytest.mark.parametrize(
    "told", ["entre el {} y el {}, ¿cuál tiene más papeletas de irse?", "between {} and {}, who is at more risk?"]
)
def test_ids_after_between_are_customers(told: str) -> None:
    (call,) = calls(told.format(WHO, "15612121"))
    assert call.arguments["customer_ids"] == [WHO, "15612121"]


@pytest.mark.parametrize(
    "asked",
    [
        "tengo cinco minutos, ¿a quién llamo?",
        "a quién llamo, que me quedan 10 minutos",
        "who do I call? I've got ten minutes",
    ],
)
def test_minutes_are_the_speakers(asked: str) -> None:
    assert [call.tool for call in calls(asked)] == ["watch_list"]


@pytest.mark.parametrize("asked", ["how's {} looking these days", "qué le escuece a {}"])
def test_a_record_is_shown_where_one_is_likely_asked_for(asked: str) -> None:
    assert all(call.tool != "customer_card" for call in calls(asked.format(WHO)))


@pytest.mark.parametrize(
    "asked", ["qué tenemos de {}", "what have we got on {}", "dame lo que haya sobre {}", "{} please"]
)
def test_a_record_is_shown_where_it_is_asked_for(asked: str) -> None:
    assert [call.tool for call in calls(asked.format(WHO))] == ["customer_card"]
