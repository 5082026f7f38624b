"""What a question asks beyond a portfolio, and the few words a reply has for it."""

import itertools

import pytest

from agents.scope_notes import asked_beyond, note
from db.errors import Language
from tools.facts import Fact, Scope

OTHERS = ("Luis Romero", "Claire Dubois", "Jonas Brandt")
OWN = "Ana Torres"

WHOLE = [
    *(f"{lead} {place}?" for lead, place in itertools.product(
        ("how many customers are there", "what is the churn rate", "average balance", "who is riskiest"),
        ("in the bank", "across the whole bank", "bank-wide", "in the entire bank", "across all branches"),
    )),
    *(f"¿{lead} {place}?" for lead, place in itertools.product(
        ("cuántos clientes hay", "cuál es la tasa de abandono", "quién tiene más riesgo"),
        ("en el banco", "en todo el banco", "a nivel de banco", "en todas las sucursales", "en el banco entero"),
    )),
    "how many customers does the bank have", "What's the bank's churn rate?", "¿Cuántos clientes tiene el banco?",
    "dame la tasa de abandono del banco", "total de clientes del banco",
]  # fmt: skip
THEIRS = [
    *(f"{what} {whose}" for what, whose in itertools.product(
        ("customers", "the riskiest clients", "show me the ones"),
        ("that are not mine", "who aren't mine", "outside my portfolio", "of other managers", "that I don't manage"),
    )),
    *(f"{what} {whose}" for what, whose in itertools.product(
        ("clientes", "los de más riesgo", "dime los saldos de los clientes"),
        ("que no son míos", "que no sean de mi cartera", "de otros gestores", "fuera de mi cartera", "que no llevo"),
    )),
    "customers of Luis Romero", "Luis's portfolio", "clientes de Claire Dubois",
    "¿cuántos hay en la cartera de Brandt?",
    "what about my colleague's customers", "compare me with the rest of the bank", "los de mi compañera",
]  # fmt: skip
MINE = [
    "who left the bank?", "¿quién dejó el banco?", "how many customers do I have", "clientes que abandonaron el banco",
    "¿A quién debería llamar primero hoy, y qué le ofrezco?", "churn rate by country",
    "clients over 60 with a credit card",
    "busca a Luis García", "is Romero still a customer?", "riesgo del cliente 15634602", "tasa de abandono por país",
    "customers who are not active", "los que no tienen tarjeta", "my customers in Germany",
    "mis clientes con más saldo",
    "clientes de Alemania", "show me customers with other products", "who has not left the bank yet?",
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "beyond"),
    [*((q, "whole") for q in WHOLE), *((q, "others") for q in THEIRS), *((q, None) for q in MINE)],
)
def test_what_is_asked_beyond_a_portfolio(question: str, beyond: str | None) -> None:
    assert asked_beyond(question, OTHERS, OWN) == beyond


def fact(scope: Scope | None) -> Fact:
    return Fact(id="F1", tool="portfolio", arguments={}, data={"rows": [], "total": {}}, scope=scope)


@pytest.mark.parametrize(("language", "words"), [("en", "your portfolio"), ("es", "su cartera")])
def test_it_is_said_once_in_the_readers_language_and_to_nobody_who_sees_all(language: Language, words: str) -> None:
    mine, all_of_it = fact(Scope(owner=OWN)), fact(None)
    assert words in note([mine], "42.", language, None)
    assert note([mine], f"42, {words}.", language, None) == ""
    assert note([all_of_it], "42.", language, None) == note([], "42.", language, "whole") == ""
    assert note([mine], f"42, {words}.", language, "whole").count(words) == 2
