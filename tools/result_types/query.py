"""Facts about many customers, and where one stands among them."""

from typing import Any, Literal, NotRequired, TypedDict


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
    told: NotRequired[dict[str, Any]]
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


class MeasureSpec(TypedDict):
    """A measure as it was asked; ``of`` and ``to``: those of which a ratio or a growth is made."""

    measure: str
    unit: str
    column: NotRequired[str]
    where: NotRequired[dict[str, Any]]
    q: NotRequired[float]
    of: NotRequired["MeasureSpec"]
    to: NotRequired["MeasureSpec"]


class AskedMeasure(MeasureSpec):
    """A measure whose figures stand in rows and totals under ``key``; ``op`` and ``value``: what groups had to fit."""

    key: str
    op: NotRequired[str]
    value: NotRequired[Any]


class GroupedBy(TypedDict):
    """A column that groups, and the cut points of its bands."""

    column: str
    bands: NotRequired[list[float]]
    part: NotRequired[str | None]


class Figures(TypedDict):
    """``portfolio``: a row a group (its columns and figures by key), and the total of all."""

    measures: list[AskedMeasure]
    groups: list[GroupedBy]
    rows: list[dict[str, Any]]
    total: dict[str, Any]
    where: NotRequired[dict[str, Any]]
    population: str
    order: NotRequired[Literal["asc", "desc"]]
    order_by: NotRequired[str]
    groups_total: NotRequired[int]
    having: NotRequired[list[AskedMeasure]]
    groups_fit: NotRequired[int]
    customers_fit: NotRequired[int]
    offset: NotRequired[int]
    shown: NotRequired[int]
    tied: NotRequired[int]
    overall: NotRequired[dict[str, Any]]
    told_left: NotRequired[int]


class ListedRow(TypedDict):
    """A customer of a list."""

    rank: int
    customer_id: int | str
    name: str | None
    left: bool | None
    told: NotRequired[dict[str, Any]]
    columns: dict[str, Any]


class Listed(TypedDict):
    """``list_customers``; ``listed`` and ``all``: totals of a column over the rows and over everybody that fits.

    ``within``: a row's rank is its place among those of its value of this column; ``cut``: not all of them came.
    """

    rows: list[ListedRow]
    total: int
    shown: int
    offset: int
    more: int
    order_by: str | None
    order: Literal["asc", "desc"]
    within: NotRequired[str]
    cut: NotRequired[bool]
    tied: int
    where: NotRequired[dict[str, Any]]
    population: str
    totals: NotRequired[list[dict[str, Any]]]


class WatchRow(TypedDict):
    """A customer to call."""

    rank: int
    customer_id: int | str
    name: str | None
    told: NotRequired[dict[str, Any]]
    owner: str | None
    probability: float
    band: Literal["low", "medium", "high"]
    value: float | None
    value_at_risk: float | None
    columns: dict[str, Any]


class Watched(TypedDict):
    """``watch_list``; ``listed``: what the rows hold of all that is at risk."""

    rows: list[WatchRow]
    total: int
    shown: int
    offset: int
    more: int
    order_by: str
    where: NotRequired[dict[str, Any]]
    population: str
    value_at_risk_total: float | None
    high_risk_share: float | None
    mean_risk: float | None
    listed: NotRequired[dict[str, Any]]
    tied: int
    model_version: str


Bin = TypedDict(
    "Bin",
    {
        "from": float | None,
        "to": float | None,
        "last": NotRequired[int],
        "label": str,
        "customers": int,
        "share": float | None,
    },
)


class ValueShare(TypedDict):
    """A value of a category and who has it."""

    value: Any
    customers: int
    share: float
    churn_rate: NotRequired[float | None]


class Spread(TypedDict):
    """``distribution``: quartiles and bins of a number, or the values of anything else."""

    column: str
    kind: Literal["number", "category"]
    customers: int
    missing: int
    min: NotRequired[float | None]
    max: NotRequired[float | None]
    mean: NotRequired[float | None]
    median: NotRequired[float | None]
    q1: NotRequired[float | None]
    q3: NotRequired[float | None]
    bins: NotRequired[list[Bin]]
    values: NotRequired[list[ValueShare]]
    distinct: NotRequired[int]
    shown: NotRequired[int]
    where: NotRequired[dict[str, Any]]
    population: str


class Compared(TypedDict):
    """``compare``: ``kind`` says whether the rows are customers or groups."""

    kind: Literal["customers", "groups"]
    rows: list[dict[str, Any]]
    differing: NotRequired[list[str]]
    not_found: NotRequired[list[str]]
    measures: NotRequired[list[AskedMeasure]]
    population: NotRequired[str]
    gaps: NotRequired[list[dict[str, Any]]]
