"""What the ensemble is graded against: the base rate and a plain logistic regression, on the same folds."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from ml.training.metrics import score

LOGISTIC = "logistic regression"
BASE_RATE = "base rate"


def plain_logistic(X: pd.DataFrame) -> Pipeline:
    """One-hot categories, standardised numbers, default regularisation."""
    numbers = list(X.select_dtypes("number").columns)
    categories = [name for name in X.columns if name not in numbers and X[name].dtype.kind != "M"]
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10), categories),
    )
    return make_pipeline(columns, LogisticRegression(max_iter=1000))


def baselines(X: pd.DataFrame, y: NDArray[np.int64], folds: NDArray[np.int64]) -> dict[str, dict[str, float]]:
    """Out-of-fold figures of both baselines, by name."""
    rate, logistic = np.empty(len(y)), np.empty(len(y))
    for fold in np.unique(folds):
        held = folds == fold
        rate[held] = y[~held].mean()
        logistic[held] = plain_logistic(X).fit(X[~held], y[~held]).predict_proba(X[held])[:, 1]
    found = {LOGISTIC: score(y, logistic).as_dict(), BASE_RATE: score(y, rate).as_dict()}
    found[BASE_RATE]["auc"] = 0.5
    return found
