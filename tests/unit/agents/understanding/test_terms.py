"""What a word means is told where only that is asked, not where a figure, a list or a customer is."""

from functools import lru_cache

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from agents.understanding.plan import Planner
from agents.understanding.topics.terms import _terms
from agents.understanding.words import word_file
from db.catalog import DEFAULT, read_catalog
from tests.packaged import packaged_planner
from tools.topics import TERMS

CATALOG = read_catalog(DEFAULT)
FILE = word_file("terms")
TERM_NAMES = [
    (language, term, name)
    for term, languages in FILE["terms"].items()
    for language, names in languages.items()
    for name in names
]


@lru_cache(maxsize=1)
def planner() -> Planner:
    return packaged_planner()


def call(message: str) -> Call:
    return planner().next_calls(Conversation(message))[0]


def test_the_planner_and_the_tool_know_the_same_terms() -> None:
    assert set(FILE["terms"]) == set(TERMS)
    assert len(_terms()) == len({name for _, _, name in TERM_NAMES})  # no name stands for two terms


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_term_by_every_name_is_explained_in_every_wording(language: str) -> None:
    names = [(term, name) for told, term, name in TERM_NAMES if told == language]
    wordings = FILE["asked"][language]
    for i, (term, name) in enumerate(names):
        wording = wordings[i % len(wordings)]
        found = call(wording.replace("X", name) + "?")
        assert (found.tool, found.arguments) == ("about_system", {"topic": "term", "term": term}), (wording, name)


@pytest.mark.parametrize("language", ["es", "en"])
def test_how_a_risk_comes_about_is_the_method_and_of_any_other_term_its_meaning(language: str) -> None:
    names = [(term, name) for told, term, name in TERM_NAMES if told == language]
    wordings, of_the_method = FILE["made"][language], FILE["of_the_method"].split()
    for i, (term, name) in enumerate(names):
        found = call(wordings[i % len(wordings)].replace("X", name) + "?")
        topic = {"topic": "method"} if term in of_the_method else {"topic": "term", "term": term}
        assert found == Call("about_system", topic), name


@pytest.mark.parametrize(
    "column",
    [column for column in CATALOG.columns.values() if column.name != CATALOG.label.column],
    ids=lambda column: column.name,
)
def test_every_column_is_explained_by_header_and_by_name(column) -> None:  # type: ignore[no-untyped-def]
    asked = [
        f"what does {column.name} mean?",
        f"¿qué significa {column.names.es[0]}?",
        f"Please, could you tell me what {column.names.en[0]} means",
    ]
    for message in asked:
        assert call(message).arguments == {"topic": "term", "term": column.name}, message


@pytest.mark.parametrize(
    "message",
    [
        "what is the churn rate?",
        "what is the value at risk in Germany?",
        "¿cuál es la tasa de abandono?",
        "what is the average age?",
        "what are the balances by country?",
        "¿qué es lo que más pesa en el riesgo?",
        "explain 15647311",
        "explica el riesgo de 15647311",
        "explain Hill",
        "what does the churn rate in Spain look like?",
        "define the customers over 60",
        "what is churn in France?",
        "¿qué significa el riesgo de Hill?",
    ],
)
def test_what_asks_for_more_than_a_word_is_no_definition(message: str) -> None:
    assert call(message).arguments.get("topic") != "term"


def test_a_word_that_nobody_here_knows_is_said_by_its_name() -> None:
    for message in ("what does heteroscedasticity mean?", "explícame qué es un clúster"):
        assert call(message).tool == "decline"
        assert call(message).arguments["detail"] in message


@pytest.mark.parametrize("figure", ["18%", "18.2 %", "60 per cent"])
def test_whether_a_risk_is_high_is_what_the_levels_mean(figure: str) -> None:
    for message in (f"is {figure} high?", f"what does a risk of {figure} mean?", f"is a risk of {figure} bad?"):
        assert call(message).arguments == {"topic": "term", "term": "band"}, message
