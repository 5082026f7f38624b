"""Questions about one customer: which columns they ask for, and whom they mean when nobody is named."""

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.rules.orchestrate import by_rules
from tests.packaged import packaged_lexicon, packaged_planner

PLANNER, LEXICON = packaged_planner(), packaged_lexicon()
CARD = Done(Call("customer_card", {"customer_id": "42"}), {"customer_id": 42})
CARD_OF_COLUMN = Done(Call("customer_card", {"customer_id": "42", "columns": ["HasCrCard"]}), {"customer_id": 42})
WHAT_IF = Done(Call("what_if", {"customer_id": "42", "changes": {"NumOfProducts": 2}}), {"customer_id": 42})
WHO = Done(Call("ask_back", {"reason": "no_customer"}), {"status": "clarify"})


def calls(question, *done, before="x"):
    earlier = (done,) if done else ()
    return PLANNER.next_calls(Conversation(question, (), earlier, (before,) if done else ()))


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        ("¿tiene tarjeta?", ["HasCrCard"]),
        ("does she have a card?", ["HasCrCard"]),
        ("¿está activa?", ["IsActiveMember"]),
        ("is he active?", ["IsActiveMember"]),
        ("¿cuántos productos tiene?", ["NumOfProducts"]),
        ("how much does he earn?", ["EstimatedSalary"]),
        ("¿cuánto tiene en la cuenta?", ["Balance"]),
        ("how long has she been with us?", ["Tenure"]),
        ("¿es alemana?", ["Geography"]),
        ("has she left?", ["Exited"]),
        ("¿sigue siendo cliente?", ["Exited"]),
    ],
)
def test_the_third_person_means_the_customer_in_focus_and_nobody_means_who(question, columns):
    assert calls(question, CARD) == [Call("customer_card", {"customer_id": "42", "columns": columns})]
    assert [call.tool for call in calls(question)] == ["ask_back"]


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("¿cuánto saldo tiene Alemania?", "portfolio"),
        ("¿quién tiene más saldo?", "list_customers"),
        ("¿qué país tiene más clientes?", "portfolio"),
        ("cuántos varones no están activos", "portfolio"),
        ("customers who have a card", "list_customers"),
    ],
)
def test_a_subject_or_a_quantity_of_customers_is_nobody_in_focus(question, tool):
    assert calls(question)[0].tool == tool


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        ("¿cuántos años tiene el cliente 15691543?", ["Age"]),
        ("is 15691543 still a customer?", ["Exited"]),
        ("saldo y edad de 15691543", ["Balance", "Age"]),
    ],
)
def test_the_columns_asked_of_a_named_customer_go_with_the_card(question, columns):
    assert calls(question) == [Call("customer_card", {"customer_id": "15691543", "columns": columns})]


@pytest.mark.parametrize(
    ("question", "changes"),
    [
        ("¿y con tres?", {"NumOfProducts": 3}),
        ("and with three?", {"NumOfProducts": 3}),
        ("quítale también la tarjeta", {"NumOfProducts": 2, "HasCrCard": "0"}),
        ("take away the card too", {"NumOfProducts": 2, "HasCrCard": "0"}),
    ],
)
def test_after_a_what_if_a_fragment_changes_it_further(question, changes):
    assert calls(question, WHAT_IF) == [Call("what_if", {"customer_id": "42", "changes": changes})]


@pytest.mark.parametrize("question", ["¿y si no la tuviera?", "and if she didn't have it?"])
def test_it_is_the_flag_asked_of_before(question):
    assert calls(question, CARD_OF_COLUMN) == [Call("what_if", {"customer_id": "42", "changes": {"HasCrCard": "0"}})]


@pytest.mark.parametrize(
    ("before", "tool"), [("¿por qué se iría?", "explain_churn"), ("what should I offer him?", "retention_options")]
)
def test_a_bare_name_resumes_what_was_asked(before, tool):
    (search,) = calls("Treacy", WHO, before=before)
    assert search.tool == "find_customers"
    found = Done(search, {"customer_id": 7})
    after = PLANNER.next_calls(Conversation("Treacy", (found,), ((WHO,),), (before,)))
    assert [call.tool for call in after] == [tool]


@pytest.mark.parametrize(
    "question",
    [
        "text Norriss",
        "call Norriss for me",
        "please change Malloy's age in the system",
        "pay 200 euros into Aparicio's account",
        "ingresa 200 euros en la cuenta de Aparicio",
        "mándale un mensaje a Norriss",
        "asigna a Lennox otro gestor",
    ],
)
def test_an_order_about_somebody_is_declined(question):
    assert by_rules(question, LEXICON) == [Call("decline", {"topic": "write", "detail": ""})]


@pytest.mark.parametrize(
    "question",
    [
        "What balance will Lennox have in two years?",
        "¿Cuánto saldo tendrá Lennox dentro de dos años?",
        "how many customers will we have next year?",
    ],
)
def test_the_future_is_declined(question):
    assert calls(question) == [Call("decline", {"topic": "future", "detail": ""})]


@pytest.mark.parametrize(
    ("question", "changes"),
    [
        ("¿Cuánto bajaría el riesgo de 15691543 si lo reactivamos?", {"IsActiveMember": "1"}),
        ("what if we deactivate 15691543", {"IsActiveMember": "0"}),
        ("With a score of 800, would 15691543 still be in danger?", {"CreditScore": 800}),
        ("take 15691543's balance up to 50,000, what is the risk?", {"Balance": 50000}),
        ("Ponle dos productos a 15691543 y dime qué pasa", {"NumOfProducts": 2}),
        ("15691543 con tarjeta y activa, ¿cómo quedaría?", {"HasCrCard": "1", "IsActiveMember": "1"}),
        ("¿y si 15691543 ganara el doble?", {"EstimatedSalary": {"percent": 100.0}}),
    ],
)
def test_a_supposition_about_somebody_is_a_what_if(question, changes):
    assert by_rules(question, LEXICON) == [Call("what_if", {"customer_id": "15691543", "changes": changes})]


@pytest.mark.parametrize("question", ["dime si 15691543 tiene tarjeta", "tell me if 15691543 has a card"])
def test_a_question_that_is_told_supposes_nothing(question):
    assert calls(question) == [Call("customer_card", {"customer_id": "15691543", "columns": ["HasCrCard"]})]
