"""What the buttons under a reply carry; a browser may send anything, so each is read by its model or refused."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool, StringConstraints

from db.storable import storable

OUTCOME = "outcome"
CORRECT = "correct"


def _plain(text: str) -> str:
    if storable(text) != text:
        raise ValueError("not a text that can be kept")
    return text


Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200), AfterValidator(_plain)]


class _Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OutcomePayload(_Payload):
    """What became of a customer."""

    customer: Id
    left: StrictBool


class CorrectionPayload(_Payload):
    """Which turn's reply is to be corrected."""

    turn: UUID


class SurePayload(_Payload):
    """The answer to whether it is so."""

    sure: StrictBool


PAYLOADS: dict[str, type[BaseModel]] = {OUTCOME: OutcomePayload, CORRECT: CorrectionPayload}
"""By the action's name."""
