"""The churn ensemble: a calibrated, cross-fitted mixture of scikit-learn models."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ml.ensemble.estimator import ChurnEnsemble, Ids

__all__ = ["ChurnEnsemble", "Ids"]


def __getattr__(name: str) -> Any:
    """The estimator is imported when it is asked for: scikit-learn weighs more than what most commands need."""
    if name in __all__:
        return getattr(importlib.import_module("ml.ensemble.estimator"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
