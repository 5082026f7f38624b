"""Numbers, amounts, words and dates as people write them in either language."""

import pytest

from agents.grounding.quantities import find_dates, find_quantities


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("83,2 %", 83.2, "percent"),
        ("83.2%", 83.2, "percent"),
        ("1.234,56 €", 1234.56, "money"),
        ("€1,234.56", 1234.56, "money"),
        ("1.2 M€", 1_200_000, "money"),
        ("100k", 100_000, "plain"),
        ("2 millones", 2_000_000, "plain"),
        ("1\u202f234", 1234, "plain"),
        ("-3.2 points", -3.2, "points"),
        ("3rd", 3, "ordinal"),
        ("twenty-five", 25, "plain"),
        ("treinta y cinco", 35, "plain"),
        ("dos mil", 2000, "plain"),
        ("half", 0.5, "fraction"),
        ("doble", 2, "times"),
    ],
)
def test_a_quantity_is_read(text: str, value: float, kind: str) -> None:
    (found,) = find_quantities(f"así: {text} .")
    assert found.kind == kind
    assert value in [reading for reading, _ in found.readings]


def test_a_dotted_thousand_has_both_readings() -> None:
    (found,) = find_quantities("2.509 clientes")
    assert {reading for reading, _ in found.readings} == {2509.0, 2.509}


@pytest.mark.parametrize("text", ["v3", "F1", "2FA", "one of them", "una cliente", "double-check"])
def test_what_is_no_figure_is_left_alone(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    "text", ["2026-11-23", "23/11/2026", "23 de noviembre de 2026", "November 23, 2026", "23rd November 2026"]
)
def test_a_date_is_read(text: str) -> None:
    assert [day.iso for day in find_dates(f"desde {text}.")] == ["2026-11-23"]
