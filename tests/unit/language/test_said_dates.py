"""Times said of date columns nobody described: days, months and years in words and digits, and which date is meant."""

from typing import Any

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.unit.language.drafts import figures_asked, planner_of

_TABLE = "Account No,Package,Contract Start,Contract End,Joined,Monthly Charge,Churned\n" + "".join(
    f"8{i:05},{('Basic', 'Plus')[i % 2]},{i % 28 + 1:02}/{i % 12 + 1:02}/{2018 + i % 6},"
    f"{i % 28 + 1:02}/{i % 12 + 1:02}/{2021 + i % 6},{i % 28 + 1:02}/{i % 12 + 1:02}/{2010 + i % 9},{20 + i % 37}.5,"
    f"{'Yes' if i % 5 == 0 else 'No'}\n"
    for i in range(300)
)


def _where(question: str) -> dict[str, Any]:
    return dict(figures_asked("contracts", _TABLE, question)["where"])


@pytest.mark.parametrize(
    ("said", "op", "value"),
    [
        ("before 31 October 2021", "lt", "2021-10-31"),
        ("before October 31, 2021", "lt", "2021-10-31"),
        ("before 31/10/2021", "lt", "2021-10-31"),
        ("before 2021-10-31", "lt", "2021-10-31"),
        ("by 31 October 2021", "le", "2021-10-31"),
        ("after Oct 2021", "gt", "2021-10-31"),
        ("since October 2021", "ge", "2021-10-01"),
        ("in October 2021", "between", ["2021-10-01", "2021-10-31"]),
        ("on 5 October 2021", "between", ["2021-10-05", "2021-10-05"]),
        ("between March 2020 and May 2021", "between", ["2020-03-01", "2021-05-31"]),
        ("between 2020 and 2021", "between", ["2020-01-01", "2021-12-31"]),
        ("before 2021", "lt", "2021-01-01"),
        ("in 2021", "between", ["2021-01-01", "2021-12-31"]),
    ],
)
def test_a_time_is_read_whole(said: str, op: str, value: Any) -> None:
    found = _where(f"how many customers with contract start {said}?")
    assert found == {"column": "Contract Start", "op": op, "value": value}


@pytest.mark.parametrize(
    ("said", "op", "value"),
    [
        ("antes del 31 de octubre de 2021", "lt", "2021-10-31"),
        ("en octubre de 2021", "between", ["2021-10-01", "2021-10-31"]),
        ("desde marzo del 2020", "ge", "2020-03-01"),
        ("hasta el 31/10/2021", "le", "2021-10-31"),
        ("entre marzo de 2020 y mayo de 2021", "between", ["2020-03-01", "2021-05-31"]),
        ("después de 2020", "gt", "2020-12-31"),
    ],
)
def test_a_time_is_read_whole_in_spanish(said: str, op: str, value: Any) -> None:
    found = _where(f"¿cuántos clientes con inicio de contrato {said}?")
    assert found == {"column": "Contract Start", "op": op, "value": value}


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("how many contracts end before 1 January 2024?", "Contract End"),
        ("how many customers were out of contract by 31 October 2023?", "Contract End"),
        ("how many contracts expire in 2024?", "Contract End"),
        ("how many contracts started by 31 October 2021?", "Contract Start"),
        ("¿cuántos contratos vencen antes del 31 de octubre de 2024?", "Contract End"),
        ("how many customers joined in March 2012?", "Joined"),
    ],
)
def test_of_several_dates_the_verb_says_which(question: str, column: str) -> None:
    assert _where(question)["column"] == column


def test_a_date_that_could_be_of_either_is_asked_about() -> None:
    (call,) = planner_of("contracts", _TABLE).next_calls(Conversation("how many have a contract of March 2021?"))
    assert call.tool in {"ask_back", "decline"}
