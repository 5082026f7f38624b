"""The rule for every value that may reach the ensemble."""

from typing import Any

import pytest

from db.catalog import Catalog
from db.errors import DataProblem
from ml.ensemble.checks import Rules, missing, say


@pytest.fixture
def rules(catalog: Catalog) -> Rules:
    return Rules(catalog=catalog, seen={"Geography": ("France", "Germany", "Spain")})


def test_a_possible_change_is_admitted_in_stored_form(rules: Rules) -> None:
    assert rules.changes({"Age": "41", "IsActiveMember": True, "Geography": "Spain"}) == {
        "Age": 41.0,
        "IsActiveMember": "1",
        "Geography": "Spain",
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Geography": "Italy"}, "France, Germany, Spain"),
        ({"Age": 200}, "18 to 110"),
        ({"Age": "old"}, "whole number"),
        ({"NumOfProducts": 1.5}, "whole number"),
        ({"Balance": None}, "an amount"),
        ({"Balance": float("inf")}, "an amount"),
        ({"Balance": -1}, "0 to ∞"),
        ({"Surname": "Hill"}, "does not use Surname"),
        ({"Exited": "1"}, "does not use Exited"),
        ({"Shoe": 43}, "does not use Shoe"),
    ],
)
def test_an_impossible_change_is_refused_in_one_sentence(rules: Rules, change: dict[str, Any], words: str) -> None:
    with pytest.raises(DataProblem) as refused:
        rules.changes(change)
    assert words in str(refused.value)
    assert refused.value.say("es") != str(refused.value)


def test_a_profile_may_leave_columns_open_and_says_which(rules: Rules) -> None:
    clean, warnings = rules.profile({"Age": 40, "Geography": ""})
    assert clean == {"Age": 40.0}
    assert "missing:Geography" in warnings


def test_a_profile_that_says_nothing_is_refused(rules: Rules) -> None:
    with pytest.raises(DataProblem, match="describes nothing"):
        rules.profile({"Surname": "Hill"})


def test_a_stored_customer_is_scored_with_warnings_never_silently(rules: Rules) -> None:
    row = {"CustomerId": 1, "Age": 140, "Geography": "Atlantis", "Tenure": "long", "Balance": None}
    clean, warnings = rules.customer(row)
    assert {"range:Age=140", "unseen:Geography=Atlantis", "unreadable:Tenure=long", "missing:Balance"} <= set(warnings)
    assert clean["Balance"] is None
    assert clean["Tenure"] is None


def test_a_warning_can_be_said_in_both_languages(catalog: Catalog) -> None:
    assert say("unseen:Geography=Atlantis", catalog, "en") == "country = Atlantis was not in the training data"
    assert "saldo" in say("missing:Balance", catalog, "es")


def test_missing_is_none_nan_or_blank() -> None:
    assert all(missing(value) for value in (None, float("nan"), " "))
    assert not any(missing(value) for value in (0, "0", False))
