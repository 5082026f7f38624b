"""Facts with a status: nothing was found, or a person must say more first."""

from typing import Any, Literal, NotRequired, TypedDict


class Clarify(TypedDict):
    """``ask_back``."""

    status: Literal["clarify"]
    reason: str
    choices: list[Any]
    question: NotRequired[str]


class Declined(TypedDict):
    """``decline``; ``asked``: the word for what the bank does not have, ``nearest``: the columns that come near."""

    status: Literal["declined"]
    topic: str
    detail: str
    asked: NotRequired[str]
    why: NotRequired[str]
    nearest: NotRequired[list[str]]
    column: NotRequired[str]
    values: NotRequired[list[str]]


class Talk(TypedDict):
    """``talk``."""

    status: Literal["talk"]


class Ambiguous(TypedDict):
    """``find_customers`` where several fit."""

    status: Literal["ambiguous"]
    name_asked: str
    match: str
    choices: list[dict[str, Any]]
    total: int


class NotFoundData(TypedDict):
    """No such customer for this caller."""

    status: Literal["not_found"]
    name_asked: NotRequired[str]
    customer_id: NotRequired[int | str]
    customer_ids: NotRequired[list[str]]


class InvalidData(TypedDict):
    """A value the bank cannot hold, with what it can."""

    status: Literal["invalid"]
    problem: dict[str, str]
    customer_id: NotRequired[int | str | None]
    name: NotRequired[str | None]
    left: NotRequired[bool | None]
    told: NotRequired[dict[str, Any]]
    profile: NotRequired[dict[str, Any]]
    column: NotRequired[str]
    value: NotRequired[Any]
    range: NotRequired[list[float | None]]
    values: NotRequired[list[Any]]


class Unavailable(TypedDict):
    """What could not be answered for a reason outside the question, in a sentence in every language."""

    status: Literal["unavailable"]
    problem: dict[str, str]


class ToConfirm(TypedDict):
    """``propose_record``: what would be kept."""

    status: Literal["to_confirm"]
    customer_id: str
    name: str | None
    kind: Literal["note", "contact", "promise", "outcome"]
    text: NotRequired[str]
    channel: NotRequired[str | None]
    day: str | None
    left: NotRequired[bool]


OUTCOMES = (Clarify, Declined, Talk, Ambiguous, NotFoundData, InvalidData, Unavailable, ToConfirm)
