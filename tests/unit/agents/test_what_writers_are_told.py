"""Writers know the bank's currency, what its columns and values are called, the day, who asks and what they may see."""

import pytest

from agents.moa.brief import Asking, Brief
from agents.moa.prompts import writing_messages
from agents.roster import Role
from db.catalog import read_catalog

ROLES: tuple[Role, ...] = ("risk_analyst", "retention_strategist", "sceptic", "aggregator")


def _told(role: Role, currency: str = "EUR") -> tuple[str, str]:
    """The system message and the user's, as a writer of that role gets them."""
    catalog = read_catalog().model_copy(update={"currency": currency})
    asking = Asking(today="2026-11-28", role="a relationship manager", sees="a portfolio of 120 customers")
    brief = Brief(question="¿Qué riesgo tiene Hill?", language="es", asking=asking)
    system, human = writing_messages(role, brief, nonce="n", catalog=catalog)
    return str(system.content), str(human.content)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("currency", "sign"), [("EUR", "€"), ("USD", "$"), ("GBP", "£")])
def test_the_banks_own_currency_and_no_other(role: Role, currency: str, sign: str) -> None:
    system, _ = _told(role, currency)
    assert f"All amounts are in {currency}; write {sign}, no other currency." in system


@pytest.mark.parametrize("role", ROLES)
def test_columns_and_values_by_their_names_in_both_languages(role: Role) -> None:
    system, _ = _told(role)
    assert "Geography = país / country (France = Francia / France, Germany = Alemania / Germany" in system
    assert 'In FACTS "value" is Balance (saldo / balance)' in system


@pytest.mark.parametrize("role", ROLES)
def test_the_day_who_asks_and_what_they_see(role: Role) -> None:
    _, human = _told(role)
    assert '"today":"2026-11-28"' in human
    assert '"asked_by":"a relationship manager"' in human
    assert '"sees":"a portfolio of 120 customers"' in human
    assert human.rstrip().endswith("in Spanish.")
