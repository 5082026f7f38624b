"""Facts about the program, its model, and what an answer leaves out."""

from typing import Any, Literal, NotRequired, TypedDict

from tools.topics import Why


class Calibration(TypedDict):
    """How predictions fitted the outcomes that became known since."""

    outcomes: int
    predicted: float
    observed: float
    p_value: float
    drifted: bool


class Importance(TypedDict):
    """How much a column weighs, the largest being 1."""

    column: str
    importance: float


class Report(TypedDict):
    """``model_report``; ``report``: the champion's grade as `ml.report` has it."""

    model_version: str
    report: dict[str, Any]
    calibration: Calibration | None
    importance: list[Importance]


class Riskiest(TypedDict):
    """The part of the customers with the highest predicted risk."""

    customers: int
    share: float
    left: int
    left_rate: float
    per_hundred: int
    by_chance: int
    caught: float | None


class About(TypedDict):
    """``about_system``; which keys there are depends on the topic."""

    topic: str
    rows: NotRequired[list[dict[str, Any]]]
    customers: NotRequired[int]
    left: NotRequired[int | bool | None]
    base_rate: NotRequired[float | None]
    auc: NotRequired[float]
    log_loss: NotRequired[float]
    brier: NotRequired[float]
    ece: NotRequired[float]
    pairs_per_hundred: NotRequired[int]
    guessing_per_hundred: NotRequired[int]
    hundred: NotRequired[int]
    top: NotRequired[Riskiest]
    members: NotRequired[int]
    weighing: NotRequired[int]
    adapted: NotRequired[bool]
    model_version: NotRequired[str]
    folds: NotRequired[int]
    features: NotRequired[list[str]]
    left_out: NotRequired[list[str]]
    trained_at: NotRequired[str | None]
    customer_id: NotRequired[int | str]
    name: NotRequired[str | None]
    told: NotRequired[dict[str, Any]]
    probability: NotRequired[float]
    band: NotRequired[str]
    routed_to: NotRequired[str]
    lowest: NotRequired[float]
    highest: NotRequired[float]
    spread: NotRequired[float]
    agreement: NotRequired[Literal["close", "same_band", "apart", "alone"]]
    dates: NotRequired[list[str]]
    columns: NotRequired[list[str]]
    committees: NotRequired[list[dict[str, Any]]]
    known: NotRequired[bool]
    question: NotRequired[str]
    profile: NotRequired[str]
    provider: NotRequired[str]
    tools: NotRequired[list[str]]
    drafted: NotRequired[list[str]]
    failed: NotRequired[list[str]]
    layers: NotRequired[int]
    editor: NotRequired[str]
    checked: NotRequired[int]
    removed: NotRequired[list[str]]
    elapsed_ms: NotRequired[float | None]
    term: NotRequired[str]
    label: NotRequired[str]
    short: NotRequired[str]
    value_column: NotRequired[str | None]
    medium_from: NotRequired[float]
    high_from: NotRequired[float]
    column: NotRequired[str]
    learned_from: NotRequired[bool]
    possible_from: NotRequired[float]
    possible_to: NotRequired[float]


class UnusedWords(TypedDict):
    """Words of the message that no answer uses, why, and the columns there are of that kind."""

    text: str
    why: Why
    columns: list[str]


class NotUsed(TypedDict):
    """``not_used``."""

    unused: list[UnusedWords]
