"""Replies as people of a bank would say them: the answer first, grammar from the catalog's words, figures all borne."""

from typing import Any

import pytest

from agents.grounding.checker import Checker
from db.catalog import DEFAULT, read_catalog
from tools.facts import Fact
from tools.ids import missing, spellings
from tools.replies import grammar
from tools.replies.compose import compose
from tools.replies.value_words import Namer
from tools.results import UNITS, column_units

CATALOG = read_catalog(DEFAULT)
GERMANY = {"column": "Geography", "op": "eq", "value": "Germany"}
WOMAN = {"column": "Gender", "op": "eq", "value": "Female"}


def said(tool: str, data: dict[str, Any], language: str, question: str = "", **units: str) -> str:
    """The first line of the reply, after checking that the Fact bears all of it."""
    fact = Fact(id="F1", tool=tool, arguments={}, data=data, units={**UNITS, **column_units(CATALOG), **units})
    reply = compose([fact], question, language, CATALOG)  # type: ignore[arg-type]
    checker = Checker([fact], question=question, language=language, catalog=CATALOG)  # type: ignore[arg-type]
    reading = checker.reading()
    assert [wrong for segment in checker.segments(reply) for wrong in reading.check(segment).unsupported] == []
    return reply.partition("\n")[0].replace("\u00a0", " ")


def counted(where: dict[str, Any] | None, population: str = "all", count: int = 96) -> dict[str, Any]:
    measures = [{"measure": "customers", "key": "customers"}]
    where = {"where": where} if where else {}
    return {
        "measures": measures,
        "groups": [],
        "rows": [],
        "total": {"customers": count},
        "population": population,
        **where,
    }


@pytest.mark.parametrize(
    ("where", "population", "es", "en"),
    [
        (None, "all", "clientes.", "customers."),
        (None, "left", "clientes que abandonaron.", "customers who left."),
        (GERMANY, "current", "clientes alemanes actuales.", "current German customers."),
        (
            {"all": [{"column": "Age", "op": "gt", "value": 50}, WOMAN, GERMANY]},
            "all",
            "mujeres alemanas con edad superior a 50 años.",
            "German women with an age over 50 years.",
        ),
        (
            {"column": "NumOfProducts", "op": "eq", "value": 1},
            "all",
            "clientes con 1 producto.",
            "customers with 1 product.",
        ),
        (
            {"column": "NumOfProducts", "op": "between", "value": [2, 3]},
            "all",
            "clientes con entre 2 y 3 productos.",
            "customers with between 2 and 3 products.",
        ),
        (
            {"all": [{"column": "HasCrCard", "op": "eq", "value": "0"}, {"column": "Balance", "op": "eq", "value": 0}]},
            "all",
            "clientes sin tarjeta de crédito y con saldo de 0 €.",
            "customers without a credit card and with a balance of €0.",
        ),
        (
            {"any": [WOMAN, {"column": "Age", "op": "lt", "value": 25}]},
            "all",
            "clientes que son mujeres o tienen edad inferior a 25 años.",
            "customers who are women or have an age under 25 years.",
        ),
        (
            {"column": "Geography", "op": "not_in", "value": ["Germany", "Spain"]},
            "all",
            "clientes que no son alemanes ni españoles.",
            "customers who are neither German nor Spanish.",
        ),
        (
            {"column": "risk_band", "op": "eq", "value": "high"},
            "current",
            "clientes actuales con riesgo alto.",
            "current customers at high risk.",
        ),
        (
            {
                "all": [
                    {"column": "IsActiveMember", "op": "eq", "value": "0"},
                    {"column": "Exited", "op": "eq", "value": "1"},
                ]
            },
            "all",
            "clientes inactivos que abandonaron.",
            "inactive customers who left.",
        ),
        (
            {"all": [WOMAN, {**GERMANY, "op": "in", "value": ["Germany", "Spain"]}]},
            "all",
            "mujeres (alemanas o españolas).",
            "women (German or Spanish).",
        ),
        ({"not": WOMAN}, "all", "clientes que no son mujeres.", "customers who are not women."),
        ({"not": GERMANY}, "all", "clientes que no son alemanes.", "customers who are not German."),
        (
            {"column": "HasCrCard", "op": "ne", "value": "1"},
            "all",
            "clientes sin tarjeta de crédito.",
            "customers without a credit card.",
        ),
        (
            {
                "all": [
                    {"column": "Age", "op": "gt", "value": 80},
                    {**GERMANY, "op": "in", "value": ["Germany", "Spain"]},
                ]
            },
            "all",
            "clientes con edad superior a 80 años (alemanes o españoles).",
            "customers with an age over 80 years (German or Spanish).",
        ),
        (
            {"column": "ContactNotes", "op": "is_missing"},
            "all",
            "clientes sin dato de notas de contacto.",
            "customers with no known contact notes.",
        ),
    ],
)
def test_people_are_called_what_they_are(where: dict[str, Any] | None, population: str, es: str, en: str) -> None:
    data = counted(where, population)
    assert said("portfolio", data, "es") == f"Hay **96** {es}"
    assert said("portfolio", data, "en") == f"There are **96** {en}"


