"""What is said of all who are listed, of the rest, of those named, of so many; shares in words; whose a figure is."""

from typing import Any

import pytest

from agents.grounding.checker import Checker
from agents.grounding.quantities import find_quantities
from db.errors import Language
from tests.unit.agents.facts_at_hand import CATALOG, WATCH, fact
from tools.facts import Fact

_BY_COUNTRY_AND_GENDER = {
    "groups": [{"column": "Geography"}, {"column": "Gender"}],
    "measures": [{"measure": "churn_rate", "key": "churn_rate", "unit": "share"}],
    "rows": [
        {"Geography": country, "Gender": gender, "customers": 1000, "left": left, "churn_rate": left / 1000}
        for country, gender, left in (
            ("France", "Male", 127),
            ("France", "Female", 203),
            ("Germany", "Male", 278),
            ("Germany", "Female", 376),
            ("Spain", "Male", 131),
            ("Spain", "Female", 212),
        )
    ],
    "groups_total": 6,
    "shown": 6,
    "population": "all",
}
_VOTES = {
    "customer_id": "15767821",
    "name": "Bearce",
    "probability": 0.03,
    "band": "low",
    "votes": [
        {"member": member, "weight": weight, "probability": risk}
        for member, weight, risk in (
            ("catboost", 0.87, 0.035),
            ("small networks", 0.13, 0.025),
            ("spline logistic", 0.0, 0.042),
            ("extra trees", 0.0, 0.098),
        )
    ],
}


def _stays(data: dict[str, Any], language: Language, text: str, tool: str = "portfolio") -> bool:
    checker = Checker([fact(1, tool, data)], question="", language=language, catalog=CATALOG, closed=True)
    reading = checker.reading()
    return not any(reading.check(segment).unsupported for segment in checker.segments(text))


@pytest.mark.parametrize(
    ("language", "text", "stays"),
    [
        ("en", "All four models put Bearce below {limit}.", {"5%": False, "10%": True, "3%": False}),
        ("es", "Los cuatro modelos están por debajo del {limit}.", {"5 %": False, "10 %": True, "3 %": False}),
    ],
)
def test_what_is_said_of_every_model_holds_of_each(language: Language, text: str, stays: dict[str, bool]) -> None:
    said = {limit: _stays(_VOTES, language, text.format(limit=limit), "predict_churn") for limit in stays}
    assert said == stays


@pytest.mark.parametrize(
    ("language", "text", "stays"),
    [
        ("en", "37.6% of the customers in Germany have left.", False),
        ("en", "37.6% of the women in Germany have left.", True),
        ("es", "En Alemania se ha ido el 37,6 % de los clientes.", False),
        ("es", "Las mujeres de Alemania casi triplican a los hombres de Francia: 37,6 % frente a 12,7 %.", True),
        ("es", "Las mujeres de Alemania casi triplican a los hombres de Francia: 12,7 % frente a 37,6 %.", False),
    ],
)
def test_a_figure_of_a_part_is_not_the_whole_groups(language: Language, text: str, *, stays: bool) -> None:
    assert _stays(_BY_COUNTRY_AND_GENDER, language, text) is stays


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("one in five left", 0.2),
        ("about one chance in nineteen", 1 / 19),
        ("uno de cada siete", 1 / 7),
        ("fewer than one in every ten", 0.1),
    ],
)
def test_one_in_so_many_is_a_share(text: str, share: float) -> None:
    (found,) = find_quantities(text)
    assert found.kind == "fraction"
    assert found.readings[0][0] == pytest.approx(share)


_MEAN = {
    "measures": [
        {"measure": "mean_probability", "key": "mean_probability", "unit": "share"},
        {"measure": "churn_rate", "key": "churn_rate", "unit": "share"},
    ],
    "rows": [{"customers": 307, "mean_probability": 0.519, "churn_rate": 0.059}],
    "overall": {"churn_rate": 0.187},
}

_CURRENT = fact(2, "watch_list", {**WATCH.data, "population": "current"})
_HILL = fact(2, "watch_list", {"rows": WATCH.data["rows"][1:2], "total": 1, "shown": 1})


def _stays_beside(facts: list[Fact], language: Language, text: str) -> bool:
    checker = Checker(facts, question="", language=language, catalog=CATALOG)
    reading = checker.reading()
    return not any(reading.check(segment).unsupported for segment in checker.segments(text))


@pytest.mark.parametrize(
    ("facts", "language", "text", "stays"),
    [
        ([fact(1, "portfolio", _MEAN), _HILL], "es", "Riesgo medio: **51,9 %**.", True),
        ([fact(1, "portfolio", _MEAN), _HILL], "es", "Hill está en riesgo medio.", False),
        (
            [fact(1, "portfolio", _MEAN), _CURRENT],
            "es",
            "Tasa de abandono: 5,9 %, frente al 18,7 % de todos los clientes.",
            True,
        ),
        ([fact(1, "portfolio", _MEAN), _CURRENT], "es", "Todos los clientes están en la banda baja.", False),
        ([fact(1, "about_system", {"topic": "method"})], "en", "The risk comes from a mixture of models.", True),
        ([fact(1, "about_system", {"topic": "method"})], "en", "They left because of long queues.", False),
        ([fact(1, "about_system", {"topic": "method"})], "en", "The risk comes from long queues.", False),
        ([fact(1, "about_system", {"topic": "method"})], "es", "Los motivos son las largas colas del banco.", False),
        (
            [fact(1, "about_system", {"topic": "method"})],
            "es",
            "Los motivos dicen qué sube y qué baja su riesgo.",
            True,
        ),
    ],
)
def test_a_label_a_whole_and_an_origin_are_no_claims(
    facts: list[Fact], language: Language, text: str, *, stays: bool
) -> None:
    assert _stays_beside(facts, language, text) is stays
