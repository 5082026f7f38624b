"""Whether somebody is a customer: the name is looked up, whatever it is; the question is never one on the program."""

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.plan import Planner
from tests.packaged import packaged_planner

NAMES = (
    "El Amrani", "Wojciechowski-Brown", "O'Neill", "Nguyen Van Thanh", "Okonkwo", "Björk", "Kim", "Le Pen", "Brown",
    "Kaya", "D'Angelo", "Tshabalala", "Hill",
)  # fmt: skip
ASKED = (
    "is {} a customer?", "is {} one of our customers?", "is {} a client of ours?", "was {} a customer of the bank?",
    "have we got {} as a customer?", "is {} among our customers?",
    "¿es cliente {}?", "¿es {} cliente del banco?", "¿está {} entre los clientes?", "¿tenemos a {} como cliente?",
    "¿es {} uno de nuestros clientes?", "dime si {} es cliente",
)  # fmt: skip


@pytest.fixture(scope="module")
def planner() -> Planner:
    return packaged_planner()


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_looked_up(planner: Planner, name: str, asked: str) -> None:
    calls = planner.next_calls(Conversation(question=asked.format(name)))
    looked = [call.arguments["name"] for call in calls if call.tool == "find_customers"]
    assert looked == [name], calls


@pytest.mark.parametrize(
    ("asked", "topic"),
    [("who decides in the end?", "decides"), ("¿quién decide al final?", "decides")],
)
def test_questions_about_the_program_stay_so(planner: Planner, asked: str, topic: str) -> None:
    calls = planner.next_calls(Conversation(question=asked))
    assert [(call.tool, call.arguments.get("topic")) for call in calls] == [("about_system", topic)]


@pytest.mark.parametrize("name", ["t'ien", "T'ien", "o'brien", "ch’iu", "D'Angelo", "n'diaye"])
@pytest.mark.parametrize("said", ["ficha de {}", "risk of {}", "card of {}", "¿alguien se apellida {}?"])
def test_an_apostrophe_is_part_of_a_name(planner: Planner, said: str, name: str) -> None:
    (call,) = planner.next_calls(Conversation(said.format(name)))
    assert (call.tool, call.arguments["name"]) == ("find_customers", name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("¿cuál es el riesgo de de la cruz?", "de la cruz"),
        ("la señora de la cruz, ¿se va a ir?", "de la cruz"),
        ("ficha del señor de los ríos", "de los ríos"),
    ],
)
def test_a_surname_of_small_letters_is_whole(planner: Planner, said: str, name: str) -> None:
    (call,) = planner.next_calls(Conversation(said))
    assert (call.tool, call.arguments["name"]) == ("find_customers", name)


@pytest.mark.parametrize("name", ["McIntosh", "Wojciechowski", "Okonkwo", "Björk", "Tshabalala"])
@pytest.mark.parametrize(
    "said",
    [
        "risk of {} 15737888",
        "what is the balance of {} (15737888)?",
        "15737888, Mrs {}: what could I offer?",
        "{}, number 15737888: why might she leave?",
        "riesgo de la señora {}, 15737888",
        "¿y el saldo de {}, id 15737888?",
    ],
)
def test_a_name_beside_an_id_is_whose_it_is(planner: Planner, said: str, name: str) -> None:
    asked = said.format(name)
    calls = planner.next_calls(Conversation(asked))
    assert "15737888" in str(calls)
    assert planner.reviewer.review(asked, calls).instead is None