def test_text_is_told_as_text() -> None:
    called = {"all": [GERMANY, {"column": "Surname", "op": "eq", "value": "Smith"}]}
    assert said("portfolio", counted(called), "es") == "Hay **96** clientes alemanes que se llaman Smith."
    assert said("portfolio", counted(called), "en") == "There are **96** German customers called Smith."
    notes = {"column": "ContactNotes", "op": "contains", "value": "loan"}
    assert said("portfolio", counted(notes), "en") == "There are **96** customers with “loan” in contact notes."


def test_nobody_and_a_single_one_are_said_so() -> None:
    assert said("portfolio", counted(GERMANY, count=0), "es") == "No hay clientes alemanes."
    assert said("portfolio", counted(GERMANY, count=1), "en") == "There is **1** customer (Germany)."


def test_a_share_is_of_somebody() -> None:
    measures = [{"measure": "share", "key": "share", "where": GERMANY}]
    data = {**counted(None, "left", 2037), "measures": measures, "total": {"customers": 2037, "share": 0.39961}}
    assert said("portfolio", data, "es") == "De los 2.037 clientes que abandonaron, el **40,0 %** son alemanes."
    assert said("portfolio", data, "en") == "Of the 2,037 customers who left, **40.0%** are German."


def test_a_share_of_a_sum_is_of_the_money_and_not_of_the_people() -> None:
    measures = [{"measure": "share", "column": "Balance", "key": "share", "where": GERMANY}]
    data = {**counted(None, "all", 10_000), "measures": measures, "total": {"customers": 10_000, "share": 0.39276}}
    assert said("portfolio", data, "es") == "En saldo total, el **39,3 %** es de clientes alemanes."
    assert said("portfolio", data, "en") == "**39.3%** of the total balance is held by German customers."


@pytest.mark.parametrize(
    ("measure", "column", "es", "en"),
    [
        ("mean", "Balance", "Saldo medio", "Average balance"),
        ("mean", "Age", "Edad media", "Average age"),
        ("sum", "Balance", "Saldo total", "Total balance"),
        ("mean", "NumOfProducts", "Media de productos", "Average number of products"),
        ("min", "CreditScore", "Puntuación mínima de crédito", "Minimum credit score"),
        ("median", "Tenure", "Mediana de antigüedad", "Median tenure"),
    ],
)
def test_a_measure_agrees_with_its_noun(measure: str, column: str, es: str, en: str) -> None:
    key = f"{measure}_{column}"
    measures = [{"measure": measure, "column": column, "key": key}]
    data = {**counted(GERMANY), "measures": measures, "total": {"customers": 96, key: 3.0}}
    assert said("portfolio", data, "es", **{key: column_units(CATALOG)[column]}).startswith(f"{es}: **3")
    assert said("portfolio", data, "en", **{key: column_units(CATALOG)[column]}).startswith(f"{en}: **")


