"""``ChurnEnsemble``: the scikit-learn estimator around the mixture, from raw columns to calibrated probabilities.

fit: raw columns -> coded matrix (encoding) -> feature blocks -> cross-fitting of the members -> simplex weights on
out-of-fold logits -> calibration. The fold copies are the deployed members: a labelled customer is answered by the
fold that never saw them, anyone else by the mean over all folds.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_consistent_length, check_is_fitted, check_random_state

from ml.answers.background import choose_background
from ml.answers.neighbours import History
from ml.ensemble.arrays import Floats, Ints, Objects
from ml.ensemble.crossfit import CrossFit, Progress, cross_fit
from ml.ensemble.encoding import TableEncoder
from ml.ensemble.features import FeatureBlocks
from ml.ensemble.fold_weights import learn_shares
from ml.ensemble.folds import EVERYONE, folds_at_random, folds_by_id, id_hashes, usable
from ml.ensemble.inputs import as_frame, check_target
from ml.ensemble.members.kernel import stretch_of
from ml.ensemble.mixture import Mixture, Scores
from ml.ensemble.presets import FOLDS, members_of
from ml.ensemble.problems import TableProblem
from ml.ensemble.rowwise import RowWise
from ml.ensemble.sampling import choose
from ml.ensemble.simplex import ablation

Ids = Sequence[Any] | Objects
Rows = pd.DataFrame | Sequence[Mapping[str, Any]]


class ChurnEnsemble(RowWise, ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A calibrated, cross-fitted mixture of diverse models for a binary label.

    Args:
        preset: ``"standard"`` or ``"quick"`` (small members and three folds, for tests and first looks).
        members: names of the preset's members to use; all by default.
        n_folds: folds of the cross-fitting; the preset's own by default.
        n_jobs: members fitted side by side, as joblib has it (a Dask backend works too).
        random_state: seed; the same table, ids and seed give the same model.
        honest: with ids, weights and calibration for a labelled customer are learned without their fold too (60 % more
            fitting); else they are shared, and only the members never saw the customer.
    """

    def __init__(
        self,
        preset: str = "standard",
        *,
        members: Sequence[str] | None = None,
        n_folds: int | None = None,
        n_jobs: int | None = None,
        random_state: int | None = 0,
        honest: bool = True,
    ) -> None:
        self.preset = preset
        self.members = members
        self.n_folds = n_folds
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.honest = honest

    def __sklearn_tags__(self) -> Any:
        """Two classes only; missing values and text are welcome."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags

    def fit(
        self,
        X: Any,
        y: Any,
        *,
        ids: Ids | None = None,
        column_kinds: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Learn from raw columns X (n rows) and a target y (n,) of two values, the second in sorted order the leaver.

        Args:
            X: frame of raw columns, or a numeric array.
            y: the target.
            ids: customer ids (n,): folds follow a stable hash of them, and routing and neighbours know them.
            column_kinds: catalog kind per column; what is not named is read from the values.
            progress: told the member just learned, steps done and steps in all.

        Raises:
            TableProblem: a table or target that cannot be learned from.
        """
        frame = as_frame(self, X, reset=True)
        self.classes_, target = check_target(y)
        check_consistent_length(frame, target)
        seed = int(check_random_state(self.random_state).randint(2**31 - 10_000))
        recipes = members_of(self.preset, self.members)
        self.encoder_ = TableEncoder(column_kinds).fit(frame)
        self.folds_ = self._folds(target, ids, seed)
        self.n_folds_ = int(self.folds_.max()) + 1
        sample = choose(target, self.folds_, seed)
        coded = self.encoder_.encode(frame if len(sample.rows) == len(frame) else frame.iloc[sample.rows])
        features = FeatureBlocks(coded[sample.asked], self.encoder_.columns_)
        learned = cross_fit(
            recipes,
            features=features,
            coded=coded,
            y=target[sample.rows],
            folds=self.folds_[sample.rows],
            sample=sample,
            n_jobs=self.n_jobs,
            seed=seed,
            pairs=self.honest and ids is not None and self.n_folds_ > 2,
            progress=progress,
        )
        self.oof_rows_ = sample.rows[sample.asked]
        self._mix(learned, features, target[self.oof_rows_], self.folds_[self.oof_rows_])
        self._remember(coded[sample.asked], target, ids=ids, learned=learned, seed=seed)
        return self

    def _folds(self, y: Floats, ids: Ids | None, seed: int) -> Ints:
        least = int(min(y.sum(), len(y) - y.sum()))
        if least < 2:
            raise TableProblem(
                "ml.estimator.class_too_small",
                least=least,
            )
        count = max(2, min(self.n_folds or FOLDS.get(self.preset, 5), least))
        if ids is None:
            return folds_at_random(y, count, seed)
        check_consistent_length(y, ids)
        folds = folds_by_id(ids, count)
        while count > 2 and not usable(folds, y, count):
            count -= 1
            folds = folds_by_id(ids, count)
        return folds if usable(folds, y, count) else folds_at_random(y, count, seed)

    def _mix(self, learned: CrossFit, features: FeatureBlocks, y: Floats, folds: Ints) -> None:
        if not learned.members:
            reasons = "; ".join(f"{name}: {reason}" for name, reason in learned.left_out.items())
            raise TableProblem(
                "ml.estimator.no_member_learned",
                reasons=reasons,
            )
        self.member_names_ = tuple(member.name for member in learned.members)
        self.left_out_ = dict(learned.left_out)
        self.fit_seconds_ = dict(learned.seconds)
        shares = learn_shares(learned, y, folds)
        self.weights_, self.calibration_ = shares.everyone.weights, shares.everyone.calibration
        self.fold_weights_ = np.stack([share.weights for share in shares.folds])
        self.fold_calibrations_ = tuple(share.calibration for share in shares.folds)
        self.oof_logits_ = learned.logits.astype(np.float32)
        self.ablation_ = dict(zip(self.member_names_, ablation(learned.logits, y, self.weights_), strict=True))
        self.mixture_ = Mixture(
            features=features,
            names=self.member_names_,
            blocks=[member.block for member in learned.members],
            copies=learned.copies,
            shares=shares,
        )
        self.oof_mixture_ = self.mixture_.mix(learned.logits, folds).calibrated

    def _remember(
        self,
        coded: Floats,
        y: Floats,
        *,
        ids: Ids | None,
        learned: CrossFit,
        seed: int,
    ) -> None:
        features = self.mixture_.features
        owners = np.array(features.owners("linear"), dtype=np.int64)
        self.relevance_ = learned.relevance.mean(axis=0)
        self.stretch_ = stretch_of(self.relevance_[owners], 0.02)
        scaled = features.make("linear", coded) * self.stretch_
        self.background_ = choose_background(coded, scaled, seed)
        names = list(ids) if ids is not None else range(len(y))
        self.history_ = History([names[i] for i in self.oof_rows_.tolist()], y[self.oof_rows_], scaled, seed)
        hashes = id_hashes(ids) if ids is not None else np.empty(0, dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        self.seen_, self.seen_folds_ = hashes[order], self.folds_[order] if len(order) else order
        self.choices_ = self._plausible(coded)
        self.y_ = y.astype(np.int8)

    def predict_proba(self, X: Any) -> Floats:
        """Calibrated probabilities (n, 2) by all folds' models; for customers the models never saw."""
        check_is_fitted(self)
        coded = self.encoder_.encode(as_frame(self, X, reset=False))
        return _two(self.mixture_.score(coded, np.full(len(coded), EVERYONE), lean=True).probability)

    def predict(self, X: Any) -> Objects:
        """The more probable class (n,)."""
        check_is_fitted(self)
        return np.asarray(self.classes_[(self.predict_proba(X)[:, 1] > 0.5).astype(np.int64)])

    def predict_proba_routed(self, X: Rows, ids: Ids) -> Floats:
        """Calibrated probabilities (n, 2), each learned-from customer answered by the models that never saw them."""
        return _two(self.predict_rows(X, ids, lean=True).probability)

    def predict_rows(
        self, rows: Rows, ids: Ids | None = None, *, weights: Floats | None = None, lean: bool = False
    ) -> Scores:
        """Everything about a prediction, row by row; see ``ml.ensemble.mixture.Scores``.

        Args:
            rows: frame, or mappings of raw columns (no frame is built: the fast path for a chat turn).
            ids: customer ids; None, or None among them, for described profiles. They decide the routing.
            weights: (m,) other weights than the learned ones, in the order of ``member_names_``.
            lean: members without weight are not asked (three times as fast for a whole bank); their logits are NaN.
        """
        if not hasattr(self, "mixture_"):  # scikit-learn's own check takes a quarter of a prediction's time
            check_is_fitted(self)
        return self.mixture_.score(self.code(rows), self.route(ids, len(rows)), weights, lean=lean)

    def code(self, rows: Rows) -> Floats:
        """The coded matrix (n, p) of raw rows."""
        return self.encoder_.encode(rows) if isinstance(rows, pd.DataFrame) else self.encoder_.encode_rows(rows)

    def route(self, ids: Ids | None, count: int) -> Ints:
        """Fold (count,) that answers for each id: the one that left it out, or EVERYONE (-1) for unknown ids."""
        if ids is None or len(self.seen_) == 0:
            return np.full(count, EVERYONE)
        hashes = id_hashes(ids)
        at = np.minimum(np.searchsorted(self.seen_, hashes), len(self.seen_) - 1)
        known = (self.seen_[at] == hashes) & np.array([value is not None for value in ids], dtype=bool)
        return np.where(known, self.seen_folds_[at], EVERYONE)


def _two(probability: Floats) -> Floats:
    return np.column_stack([1.0 - probability, probability])
