"""Asked of a table of bundles and windows that nobody described: no such service, both sides, own stretches of time."""

from typing import Any

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from tests.unit.language.drafts import drafted, figures_asked, planner_of

_HEADER = (
    "customerID,InternetService,TechSupport,OnlineBackup,Contract,PaperlessBilling,Complaints 12m,App Logins 30d,"
    "Monthly Income,Active Customer\n"
)
_ROWS = "".join(
    f"A-{i:04},{('Fiber optic', 'DSL', 'No')[i % 3]},{('Yes', 'No', 'No internet service')[i % 3]},"
    f"{('No', 'Yes', 'No internet service')[i % 3]},{('Month-to-month', 'One year')[i % 2]},{('Yes', 'No')[i % 2]},"
    f"{i % 5},{i % 40},{'' if i % 9 == 0 else 900 + i},{'No' if i % 4 == 0 else 'Yes'}\n"
    for i in range(300)
)
_TABLE = _HEADER + _ROWS


def _read(question: str) -> dict[str, Any]:
    return figures_asked("bundles", _TABLE, question)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("how many customers have no tech support?", ("TechSupport", "eq", "No")),
        ("¿cuántos clientes no tienen soporte técnico?", ("TechSupport", "eq", "No")),
        ("how many customers have tech support?", ("TechSupport", "eq", "Yes")),
        ("how many customers have no internet service?", ("InternetService", "eq", "No")),
        ("how many customers have internet service?", ("InternetService", "ne", "No")),
        ("how many customers on one year contracts?", ("Contract", "eq", "One year")),
    ],
)
def test_a_kind_with_a_yes_or_a_no_is_had_or_not(question: str, where: tuple[str, str, str]) -> None:
    assert _read(question)["where"] == dict(zip(("column", "op", "value"), where, strict=True))


@pytest.mark.parametrize("thing", ["paperless billing", "tech support", "online backup"])
@pytest.mark.parametrize("form", ["with and without", "with or without", "without or with"])
def test_with_and_without_are_both_sides(form: str, thing: str) -> None:
    found = _read(f"churn rate {form} {thing}")
    assert [group["column"] for group in found["groups"]] == [thing.title().replace(" ", "")]
    assert not found.get("where")


@pytest.mark.parametrize(
    ("question", "column", "bound"),
    [
        ("how many customers with two or more complaints in the last twelve months?", "Complaints 12m", 2),
        ("how many customers had 3 or more complaints over the past year?", "Complaints 12m", 3),
        ("¿cuántos clientes tuvieron 2 quejas o más en los últimos doce meses?", "Complaints 12m", 2),
        ("how many customers have 20 or more app logins in the last 30 days?", "App Logins 30d", 20),
        ("how many customers have 20 or more app logins in the past month?", "App Logins 30d", 20),
    ],
)
def test_a_window_that_the_column_has_anyway_is_no_other_date(question: str, column: str, bound: int) -> None:
    assert _read(question)["where"] == {"column": column, "op": "ge", "value": bound}


def test_another_window_is_not_the_columns() -> None:
    (call,) = planner_of("bundles", _TABLE).next_calls(
        Conversation("how many customers with two or more complaints in the last 3 months?")
    )
    assert call.tool == "decline"


@pytest.mark.parametrize("question", ["how many active customers have tech support?", "how many active customers?"])
def test_a_label_called_by_who_stayed_means_them(question: str) -> None:
    assert _read(question)["population"] == "current"


def test_nobody_has_none_of_a_number_that_is_a_gap_and_never_zero() -> None:
    planner = Planner(Lexicon(drafted("bundles", _TABLE), None, frozenset({"Monthly Income"})))
    for question in ("how many customers have no monthly income?", "¿a cuántos clientes les falta el ingreso mensual?"):
        (call,) = planner.next_calls(Conversation(question))
        assert call.arguments["where"] == {"column": "Monthly Income", "op": "is_missing"}
    (call,) = planner.next_calls(Conversation("how many customers have no complaints?"))
    assert call.arguments["where"] == {"column": "Complaints 12m", "op": "eq", "value": 0}


def test_an_extreme_of_nothing_is_asked_about() -> None:
    (call,) = planner_of("bundles", _TABLE).next_calls(Conversation("¿cuántos mayores hay?"))
    assert call.tool == "ask_back"


@pytest.mark.parametrize("question", ["how many adults are there?", "how many customers are in their thirties?"])
def test_without_an_age_nobody_is_of_one(question: str) -> None:
    (call,) = planner_of("bundles", _TABLE).next_calls(Conversation(question))
    assert call.tool in {"ask_back", "decline"}