def listed(order: str, values: list[float], column: str = "Age", tied: int = 0) -> dict[str, Any]:
    rows = [
        {"rank": i, "customer_id": 100 + i, "name": f"Olsen{'abcdef'[i]}", "left": i == 1, "columns": {column: value}}
        for i, value in enumerate(values, 1)
    ]
    ranked = {"order_by": column, "order": order, "tied": tied, "population": "all"}
    return {"rows": rows, "total": 2000, "shown": len(rows), **ranked}


def test_a_list_opens_with_whoever_comes_first() -> None:
    es = said("list_customers", listed("desc", [92, 88]), "es")
    assert es.startswith("**Olsenb (101)** (ya abandonó) tiene la mayor edad: **92 años**. Los 2 primeros de 2.000")
    one = said("list_customers", listed("desc", [4], "NumOfProducts", tied=59), "en")
    assert (
        one == "**Olsenb (101)** (has left) has the most products: **4**, tied with 59 others, among 2,000 customers."
    )
    assert said("list_customers", listed("asc", [18]), "en", "who is the youngest?").startswith(
        "**Olsenb (101)** (has left) is the youngest: **18 years**"
    )
    both = said("list_customers", listed("desc", [92, 92, 88]), "es")
    assert both.startswith("**Olsenb (101)** (ya abandonó) y **Olsenc (102)** comparten la mayor edad: **92 años**.")
    many = said("list_customers", listed("asc", [0, 0, 0, 0], "Tenure", tied=403), "es")
    assert many.startswith("Menor antigüedad: **0 años**; es el valor de los 4 primeros y de otros 403.")


def test_groups_open_with_the_end_that_was_asked_for() -> None:
    rows = [{"Gender": g, "customers": n, "churn_rate": r} for g, n, r in (("Male", 60, 0.1), ("Female", 40, 0.25))]
    data = {
        "measures": [{"measure": "churn_rate", "key": "churn_rate", "unit": "share"}],
        "groups": [{"column": "Gender"}],
        "rows": rows,
        "total": {"customers": 100, "churn_rate": 0.16},
        "population": "all",
    }
    assert said("portfolio", data, "es").startswith(
        "Mayor tasa de abandono: **mujeres** (25,0 %); menor: hombres (10,0 %); diferencia: 15,0 puntos."
    )
    low = {**data, "order": "asc", "order_by": "churn_rate"}
    assert said("portfolio", low, "en").startswith(
        "Lowest churn rate: **men** (10.0%); highest: women (25.0%); difference: 15.0 points."
    )


def test_groups_by_a_count_are_told_apart_from_their_figures() -> None:
    rows = [{"NumOfProducts": p, "customers": c, "churn_rate": r} for p, c, r in ((1, 5084, 0.277), (2, 4590, 0.076))]
    grouped = {"groups": [{"column": "NumOfProducts"}], "rows": rows, "population": "all"}
    rate = {"measures": [{"measure": "churn_rate", "key": "churn_rate", "unit": "share"}]}
    count = {"measures": [{"measure": "customers", "key": "customers"}]}
    total = {"total": {"customers": 9674, "churn_rate": 0.181}}
    assert said("portfolio", {**grouped, **rate, **total}, "es").startswith(
        "Mayor tasa de abandono: **con 1 producto**, 27,7 %; menor: con 2 productos, 7,6 %; diferencia: 20,1 puntos."
    )
    assert said("portfolio", {**grouped, **count, **total}, "en").startswith(
        "Most customers: **with 1 product** (5,084 customers); "
        "fewest: with 2 products (4,590 customers); difference: 494."
    )


def test_a_mean_by_band_of_risk_is_not_taken_for_the_medium_band() -> None:
    bands = (("low", 6829, 36.2), ("medium", 824, 43.3), ("high", 310, 47.9))
    rows = [{"risk_band": band, "customers": count, "mean_Age": age} for band, count, age in bands]
    measures = [{"measure": "mean", "column": "Age", "key": "mean_Age"}]
    data = {"measures": measures, "groups": [{"column": "risk_band"}], "rows": rows, "population": "current"}
    data |= {"total": {"customers": 7963, "mean_Age": 37.41}}
    assert said("portfolio", data, "es", mean_Age="years").startswith("Mayor edad media: **nivel de riesgo alto**")


