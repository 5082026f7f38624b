"""What the buttons under a reply carry; a browser may send anything, so each is read by its model or refused."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

CORRECT = "correct"


class _Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CorrectionPayload(_Payload):
    """Which turn's reply is to be corrected."""

    turn: UUID


PAYLOADS: dict[str, type[BaseModel]] = {CORRECT: CorrectionPayload}
"""By the action's name."""
