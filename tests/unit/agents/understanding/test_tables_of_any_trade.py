"""Questions about a table of another trade: its rows, its ids' header, going over to others, what is not recorded."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import Catalog

ENERGY = Catalog.model_validate(
    {
        "id": "cups",
        "people": {"es": ["suministro", "suministros", "contrato", "contratos"], "en": ["supply point", "contracts"]},
        "label": {"column": "status", "positive": "Gone", "negative": "Active"},
        "columns": {
            "cups": {"kind": "text", "names": {"es": ["cups"], "en": ["cups"]}},
            "town": {
                "kind": "category",
                "names": {"es": ["municipio"], "en": ["town"]},
                "values": {name: {} for name in ("San Sebastián de los Reyes", "Donostia/San Sebastián", "Burgos")},
            },
            "bill": {"kind": "money", "names": {"es": ["factura"], "en": ["bill"]}},
            "last_reading": {"kind": "date", "names": {"es": ["última lectura"], "en": ["last reading"]}},
            "locker": {
                "kind": "flag",
                "names": {"es": ["taquilla"], "en": ["locker"]},
                "values": {
                    "Y": {"es": ["con taquilla"], "en": ["with a locker"]},
                    "N": {"es": ["sin taquilla"], "en": ["without a locker"]},
                },
            },
            "status": {
                "kind": "category",
                "names": {"es": ["baja"], "en": ["churn"]},
                "values": {
                    "Active": {"es": ["activo", "activos", "activas"], "en": ["active"]},
                    "Gone": {"es": ["se fue"], "en": ["left"]},
                    "Frozen": {"es": ["congelado", "congelados"], "en": ["frozen"]},
                },
            },
        },
    }
)
PLANNER = Planner(Lexicon(ENERGY))
ID = "ES0021000458841960GF"


def calls(question: str) -> list[Call]:
    return PLANNER.next_calls(Conversation(question))


def the_call(question: str) -> Call:
    (call,) = calls(question)
    return call


@pytest.mark.parametrize("town", ["San Sebastián de los Reyes", "Donostia/San Sebastián", "Burgos"])
@pytest.mark.parametrize("asked", ["how many contracts are in {}?", "¿cuántos suministros tenemos en {}?"])
def test_the_rows_and_names_of_several_words(asked: str, town: str) -> None:
    call = the_call(asked.format(town))
    assert call.arguments["where"] == {"column": "town", "op": "eq", "value": town}


@pytest.mark.parametrize(
    "asked",
    ["pull up the record for CUPS {}", "show me CUPS {}", "sácame la ficha del CUPS {}", "la ficha del cups {}"],
)
def test_the_header_of_the_ids_right_before_one(asked: str) -> None:
    call = the_call(asked.format(ID))
    assert (call.tool, call.arguments["customer_id"]) == ("customer_card", ID)


LEAVING = {
    "en": (
        ["switched to another supplier", "have moved to a different company", "went to another provider", "switched"],
        "what is the average bill of the customers who {}?",
    ),
    "es": (
        ["se nos han ido a otra comercializadora", "se han cambiado de compañía", "se pasaron a la competencia"],
        "¿cuál es la factura media de los que {}?",
    ),
}


@pytest.mark.parametrize(("asked", "said"), [(a, s) for said, a in LEAVING.values() for s in said])
def test_going_over_to_another_is_leaving(asked: str, said: str) -> None:
    call = the_call(asked.format(said))
    assert call.arguments["measures"] == [{"measure": "mean", "column": "bill"}]
    assert call.arguments["population"] == "left"


ASKED = {
    "en": ["give me the 5 customers we should call first", "which 5 customers should I ring first"],
    "es": ["dame los 5 clientes a los que tengo que llamar primero", "¿a qué 5 clientes llamo primero"],
}
PURPOSE = {
    "en": ["so they don't leave", "so that they do not switch", "so we don't lose them", "to keep them", "this week"],
    "es": ["para que no se vayan", "para que no se nos vayan", "para retenerlos", "para no perderlos", "esta semana"],
}


@pytest.mark.parametrize(("asked", "why"), [pair for lang in ASKED for pair in product(ASKED[lang], PURPOSE[lang])])
def test_why_and_when_somebody_is_called_narrows_nothing(asked: str, why: str) -> None:
    call = the_call(f"{asked} {why}")
    assert (call.tool, call.arguments.get("limit")) == ("watch_list", 5)
    assert "where" not in call.arguments


@pytest.mark.parametrize(
    "asked",
    [
        "which 5 customers should the branch manager call first?",
        "which 5 customers should our retention team ring first?",
        "¿a qué 5 clientes debe llamar primero el gerente de la oficina?",
        "¿a qué 5 clientes debería llamar primero el equipo de retención?",
    ],
)
def test_who_calls_narrows_nothing(asked: str) -> None:
    call = the_call(asked)
    assert (call.tool, call.arguments) == ("watch_list", {"limit": 5})


@pytest.mark.parametrize(
    "asked", ["how many customers have no last reading?", "¿cuántos suministros no tienen última lectura?"]
)
def test_a_date_that_is_not_recorded(asked: str) -> None:
    where = the_call(asked).arguments["where"]
    assert (where["column"], where["op"]) == ("last_reading", "is_missing")


@pytest.mark.parametrize("asked", ["how many active customers are there?", "¿cuántos clientes activos hay?"])
def test_one_of_three_statuses_is_itself(asked: str) -> None:
    where = the_call(asked).arguments["where"]
    assert where == {"column": "status", "op": "eq", "value": "Active"}


@pytest.mark.parametrize(
    "asked",
    ["what percentage of contracts in Burgos rent a locker?", "¿qué porcentaje de los de Burgos alquila taquilla?"],
)
def test_what_is_rented_is_had_by_part_of_the_others(asked: str) -> None:
    call = the_call(asked)
    assert call.arguments["where"] == {"column": "town", "op": "eq", "value": "Burgos"}
    assert call.arguments["measures"][0]["where"] == {"column": "locker", "op": "eq", "value": "Y"}


@pytest.mark.parametrize(
    "asked",
    [
        "do customers with a locker leave more than those without?",
        "¿se van más los que tienen taquilla o los que no?",
    ],
)
def test_those_with_and_those_without_are_compared(asked: str) -> None:
    call = the_call(asked)
    assert call.arguments["measures"] == [{"measure": "churn_rate"}]
    assert call.arguments["groups"] == [{"column": "locker"}]
