"""Whether predictions still fit what becomes of customers: judged over a window of all outcomes, however they came.

Each outcome is compared with what was predicted before it was learned from. People tell departures more readily than
stays, so an alarm says what does not fit and of whose outcomes, not whose fault it is.
"""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from db.state import kept as settings
from db.state.outcome_records import CHAT
from db.texts.terminal import said
from ml.adaptation.drift import LEAST_OUTCOMES, CalibrationDrift, calibration
from ml.training.labelled_history import Outcome
from ml.training.metrics import Floats

WINDOW = 500
"""The newest outcomes that are judged together."""
PERSON = 3.0
"""All that one person tells in the chat moves the weights by no more than so many outcomes would."""
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Calibration over the window, and the people whose outcomes alone do not fit the predictions."""

    model_version: str
    calibration: CalibrationDrift
    people: Mapping[str, CalibrationDrift]
    signature: str = ""
    """Which outcomes were seen: with the same ones nothing is to be learned."""

    @property
    def alarm(self) -> str:
        """One line for logs and reports; empty where predictions fit."""
        if not self.calibration.drifted:
            return ""
        found = self.calibration
        shares = {"predicted": found.predicted, "observed": found.observed, "p": found.p_value}
        alarm = said("adapt.alarm", outcomes=found.outcomes, **shares)
        told = "; ".join(
            said("adapt.person", who=who, count=one.outcomes, left=one.observed) for who, one in self.people.items()
        )
        return f"{alarm} {said('adapt.alone', people=told)}" if told else alarm

    def as_json(self) -> dict[str, Any]:
        """For people: counts and shares, without names."""
        keys = ("outcomes", "predicted", "observed", "p_value", "drifted")
        return {key: value for key, value in asdict(self.calibration).items() if key in keys}


def influence(found: Sequence[Outcome]) -> Floats:
    """How much of each outcome (T,) counts: what a person tells shares their ``PERSON``; a file counts whole."""
    told = Counter(one.by for one in found if one.source == CHAT)
    return np.array([min(1.0, PERSON / told[one.by]) if one.source == CHAT else 1.0 for one in found])


def judged(model_version: str, found: Sequence[Outcome], y: NDArray[np.int64], p: Floats, *, signature: str) -> Watch:
    """The newest outcomes (T,) against what was predicted of each before it was learned."""
    newest = np.argsort([one.id for one in found], kind="stable")[-WINDOW:]
    people: dict[str, CalibrationDrift] = {}
    for who in sorted({one.by for one in found if one.source == CHAT}):
        own = np.array([i for i in newest if found[i].by == who and found[i].source == CHAT], dtype=np.int64)
        drift = calibration(y[own], p[own])
        if len(own) >= LEAST_OUTCOMES and drift.drifted:
            people[who] = drift
    return Watch(
        model_version=model_version,
        calibration=calibration(y[newest], p[newest]),
        people=people,
        signature=signature,
    )


def keep(state: Engine, watch: Watch) -> None:
    """Store what was found; an alarm that begins also goes to the log."""
    # JSON of PostgreSQL has no NaN, which a mean over nothing is.
    before = last(state, watch.model_version)
    plain = json.loads(json.dumps(asdict(watch)), parse_constant=lambda _: None)
    settings.keep(state, settings.CALIBRATION, plain)
    if watch.alarm and not (before is not None and before.alarm):
        _LOGGER.warning("%s", watch.alarm)


def last(state: Engine, model_version: str) -> Watch | None:
    """What the last pass of this model (without its weights' version) found; None before any."""
    found = settings.kept(state, settings.CALIBRATION)
    if not found or found["model_version"] != model_version:
        return None
    people = {who: CalibrationDrift(**one) for who, one in found["people"].items()}
    drift = CalibrationDrift(**found["calibration"])
    return Watch(**{**found, "calibration": drift, "people": people})
