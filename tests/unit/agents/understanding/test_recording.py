"""What is asked to be written down, in both languages: generated members of each kind, and what is none."""

from datetime import date
from itertools import product

import pytest

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from agents.understanding.topics.recording import Wish, wish
from db.catalog import Catalog

TODAY = date(2026, 11, 28)  # a Saturday
ID = "15634602"
ORDERS = {
    "es": ["Anota que", "apunta:", "por favor, apúntame que", "Toma nota de que", "deja constancia de que",
           "¿Puedes anotar que", "quiero apuntar que", "Oye, anótalo:", "que conste que"],
    "en": ["Write down that", "please note that", "Make a note that", "add a note:", "Could you jot down that",
           "log that", "I want to record that", "leave a note that", "for the record,"],
}  # fmt: skip
SAID = {
    "es": {
        "outcome left": ["{who} se ha ido a otro banco", "{who} dejó el banco", "{who} ha cerrado sus cuentas",
                         "{who} causó baja ayer", "{who} se nos fue a la competencia", "{who} ya no es cliente"],
        "outcome stayed": ["{who} se queda con nosotros", "{who} ha decidido quedarse", "{who} no se ha ido"],
        "contact": ["hoy he llamado a {who}", "hablé con {who} ayer", "he visitado a {who}", "me he reunido con {who}",
                    "acabo de hablar con {who}", "envié un correo a {who}"],
        "note": ["{who} quiere hablar de su hipoteca", "{who} prefiere que le llamen por la tarde"],
    },
    "en": {
        "outcome left": ["{who} left the bank", "{who} has moved to another bank", "{who} closed their accounts",
                         "{who} has gone to a competitor", "{who} is no longer a customer"],
        "outcome stayed": ["{who} is staying with us", "{who} has decided to stay", "{who} has not left"],
        "contact": ["I called {who} today", "I spoke to {who} yesterday", "I've visited {who}", "I met with {who}",
                    "I emailed {who}"],
        "note": ["{who} wants to talk about a mortgage", "{who} prefers to be called in the afternoon"],
    },
}  # fmt: skip
WHO = {"es": f"el cliente {ID}", "en": f"customer {ID}"}
NOT_ASKED = [
    "¿Se ha ido el cliente {id}?",
    "clientes que se han ido del banco",
    "cuántos clientes dejaron el banco",
    "si el cliente {id} se fue, ¿cuánto perdemos?",
    "¿por qué se fue el cliente {id}?",
    "ficha del cliente {id}",
    "riesgo de los clientes que han dejado el banco",
    "did customer {id} leave the bank?",
    "who left the bank",
    "customers who left the bank",
    "if customer {id} left the bank what would we lose",
    "show me customer {id}, who has left the bank",
    "why customer {id} left the bank",
    "I called {id} yesterday, what should I offer?",
    "the risk of customer {id}",
    "note the 5 riskiest customers",
    "record of the churn rate by country",
]


@pytest.fixture(scope="module")
def planner(catalog: Catalog) -> Planner:
    return Planner(Lexicon(catalog))


def said(planner: Planner, message: str) -> Wish | None:
    return wish(message, planner.reviewer.row(message), planner._lexicon, TODAY)


def members() -> list[tuple[str, str]]:
    return [
        (kind, f"{order} {text.format(who=WHO[language])}")
        for language in ("es", "en")
        for kind, texts in SAID[language].items()
        for order, text in product(ORDERS[language], texts)
    ]


def test_every_order_with_every_thing_to_note_is_understood(planner: Planner) -> None:
    wrong = []
    for kind, message in members():
        found = said(planner, message)
        meant = kind.split()[0], {"left": True, "stayed": False}.get(kind.split()[-1])
        if found is None or (found.kind, found.left, found.customer) != (*meant, ID):
            wrong.append((message, kind, found))
    assert not wrong


@pytest.mark.parametrize("language", ["es", "en"])
def test_statements_of_outcomes_and_contacts_need_no_order(planner: Planner, language: str) -> None:
    for kind in ("outcome left", "outcome stayed", "contact"):
        for text in SAID[language][kind]:
            found = said(planner, text.format(who=WHO[language]).capitalize() + ".")
            assert found is not None, text
            assert (found.kind, found.customer) == (kind.split()[0], ID), text


@pytest.mark.parametrize("message", NOT_ASKED)
def test_questions_and_lists_ask_for_nothing_to_be_noted(planner: Planner, message: str) -> None:
    assert said(planner, message.format(id=ID)) is None


@pytest.mark.parametrize(
    ("message", "day"),
    [
        (f"recuérdame llamar al cliente {ID} el lunes", date(2026, 11, 30)),
        (f"recuérdame llamar a {ID} mañana por la mañana", date(2026, 11, 29)),
        (f"le prometí al cliente {ID} una oferta para el 3 de diciembre", date(2026, 12, 3)),
        (f"tengo que llamar a {ID} dentro de dos semanas", date(2026, 12, 12)),
        (f"agenda una llamada con {ID} el 7/12", date(2026, 12, 7)),
        (f"remind me to call customer {ID} on Monday", date(2026, 11, 30)),
        (f"I promised customer {ID} an offer by December 3", date(2026, 12, 3)),
        (f"schedule a call with {ID} in 10 days", date(2026, 12, 8)),
        (f"remind me to write to {ID}", None),
    ],
)
def test_promises_carry_the_day_they_are_due(planner: Planner, message: str, day: date | None) -> None:
    found = said(planner, message)
    assert found is not None
    assert (found.kind, found.day, found.customer) == ("promise", day, ID)


@pytest.mark.parametrize(
    ("message", "channel", "day", "text"),
    [
        (
            f"anota que ayer llamé al cliente {ID} y quiere un préstamo",
            "call",
            date(2026, 11, 27),
            "quiere un préstamo",
        ),
        (f"registra una visita a {ID} el lunes: no estaba", "visit", date(2026, 11, 23), "no estaba"),
        (f"he enviado un correo a {ID}", "email", TODAY, ""),
        (f"log a call with {ID} on 20 November", "call", date(2026, 11, 20), ""),
        (f"I met {ID} last Friday and he is happy", "visit", date(2026, 11, 27), "he is happy"),
        (f"I texted {ID} two days ago", "message", date(2026, 11, 26), ""),
    ],
)
def test_contacts_carry_their_way_day_and_what_was_said(
    planner: Planner, message: str, channel: str, day: date, text: str
) -> None:
    found = said(planner, message)
    assert found is not None
    assert (found.kind, found.channel, found.day, found.text) == ("contact", channel, day, text)


def test_a_name_and_nobody_named_are_told_apart(planner: Planner) -> None:
    named, nobody = said(planner, "anota que Ortega ha dejado el banco"), said(planner, "anota que hoy le he llamado")
    assert named is not None
    assert nobody is not None
    assert (named.customer, named.named) == ("Ortega", True)
    assert nobody.customer is None


def test_a_note_for_somebody_is_the_text_behind_the_colon(planner: Planner) -> None:
    for message in (
        f"add a note for customer {ID}: prefers mornings",
        f"apunta para el cliente {ID}: prefers mornings",
    ):
        found = said(planner, message)
        assert found is not None
        assert found.text == "prefers mornings"
