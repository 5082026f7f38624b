from typing import Any

from app.chat.cards import card, card_title
from db.catalog import Catalog
from tools.facts import Fact


def fact(catalog: Catalog, **more: Any) -> Fact:
    columns = dict.fromkeys(catalog.columns)
    columns |= {"CustomerId": 15634602, "Surname": "O'Hara | [x](http://y)", "Geography": "Germany", "Balance": 1234.5}
    columns |= {"Age": 42, "HasCrCard": "1"}
    data = {"customer_id": 15634602, "name": "O'Hara", "left": False, "columns": columns, "probability": 0.4321}
    data |= {"band": "medium", "value_at_risk": 533.5, **more}
    return Fact(id="F1", tool="customer_card", arguments={"customer_id": "15634602"}, data=data)


def test_a_card_says_risk_in_words_and_formats_as_its_language_does(catalog: Catalog) -> None:
    spanish, english = card(fact(catalog), catalog, "es"), card(fact(catalog), catalog, "en")
    assert spanish is not None
    assert english is not None
    assert "43,2" in spanish
    assert "medio" in spanish
    assert "1.234,50" in spanish
    assert "Alemania" in spanish
    assert "43.2%" in english
    assert "1,234.50" in english
    assert "Germany" in english
    assert card_title(fact(catalog), catalog, "es") == "Ficha · O'Hara 15634602"


def test_text_of_the_bank_stays_text(catalog: Catalog) -> None:
    shown = card(fact(catalog), catalog, "en")
    assert shown is not None
    assert "](http" not in shown
    assert "\\|" in shown


def test_somebody_who_left_is_said_to_have_left(catalog: Catalog) -> None:
    shown = card(fact(catalog, left=True, value_at_risk=None), catalog, "en")
    assert shown is not None
    assert "Has left the bank" in shown
    assert "Value at risk" not in shown


def test_nobody_found_has_no_card(catalog: Catalog) -> None:
    missing = Fact(id="F1", tool="customer_card", arguments={}, data={"status": "not_found", "customer_id": 1})
    assert card(missing, catalog, "en") is None
