"""How one thing goes with another, who leaves, what a usual customer is: asked in free words, answered by figures."""

from functools import lru_cache

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from agents.understanding.rewording.relations import Relations
from db.catalog import NUMERIC
from tests.unit.agents.understanding.test_families import CATALOGS as BANKS

ASKED = {
    "es": [
        "¿Qué relación hay entre {x} y {y}?",
        "¿Cómo afecta {x} a {y}?",
        "¿influye {x} en {y}?",
        "¿Cuál es el efecto de {x} sobre {y}?",
        "¿cómo cambia {y} según {x}?",
    ],
    "en": [
        "What's the relation between {x} and {y}?",
        "is there any link between {y} and {x}?",
        "How does {x} affect {y}?",
        "What is the impact of {x} on {y}?",
        "how does {y} vary with {x}?",
    ],
}
LEAVING = {"es": ("el abandono", "churn_rate"), "en": ("churn", "churn_rate")}
RISK = {"es": ("el riesgo", "mean_risk"), "en": ("the risk", "mean_risk")}


@lru_cache
def planner(bank: str) -> Planner:
    return Planner(Lexicon(BANKS[bank]))


def call(bank: str, message: str) -> Call:
    (only,) = planner(bank).next_calls(Conversation(message))
    return only


def plain_columns(bank: str) -> list[str]:
    catalog = BANKS[bank]
    roles = {catalog.id, catalog.name, catalog.owner, catalog.label.column}
    kinds = {*NUMERIC, "category", "flag"}
    return [c.name for c in catalog.columns.values() if c.name not in roles and c.kind in kinds]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("bank", list(BANKS))
def test_a_column_beside_leaving_or_the_risk_is_the_rate_by_that_column(bank: str, language: str) -> None:
    for i, column in enumerate(plain_columns(bank)):
        names = BANKS[bank].columns[column].names
        name = names.shown("es" if language == "es" else "en")
        y, measure = (LEAVING if i % 2 else RISK)[language]
        message = ASKED[language][i % len(ASKED[language])].format(x=name, y=y)
        found = call(bank, message)
        assert found.tool == "portfolio", (message, found)
        assert found.arguments["measures"] == [{"measure": measure}], message
        assert [group["column"] for group in found.arguments["groups"]] == [column], message


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_else_the_message_says_still_restricts(language: str) -> None:
    where = {"es": " en Alemania", "en": " in Germany"}[language]
    for pattern in ASKED[language]:
        message = pattern.format(x={"es": "la edad", "en": "age"}[language], y=LEAVING[language][0]).rstrip("?") + where
        assert call("bank", message).arguments["where"] == {"column": "Geography", "op": "eq", "value": "Germany"}, (
            message
        )


@pytest.mark.parametrize(
    ("message", "column"),
    [
        ("are older customers riskier?", "Age"),
        ("do younger clients churn more?", "Age"),
        ("¿los clientes más jóvenes se van más?", "Age"),
        ("¿abandonan más los clientes más antiguos?", "Tenure"),
        ("does being active affect churn?", "IsActiveMember"),
        ("¿influye tener tarjeta de crédito en el abandono?", "HasCrCard"),
    ],
)
def test_adjectives_and_flags_stand_for_their_column(message: str, column: str) -> None:
    found = call("bank", message)
    assert found.arguments["measures"] == [{"measure": "churn_rate"}]
    assert found.arguments["groups"] == [{"column": column}]


@pytest.mark.parametrize(
    "message",
    [
        "what do leavers look like?",
        "profile of customers who leave",
        "what kind of people leave?",
        "¿Cómo es el cliente típico que se va?",
        "¿qué perfil tienen los que se van?",
        "¿qué tipo de clientes se nos van?",
    ],
)
def test_who_leaves_is_told_beside_who_stays(message: str) -> None:
    found = call("bank", message)
    assert [group["column"] for group in found.arguments["groups"]] == ["Exited"]
    assert len(found.arguments["measures"]) > 3


@pytest.mark.parametrize(
    "message",
    [
        "churn rate by age",
        "how many customers over 60 left?",
        "who should I call first?",
        "what affects customer 15647311?",
        "¿cuál es el saldo medio?",
        "explain the risk of 15647311",
        "compare France and Spain",
        "list those who left by balance",
    ],
)
def test_other_questions_stay_as_they_are_written(message: str) -> None:
    relations = Relations(BANKS["bank"])
    assert relations.plain(message, "en") == message
    assert relations.plain(message, "es") == message


@pytest.mark.parametrize(
    ("message", "column", "order"),
    [
        ("which country is doing worst?", "Geography", "desc"),
        ("which gender does best?", "Gender", "asc"),
        ("¿qué país va peor?", "Geography", "desc"),
        ("¿en qué género nos va mejor?", "Gender", "asc"),
    ],
)
def test_the_worst_group_is_the_one_that_loses_most(message: str, column: str, order: str) -> None:
    found = call("bank", message)
    assert found.arguments["measures"] == [{"measure": "churn_rate"}]
    assert [group["column"] for group in found.arguments["groups"]] == [column]
    assert found.arguments["order"] == order


@pytest.mark.parametrize("message", ["who is safe?", "¿quién no corre peligro?", "¿quiénes no están en riesgo?"])
def test_who_is_safe_is_whose_risk_is_lowest(message: str) -> None:
    found = call("bank", message)
    assert (found.tool, found.arguments["order_by"], found.arguments["order"]) == (
        "list_customers",
        "probability",
        "asc",
    )


def test_what_to_do_about_leaving_is_what_drives_it_or_whom_to_call_there() -> None:
    assert call("bank", "how can we reduce churn?").tool == "model_report"
    assert call("bank", "¿cómo podemos reducir el abandono?").tool == "model_report"
    there = call("bank", "what can I do about churn in Germany?")
    assert there.tool == "watch_list"
    assert there.arguments["where"] == {"column": "Geography", "op": "eq", "value": "Germany"}
