"""Those who left and those who stayed: both where a message says so, one where it leaves the other out."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, Catalog, read_catalog

BANK = Planner(Lexicon(read_catalog(DEFAULT)))
CREDIT_UNION = Planner(
    Lexicon(
        Catalog.model_validate(
            {
                "id": "member_no",
                "name": "member_name",
                "people": {"es": ["socio", "socios", "líneas"], "en": ["member", "members"]},
                "label": {"column": "status", "positive": "Closed", "negative": "Open"},
                "columns": {
                    "member_no": {"kind": "text"},
                    "member_name": {"kind": "text", "names": {"en": ["member name"]}},
                    "joined": {
                        "kind": "date",
                        "names": {"es": ["fecha de alta", "se apuntaron"], "en": ["join date", "joined"]},
                    },
                    "close_date": {"kind": "date", "names": {"es": ["fecha de cierre"], "en": ["close date"]}},
                    "gift": {
                        "kind": "flag",
                        "names": {"es": ["regalo"], "en": ["gift"]},
                        "values": {"Yes": {"es": ["con regalo"]}, "No": {"es": ["sin regalo"]}},
                    },
                    "fee": {"kind": "money", "names": {"es": ["cuota"], "en": ["fee"]}},
                    "status": {
                        "kind": "category",
                        "names": {"es": ["baja"], "en": ["churn", "close"]},
                        "values": {"Open": {"en": ["open"]}, "Closed": {"es": ["cerrados"], "en": ["closed"]}},
                    },
                },
            }
        )
    )
)


def the_call(planner: Planner, question: str) -> Call:
    calls = planner.next_calls(Conversation(question))
    assert len(calls) == 1
    return planner.reviewer.review(question, calls).instead or calls[0]


BOTH = {
    "¿cuántos clientes hay en Francia, {}?": [
        "se hayan ido o no",
        "incluidos los que se fueron",
        "contando también las bajas",
        "sigan o no",
        "da igual si se fueron o no",
    ],
    "how many customers are in France, {}?": [
        "including those who left",
        "the ones who left included",
        "whether or not they stayed",
        "whatever became of them",
        "gone or not",
        "counting the ones who've gone",
    ],
}


@pytest.mark.parametrize(("asked", "both"), [(a, b) for a, said in BOTH.items() for b in said])
def test_both_sides_are_everybody(asked: str, both: str) -> None:
    call = the_call(BANK, asked.format(both))
    assert call.tool == "portfolio"
    assert call.arguments["where"]["value"] == "France"
    assert "population" not in call.arguments


@pytest.mark.parametrize(
    "question",
    [
        "average age without counting those who left",
        "average age not including those who left",
        "edad media sin contar a los que se fueron",
    ],
)
def test_what_is_not_counted_is_left_out(question: str) -> None:
    call = the_call(BANK, question)
    assert call.tool in {"ask_back", "decline"} or call.arguments["population"] == "current"


@pytest.mark.parametrize(
    "question",
    [
        "Who's top of the list to leave us?",
        "Which customer is likeliest to leave us?",
        "Which customers should I call first today before they leave us?",
        "If I could only call one customer today, who should it be?",
        "Si solo pudiera escribir hoy a un cliente para que no se dé de baja, ¿a cuál?",
    ],
)
def test_people_to_lose_are_people_and_no_rate(question: str) -> None:
    call = the_call(BANK, question)
    assert call.tool == "watch_list" or call.arguments.get("order_by") == "probability"


@pytest.mark.parametrize(
    "question",
    [
        "Which three members should I call first today before they close on us?",
        "Who is at the top of the list to close?",
    ],
)
def test_the_verb_of_the_label_means_leaving(question: str) -> None:
    call = the_call(CREDIT_UNION, question)
    assert call.tool == "watch_list" or call.arguments.get("order_by") == "probability"


@pytest.mark.parametrize(
    ("question", "column", "population"),
    [
        ("De los que se apuntaron en 2024, ¿cuántos se han ido?", "joined", "left"),
        ("Of those who joined in 2024, how many have left?", "joined", "left"),
        ("How many members closed in June 2025?", "close_date", "left"),
    ],
)
def test_a_time_is_of_the_date_that_the_verb_says(question: str, column: str, population: str) -> None:
    call = the_call(CREDIT_UNION, question)
    assert call.arguments["where"]["column"] == column
    assert call.arguments["population"] == population
    assert "groups" not in call.arguments


def test_a_plain_no_is_no_value_of_the_one_flag() -> None:
    call = the_call(CREDIT_UNION, "a qué socio llamo para que no se dé de baja")
    assert "where" not in call.arguments


@pytest.mark.parametrize(("number", "noun"), list(product(["2", "5"], ["líneas", "socios"])))
def test_so_many_of_the_rows_is_a_limit(number: str, noun: str) -> None:
    call = the_call(CREDIT_UNION, f"las {number} {noun} con mayor cuota")
    assert (call.tool, call.arguments["limit"]) == ("list_customers", int(number))


def test_a_column_called_as_a_word_for_a_part_is_the_column() -> None:
    call = the_call(CREDIT_UNION, "media de cuota de los socios con regalo")
    assert call.arguments["measures"] == [{"measure": "mean", "column": "fee"}]


@pytest.mark.parametrize("name", ["Daniel R. Jackson", "Emily T. Hernandez"])
def test_a_middle_initial_ends_no_sentence(name: str) -> None:
    call = the_call(CREDIT_UNION, f"What's {name}'s fee?")
    assert (call.tool, call.arguments["name"]) == ("find_customers", name.replace(".", ""))
