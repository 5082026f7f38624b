"""What frames a letter or an e-mail changes nothing of what it asks; names in it are nobody's who is looked up."""

import itertools

import pytest

from agents.understanding.asides.letters import body, signers
from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
ASKED = {
    "en": [
        "What is the churn rate in France?",
        "How many German customers are over 60?",
        "Average balance by country.",
    ],
    "es": [
        "¿Qué tasa de abandono hay en Francia?",
        "¿Cuántos alemanes tienen más de 60 años?",
        "Saldo medio por país.",
    ],
}
FRAMES = {
    "en": [
        "Dear Sir or Madam, {} Yours faithfully, Martha Quill",
        "Dear Bot,\n\n{}\n\nKind regards,\nMartha Quill",
        "From: Oliver Stamp\nTo: Martha Quill\nSubject: RE: figures\n> Martha, {}\n> Thanks, Oliver",
        "-----Original Message-----\nFrom: Risk Team\nSubject: FW: a question\n\n{}\n\nSent from my phone",
        "On Mon, O. Stamp wrote:\n> Hi both,\n> {}\n> cheers\n\nMartha",
        "Hello Oliver, {} Best, Martha (Finance)",
    ],
    "es": [
        "Muy señor mío: {} Le saluda atentamente, Marta Quijano",
        "Estimado asistente:\n\n{}\n\nUn cordial saludo,\nMarta Quijano",
        "De: Óliver Sello\nPara: Marta Quijano\nAsunto: RE: cifras\n> Marta, {}\n> Gracias, Óliver",
        "-----Mensaje original-----\nDe: Riesgos\nAsunto: FW: una consulta\n\n{}\n\nEnviado desde mi móvil",
        "El lun., O. Sello escribió:\n> Buenas,\n> {}\n> Un saludo\n\nMarta",
        "Hola Óliver, {} Un abrazo, Marta (Finanzas)",
    ],
}
CASES = [(asked, frame) for language in ASKED for asked, frame in itertools.product(ASKED[language], FRAMES[language])]


def calls(*messages):
    *before, last = messages
    return PLANNER.next_calls(Conversation(last, earlier=(), questions=tuple(before)))


@pytest.mark.parametrize(("asked", "frame"), CASES)
def test_a_letter_asks_what_its_body_asks(asked, frame):
    assert calls(frame.format(asked)) == calls(asked)


@pytest.mark.parametrize(("asked", "frame"), CASES)
def test_nothing_of_what_is_asked_is_taken_off(asked, frame):
    assert asked.rstrip(".") in body(frame.format(asked))


@pytest.mark.parametrize("asked", [one for told in ASKED.values() for one in told])
def test_who_signed_before_is_nobody_who_is_looked_up(asked):
    assert signers(("Good morning. Kind regards, Arthur",)) == {"arthur"}
    assert body(f"{asked} Arthur", frozenset(["arthur"])) == asked


@pytest.mark.parametrize(
    "message",
    [
        *("Thanks to whom did we keep most?", "Best customers in France", "hola", "gracias", "¿Quién es Galloway?"),
        *("Smith", "What risk has Arthur?", "Regards", "from 30 to 40", "Dear"),
    ],
)
def test_what_is_no_letter_stays_as_it_is(message):
    assert body(message) == message


def test_a_subject_is_all_that_is_asked_where_nothing_else_is():
    assert body("From: Ann\nSubject: churn rate in France\n\nThanks,\nAnn") == "churn rate in France"
