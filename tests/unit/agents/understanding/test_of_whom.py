"""Of whom a figure is asked, which part of them, and in which order: families of sentences that say it."""

from itertools import product

import pytest

from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation
from tests.crossed import crossed
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
OTHER = {"left": "current", "current": "left"}


def planned(question):
    return PLANNER.next_calls(Conversation(question))


def only(question):
    (call,) = planned(question)
    return call


FIGURES = {
    "es": ["saldo medio", "suma de saldo por país", "edad media por género"],
    "en": ["average balance", "total balance by country", "average age by gender"],
}
PEOPLE = {
    "es": {"los que se fueron": "left", "los que ya se fueron": "left", "los que se quedaron": "current"},
    "en": {"those who left": "left", "customers who left": "left", "those who stayed": "current"},
}
LEFT_OUT = {
    "es": ["excluyendo a {}", "sin contar a {}", "deja fuera a {}", "filtrando a {} para dejarlos fuera"],
    "en": ["excluding {}", "leave out {}", "filtering out {}", "without counting {}"],
}


def excluded():
    for language in FIGURES:
        for figure, (people, who), form in crossed(
            FIGURES[language], list(PEOPLE[language].items()), LEFT_OUT[language], times=3
        ):
            yield f"{figure}, {form.format(people)}", who


@pytest.mark.parametrize(("question", "who"), list(excluded()))
def test_who_is_left_out_is_not_who_is_meant(question, who):
    call = only(question)
    assert call.tool in OPEN or call.arguments.get("population") == OTHER[who]


@pytest.mark.parametrize("question", [q for q, _ in excluded() if "se fueron" in q or "who left" in q])
def test_without_those_who_left_is_understood(question):
    assert only(question).arguments.get("population") == "current"


STILL = ["todavía cliente", "aún cliente", "todavía clientes", "aún clientes"]


@pytest.mark.parametrize("still", STILL)
def test_still_a_customer_is_a_condition(still):
    asked = only(f"order by saldo desc limit 7, where España y {still}").arguments
    assert (asked["population"], asked["order_by"], asked["limit"]) == ("current", "Balance", 7)


RANKS = ["below the 25th percentile of {}", "above the 90th percentile of {}", "under the 10th percentile of {}"]


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize(("column", "who"), product(["credit score", "balance", "age"], ["that left", "who stayed"]))
def test_a_percentile_is_one_of_the_whole_bank_for_a_share_too(rank, column, who):
    asked = only(f"of those {who}, what share is {rank.format(column)}?").arguments
    assert asked.get("population") is None
    assert asked["where"] == {"column": "Exited", "op": "eq", "value": "1" if "left" in who else "0"}


WHOLES = {
    "es": ["Los inactivos de más de 50", "Los alemanes sin tarjeta", "Las mujeres de Francia con dos productos"],
    "en": ["Over-fifties that are not active", "Germans without a card", "Women in France with two products"],
}
STRANGE = {
    "es": ["nos ghosteó", "nos bochicheó", "nos trastabulló"],
    "en": ["chucked us", "ditched us", "bamboozled us"],
}


@pytest.mark.parametrize(
    ("whole", "verb", "language"),
    [(w, v, lang) for lang in WHOLES for w, v in product(WHOLES[lang], STRANGE[lang])],
)
def test_a_strange_verb_of_what_percent_is_asked_about(whole, verb, language):
    asks = {"es": "¿qué porcentaje de ellos {}?", "en": "what percent of them {}?"}[language].format(verb)
    assert all(call.tool in OPEN for call in planned(f"{whole}: {asks}"))


@pytest.mark.parametrize("years", ["diez", "ocho", "dos"])
@pytest.mark.parametrize("aside", [", que se supone son los más fieles...", "..."])
def test_who_stayed_is_the_part_that_is_asked(years, aside):
    asked = only(f"Los de {years} años con nosotros{aside} ¿qué porcentaje se quedó?").arguments
    assert asked.get("population") is None
    assert asked["where"]["column"] == "Tenure"


