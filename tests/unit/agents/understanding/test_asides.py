"""What stands around a question, by families: it is answered as it is alone, and restrictions still never are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.understanding.coverage.unused import OPEN
from tests.unit.agents.understanding.test_coverage import UNDERSTOOD, calls, planner

LEADS = {
    "es": ["Conforme a", "Según", "A los efectos de", "En virtud de", "Para cumplir con"],
    "en": ["Pursuant to", "Under", "As required by", "For the purposes of", "According to"],
}
DOCUMENTS = {
    "es": ["la cláusula", "el artículo", "el anexo", "la directiva", "el apartado"],
    "en": ["clause", "article", "annex", "directive", "section"],
}
MARKS = ["7", "3.1", "12.4.2", "B", "n.º 5", "IV"]
PREAMBLES = {
    "es": ["Solo tengo cinco minutos", "Dos cosas de una vez:", "Ya he preguntado esto 3 veces"],
    "en": ["I only have five minutes", "Two things at once:", "I have already asked this 3 times"],
}
AFTER = {
    "es": [", si no es molestia", ". Y no te lo inventes", ", porfa 🙏", ", para verlo con mi jefa"],
    "en": [", if it's no trouble", ". And don't make it up", " lol 😂", ", for Friday"],
}
RESTRICTIONS = {
    "es": ["que viven solos", "nacidos en martes", "con hipoteca", "que coleccionan sellos"],
    "en": ["who live alone", "born on a Tuesday", "with a mortgage", "who collect stamps"],
}
asked = st.sampled_from(["es", "en"]).flatmap(
    lambda language: st.tuples(st.just(language), st.sampled_from(UNDERSTOOD[language]))
)


@settings(deadline=None)
@given(asked, st.data())
def test_a_reference_to_a_document_is_no_figure(question, data):
    language, text = question
    lead, document = data.draw(st.sampled_from(LEADS[language])), data.draw(st.sampled_from(DOCUMENTS[language]))
    reference = f"{document} {data.draw(st.sampled_from(MARKS))}"
    assert calls(f"{lead} {reference}, {text}") == calls(text)
    assert calls(f"{reference[:1].upper()}{reference[1:]}: {text}") == calls(text)


@settings(deadline=None)
@given(asked, st.data())
def test_figures_of_the_speaker_are_set_aside(question, data):
    language, text = question
    preamble = data.draw(st.sampled_from(PREAMBLES[language]))
    joint = " " if preamble.endswith(":") else data.draw(st.sampled_from([". ", ", ", ": "]))
    assert calls(f"{preamble}{joint}{text}") == calls(text)


@settings(deadline=None)
@given(asked, st.data())
def test_what_trails_changes_nothing(question, data):
    language, text = question
    assert calls(text + data.draw(st.sampled_from(AFTER[language]))) == calls(text)


@settings(deadline=None)
@given(asked, st.data())
def test_a_restriction_behind_a_preamble_is_still_none_to_pass_over(question, data):
    language, text = question
    phrase = data.draw(st.sampled_from(RESTRICTIONS[language]))
    preamble = data.draw(st.sampled_from(PREAMBLES[language])).rstrip(":")
    message = f"{preamble}: {text} {phrase}"
    made = calls(message)
    review = planner().reviewer.review(message, made)
    assert made != calls(text) or review.named or any(call.tool in OPEN for call in made)


@pytest.mark.parametrize("message", ["customers listed in annex B", "saldo medio de los clientes de la sección 3"])
def test_a_document_that_says_who_is_meant_is_not_passed_over(message):
    assert all(call.tool in OPEN for call in calls(message))


def test_who_is_asked_about_is_never_set_aside():
    message = "The dearly departed customers: what was their age?"
    assert planner().reviewer.core(message) == message


@pytest.mark.parametrize(
    "message",
    [
        "¿qué le podemos ofrecer a don 15752809 para que se quede?",
        "me han dicho que mire a la 15634602, ¿se va a ir?",
        "15590011 is sitting in reception looking restless. How likely is he to leave?",
    ],
)
def test_verbs_around_one_customer_are_no_columns(message):
    assert not [call for call in calls(message) if call.tool in OPEN]
