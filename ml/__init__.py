"""The churn ensemble: features, members, training, registry, scoring, explanation, adaptation."""
