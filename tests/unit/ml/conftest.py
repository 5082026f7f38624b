"""One small ensemble for all tests of what an ensemble says."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from churn_tables import generated_bank

from ml import ChurnEnsemble


@pytest.fixture(scope="session")
def bank():
    return generated_bank()


@pytest.fixture(scope="session")
def ensemble(bank):
    X, y, ids = bank
    return ChurnEnsemble(preset="quick").fit(X, y, ids=ids)
