"""Replies from Facts: one sentence each for what is not a figure, tables for rows, both languages."""

import pytest

from tools.facts import Fact
from tools.words import compose

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
