"""Whether somebody is a customer: the name is looked up, whatever it is; the question is never one on the program."""

import pytest

from agents.offline.context import Conversation
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
