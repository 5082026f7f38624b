"""What is said beside a question, in letters, dictation and remarks: answered as before, at most with a note."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation
from tests.unit.agents.understanding.test_coverage import UNDERSTOOD, calls, planner

SENTENCES = {
    "es": [
        "En mis tiempos la gente venía con una cartilla y poco más",
        "Ya no recuerdo ni dónde dejé las gafas",
        "Mi nieto dice que escribo como un notario",
        "He dejado el paraguas en el tranvía",
        "Me duele la espalda desde que me levanté",
        "La vecina del quinto está insoportable",
        "Espero que se encuentre usted bien",
        "Cuidado con los decimales",
        "Esto huele a café quemado",
    ],
    "en": [
        "In my day folk came in with a ledger and little else",
        "I cannot recall where I left my spectacles",
        "My grandson says I write like a solicitor",
        "I have left the umbrella on the tram",
        "I trust this finds you well",
        "The neighbour upstairs is unbearable",
        "My back has been hurting since I woke",
        "Mind the decimals here",
        "It smells of burnt coffee in here",
    ],
}
REMARKS = {
    "es": ["(el punto es de miles)", "(esto va para el acta)", "(perdón por la letra)", "(toma nota, por favor)"],
    "en": ["(the comma is a separator)", "(this goes into the minutes)", "(sorry about the spelling)", "(coughs)"],
}
OPENINGS = {
    "es": ["Estimados compañeros:", "Querida amiga,", "Muy señores míos:", "Buenos días tengan ustedes."],
    "en": ["Dear all,", "Dear friend,", "Dear Sir or Madam,", "Good morning to you."],
}
SIGNATURES = {
    "es": ["Un saludo, Remedios", "Suya afectísima", "Atentamente, E. Carrasco", "Remedios"],
    "en": ["Yours, Dorothy", "Gratefully, Dorothy", "Ever yours", "Arthur Pemberton"],
}
SELF_TALK = {
    "es": ["A ver...", "Espera, que lo apunto.", "Eh, sí, vale."],
    "en": ["Let me see...", "Hold on, writing this down.", "Um, right, okay."],
}
RESTRICTING = {
    "es": ["Solo los que viven solos.", "Excepto los jubilados.", "Los de Lisboa.", "Sin los viudos.", "En abril."],
    "en": ["Only those who live alone.", "Except the widowed.", "The ones in Lisbon.", "With a mortgage.", "In April."],
}
asked = st.sampled_from(["es", "en"]).flatmap(
    lambda language: st.tuples(st.just(language), st.sampled_from(UNDERSTOOD[language]))
)


def whole(question):
    return f"{question[:1].upper()}{question[1:]}."


def told(question):
    """The question as a sentence, and what it is answered with."""
    sentence = whole(question)
    return sentence, calls(question)


@settings(deadline=None, max_examples=25)
@given(asked, st.data())
def test_a_story_before_or_after_changes_no_answer(question, data):
    language, text = question
    sentence, answer = told(text)
    story = data.draw(st.sampled_from(SENTENCES[language]))
    assert calls(f"{story}. {sentence}") == answer
    assert calls(f"{sentence} {story}.") == answer


@settings(deadline=None, max_examples=25)
@given(asked, st.data())
def test_a_remark_in_brackets_changes_no_answer(question, data):
    language, text = question
    assert calls(f"{text} {data.draw(st.sampled_from(REMARKS[language]))}") == calls(text)


@settings(deadline=None, max_examples=25)
@given(asked, st.data())
def test_a_letter_is_answered_as_what_it_asks(question, data):
    language, text = question
    sentence, answer = told(text)
    opening, signature = (
        data.draw(st.sampled_from(OPENINGS[language])),
        data.draw(st.sampled_from(SIGNATURES[language])),
    )
    story = data.draw(st.sampled_from(SENTENCES[language]))
    assert calls(f"{opening} {story}. {sentence} {signature}") == answer


@settings(deadline=None, max_examples=25)
@given(asked, st.data())
def test_talking_to_oneself_changes_no_answer(question, data):
    language, text = question
    sentence, answer = told(text)
    assert calls(f"{data.draw(st.sampled_from(SELF_TALK[language]))} {sentence}") == answer


@settings(deadline=None, max_examples=25)
@given(asked, st.data())
def test_what_restricts_in_a_sentence_of_its_own_is_never_passed_over(question, data):
    language, text = question
    message = f"{whole(text)} {data.draw(st.sampled_from(RESTRICTING[language]))}"
    made = calls(message)
    review = planner().reviewer.review(message, made)
    assert made != calls(text) or review.named or any(call.tool in OPEN for call in made)


@settings(deadline=None, max_examples=25)
@given(asked, st.data())
def test_a_story_that_no_answer_uses_is_an_aside_or_named(question, data):
    language, text = question
    story = data.draw(st.sampled_from(SENTENCES[language]))
    message = f"{story}. {whole(text)}"
    roles = {part.role for part in planner().reviewer.clauses(planner().reviewer.standard(message))}
    review = planner().reviewer.review(message, calls(message))
    assert review.instead is None
    assert not roles & {"beside", "spare"} or review.named or calls(message) == calls(text)


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        (
            "How many customers from France, sorry, scratch that, from Spain who are over 50, I mean 55, have left?",
            "How many customers from Spain who are over 55 have left?",
        ),
        (
            "¿Cuántos franceses, no, perdón, españoles, de más de 50... quiero decir, de más de 55 años, se marcharon?",
            "¿Cuántos españoles de más de 55 años se marcharon?",
        ),
        ("average balance, sorry, median balance of the Spanish", "median balance of the Spanish"),
        (
            "¿cuántos tienen más de 100 lucas en la cuenta (100.000, para que nos entendamos)?",
            "¿cuántos tienen más de 100.000 en la cuenta?",
        ),
        ("saldo medio en Francia, digo, en Alemania", "saldo medio en Alemania"),
        ("risk of 15634602, no wait, 15647311", "risk of 15647311"),
        ("the 5, no, make that 8 customers with the highest balance", "the 8 customers with the highest balance"),
    ],
)
def test_what_is_taken_back_in_the_same_breath_is_not_asked(message, meant):
    assert calls(message) == calls(meant)


def test_a_negation_and_a_first_meaning_are_no_correction():
    (call,) = calls("franceses, no españoles, ¿cuántos hay?")
    assert "France" in str(call.arguments["where"])
    message = "I mean the Germans: how many are there?"
    assert planner().reviewer.standard(message) == message


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("And only the ladies? Arthur", "churn rate in France"),
        ("¿Y en Alemania? Eusebio", "tasa de abandono en España"),
    ],
)
def test_who_signs_is_no_customer(question, earlier):
    made = planner().next_calls(Conversation(question, questions=(earlier,)))
    assert all(call.tool != "find_customers" for call in made)
