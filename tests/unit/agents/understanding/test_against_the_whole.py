"""A group compared with everybody is told with everybody beside it, and only where the reply holds that figure."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
WHOLES = {
    "es": ["comparada con la media", "frente al banco", "respecto a la media del banco", "en comparación con el total"],
    "en": [
        "compared with the average",
        "versus the bank",
        "against the whole portfolio",
        "relative to the overall average",
    ],
}
RATES = {
    "es": ["tasa de abandono de los alemanes", "riesgo medio de las mujeres", "saldo medio de las mujeres"],
    "en": ["churn rate of Germans", "average risk of women", "average balance of women"],
}
GROUPS = {
    "es": ["cómo van los alemanes", "los clientes alemanes"],
    "en": ["how are the Germans doing", "German customers"],
}
NOT_TOLD = {"es": ["saldo total de las mujeres"], "en": ["total balance of women", "median age of Germans"]}


def calls(question: str) -> list[Call]:
    return PLANNER.next_calls(Conversation(question, questions=(question,)))


def family(heads: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [pair for language in heads for pair in product(heads[language], WHOLES[language])]


@pytest.mark.parametrize(("rate", "whole"), family(RATES))
def test_a_rate_beside_the_whole_is_the_rate_of_the_group(rate, whole):
    assert calls(f"{rate} {whole}") == calls(rate)


@pytest.mark.parametrize(("group", "whole"), family(GROUPS))
def test_a_group_beside_the_whole_is_summed_up(group, whole):
    (call,) = calls(f"{group} {whole}")
    assert call.arguments["where"] == {"column": "Geography", "op": "eq", "value": "Germany"}
    assert {"measure": "churn_rate"} in call.arguments["measures"]


@pytest.mark.parametrize(
    ("figure", "whole"), [(figure, WHOLES[lang][0]) for lang in NOT_TOLD for figure in NOT_TOLD[lang]]
)
def test_a_figure_whose_whole_is_not_told_asks_back(figure, whole):
    assert [call.tool for call in calls(f"{figure} {whole}")] == ["ask_back"]
