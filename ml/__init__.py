"""The churn ensemble: features, members, training, registry, scoring, explanation, adaptation."""

import importlib
from typing import TYPE_CHECKING, Any

from db.launch import refuse_without_command

if TYPE_CHECKING:
    from ml.ensemble.estimator import ChurnEnsemble

__all__ = ["ChurnEnsemble"]


def __getattr__(name: str) -> Any:
    """The estimator is imported when it is asked for: scikit-learn weighs more than what most commands need."""
    if name in __all__:
        return getattr(importlib.import_module("ml.ensemble.estimator"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


refuse_without_command("ml")
