"""What a button's payload may be: exactly what the program put there, never what a browser made of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.chat.payloads import PAYLOADS

ODD: list[Any] = [None, "", "maybe", "true", "false", 0, 1, 1.0, [], ["x"], {}, {"a": 1}, "\ud800", "a\x00", "x" * 201]


@pytest.mark.parametrize("turn", ODD)
def test_a_correction_names_a_turn(turn: Any) -> None:
    """By its id; a beginning of one is none."""
    with pytest.raises(ValidationError):
        PAYLOADS["correct"].model_validate({"turn": turn})


def test_payloads_the_program_makes_are_read() -> None:
    """The models fit the buttons."""
    assert PAYLOADS["correct"].model_validate({"turn": "5f2b1f3e-7c79-4f0e-9d2f-6b1b8d1c9a10"})
