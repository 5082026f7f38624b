"""Inflections, ordinary words and names: what the dictionaries know, and what only a person can be called."""

import pytest

from agents.language import detect
from agents.understanding.lexicon.entry import sound
from agents.understanding.lexicon.morphology import is_verb_form, is_word, lemmas
from agents.understanding.rules.orchestrate import by_rules
from tests.packaged import packaged_lexicon

LEXICON = packaged_lexicon()


def calls(question: str) -> list[tuple[str, dict]]:
    return [(call.tool, dict(call.arguments)) for call in by_rules(question, LEXICON)]


@pytest.mark.parametrize(
    ("word", "lemma"), [("reactivamos", "reactivar"), ("ayudaria", "ayudar"), ("threatening", "threaten")]
)
def test_an_inflected_word_has_its_dictionary_form_with_or_without_its_accent(word, lemma):
    assert lemma in lemmas(word)


@pytest.mark.parametrize("word", ["ayudaria", "cumplido", "crossing", "turned", "llevaron", "ayudar"])
def test_forms_of_verbs_are_told(word):
    assert is_verb_form(word)


@pytest.mark.parametrize("word", ["mujer", "lugar", "smokers", "penny", "religion", "treacy"])
def test_nouns_and_names_are_no_verbs(word):
    assert not is_verb_form(word)


def test_a_surname_is_no_word_and_a_misspelling_neither():
    assert not is_word("treacy") and not is_word("custmers")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Mayrhofer is threatening to leave, what can I do?", "Mayrhofer"),
        ("wat do i offer aparicio", "aparicio"),
        ("SHOW ME SNEDDON", "SNEDDON"),
        ("busca a wentworth shields", "wentworth shields"),
        ("d'albertis card", "d'albertis"),
        ("Are there customers with the same profile as Groves?", "Groves"),
        ("in Groves' case, what weighs most?", "Groves"),
        ("la gente como Treacy, ¿se queda o se va?", "Treacy"),
    ],
)
def test_a_surname_is_found_wherever_it_stands_and_however_it_is_written(question, name):
    assert calls(question)[0] == ("find_customers", {"name": name})


@pytest.mark.parametrize(
    "question",
    ["¿Ayudaría llamar a los clientes?", "churn in Portugal", "clientes de Portugal", "average balance of smokers"],
)
def test_verbs_places_and_qualities_are_no_names(question):
    assert all(tool != "find_customers" for tool, _ in calls(question))


@pytest.mark.parametrize(
    "question", ["How many customers joined in Germany?", "saldo medio de los clientes que se quejaron"]
)
def test_what_is_said_of_the_customers_and_not_understood_is_asked_about(question):
    assert calls(question)[0][0] == "ask_back"


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("¿Cuántas bajas llevamos en total?", "customers"),
        ("churn rate crossing sex and activity", "churn_rate"),
        ("How much money do German women entrust to us?", "sum"),
    ],
)
def test_verbs_that_say_nothing_of_the_customers_do_not_block(question, measure):
    tool, arguments = calls(question)[0]
    assert tool == "portfolio" and arguments["measures"][0]["measure"] == measure


def test_words_spelt_by_ear_or_without_vowels_are_read():
    assert sound("yamo") == sound("llamo") and sound("kien") == sound("quien")
    assert calls("a qien yamo ahora")[0][0] == "watch_list"
    assert calls("q % d clients alemns s fue")[0][1]["where"]["value"] == "Germany"


@pytest.mark.parametrize(("text", "language"), [("text Norriss", "en"), ("risk15792250", "en"), ("riesgo 1", "es")])
def test_two_words_are_enough_to_tell_the_language(text, language):
    assert detect(text, "es" if language == "en" else "en") == language


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("saldo drury", "drury"),
        ("¿Ramirez tiene tarjeta?", "Ramirez"),
        ("saldo de Rivas", "Rivas"),
        ("ficha de Guerra", "Guerra"),
        ("Flores's balance", "Flores"),
    ],
)
def test_a_surname_like_a_word_of_ours_or_in_small_letters_is_a_name(question, name):
    assert calls(question)[0][1]["name"] == name


@pytest.mark.parametrize(
    ("question", "change"),
    [("what if 15592389 withdraws 20,000?", {"add": -20000.0}), ("15592389 saca todo el dinero, ¿qué pasa?", 0)],
)
def test_money_taken_out_is_no_new_balance(question, change):
    assert calls(question) == [("what_if", {"customer_id": "15592389", "changes": {"Balance": change}})]


@pytest.mark.parametrize("question", ["¿Abandonan más los que tienen tarjeta?", "Do those with a card churn more?"])
def test_whether_some_leave_more_sets_them_against_the_others(question):
    assert calls(question)[0][1]["groups"] == [{"column": "HasCrCard"}]
