"""Surnames with particles, hyphens or Saint are looked up whole, though their small words are grammar or numbers."""

import re
from functools import lru_cache

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.plan import Planner
from tests.crossed import crossed
from tests.packaged import packaged_planner

NAMES = (
    "de la Cruz", "De la Cruz", "de las Heras", "De los Santos", "dos Santos", "Dos Santos", "da Silva", "Del Río",
    "El Amrani", "Al-Sayed", "al-Sayed", "El-Baz", "Van der Berg", "van der Berg", "von Trapp", "Van Houten",
    "Ten Boom", "San Martín", "Santa María", "St. John", "Ben Ali", "Abd el-Krim", "Núñez-Ortiz", "Saint-Exupéry",
    "Lo Bianco", "Le Pen", "di Stefano", "Ó Briain",
)  # fmt: skip
SAID = (
    "card of {}", "risk of {}", "show me {}", "find {}", "is {} a customer?", "why would {} leave?", "customer {}",
    "what should I offer {}?", "ficha de {}", "riesgo de {}", "¿es {} cliente?", "busca a {}", "cliente {}",
    "¿por qué se iría {}?",
)  # fmt: skip


@lru_cache(maxsize=1)
def planner() -> Planner:
    return packaged_planner()


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold()


def test_the_whole_surname_is_looked_up() -> None:
    for name, said in crossed(NAMES, SAID, times=4):
        (call,) = planner().next_calls(Conversation(said.format(name), earlier=()))
        assert call.tool == "find_customers", (name, said, call)
        assert plain(call.arguments["name"]) == plain(name), (name, said, call)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("¿cuántos clientes de la Alemania hay?", "Germany"),
        ("how many of the France customers are there", "France"),
        ("dos clientes de España", "Spain"),
        ("¿cuántos hay en la España?", "Spain"),
    ],
)
def test_values_of_the_bank_are_no_surnames(said: str, where: str) -> None:
    (call,) = planner().next_calls(Conversation(said, earlier=()))
    assert call.tool != "find_customers"
    assert where in str(call.arguments)
