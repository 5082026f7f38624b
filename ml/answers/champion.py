"""``ChurnModel``: the champion as tools see it, on raw catalog columns; loaded once, safe to read from many threads."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from db.catalog import Catalog
from db.engines import state_engine
from db.errors import ModelProblem
from db.places import Places
from ml.adaptation import versions
from ml.adaptation.hedge import prior
from ml.answers.predictions import Attribution, Explanation, MemberVote, Neighbour, Prediction, RetentionOption, WhatIf
from ml.ensemble.checks import Rules, missing, plain
from ml.ensemble.columns import without
from ml.ensemble.mixture import Scores
from ml.training import registry
from ml.training.artifact import Artifact, read
from ml.training.bank_data import Batch
from ml.training.metrics import Floats

Row = Mapping[str, Any]
INTERVAL = "Venn-Abers"


class ChurnModel:
    """The champion. ``version`` is for people: "churn v3", with adapted weights "churn v3.w7".

    ``tilt`` (m,): by how much adaptation has multiplied each member's weight; None before any.
    """

    def __init__(
        self,
        *,
        name: str,
        artifact: Artifact,
        catalog: Catalog,
        notes: tuple[str, ...] = (),
        weights: versions.WeightVersion | None = None,
        trained_until: int = 0,
        trained_at: str = "",
    ) -> None:
        self.base = name
        self.artifact = artifact
        self.ensemble = artifact.ensemble
        left_out = [c.name for c in catalog.features if c.name not in artifact.features]
        self.catalog = without(catalog, left_out)
        self.rules = Rules(catalog=self.catalog, seen=artifact.seen)
        self.notes = notes
        self.adapted = weights
        self.trained_until = trained_until
        self.trained_at = trained_at
        self.version = name if weights is None else f"{name}.w{weights.version}"
        tilt = prior(self.adapted_weights()) / prior(self.ensemble.weights_)
        self.tilt = None if np.allclose(tilt, 1.0, rtol=1e-9) else tilt

    @classmethod
    def load(cls, places: Places, catalog: Catalog, *, alias: str = registry.CHAMPION) -> "ChurnModel":
        """The version that bears ``alias``, verified, with its adapted weights where there are any.

        Raises:
            ModelProblem: there is none, or it does not verify (altered, other catalog, predicts differently here).
        """
        bearer = registry.champion(places) if alias == registry.CHAMPION else registry.challenger(places)
        artifact, manifest, notes = read(bearer.folder, catalog, name=bearer.shown)
        return cls(
            name=bearer.shown,
            artifact=artifact,
            catalog=catalog,
            notes=notes,
            weights=_adapted(places, bearer.shown),
            trained_until=int(manifest.get("outcome_id", 0)),
            trained_at=str(manifest.get("trained_at", "")),
        )

    @classmethod
    def of_version(
        cls, places: Places, catalog: Catalog, version: str, *, known: "ChurnModel | None" = None
    ) -> "ChurnModel":
        """The model of a version such as "churn v3.w7", whatever is champion by now.

        ``known``: a model at hand; another version of its weights shares its members, which takes no time.

        Raises:
            ModelProblem: its files or its weights are gone, or do not verify.
        """
        base, _, number = version.partition(".w")
        weights = _numbered(places, base, int(number)) if number else None
        if known is not None and known.base == base:
            return known.with_weights(weights)
        name, _, count = base.rpartition(" v")
        if not count.isdigit() or not registry.folder_of(places, name, count).exists():
            raise _gone(version)
        artifact, manifest, notes = read(registry.folder_of(places, name, count), catalog, name=base)
        return cls(
            name=base,
            artifact=artifact,
            catalog=catalog,
            notes=notes,
            weights=weights,
            trained_until=int(manifest.get("outcome_id", 0)),
            trained_at=str(manifest.get("trained_at", "")),
        )

    def stale(self, places: Places) -> bool:
        """Whether another champion or other weights are wanted by now."""
        bearer = registry.bearer(places)
        if bearer is None:
            return False
        adapted = _adapted(places, self.base)
        return bearer.shown != self.base or (adapted and adapted.version) != (self.adapted and self.adapted.version)

    def with_weights(self, weights: versions.WeightVersion | None) -> "ChurnModel":
        """The same members with another version of their weights (None: training's own)."""
        return ChurnModel(
            name=self.base,
            artifact=self.artifact,
            catalog=self.catalog,
            notes=self.notes,
            weights=weights,
            trained_until=self.trained_until,
            trained_at=self.trained_at,
        )

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """One prediction per row. A row with an id is a customer of the bank; without, a described profile.

        Raises:
            DataProblem: a profile with an impossible value, or that describes nothing.
        """
        admitted = [self._admit(row) for row in rows]
        if not admitted:
            return []
        ids = [self._id(row) for row in rows]
        scores = self.ensemble.predict_rows([clean for clean, _ in admitted], ids, weights=self._weights(ids))
        return [self._prediction(i, scores, ids[i], admitted[i][1]) for i in range(len(rows))]

    def probabilities(self, batch: Batch) -> Floats:
        """Probabilities (n,) of a batch of customers, each by the models that never saw their label."""
        ids = list(batch.ids)
        return np.asarray(self.ensemble.predict_rows(batch.X, ids, weights=self._weights(ids), lean=True).probability)

    def explain(self, row: Row) -> Explanation:
        """Shapley values of the calibrated logit, by the very models that predict for this row."""
        clean, _ = self._admit(row)
        prediction = self.predict([row])[0]
        found = self.ensemble.explain_row(clean, self._id(row), weights=self._own_weights(row))
        attributions = [
            Attribution(column=name, value=plain(row.get(name)), shapley=float(value))
            for name, value in zip(found.columns, found.values, strict=True)
        ]
        by_member = {
            member: dict(zip(found.columns, map(float, values), strict=True))
            for member, values in zip(found.members, found.by_member, strict=True)
        }
        return Explanation(
            prediction=prediction,
            baseline_logit=found.baseline,
            baseline_probability=_expit(found.baseline),
            attributions=tuple(sorted(attributions, key=lambda a: -abs(a.shapley))),
            background=f"{found.background}; {found.method}",
            error=found.error,
            by_member=by_member,
        )

    def what_if(self, row: Row, changes: Mapping[str, Any]) -> WhatIf:
        """The same customer with some columns changed, through the same models.

        Raises:
            DataProblem: a column the prediction does not use, an unknown value, or one out of range.
        """
        changed = self.rules.changes(changes)
        baseline, prediction = self.predict([row])[0], self._changed(row, changed)
        return WhatIf(
            baseline=baseline, prediction=prediction, changes={name: plain(value) for name, value in changed.items()}
        )

    def options(self, row: Row, *, limit: int = 5) -> list[RetentionOption]:
        """Smallest changes of actionable columns, the ways they may go, that lower the risk out of its band."""
        clean, _ = self._admit(row)
        bands = self.catalog.risk_bands
        value = self._value(row)
        found = self.ensemble.options_row(
            clean,
            self._id(row),
            actionable=[column.name for column in self.catalog.features if column.actionable],
            permits=lambda name, before, after: self.catalog.columns[name].permits(before, after),
            targets=(bands.high, bands.medium),
            limit=limit,
            weights=self._own_weights(row),
        )
        return [
            RetentionOption(
                changes={name: plain(changed) for name, changed in option.changes.items()},
                probability=option.probability,
                band=bands.of(option.probability),
                risk_lowered=option.risk_lowered,
                value_kept=None if value is None else option.risk_lowered * value,
            )
            for option in found
        ]

    def similar(self, row: Row, *, k: int = 5) -> list[Neighbour]:
        """The labelled customers most like this one and what became of them, the nearest first."""
        clean, _ = self._admit(row)
        found = self.ensemble.neighbours(clean, self._id(row), k=k)
        return [Neighbour(customer_id=i, distance=distance, left=left) for i, distance, left in found]

    def importance(self) -> list[tuple[str, float]]:
        """How much each column matters to the mixture, the most important first (largest = 1)."""
        return [(name, value) for name, value in self.artifact.report["importance"]]

    def report(self) -> dict[str, Any]:
        """What training measured, per member and of the mixture, with the weights now in force."""
        names = self.ensemble.member_names_
        weights = self._weights([None])
        in_force = self.ensemble.weights_ if weights is None else weights[0]
        return {
            **self.artifact.report,
            "version": self.version,
            "trained_at": self.trained_at,
            "weights_in_force": dict(zip(names, map(float, in_force), strict=True)),
            "weights_version": self.adapted.version if self.adapted else 0,
            "load_notes": list(self.notes),
        }

    def adapted_weights(self) -> Floats:
        """The adapted weights (m,) in the order of the members; training's own where there are none."""
        if self.adapted is None:
            return np.asarray(self.ensemble.weights_)
        return np.array([self.adapted.weights.get(name, 0.0) for name in self.ensemble.member_names_])

    def _weights(self, ids: Sequence[Any]) -> Floats | None:
        """Weights (n, m) for these customers: those of their own route, tilted; None where training's are in force."""
        if self.tilt is None:
            return None
        routes = self.ensemble.route(ids, len(ids))
        table = np.stack([*self.ensemble.fold_weights_, self.ensemble.weights_])
        tilted = np.stack([prior(weights) * self.tilt for weights in table])
        return np.asarray((tilted / tilted.sum(axis=1, keepdims=True))[routes])

    def _own_weights(self, row: Row) -> Floats | None:
        weights = self._weights([self._id(row)])
        return None if weights is None else np.asarray(weights[0])

    def _id(self, row: Row) -> Any:
        value = row.get(self.catalog.id)
        return None if missing(value) else value

    def _admit(self, row: Row) -> tuple[dict[str, Any], tuple[str, ...]]:
        return self.rules.profile(row) if self._id(row) is None else self.rules.customer(row)

    def _changed(self, row: Row, changed: Mapping[str, Any]) -> Prediction:
        clean, warnings = self._admit(row)
        identity = self._id(row)
        scores = self.ensemble.predict_rows([{**clean, **changed}], [identity], weights=self._weights([identity]))
        kept = tuple(w for w in warnings if w.partition(":")[2].partition("=")[0] not in changed)
        return self._prediction(0, scores, identity, kept)

    def _value(self, row: Row) -> float | None:
        value = row.get(self.catalog.value) if self.catalog.value is not None else None
        return None if missing(value) else float(value)  # type: ignore[arg-type]

    def _prediction(self, i: int, scores: Scores, identity: Any, warnings: tuple[str, ...]) -> Prediction:
        logits, weights = scores.logits[i], scores.weights[i]
        votes = tuple(
            MemberVote(
                member=name,
                probability=_expit(float(logits[j])),
                logit=float(logits[j]),
                weight=float(weights[j]),
                contribution=float(scores.contributions[i, j]),
            )
            for j, name in enumerate(scores.members)
            if np.isfinite(logits[j])
        )
        probability = float(scores.probability[i])
        return Prediction(
            customer_id=None if identity is None else str(identity),
            probability=probability,
            band=self.catalog.risk_bands.of(probability),
            logit=float(scores.calibrated[i]),
            mixture_logit=float(scores.mixture[i]),
            votes=votes,
            model_version=self.version,
            routed_to="held-out" if scores.folds[i] >= 0 else "all",
            interval=self.ensemble.interval(float(scores.mixture[i]), int(scores.folds[i])),
            interval_method=INTERVAL,
            left_out={**self.ensemble.left_out_, **scores.left_out},
            warnings=warnings,
        )


def _expit(logit: float) -> float:
    return float(0.5 * (1 + np.tanh(0.5 * logit)))


def _gone(version: str) -> ModelProblem:
    return ModelProblem(
        "ml.champion.files_gone",
        version=version,
    )


def _numbered(places: Places, base: str, number: int) -> versions.WeightVersion:
    engine = state_engine(places)
    try:
        found = next((v for v in versions.versions(engine, base) if v.version == number), None)
    finally:
        engine.dispose()
    if found is None:
        raise _gone(f"{base}.w{number}")
    return found


def _adapted(places: Places, shown: str) -> versions.WeightVersion | None:
    """Adapted weights from the state; training's own where the state cannot be read."""
    engine = state_engine(places)
    try:
        return versions.active(engine, shown)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()
