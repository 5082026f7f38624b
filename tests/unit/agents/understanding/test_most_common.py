"""The most common value of a column; money at stake against a column; what leads to a question beside who asks it."""

import pytest

from tests.unit.agents.understanding.test_families import EVERY, call, named, of_kind

COMMON = {
    "en": [
        "what is the most common {}?",
        "which {} is the most frequent?",
        "among leavers, which {} is the commonest?",
    ],
    "es": [
        "¿cuál es {} más frecuente?",
        "¿qué {} es más habitual?",
        "entre los que se fueron, ¿qué {} es la más común?",
    ],
}
AGAINST = {
    "en": ["how many customers keep more in the bank than their {}?", "how many have more in the account than {}?"],
    "es": ["¿cuántos clientes tienen en el banco más que {}?", "¿cuántos tienen en la cuenta más de {}?"],
}
ASKERS = {
    "en": [
        "Mr Quill, our auditor, wants {}",
        "Our director, Mrs Stamp, wishes to know {} before she goes into her meeting.",
    ],
    "es": ["Don Severino, el auditor, quiere {}", "La directora, doña Aurelia, desea conocer {} antes de su reunión."],
}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_most_common_value_is_that_of_most_customers(name, language):
    for column in of_kind(name, "integer", "category"):
        for wording in COMMON[language]:
            told = call(name, wording.format(named(column, language))).arguments
            assert told["measures"] == [{"measure": "customers"}], wording
            assert [group["column"] for group in told["groups"]] == [column.name], wording
            assert told.get("order", "desc") == "desc", wording
            assert (told.get("population") == "left") == ("leavers" in wording or "fueron" in wording)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_money_at_stake_against_a_column(name, language):
    for column in of_kind(name, "money"):
        if column.name == "Balance":
            continue
        for wording in AGAINST[language]:
            told = call(name, wording.format(named(column, language))).arguments
            assert told["where"] == {"column": "Balance", "op": "gt", "value": {"column": column.name}}, wording


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_who_asks_is_nobody_who_is_looked_up(name, language):
    for column in of_kind(name, "category"):
        said = {"en": "the churn rate by {}", "es": "la tasa de abandono por {}"}[language].format(
            named(column, language)
        )
        for wording in ASKERS[language]:
            told = call(name, wording.format(said))
            assert told.tool == "portfolio", wording
            assert told.arguments["measures"] == [{"measure": "churn_rate"}], wording
            assert [group["column"] for group in told.arguments["groups"]] == [column.name], wording
