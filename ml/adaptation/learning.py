"""One pass of adaptive weighting: outcomes in, a new version of the weights out; the calibration stays as trained."""

from dataclasses import dataclass
from hashlib import blake2s

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from db.catalog import Catalog
from db.places import Places
from ml.adaptation import versions, watch
from ml.adaptation.challenge import Verdict, judge
from ml.adaptation.drift import CalibrationDrift
from ml.adaptation.hedge import Run, adapt, hindsight, prior
from ml.answers.champion import ChurnModel
from ml.ensemble.arrays import to_probability
from ml.training import registry
from ml.training.bank_data import Batch, by_ids
from ml.training.labelled_history import Outcome, recorded
from ml.training.metrics import Floats, losses

LEAST_MOVED = 0.002
"""A pass that moves less of the weights than this is not worth scoring everybody again."""


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


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """All outcomes to pass over, and the weights (M,) before any: training's own, or those reverted to."""

    found: list[Outcome]
    before: Floats
    signature: str


def lesson(model: ChurnModel, state: Engine) -> Lesson | None:
    """What is to be learned; None where nothing was told or taken back since the last pass.

    The pass goes over all outcomes anew, so that one that was taken back leaves no trace and each person's share of
    the influence is known.
    """
    anchor = next((v for v in reversed(versions.versions(state, model.base)) if v.metrics.get("anchor")), None)
    after = model.trained_until if anchor is None else max(model.trained_until, int(anchor.metrics["last_outcome"]))
    trained = model.ensemble.weights_
    if anchor is not None:
        trained = np.array([anchor.weights.get(name, 0.0) for name in model.ensemble.member_names_])
    found = recorded(state, after=after)
    ids = ",".join(str(one.id) for one in found)
    signature = f"{anchor.version if anchor else 0}:{blake2s(ids.encode(), digest_size=8).hexdigest()}"
    known = watch.last(state, model.base)
    if (known is not None and known.signature == signature) or (not found and known is None):
        return None
    return Lesson(found=found, before=np.asarray(trained), signature=signature)


@dataclass(frozen=True, kw_only=True)
class _Stream:
    """Outcomes (T,) with the members' logits (T, M) and the calibration of each customer's route."""

    batch: Batch
    found: list[Outcome]
    y: NDArray[np.int64]
    logits: Floats
    slopes: Floats
    offsets: Floats
    trained: Floats
    """Probabilities (T,) by training's own weights."""

    def run(self, start: Floats, influence: Floats | float = 1.0) -> Run:
        return adapt(self.logits, self.y, start, slopes=self.slopes, offsets=self.offsets, influence=influence)


def _stream(model: ChurnModel, bank: Engine, found: list[Outcome]) -> _Stream:
    batch = by_ids(bank, model.catalog, [outcome.customer_id for outcome in found])
    there = set(batch.ids)
    ensemble = model.ensemble
    scores = ensemble.predict_rows(batch.X, list(batch.ids))
    calibrations = [ensemble.mixture_.shares.of(int(fold)).calibration for fold in scores.folds]
    known = [o for o in found if o.customer_id in there]
    return _Stream(
        batch=batch,
        found=known,
        y=np.array([o.outcome for o in known], dtype=np.int64),
        logits=_filled(scores.logits),
        slopes=np.array([c.slope for c in calibrations]),
        offsets=np.array([c.offset for c in calibrations]),
        trained=scores.probability,
    )


def learn(model: ChurnModel, bank: Engine, told: Lesson) -> tuple[Pass, watch.Watch] | None:
    """Pass once over the outcomes in the order they were observed; None when no customer of them is in the bank."""
    if not told.found:
        return None
    stream = _stream(model, bank, told.found)
    y = stream.y
    if not len(y):
        return None
    names = model.ensemble.member_names_
    run = stream.run(prior(told.before), influence=watch.influence(stream.found))
    best, best_loss = hindsight(stream.logits, y, slopes=stream.slopes, offsets=stream.offsets)
    predicted = to_probability(stream.slopes * (run.path * stream.logits).sum(axis=1) + stream.offsets)
    judged = watch.judged(model.base, stream.found, y, predicted, signature=told.signature)
    done = Pass(
        model_version=model.base,
        outcomes=len(y),
        parent=model.adapted.version if model.adapted else 0,
        before=dict(zip(names, map(float, prior(model.adapted_weights())), strict=True)),
        after=dict(zip(names, map(float, run.final), strict=True)),
        adaptive=float(run.losses.mean()),
        frozen=float(losses(y, stream.trained).mean()),
        best_fixed=best_loss,
        bound=run.bound(best) / len(y),
        calibration=judged.calibration,
        last_outcome=max(outcome.id for outcome in told.found),
    )
    return done, judged


def keep(state: Engine, done: Pass) -> int | None:
    """Store the pass as a new version of the weights, wanted from now on; None where it moves next to nothing."""
    moved = sum(abs(done.after[name] - done.before[name]) for name in done.before) / 2
    if moved < LEAST_MOVED:
        return None
    return versions.add(
        state,
        model_version=done.model_version,
        weights=done.after,
        parent=done.parent or None,
        reason=f"{done.outcomes} outcomes",
        metrics=done.metrics(),
    )


def unlearn(model: ChurnModel, state: Engine, told: Lesson) -> int | None:
    """Every outcome was taken back: the weights they started from are wanted again; None where they still are."""
    watch.keep(state, watch.judged(model.base, [], np.empty(0, np.int64), np.empty(0), signature=told.signature))
    if np.allclose(model.adapted_weights(), told.before):
        return None
    weights = dict(zip(model.ensemble.member_names_, map(float, told.before), strict=True))
    return versions.add(
        state,
        model_version=model.base,
        weights=weights,
        parent=model.adapted.version if model.adapted else None,
        reason="outcomes taken back",
        metrics={},
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
        metrics={"last_outcome": newest, "anchor": True},
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
