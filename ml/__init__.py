"""The churn ensemble: features, members, training, registry, scoring, explanation, adaptation."""

from ml.ensemble import ChurnEnsemble

__all__ = ["ChurnEnsemble"]
