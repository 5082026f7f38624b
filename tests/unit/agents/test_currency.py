"""Amounts in another currency than the bank's are never let through, however they are written."""

import pytest

from agents.grounding.checker import Checker
from agents.moa.aggregator import read_all
from tests.unit.agents.facts_at_hand import CATALOG, WATCH

EN = {
    "EUR": ("€104,325", "104,325 €", "EUR 104,325", "104,325 euros"),
    "USD": ("$104,325", "US$104,325", "USD 104,325", "104,325 USD", "104,325 dollars"),
    "GBP": ("£104,325", "GBP 104,325", "104,325 pounds"),
    "CAD": ("C$104,325", "CA$104,325"),
    "MXN": ("MX$104,325", "104,325 MXN"),
    "HKD": ("HK$104,325", "NT$ 104,325"),
}
ES = {
    "EUR": ("104.325 €", "104.325 euros", "104.325 EUR"),
    "USD": ("104.325 $", "104.325 dólares", "104.325 USD"),
    "GBP": ("104.325 £", "104.325 libras", "104.325 GBP"),
}
ROWS = [(code, said, "en") for code, forms in EN.items() for said in forms]
ROWS += [(code, said, "es") for code, forms in ES.items() for said in forms]


@pytest.mark.parametrize("banks", ["EUR", "USD", "GBP"])
@pytest.mark.parametrize(("code", "said", "language"), ROWS)
def test_only_the_banks_own_currency_is_borne_out(banks: str, code: str, said: str, language: str) -> None:
    catalog = CATALOG.model_copy(update={"currency": banks})
    checker = Checker([WATCH], question="q", language=language, catalog=catalog)  # type: ignore[arg-type]
    opening = "Hargrave has a value at risk of" if language == "en" else "Hargrave tiene un valor en riesgo de"
    verdict = read_all(checker, f"{opening} {said}.")
    assert bool(verdict.unsupported) == (code != banks), verdict