COLUMNS = {"es": {"saldo": "Balance", "puntaje": "CreditScore"}, "en": {"balance": "Balance", "age": "Age"}}
ENDS = {
    "es": {", por {}, el más bajo primero": "asc", ", por {}, el más alto primero": "desc"},
    "en": {
        ", lowest {} at the top": "asc",
        ", highest {} first": "desc",
        ", lowest {} first": "asc",
        ", highest {} at the top": "desc",
    },
}
LISTS = {
    "es": ["Muéstrame los que tenían cuatro productos en España", "Clientes de España con cuatro productos"],
    "en": ["Everybody in Spain with four products", "Customers in Spain with four products"],
}


@pytest.mark.parametrize(
    ("people", "column", "end", "language"),
    [
        (p, c, e, lang)
        for lang in LISTS
        for p, c, e in crossed(LISTS[lang], list(COLUMNS[lang]), list(ENDS[lang]), times=2)
    ],
)
def test_which_end_comes_first_is_an_order_of_a_list(people, column, end, language):
    call = only(people + end.format(column))
    told = (call.tool, call.arguments.get("order_by"), call.arguments.get("order"))
    assert told == ("list_customers", COLUMNS[language][column], ENDS[language][end])


@pytest.mark.parametrize("verb", ["rank", "sort"])
@pytest.mark.parametrize(
    ("by", "tool", "column"),
    [
        ("predicted risk", "watch_list", "probability"),
        ("risk", "watch_list", "probability"),
        ("balance", "list_customers", "Balance"),
        ("age", "list_customers", "Age"),
    ],
)
def test_people_ranked_by_a_number_are_a_list(verb, by, tool, column):
    call = only(f"{verb} active German customers by {by}, give me the top 10")
    assert (call.tool, call.arguments["order_by"], call.arguments["limit"]) == (tool, column, 10)


def test_groups_ranked_by_a_figure_stay_groups():
    assert only("rank the countries by churn rate").arguments["groups"] == [{"column": "Geography"}]


BETTER = {
    "es": ["¿quién tiene mejor {} en promedio, los hombres o las mujeres?", "¿quién anda mejor de {} en promedio, "
           "los hombres o las mujeres?"],
    "en": ["who has the better {} on average, men or women?", "who's got the better {} on average, the men or the "
           "women?"],
}  # fmt: skip
WHERE = {"es": ["", "En Francia, "], "en": ["", "In France, "]}
SCORES = {"es": ["puntaje de crédito", "saldo"], "en": ["credit score", "balance"]}


@pytest.mark.parametrize(
    "question",
    [
        where + asked.format(column)
        for lang in BETTER
        for where, asked, column in product(WHERE[lang], BETTER[lang], SCORES[lang])
    ],
)
def test_who_is_better_of_two_compares_them(question):
    call = only(question)
    groups = call.arguments["groups"]
    assert groups == [{"column": "Gender"}] or len(groups) == 2


RETENTION = {
    "es": ["retención {}", "tasa de retención {}", "¿cuál es la retención {}?", "¿cuánto es nuestra retención {}?"],
    "en": ["retention {}", "retention rate {}", "what is our retention {}?", "how high is the retention {}?"],
}
OF = {
    "es": ["por país", "en Francia", "de las mujeres", "de los clientes con tarjeta"],
    "en": ["by country", "in France", "of women", "among customers with a card"],
}


def measures(call):
    return [m.get("where", m).get("column", m["measure"]) for m in call.arguments.get("measures", ())]


@pytest.mark.parametrize(
    "question", [form.format(of) for lang in RETENTION for form, of in product(RETENTION[lang], OF[lang])]
)
def test_retention_by_itself_is_a_rate(question):
    call = only(question)
    assert call.tool == "portfolio"
    assert measures(call) in (["Exited"], ["retention_rate"])


@pytest.mark.parametrize("question", ["opciones de retención para 15634602", "retention options for 15634602"])
def test_what_is_done_to_keep_somebody_is_no_rate(question):
    assert only(question).tool == "retention_options"
