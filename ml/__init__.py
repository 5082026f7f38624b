"""The churn ensemble: features, members, training, registry, scoring, explanation, adaptation."""

from db.launch import refuse_without_command
from ml.ensemble import ChurnEnsemble

__all__ = ["ChurnEnsemble"]

refuse_without_command("ml")
