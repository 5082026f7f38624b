"""Invented causes without a person, weights set against each other, figures said as near or far: generated members."""

import json
from itertools import product
from pathlib import Path

import pytest

from agents.grounding.checker import Checker
from agents.grounding.quantities import find_quantities
from agents.moa.aggregator import read_all
from db.catalog import DEFAULT, read_catalog
from db.errors import Language
from tools.facts import Fact

HELD = json.loads((Path(__file__).parent / "facts.json").read_text(encoding="utf-8"))
BLAMED: dict[Language, tuple[str, ...]] = {
    "en": ("the competitors", "high fees", "bad service at the branch", "the mobile app", "long waiting times"),
    "es": ("la competencia", "las comisiones altas", "el mal trato en la sucursal", "las largas esperas", "la crisis"),
}
SAID: dict[Language, tuple[str, ...]] = {
    "en": (
        "Churn is driven by {w}.",
        "The cause is {w}.",
        "Behind the churn there are {w}.",
        "{w} explain the churn.",
        "The main reason is {w}.",
        "Churn comes from {w}.",
        "{w} push customers out.",
        "The high rate stems from {w}.",
        "Customers leave over {w}.",
        "The rate reflects {w}.",
        "The problem lies in {w}.",
    ),
    "es": (
        "El abandono se debe a {w}.",
        "La causa es {w}.",
        "Detrás del abandono está {w}.",
        "{w} explica el abandono.",
        "El motivo principal es {w}.",
        "El abandono viene de {w}.",
        "{w} empuja a los clientes a irse.",
        "La tasa alta nace de {w}.",
        "Los clientes se van por {w}.",
        "La tasa refleja {w}.",
        "El problema está en {w}.",
    ),
}
INVENTED = [(language, said, w) for language in BLAMED for said, w in product(SAID[language], BLAMED[language])]
KEPT: tuple[tuple[Language, str], ...] = (
    ("en", "The figure reflects the customers of the bank."),
    ("en", "Ask about the reasons before you offer anything."),
    ("en", "Churn might be driven by long waiting times."),
    ("en", "The data do not say that the cause is bad service."),
    ("es", "La cifra refleja los clientes del banco."),
    ("es", "Pregunte por los motivos antes de ofrecer nada."),
    ("es", "El abandono podría deberse a las largas esperas."),
    ("es", "Los datos no dicen que la causa sea el mal servicio."),
)


def refused(name: str, language: Language, text: str) -> tuple[str, ...]:
    held = HELD[name]
    facts = [Fact(**fact) for fact in held["facts"]]
    checker = Checker(facts, question=held["question"], language=language, catalog=read_catalog(DEFAULT))
    return read_all(checker, text).unsupported


@pytest.mark.parametrize(("language", "said", "blamed"), INVENTED)
def test_an_invented_cause_is_caught_whatever_is_blamed(language: Language, said: str, blamed: str) -> None:
    text = said.format(w=blamed)
    assert refused("churn0.0", language, text[0].upper() + text[1:])


@pytest.mark.parametrize(("language", "text"), KEPT)
def test_where_figures_come_from_and_what_to_ask_is_no_cause(language: Language, text: str) -> None:
    assert refused("churn0.0", language, text) == ()


@pytest.mark.parametrize("left", ["abandonaron", "se fueron", "se marcharon"])
@pytest.mark.parametrize("column", ["saldo, de mayor a menor", "edad", "antigüedad"])
def test_the_order_of_a_list_of_leavers_is_no_cause(left: str, column: str) -> None:
    row = {"rank": 1, "customer_id": 15671769, "name": "Vidal", "left": True, "columns": {"Age": 72, "Balance": 9.5}}
    where = {"all": [{"column": "Age", "op": "gt", "value": 70}]}
    data = {"rows": [row], "total": 11, "shown": 1, "order_by": "Balance", "order": "desc", "where": where}
    fact = Fact(id="F1", tool="list_customers", arguments={}, data={**data, "population": "left", "tied": 0})
    checker = Checker([fact], question="?", language="es", catalog=read_catalog(DEFAULT))
    told = f"Los primeros clientes con edad superior a 70 años que {left}, por {column}:"
    assert not [text for text in read_all(checker, told).unsupported if " por" in text]


WEIGHTS = ("Age", "NumOfProducts", "IsActiveMember", "Balance")  # of churn10.0, the greatest first
NAMES: dict[Language, tuple[str, ...]] = {
    "en": ("age", "the number of products", "being an active member", "balance"),
    "es": ("la edad", "el número de productos", "ser miembro activo", "el saldo"),
}
VERBS: dict[Language, tuple[tuple[str, bool], ...]] = {
    "en": (("weighs more than", True), ("outweighs", True), ("matters less than", False)),
    "es": (("pesa más que", True), ("importa más que", True), ("influye menos que", False)),
}


@pytest.mark.parametrize(
    ("language", "one", "other", "verb"),
    [
        (language, one, other, verb)
        for language in ("es", "en")
        for one, other in product(range(4), range(4))
        if one != other
        for verb in VERBS[language]  # type: ignore[index]
    ],
)
def test_what_weighs_more_is_read_off_the_weights(
    language: Language, one: int, other: int, verb: tuple[str, bool]
) -> None:
    names = NAMES[language]
    text = f"{names[one]} {verb[0]} {names[other]}."
    true = (one < other) == verb[1]
    assert (refused("churn10.0", language, text[0].upper() + text[1:]) == ()) == true


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("just under €4,700", "nearly"),
        ("a little over eighty points", "over"),
        ("no more than 5 %", "under"),
        ("no fewer than 300", "over"),
        ("no llega a 300", "under"),
        ("casi 32.000 €", "nearly"),
        ("algo más de 250", "over"),
        ("en torno al 30 %", "about"),
        ("the 30 %", ""),
    ],
)
def test_how_near_a_figure_is_said_to_be(text: str, hedge: str) -> None:
    assert [quantity.hedge for quantity in find_quantities(text)] == [hedge]
