"""Tables of other trades: a third state beside those who left and stayed, years as numbers, parts of names."""

from collections.abc import Mapping
from typing import Any

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import Catalog, Column, Names


def _catalog() -> Catalog:
    def column(name: str, kind: str, es: str, en: str, **more: object) -> Column:
        return Column.model_validate(
            {"name": name, "kind": kind, "names": {"es": es.split(", "), "en": en.split(", ")}, **more}
        )

    status = {
        "Activo": Names(es=("activo", "activos"), en=("active",)),
        "Baja": Names(es=("baja", "bajas", "cancelados"), en=("cancelled", "left")),
        "Pausa": Names(es=("en pausa", "pausados"), en=("paused", "frozen")),
    }
    columns = [
        column("Nro", "text", "número", "number", feature=False),
        column("Edad", "integer", "edad", "age", unit=Names(es=("años",), en=("years",))),
        column("Cuota", "money", "cuota mensual, cuota", "monthly charge, charge"),
        column("Imp", "integer", "cuotas impagadas", "unpaid charges"),
        column("Anio", "integer", "año del vehículo", "vehicle year"),
        column("Alta", "date", "fecha de alta", "join date, joined"),
        column("Estado", "category", "situación, abandono", "status, churn", values=status, feature=False),
    ]
    return Catalog.model_validate(
        {
            "version": "1",
            "title": {"en": ["cars"]},
            "table": "customers",
            "currency": "EUR",
            "id": "Nro",
            "value": "Cuota",
            "label": {"column": "Estado", "positive": "Baja", "negative": "Activo"},
            "columns": {one.name: one.model_dump(exclude={"name"}) for one in columns},
        }
    )


PLANNER = Planner(Lexicon(_catalog()))
ACTIVE = {"column": "Estado", "op": "eq", "value": "Activo"}


def arguments(message: str) -> Mapping[str, Any]:
    (call,) = PLANNER.next_calls(Conversation(message, questions=(message,)))
    return call.arguments


@pytest.mark.parametrize("message", ["¿cuántos clientes activos tenemos?", "how many active customers are there?"])
def test_the_state_called_as_it_is_stored_is_that_state_only(message: str) -> None:
    assert arguments(message)["where"] == ACTIVE


@pytest.mark.parametrize(
    ("message", "states"),
    [
        ("average age, cancelled vs active", ["Activo", "Baja"]),
        ("edad media de los cancelados frente a los pausados", ["Baja", "Pausa"]),
        ("average charge, frozen vs cancelled", ["Baja", "Pausa"]),
    ],
)
def test_those_who_left_stand_beside_another_state(message: str, states: list[str]) -> None:
    told = arguments(message)
    where = told.get("where")
    groups = where["value"] if isinstance(where, dict) else [group["label"] for group in told["groups"]]
    assert sorted(groups) == states


@pytest.mark.parametrize(
    ("message", "op", "value"),
    [
        ("how many customers have a vehicle year before 2010?", "lt", 2010),
        ("¿cuántos clientes con año del vehículo posterior a 2015?", "gt", 2015),
        ("how many customers with vehicle year 2012?", "eq", 2012),
    ],
)
def test_the_year_of_a_thing_is_a_number_and_no_date(message: str, op: str, value: int) -> None:
    assert arguments(message)["where"] == {"column": "Anio", "op": op, "value": value}


@pytest.mark.parametrize("message", ["las 5 cuotas más altas", "the 5 highest charges"])
def test_the_plural_of_a_name_is_that_column_though_a_longer_name_holds_it(message: str) -> None:
    told = arguments(message)
    assert (told["order_by"], told["limit"]) == ("Cuota", 5)
