"""Facts about one customer, or about some by id."""

from typing import Any, Literal, NotRequired, TypedDict, final

Columns = dict[str, Any]
"""Values by the catalog's name of the column."""
Band = Literal["low", "medium", "high"]


class ToldOutcome(TypedDict):
    """What somebody told of a customer."""

    id: int
    outcome: Literal["left", "stayed"]
    by: str
    at: str
    observed_at: str


class Identity(TypedDict):
    """How every Fact about a customer begins; ``customer_id`` is None for one who is only described."""

    customer_id: int | str | None
    name: str | None
    left: bool | None
    told: NotRequired[ToldOutcome]


class Risk(TypedDict):
    """The stored score, or a live one; all None where there is neither."""

    probability: float | None
    band: Band | None
    interval: list[float] | None
    value_at_risk: float | None
    model_version: str | None


class Card(Identity, Risk):
    """``customer_card``, and ``find_customers`` where one was found."""

    owner: str | None
    columns: Columns
    asked: NotRequired[Columns]
    name_asked: NotRequired[str]
    match: NotRequired[str]


class Vote(TypedDict):
    """What one member says."""

    member: str
    probability: float
    weight: float
    contribution: float


class Predicted(TypedDict):
    """A prediction's part of a Fact."""

    probability: float
    band: Band
    interval: list[float] | None
    interval_method: str
    model_version: str
    routed_to: str
    votes: NotRequired[list[Vote]]
    left_out: dict[str, str]
    warnings: list[str]
    value_at_risk: float | None


class PredictionRow(Identity):
    """One of several predicted customers."""

    probability: float
    band: Band
    interval: list[float] | None
    value_at_risk: float | None


@final
class PredictionOfOne(Identity, Predicted):
    """``predict_churn`` of one customer, or of a profile."""

    profile: NotRequired[Columns]
    unknown: NotRequired[list[str]]


@final
class PredictionOfSome(TypedDict):
    """``predict_churn`` of several customers."""

    rows: list[PredictionRow]
    not_found: list[str]
    model_version: str


class Attribution(TypedDict):
    """A column's share of a risk, in logits."""

    column: str
    value: Any
    shapley: float


class Explained(Identity, Predicted):
    """``explain_churn``."""

    baseline_probability: float
    attributions: list[Attribution]
    background: str
    error: float


class Supposed(Identity, Predicted):
    """``what_if``."""

    profile: NotRequired[Columns]
    baseline: float
    baseline_band: Band
    difference: float
    changes: Columns
    before: Columns
    value_at_risk_before: float | None


class Score(TypedDict):
    """A risk as it was stored."""

    scored_at: str
    probability: float
    band: Band
    model_version: str


Change = TypedDict(
    "Change",
    {"from": float, "to": float, "difference": float, "since": str, "columns": dict[str, list[Any]] | None},
)
"""Since the score before: what changed of the inputs, each with its value before and now."""


class History(Identity):
    """``score_history``, newest first."""

    rows: list[Score]
    change: Change | None


class Neighbour(TypedDict):
    """A past customer; nameless where the caller may not see them."""

    customer_id: int | str | None
    name: str | None
    left: bool | None
    told: NotRequired[ToldOutcome]
    distance: float
    columns: Columns


class Similar(Identity):
    """``similar_customers``: ``k`` of them, of whom ``left_count`` left."""

    rows: list[Neighbour]
    left_count: int
    k: int
    columns: Columns
    model_version: str


class Option(TypedDict):
    """A change that would lower the risk."""

    rank: int
    changes: Columns
    before: Columns
    probability: float
    band: Band
    risk_lowered: float
    value_kept: float | None


class Options(Identity):
    """``retention_options``; ``value``: at stake. They are associations, not promised effects."""

    probability: float
    band: Band
    value: float | None
    options: list[Option]
    association: bool
    model_version: str
