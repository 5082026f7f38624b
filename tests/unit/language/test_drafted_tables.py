"""Asked of tables that nobody described: units of time, values for none and unknown, women, those who left."""

from typing import Any

import pytest

from agents.understanding.lexicon.known_ids import ids_in
from db.catalog import Catalog
from tests.unit.language.drafts import drafted, figures_asked

_GYM = "Nº Socio,Sexo,Edad,Antigüedad (meses),Oferta,Estado Civil,Saldo,Cancelado\n"
_TELCO = "Customer ID,Gender,Age,Tenure in Months,Offer,Marital Status,Account Balance,Customer Status\n"


def _rows(words: dict[str, tuple[str, ...]]) -> str:
    return "".join(
        f"A-{i:04},{words['sex'][i % 2]},{20 + i % 50},{i % 72},{words['offer'][i % 3]},{words['marital'][i % 3]},"
        f"{i * 7 % 9000},{words['status'][0 if i % 4 == 0 else -1 if i % 5 else 1]}\n"
        for i in range(300)
    )


_TABLES = {
    "gym": _GYM
    + _rows(
        {
            "sex": ("Mujer", "Hombre"),
            "offer": ("Ninguna", "Verano", "Amigo"),
            "marital": ("Casado", "Soltero", "Desconocido"),
            "status": ("Sí", "No", "No"),
        }
    ),
    "telco": _TELCO
    + _rows(
        {
            "sex": ("Female", "Male"),
            "offer": ("None", "Offer A", "Offer B"),
            "marital": ("Married", "Single", "Unknown"),
            "status": ("Churned", "Joined", "Stayed"),
        }
    ),
}


def _catalog(name: str) -> Catalog:
    return drafted(name, _TABLES[name])


def _read(name: str, question: str) -> dict[str, Any]:
    return figures_asked(name, _TABLES[name], question)


@pytest.mark.parametrize(
    ("name", "question", "op", "months"),
    [
        ("gym", "¿cuántos llevan más de 2 años?", "gt", 24),
        ("gym", "¿cuántos llevan menos de 3 años?", "lt", 36),
        ("gym", "¿cuántos tienen una antigüedad de más de 4 años?", "gt", 48),
        ("gym", "¿cuántos llevan más de 30 meses?", "gt", 30),
        ("gym", "¿cuántos llevan más de una década?", "gt", 120),
        ("telco", "how many have a tenure of more than 2 years?", "gt", 24),
        ("telco", "how many have been customers for over five years?", "gt", 60),
        ("telco", "how many have a tenure of more than 18 months?", "gt", 18),
    ],
)
def test_time_is_told_in_the_unit_the_column_is_kept_in(name: str, question: str, op: str, months: float) -> None:
    tenure = next(column for column in _catalog(name).columns if "meses" in column or "Months" in column)
    assert _read(name, question)["where"] == {"column": tenure, "op": op, "value": months}


@pytest.mark.parametrize(
    ("name", "question", "column"),
    [
        ("gym", "¿cuántos tienen más de 60 años?", "Edad"),
        ("telco", "how many are over 60 years old?", "Age"),
        ("telco", "how many customers are over 60?", "Age"),
    ],
)
def test_years_of_people_stay_their_age(name: str, question: str, column: str) -> None:
    assert _read(name, question)["where"] == {"column": column, "op": "gt", "value": 60}


def test_age_and_tenure_keep_their_own_numbers() -> None:
    where = _read("gym", "¿cuántos tienen más de 40 años y llevan menos de 2 años?")["where"]
    assert {part["column"]: part["value"] for part in where["all"]} == {"Edad": 40, "Antigüedad (meses)": 24}


@pytest.mark.parametrize(
    ("name", "question", "where"),
    [
        ("gym", "¿cuántos no tienen ninguna oferta?", ("Oferta", "eq", "Ninguna")),
        ("gym", "¿cuántos no tienen oferta?", ("Oferta", "eq", "Ninguna")),
        ("telco", "how many have no offer?", ("Offer", "eq", "None")),
        ("gym", "¿de cuántos se desconoce el estado civil?", ("Estado Civil", "eq", "Desconocido")),
        ("telco", "how many have no marital status recorded?", ("Marital Status", "eq", "Unknown")),
        ("telco", "how many have no tenure recorded?", ("Tenure in Months", "is_missing", None)),
        ("telco", "how many have a zero current account balance?", ("Account Balance", "eq", 0)),
        ("telco", "how many joined?", ("Customer Status", "eq", "Joined")),
        ("gym", "¿cuántas socias hay?", ("Sexo", "eq", "Mujer")),
        ("gym", "¿cuántas clientas hay?", ("Sexo", "eq", "Mujer")),
    ],
)
def test_values_for_none_unknown_women_and_neither_are_conditions(
    name: str, question: str, where: tuple[str, str, Any]
) -> None:
    asked = _read(name, question)
    assert (asked["where"]["column"], asked["where"]["op"], asked["where"].get("value")) == where
    assert asked.get("population") is None, "what the balance is today is not who is a customer today"


@pytest.mark.parametrize(
    "question", ["¿cuántos han cancelado?", "¿cuántos cancelados hay?", "¿cuántas canceladas hay?"]
)
def test_what_those_who_left_have_done_means_them(question: str) -> None:
    asked = _read("gym", question)
    assert (asked["population"], [one["measure"] for one in asked["measures"]]) == ("left", ["customers"])


class _WholeIds:
    """A bank whose ids are 1 to 300."""

    whole = True
    shapes: Any = None

    def existing(self, texts: Any) -> frozenset[str]:
        return frozenset(text for text in texts if 1 <= int(text) <= 300)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("¿qué riesgo tiene el cliente 11?", ["11"]),
        ("how likely is customer 11 to leave?", ["11"]),
        ("customer number 4", ["4"]),
        ("socio nº 12 y cliente 999", ["12"]),
        ("the 11 customers most at risk", []),
        ("los 5 clientes con más riesgo", []),
        ("how many customers have 11 products?", []),
        ("clients over 11 years", []),
    ],
)
def test_a_number_called_a_customer_is_an_id_whatever_its_length(message: str, found: list[str]) -> None:
    assert [known for _, _, known in ids_in(message, _WholeIds())] == found
