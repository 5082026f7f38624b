"""One pass of adaptive weighting: outcomes in, a new version of the weights out; the calibration stays as trained."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from db.catalog import Catalog
from db.places import Places
from ml.adaptation import versions
from ml.adaptation.challenge import Verdict, judge
from ml.adaptation.drift import CalibrationDrift, calibration
from ml.adaptation.hedge import Run, adapt, hindsight, prior
from ml.answers.champion import ChurnModel
from ml.training import registry
from ml.training.bank_data import Batch, by_ids
from ml.training.labelled_history import Outcome, recorded
from ml.training.metrics import Floats, losses


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What a pass over outcomes found. Losses: nats per outcome, each outcome predicted before it was learned."""

    model_version: str
    outcomes: int
    parent: int
    before: dict[str, float]
    after: dict[str, float]
    adaptive: float
    frozen: float
    best_fixed: float
    bound: float
    """Regret bound of the pass against the best fixed mixture, in nats per outcome."""
    calibration: CalibrationDrift
    last_outcome: int

    def metrics(self) -> dict[str, float]:
        """What is logged with the version."""
        return {
            "outcomes": float(self.outcomes),
            "log_loss.adaptive": self.adaptive,
            "log_loss.frozen": self.frozen,
            "log_loss.best_fixed_in_hindsight": self.best_fixed,
            "regret_bound": self.bound,
            "calibration.p_value": self.calibration.p_value,
            "last_outcome": float(self.last_outcome),
        }


def outcomes_since(model: ChurnModel, state: Engine) -> list[Outcome]:
    """Outcomes the weights have not learned from yet: recorded after training and after the version in force."""
    learned = int(model.adapted.metrics.get("last_outcome", 0)) if model.adapted else 0
    return recorded(state, after=max(learned, model.trained_until))


@dataclass(frozen=True, kw_only=True)
class _Stream:
    """Outcomes (T,) with the members' logits (T, M) and the calibration of each customer's route."""

    batch: Batch
    y: NDArray[np.int64]
    logits: Floats
    slopes: Floats
    offsets: Floats
    trained: Floats
    """Probabilities (T,) by training's own weights."""

    def run(self, start: Floats) -> Run:
        return adapt(self.logits, self.y, start, slopes=self.slopes, offsets=self.offsets)


def _stream(model: ChurnModel, bank: Engine, found: list[Outcome]) -> _Stream:
    batch = by_ids(bank, model.catalog, [outcome.customer_id for outcome in found])
    there = set(batch.ids)
    ensemble = model.ensemble
    scores = ensemble.predict_rows(batch.X, list(batch.ids))
    calibrations = [ensemble.mixture_.shares.of(int(fold)).calibration for fold in scores.folds]
    return _Stream(
        batch=batch,
        y=np.array([o.outcome for o in found if o.customer_id in there], dtype=np.int64),
        logits=_filled(scores.logits),
        slopes=np.array([c.slope for c in calibrations]),
        offsets=np.array([c.offset for c in calibrations]),
        trained=scores.probability,
    )


def learn(model: ChurnModel, bank: Engine, found: list[Outcome]) -> Pass | None:
    """Pass once over the outcomes in the order they were observed; None when no customer of them is in the bank."""
    if not found:
        return None
    stream = _stream(model, bank, found)
    y = stream.y
    if not len(y):
        return None
    names = model.ensemble.member_names_
    start = prior(model.ensemble.weights_ if model.adapted is None else model.adapted_weights())
    run = stream.run(start)
    best, best_loss = hindsight(stream.logits, y, slopes=stream.slopes, offsets=stream.offsets)
    return Pass(
        model_version=model.base,
        outcomes=len(y),
        parent=model.adapted.version if model.adapted else 0,
        before=dict(zip(names, map(float, start), strict=True)),
        after=dict(zip(names, map(float, run.final), strict=True)),
        adaptive=float(run.losses.mean()),
        frozen=float(losses(y, stream.trained).mean()),
        best_fixed=best_loss,
        bound=run.bound(best) / len(y),
        calibration=calibration(y, model.probabilities(stream.batch)),
        last_outcome=max(outcome.id for outcome in found),
    )


def keep(state: Engine, done: Pass) -> int:
    """Store the pass as a new version of the weights and put it in use; returns its number."""
    reason = f"{done.outcomes} outcomes"
    return versions.add(
        state,
        model_version=done.model_version,
        weights=done.after,
        parent=done.parent or None,
        reason=reason,
        metrics=done.metrics(),
    )


def revert(model: ChurnModel, state: Engine, version: int) -> int:
    """Weights of an earlier version (0: training's own) as a new version; what came since is not learned from again.

    Raises:
        DataProblem: there is no such version.
    """
    weights = versions.weights_of(state, model.base, version)
    if weights is None:
        weights = dict(zip(model.ensemble.member_names_, map(float, model.ensemble.weights_), strict=True))
    newest = max((outcome.id for outcome in recorded(state)), default=0)
    return versions.add(
        state,
        model_version=model.base,
        weights=weights,
        parent=version or None,
        reason=f"reverted to {version}",
        metrics={"last_outcome": newest},
    )


def challenge(places: Places, catalog: Catalog, state: Engine, bank: Engine) -> Verdict | None:
    """Judge the challenger on the outcomes neither model learned from; None where there is no challenger."""
    rival = registry.bearer(places, alias=registry.CHALLENGER)
    if rival is None:
        return None
    champion = ChurnModel.load(places, catalog)
    challenger = ChurnModel.load(places, catalog, alias=registry.CHALLENGER)
    found = recorded(state, after=max(champion.trained_until, challenger.trained_until))
    if not found:
        return judge(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))
    one, other = _stream(champion, bank, found), _stream(challenger, bank, found)
    return judge(one.y, _losses(champion, one), _losses(challenger, other))


def _losses(model: ChurnModel, stream: _Stream) -> Floats:
    return stream.run(prior(model.ensemble.weights_)).losses


def _filled(logits: Floats) -> Floats:
    """A member without an answer speaks with the mean of the others for that outcome: its weight stays where it is."""
    missing = ~np.isfinite(logits)
    means = np.nanmean(np.where(missing, np.nan, logits), axis=1, keepdims=True)
    return np.asarray(np.where(missing, means, logits))
