"""What a prediction says: frozen values, in probability and on the logit scale the ensemble mixes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Band = Literal["low", "medium", "high"]


@dataclass(frozen=True, kw_only=True)
class MemberVote:
    """One member's say. ``contribution`` = weight x logit; contributions sum to ``Prediction.mixture_logit``."""

    member: str
    probability: float
    logit: float
    weight: float
    contribution: float


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """One column's Shapley value on the calibrated logit scale, with the customer's raw value."""

    column: str
    value: Any
    shapley: float


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """One customer's calibrated churn probability (0 to 1).

    ``mixture_logit`` is the sum of the contributions; calibration maps it to ``logit``; probability = expit(logit).
    ``routed_to``: ``"held-out"`` (the models that never saw this labelled customer) or ``"all"``.
    ``left_out``: members that failed, with the reason; the weights shown are renormalised without them.
    """

    customer_id: str | None
    probability: float
    band: Band
    logit: float
    mixture_logit: float
    votes: tuple[MemberVote, ...]
    model_version: str
    routed_to: Literal["held-out", "all"] = "all"
    interval: tuple[float, float] | None = None
    interval_method: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why: ``baseline`` (calibrated logit of the background) + the Shapley values = ``Prediction.logit``."""

    prediction: Prediction
    baseline_logit: float
    baseline_probability: float
    attributions: tuple[Attribution, ...]
    """Largest absolute value first."""
    background: str
    """What the values are measured against, for example '100 weighted medoids of the training customers'."""
    error: float
    """Stated bound or estimate of the error of each value, in logits; 0 where exact."""
    by_member: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """The same customer with some columns changed, through the same models."""

    baseline: Prediction
    prediction: Prediction
    changes: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RetentionOption:
    """A change of actionable columns; an association the models learned, not a promised effect."""

    changes: Mapping[str, Any]
    probability: float
    band: Band
    risk_lowered: float
    value_kept: float | None
    """risk_lowered x value at stake, in money; None where the catalog names no value."""


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A similar customer of the labelled history. ``left`` is what became of them."""

    customer_id: str
    distance: float
    left: bool
