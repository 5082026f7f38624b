"""Words that lead to a question, place the bank, or set groups apart: families of sentences, each as its plain form."""

from itertools import product

import pytest

from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()


def planned(question):
    return PLANNER.next_calls(Conversation(question))


def only(question):
    (call,) = planned(question)
    return call.arguments


HEADS = {
    "es": [
        "¿Tendría la bondad de decirme",
        "Tenga la amabilidad de indicarme",
        "Le agradecería que me indicase",
        "Sírvase facilitarme",
        "Creo que me han pedido",
        "Sería tan amable de calcularme",
    ],
    "en": [
        "Would you be so good as to tell me",
        "Might I trouble you to give me",
        "Kindly state",
        "I believe somebody requested of me",
        "It would be splendid if you could show me",
    ],
}
ASKED = {
    "es": ["el saldo medio en Francia", "la tasa de abandono por país", "la edad media de los que se fueron"],
    "en": ["the average balance in France", "the churn rate by country", "the average age of those who left"],
}


@pytest.mark.parametrize(("head", "asked"), [pair for lang in HEADS for pair in product(HEADS[lang], ASKED[lang])])
def test_what_leads_to_a_question_changes_nothing(head, asked):
    assert planned(f"{head} {asked}") == planned(asked)


@pytest.mark.parametrize(
    "question",
    [
        "los que me han pedido préstamo, ¿cuántos son?",
        "those who rang about a mortgage, how many are they?",
        "de los que coleccionan sellos, ¿cuántos hay en Francia?",
        "¿cuántos clientes que viven solos hay en Alemania?",
        "how many of the customers that complained to me are German?",
    ],
)
def test_who_is_meant_is_no_lead(question):
    assert all(call.tool in OPEN for call in planned(question))


JOINED = {
    "¿cuántas mujeres que residen en Francia hay?": "¿cuántas mujeres hay en Francia?",
    "saldo medio de los que viven en España": "saldo medio en España",
    "average age of people that live in Spain": "average age in Spain",
    "¿cuántos de los que tienen la cuenta a cero son alemanes?": "¿cuántos alemanes tienen saldo cero?",
}


@pytest.mark.parametrize(("question", "plain"), JOINED.items())
def test_a_verb_that_joins_what_is_told_restricts_nothing(question, plain):
    assert planned(question) == planned(plain)


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("how many have been with us over 5 years?", "Tenure"),
        ("¿cuántos llevan con nosotros más de cinco años?", "Tenure"),
        ("how many keep over 100,000 with us?", "Balance"),
        ("¿cuántos guardan con nosotros más de 100.000 euros?", "Balance"),
        ("¿cuántos tienen más de 2 productos con nosotros?", "NumOfProducts"),
        ("¿hay mucha gente de más de 70 años en el banco, cuántos son?", "Age"),
        ("how many people over 70 are there with us?", "Age"),
    ],
)
def test_with_us_is_a_stretch_of_time_only_beside_one(question, column):
    assert only(question)["where"]["column"] == column


@pytest.mark.parametrize("place", ["with us", "at the bank", "with the bank"])
@pytest.mark.parametrize("times", ["twice", "half", "three times"])
def test_money_kept_with_us_is_the_balance(place, times):
    node = only(f"how many customers keep more than {times} their salary {place}?")["where"]
    assert (node["column"], node["value"]["column"]) == ("Balance", "EstimatedSalary")


@pytest.mark.parametrize(
    "question",
    [
        "how many women over 50 have we still got in Spain?",
        "how many women over 50 we've still got in Spain",
        "how many women over 50 are still with us in Spain?",
        "¿cuántas mujeres de más de 50 años siguen con nosotros en España?",
    ],
)
def test_whom_we_still_have_are_current(question):
    arguments = only(question)
    assert arguments["population"] == "current"
    assert len(arguments["where"]["all"]) == 3


@pytest.mark.parametrize(
    "question",
    [
        "churn by country, split men and women",
        "churn by country, men and women separately",
        "el abandono por país, con hombres y mujeres por separado",
        "la tasa de abandono por país, separando hombres y mujeres",
    ],
)
def test_every_value_of_a_column_sets_groups_apart(question):
    arguments = only(question)
    assert arguments["groups"] == [{"column": "Geography"}, {"column": "Gender"}]
    assert not arguments.get("where")


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("¿cuántos hombres y cuántas mujeres tenemos en España?", "Geography"),
        ("how many men and how many women have a card?", "HasCrCard"),
        ("dime cuántas mujeres y cuántos hombres mayores de 60 hay", "Age"),
    ],
)
def test_what_stands_behind_the_last_value_holds_for_all(question, where):
    arguments = only(question)
    assert arguments["groups"] == [{"column": "Gender"}]
    assert where in str(arguments["where"])


@pytest.mark.parametrize(
    "question",
    [
        "List German women who are still here, by balance",
        "show me the German women who are still here, by balance",
        "Dame las alemanas que siguen, por saldo",
    ],
)
def test_people_who_are_listed_by_a_column_are_in_its_order(question):
    (call,) = planned(question)
    assert (call.tool, call.arguments["order_by"], call.arguments["order"]) == ("list_customers", "Balance", "desc")
    assert call.arguments["population"] == "current"


@pytest.mark.parametrize(
    "question", ["¿cuántas personas de 30 a 40 años tienen saldo cero?", "people of 30 to 40 years with zero balance?"]
)
def test_a_unit_keeps_its_number_from_the_column_behind_it(question):
    columns = {node["column"]: node["value"] for node in only(question)["where"]["all"]}
    assert columns == {"Age": [30, 40], "Balance": 0}


