"""The churn ensemble: a calibrated, cross-fitted mixture of scikit-learn models."""

from ml.ensemble.estimator import ChurnEnsemble, Ids

__all__ = ["ChurnEnsemble", "Ids"]
