"""What a button's payload may be: exactly what the program put there, never what a browser made of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.chat.outcomes import _sure
from app.chat.payloads import PAYLOADS

ODD: list[Any] = [None, "", "maybe", "true", "false", 0, 1, 1.0, [], ["x"], {}, {"a": 1}, "\ud800", "a\x00", "x" * 201]


@pytest.mark.parametrize("left", ODD)
def test_an_outcome_is_left_or_stayed_and_nothing_between(left: Any) -> None:
    """``maybe`` was read as left."""
    with pytest.raises(ValidationError):
        PAYLOADS["outcome"].model_validate({"customer": "1", "left": left})


@pytest.mark.parametrize("customer", [one for one in ODD if one not in ("maybe", "true", "false")])
def test_a_customer_is_a_short_text(customer: Any) -> None:
    """Other types, lone surrogates and texts of any length are refused."""
    with pytest.raises(ValidationError):
        PAYLOADS["outcome"].model_validate({"customer": customer, "left": True})


@pytest.mark.parametrize("turn", ODD)
def test_a_correction_names_a_turn(turn: Any) -> None:
    """By its id; a beginning of one is none."""
    with pytest.raises(ValidationError):
        PAYLOADS["correct"].model_validate({"turn": turn})


@pytest.mark.parametrize("payload", [None, {}, {"sure": 1}, {"sure": "yes"}, {"sure": True, "more": 1}, [], "x", 7])
def test_only_the_buttons_own_answer_confirms(payload: Any) -> None:
    """Anything else is no."""
    assert not _sure({"payload": payload})
    assert not _sure(None)
    assert _sure({"payload": {"sure": True}})


def test_payloads_the_program_makes_are_read() -> None:
    """The models fit the buttons."""
    assert PAYLOADS["outcome"].model_validate({"customer": "00042-5", "left": False})
    assert PAYLOADS["correct"].model_validate({"turn": "5f2b1f3e-7c79-4f0e-9d2f-6b1b8d1c9a10"})