@pytest.mark.parametrize(
    ("changes", "before", "es", "en"),
    [
        (
            {"IsActiveMember": "0"},
            {"IsActiveMember": "1"},
            "Si Hill (7) pasara de activo a inactivo, su riesgo subiría de",
            "If Hill (7) went from active to inactive, the risk would rise from",
        ),
        (
            {"HasCrCard": "0", "NumOfProducts": 1},
            {"HasCrCard": "1", "NumOfProducts": 2},
            "Si Hill (7) no tuviera tarjeta de crédito (ahora sí) y tuviera 1 producto (ahora 2), su",
            "If Hill (7) did not have a credit card (now yes) and had 1 product (now 2), the",
        ),
        (
            {"Geography": "Spain", "Age": 50},
            {"Geography": "Spain", "Age": 41},
            "Si Hill (7) tuviera como país España (como ahora) y tuviera una edad de 50 años (ahora 41 años), su",
            "If Hill (7) had Spain as country (as now) and had an age of 50 years (now 41 years), the",
        ),
    ],
)
def test_a_what_if_is_a_sentence(changes: dict[str, Any], before: dict[str, Any], es: str, en: str) -> None:
    risks = {"baseline": 0.181, "probability": 0.292, "band": "medium"}
    data = {"customer_id": 7, "name": "Hill", "left": False, **risks, "changes": changes, "before": before}
    assert said("what_if", data, "es").startswith(es)
    assert said("what_if", data, "en").startswith(en)


def test_a_proposal_opens_the_reply() -> None:
    option = {"changes": {"NumOfProducts": 2}, "before": {"NumOfProducts": 1}, "probability": 0.2, "risk_lowered": 0.6}
    data = {"customer_id": 7, "name": "Hill", "left": False, "probability": 0.8, "band": "high", "options": [option]}
    assert said("retention_options", data, "es") == (
        "Mejor propuesta para **Hill (7)**: que tenga 2 productos (ahora 1); "
        "su riesgo bajaría de 80,0 % (alto) a **20,0 %**."
    )


def test_of_many_of_one_name_it_says_how_many_are_shown() -> None:
    told = {"Age": 30, "Geography": "Germany"}
    choices = [{"customer_id": i, "name": "Smith", "left": False, "columns": told} for i in range(10)]
    data = {"status": "ambiguous", "name_asked": "Smith", "match": "exact", "choices": choices, "total": 32}
    assert (
        said("find_customers", data, "es")
        == "Hay 32 clientes que se llaman «Smith». Se muestran 10 de 32. ¿Cuál busca?"
    )


def test_columns_of_figures_stand_to_the_right_and_texts_to_the_left() -> None:
    cells = [["5,05 años", "-46,0 puntos", "€1,234.50", "30–39", "$40K - $60K", "CC-1", "23 de mayo de 2026", "< 30"]]
    marks = Namer("es", CATALOG).table(["x"] * 8, cells).splitlines()[1]
    assert marks == "| ---: | ---: | ---: | ---: | --- | --- | --- | ---: |"


@pytest.mark.parametrize(
    ("name", "feminine", "plural"),
    [
        ("saldo", False, False),
        ("edad", True, False),
        ("puntuación de crédito", True, False),
        ("país", False, False),
        ("meses como cliente", False, True),
        ("operaciones", True, True),
        ("día de pago", False, False),
        ("importe total", False, False),
        ("tipo de interés", False, False),
        ("personas a cargo", True, True),
    ],
)
def test_gender_and_number_come_from_the_ending(name: str, feminine: bool, plural: bool) -> None:
    assert (grammar.feminine(name), grammar.plural(name)) == (feminine, plural)


def test_ids_are_known_in_any_usual_spelling() -> None:
    for written in ("cc-51489", "CC 51489", "cc51489", "Cc_51489"):
        assert "CC-51489" in spellings(written)
    assert missing(["cc 51489", "CC-2"], [{"CustomerId": "CC-51489"}], CATALOG) == ["CC-2"]
