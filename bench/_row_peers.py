"""The peers of one row, each only where it is installed: shap's permutation explainer and DiCE's counterfactuals."""

import contextlib
import importlib.util
import io
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ml import ChurnEnsemble

PEER_ROWS = 3
COUNTERFACTUALS = 4
"""What DiCE is asked for; our own answer holds up to five."""


def peer_calls(ensemble: ChurnEnsemble, X: pd.DataFrame, actionable: Sequence[str]) -> dict[str, Callable[[int], Any]]:
    """Name of each installed peer and its call on the i-th of PEER_ROWS rows."""
    found: dict[str, Callable[[int], Any]] = {}
    if importlib.util.find_spec("shap"):
        found["shap Permutation, explanation"] = _shap(ensemble, X)
    if importlib.util.find_spec("dice_ml"):
        found["DiCE random, retention options"] = _dice(ensemble, X, actionable)
    return found


def _shap(ensemble: ChurnEnsemble, X: pd.DataFrame) -> Callable[[int], Any]:
    import shap  # noqa: PLC0415 - optional

    def probability(coded: Any) -> Any:
        return ensemble.mixture_.score(np.asarray(coded), np.full(len(coded), -1)).calibrated

    coded = ensemble.code(X.head(PEER_ROWS))
    explainer = shap.explainers.Permutation(probability, ensemble.background_.rows)
    return lambda i: explainer(coded[i % PEER_ROWS : i % PEER_ROWS + 1])


class _Told:
    """The ensemble as DiCE asks it: frames whose columns DiCE may have turned into text."""

    def __init__(self, ensemble: ChurnEnsemble, X: pd.DataFrame) -> None:
        self.ensemble, self.numbers = ensemble, [c for c in X if pd.api.types.is_numeric_dtype(X[c])]
        self.columns = list(X.columns)

    def predict_proba(self, frame: pd.DataFrame) -> Any:
        """Probabilities (n, 2)."""
        frame = frame[self.columns].astype(dict.fromkeys(self.numbers, float))
        return self.ensemble.predict_proba(frame)

    def predict(self, frame: pd.DataFrame) -> Any:
        """Class (n,)."""
        return (self.predict_proba(frame)[:, 1] > 0.5).astype(int)


def _dice(ensemble: ChurnEnsemble, X: pd.DataFrame, actionable: Sequence[str]) -> Callable[[int], Any]:
    """Counterfactuals below a risk of .5 for customers above it; DiCE's random search, the only one for any model."""
    import dice_ml  # noqa: PLC0415 - optional
    from raiutils.exceptions import UserConfigValidationException  # noqa: PLC0415 - DiCE's own dependency

    told = _Told(ensemble, X)
    known = X.dropna()
    continuous = [c for c in told.numbers if known[c].nunique() > 2]
    coded: dict[str, Any] = {str(c): known[c].map(str).astype(object) for c in known if c not in continuous}
    frame = known.assign(**coded)
    risk = told.predict_proba(frame)[:, 1]
    data = dice_ml.Data(
        dataframe=frame.assign(_left=(risk > 0.5).astype(int)), continuous_features=continuous, outcome_name="_left"
    )
    explainer = dice_ml.Dice(data, dice_ml.Model(model=told, backend="sklearn"), method="random")
    risky = frame[risk > 0.5].head(PEER_ROWS)

    def options(i: int) -> Any:
        one = risky.iloc[i % len(risky) : i % len(risky) + 1]
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            try:
                return explainer.generate_counterfactuals(
                    one,
                    total_CFs=COUNTERFACTUALS,
                    desired_class=0,
                    features_to_vary=list(actionable),
                    posthoc_sparsity_algorithm="binary",
                    random_seed=i,
                    verbose=False,
                )
            except UserConfigValidationException:
                return None  # none found: that, too, is an answer and took its time

    return options
