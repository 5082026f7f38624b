"""Replies from Facts: one sentence each for what is not a figure, tables for rows, both languages."""

import pytest

from tools.facts import Fact
from tools.replies.compose import compose

EXPLAIN = {
    "customer_id": 7,
    "name": "O'Brien|x",
    "left": False,
    "probability": 0.5556,
    "band": "high",
    "interval": [0.43, 0.68],
    "model_version": "churn v1",
    "baseline_probability": 0.12,
    "attributions": [
        {"column": "NumOfProducts", "value": 3, "shapley": 0.9},
        {"column": "IsActiveMember", "value": "1", "shapley": -0.4},
    ],
}


def fact(tool, data):
    return Fact(id="F1", tool=tool, arguments={}, data=data)


def test_a_risk_is_told_with_its_reasons_in_the_readers_language(catalog):
    es = compose([fact("explain_churn", EXPLAIN)], "¿por qué?", "es", catalog)
    en = compose([fact("explain_churn", EXPLAIN)], "why?", "en", catalog)
    assert "55,6\u00a0%" in es
    assert "productos (3)" in es
    assert "55.6%" in en
    assert "43.0%" in en


def test_bank_text_cannot_break_out_of_a_table(catalog):
    row = {"rank": 1, "customer_id": 7, "name": "a|b\n| c", "left": False, "columns": {"Balance": 1.5}}
    data = {"rows": [row], "total": 1, "shown": 1, "order_by": None, "order": "desc", "tied": 0, "population": "all"}
    reply = compose([fact("list_customers", data)], "", "en", catalog)
    assert "a\\|b \\| c (7)" in reply


def test_of_somebody_who_left_that_is_said_first(catalog):
    data = {**EXPLAIN, "left": True}
    assert compose([fact("explain_churn", data)], "", "es", catalog).startswith(
        "**O'Brien\\|x (7) ya abandonó el banco.**"
    )


@pytest.mark.parametrize("topic", ["outside", "write", "secret", "future", "unknown_column"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_declining_is_one_sentence_that_says_what_can_be_done(topic, language, catalog):
    reply = compose([fact("decline", {"status": "declined", "topic": topic, "detail": "x"})], "", language, catalog)
    assert reply.endswith(".")
    assert reply.count(". ") == 0


def test_asking_back_offers_the_choices(catalog):
    data = {"status": "clarify", "reason": "no_customer", "choices": ["customer_id", "name", "watch_list"]}
    assert "id" in compose([fact("ask_back", data)], "", "es", catalog)


def test_without_facts_it_says_what_can_be_asked_or_answers_thanks(catalog):
    assert "?" in compose([], "hola", "es", catalog)
    assert "welcome" in compose([], "thank you", "en", catalog)


def test_an_unknown_customer_is_named_in_the_reply(catalog):
    assert "999" in compose([fact("customer_card", {"status": "not_found", "customer_id": 999})], "", "en", catalog)


CARD = {
    "customer_id": 7,
    "name": "Hill",
    "left": False,
    "probability": 0.1,
    "band": "low",
    "columns": {"Gender": "Female", "Age": 41, "IsActiveMember": "1", "HasCrCard": "0"},
}


@pytest.mark.parametrize(
    ("asked", "question", "language", "left", "reply"),
    [
        ({"Age": 41}, "how old is Hill?", "en", False, "**Hill (7)**: age **41 years**."),
        ({"Age": 41}, "¿edad?", "es", True, "**Hill (7)**, que ya abandonó el banco: edad **41 años**."),
        ({"HasCrCard": "0"}, "¿tiene tarjeta?", "es", False, "**No**, Hill (7): **sin tarjeta de crédito**."),
        ({"IsActiveMember": "1"}, "¿está inactiva?", "es", False, "**No**, Hill (7): **activa**."),
        ({"IsActiveMember": "1"}, "isn't she active any more?", "en", False, "**Yes**, Hill (7): **active**."),
        ({"IsActiveMember": "1"}, "what is her activity status?", "en", False, "**Hill (7)**: **active**."),
        ({"Geography": "Spain"}, "Is she German?", "en", False, "**No**, Hill (7): country **Spain**."),
        ({"Exited": "0"}, "Is Hill still a customer?", "en", False, "**Yes, Hill (7) is still a customer.**"),
        ({"Exited": "1"}, "¿Sigue Hill en el banco?", "es", True, "**No, Hill (7) ya abandonó el banco.**"),
        ({"Exited": "0"}, "¿Ya no es cliente?", "es", False, "**Hill (7) sigue siendo cliente.**"),
        ({"Exited": "0"}, "", "es", None, "No consta si Hill (7) sigue siendo cliente."),
        ({"Balance": None}, "", "es", False, "**Hill (7)**: saldo sin dato."),
    ],
)
def test_what_was_asked_about_a_customer_is_the_first_and_only_sentence(
    asked, question, language, left, reply, catalog
):
    data = {**CARD, "left": left, "asked": asked}
    assert compose([fact("customer_card", data)], question, language, catalog) == reply


def test_a_person_found_by_name_and_then_looked_up_is_told_once(catalog):
    found = fact("find_customers", {**CARD, "name_asked": "hill", "match": "exact"})
    card = fact("customer_card", {**CARD, "asked": {"Age": 41}})
    assert compose([found, card], "", "en", catalog) == "**Hill (7)**: age **41 years**."
