"""What is in the data of Facts, as types: for those who read them."""

from typing import Any, NotRequired, TypedDict


class Rank(TypedDict):
    """A place by one column: ``rank`` 1 is who has most; ``tied`` others have the same; ``below`` have less."""

    column: str
    value: Any
    rank: int
    of: int
    tied: int
    below: int
    share_below: float | None


class Standing(TypedDict):
    """``customer_rank``. ``inside``: whether the customer is one of those they are ranked among."""

    customer_id: int | str
    name: str | None
    left: bool | None
    ranks: list[Rank]
    inside: bool
    columns: dict[str, Any]
    where: NotRequired[dict[str, Any]]
    population: str


class Held(TypedDict):
    """The ``holders`` with most of a column, the part of the customers they are, what they hold and its share."""

    holders: int
    holders_share: float
    amount: float
    share: float


class Concentrated(TypedDict):
    """``concentration``. Of ``customers`` with a known value; without ``kind`` and the rest where nobody holds any."""

    column: str
    customers: int
    total: float
    with_none: int
    negative: int
    missing: int
    kind: NotRequired[str]
    share_asked: NotRequired[float]
    holders: NotRequired[int]
    holders_share: NotRequired[float]
    amount: NotRequired[float]
    share: NotRequired[float]
    curve: NotRequired[list[Held]]
    where: NotRequired[dict[str, Any]]
    population: str


class UnusedWords(TypedDict):
    """Words of the message that no answer uses, why, and the columns there are of that kind."""

    text: str
    why: str
    columns: list[str]


class NotUsed(TypedDict):
    """``not_used``."""

    unused: list[UnusedWords]
