"""ChurnEnsemble keeps scikit-learn's contract."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from ml import ChurnEnsemble

SMALL = ChurnEnsemble(
    preset="quick", n_folds=2, members=["spline logistic", "kernel logistic", "small boosting", "catboost"]
)


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks([SMALL])
def test_it_passes_scikit_learns_own_checks(estimator, check):
    check(estimator)