def test_a_customer_who_leaves_is_one_who_left():
    arguments = only("What's the typical age of a customer who leaves?")
    assert arguments["measures"] == [{"measure": "mean", "column": "Age"}]
    assert arguments["population"] == "left"


SURROUNDED = {
    "es": [
        "Para una tabla de la campaña, {}",
        "{}, para la reunión del jueves",
        "Necesito para el boletín interno {}",
        "señora no me cuelgue, {}",
        "A las diez entra la directora, {}",
        "Entro en una reunión en dos minutos, {}",
        "{}, buen hombre",
    ],
    "en": [
        "For a campaign slide, {}",
        "{}, for my training sheet",
        "At nine I have the auditors in, {}",
        "Walking into a meeting in two minutes, {}",
        "{}, good man",
        "Sir, {}",
    ],
}


@pytest.mark.parametrize(
    ("around", "asked"), [pair for lang in SURROUNDED for pair in product(SURROUNDED[lang], ASKED[lang])]
)
def test_what_stands_around_a_question_changes_nothing(around, asked):
    assert planned(around.format(asked)) == planned(asked)


@pytest.mark.parametrize(
    "question",
    [
        "average balance for pensioners",
        "saldo medio para jubilados",
        "churn rate for customers on the press list",
        "the churn rate for people in the sales team",
        "lady of 45 in Germany with two products, what risk?",
    ],
)
def test_people_after_for_and_their_numbers_are_not_passed_over(question):
    assert all(call.tool in OPEN for call in planned(question))


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué parte del saldo total tienen los alemanes?",
        "what share of total deposits sits in Germany?",
        "what percentage of the total balance do the Germans hold?",
    ],
)
def test_a_part_of_a_sum(question):
    germans = {"column": "Geography", "op": "eq", "value": "Germany"}
    assert only(question)["measures"] == [{"measure": "share", "column": "Balance", "where": germans}]


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("lost customers who held more than 200k, largest first", ("Balance", "desc")),
        ("clientes perdidos con saldo superior a 200.000, de mayor a menor", ("Balance", "desc")),
        ("list French customers over 60, youngest first", ("Age", "asc")),
    ],
)
def test_a_direction_alone_is_of_the_number_that_is_told(question, order):
    arguments = only(question)
    assert (arguments["order_by"], arguments["order"]) == order


@pytest.mark.parametrize("verb", ["volaron", "rajaron", "largaron", "piraron", "escaparon"])
def test_whoever_does_something_to_us_by_going_left(verb):
    arguments = only(f"cuántos llevan menos de 2 años en el banco y ya se nos {verb}")
    assert (arguments["where"]["column"], arguments["population"]) == ("Tenure", "left")


@pytest.mark.parametrize(
    "question",
    [
        "¿Cómo va el abandono en el 10 % de clientes con más saldo?",
        "how is churn among the 10 % of customers with the highest balance?",
    ],
)
def test_how_a_figure_is_going_is_the_figure(question):
    arguments = only(question)
    assert arguments["measures"] == [{"measure": "churn_rate"}]
    assert arguments["where"]["value"]["stat"] == "p90"


def test_or_more_before_a_relative_pronoun():
    arguments = only("cuantos hay con 3 productos o mas que todavia esten con nosotros")
    assert arguments["where"] == {"column": "NumOfProducts", "op": "ge", "value": 3}
    assert arguments["population"] == "current"


@pytest.mark.parametrize(
    "question",
    [
        "Un consejero siempre pregunta por Portugal: ¿qué tasa de abandono tenemos allí?",
        "One director always asks about Italy: what's our churn rate there?",
    ],
)
def test_a_place_that_is_pointed_back_to_is_no_aside(question):
    assert all(call.tool in OPEN for call in planned(question))


@pytest.mark.parametrize("ours", ["en la casa", "en esta entidad", "con nosotros"])
def test_what_people_call_their_bank_is_us(ours):
    assert planned(f"¿cuántos llevan más de 5 años {ours}?") == planned("¿cuántos llevan más de 5 años?")


@pytest.mark.parametrize(
    ("question", "measure", "column"),
    [
        ("top countries by balance", "mean", "Geography"),
        ("rank the countries by average balance", "mean", "Geography"),
        ("ordena los países por saldo", "mean", "Geography"),
        ("rank the genders by churn rate", "churn_rate", "Gender"),
    ],
)
def test_groups_are_ranked_by_a_figure_of_theirs(question, measure, column):
    arguments = only(question)
    assert (arguments["measures"][0]["measure"], arguments["order"]) == (measure, "desc")
    assert arguments["groups"] == [{"column": column}]


@pytest.mark.parametrize("joined", ["ordénelos", "ordénamelos", "ordénenlos"])
def test_pronouns_joined_to_a_verb_are_taken_off(joined):
    (call,) = planned(f"Clientes vigentes con tres productos en España: {joined} por riesgo, de mayor a menor.")
    assert call.tool in {"list_customers", "watch_list"}
    assert call.arguments["order_by"] == "probability"


def test_values_set_side_by_side_are_groups():
    arguments = only("French and German churn side by side")
    assert arguments["groups"] == [{"column": "Geography"}]


@pytest.mark.parametrize("told", ["How many meet all four conditions?"])
def test_conditions_that_a_message_counts_itself(told):
    arguments = only(f"Current customers, balance of at least 100,000, inactive, without a card. {told}")
    assert arguments["population"] == "current"
    assert len(arguments["where"]["all"]) == 3


def test_the_status_beside_a_number_of_people_is_kept():
    arguments = only("the ten current customers with the lowest estimated salary, ascending")
    assert (arguments["population"], arguments["limit"], arguments["order"]) == ("current", 10, "asc")
