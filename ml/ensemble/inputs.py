"""What comes in at the estimator's door: frames, arrays or mappings, and targets that may not be two classes."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
from sklearn.exceptions import DataConversionWarning
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_array, validate_data

from ml.ensemble.arrays import Floats, Objects
from ml.ensemble.problems import TableProblem


def as_frame(estimator: Any, X: Any, *, reset: bool) -> pd.DataFrame:
    """A frame of raw columns with text names; arrays are checked as scikit-learn does and named x0, x1, ...

    Raises:
        TableProblem, ValueError, TypeError: what scikit-learn's own estimators raise on the same input.
    """
    if isinstance(X, pd.DataFrame):
        validate_data(estimator, X=X, reset=reset, skip_check_array=True)
        if len(X) == 0:
            raise TableProblem("ml.inputs.no_rows")
        return X
    array = validate_data(estimator, X=X, reset=reset, dtype=None, ensure_all_finite="allow-nan")
    if array.dtype.kind not in "iufb":
        array = _numbers_in_text(array)
    return pd.DataFrame(array, columns=[f"x{j}" for j in range(array.shape[1])])


def _numbers_in_text(array: Objects) -> Objects:
    try:
        return np.asarray(check_array(array, dtype=np.float64, ensure_all_finite="allow-nan"))
    except ValueError:
        return array


def check_target(y: Any) -> tuple[Objects, Floats]:
    """The two classes and the target as 0/1 floats (n,), 1 for the second class in sorted order.

    Raises:
        TableProblem: more or fewer than two classes, or a number to be predicted.
    """
    if y is None:
        raise ValueError("This ChurnEnsemble estimator requires y to be passed, but the target y is None.")
    values = np.asarray(y)
    if values.ndim == 2 and values.shape[1] == 1:
        _warn_column()
        values = values.ravel()
    if values.dtype.kind in "OUST":
        values = values.astype(object)
        if pd.isna(values).any():
            raise TableProblem("ml.inputs.missing_labels")
    elif values.dtype.kind == "f" and not np.isfinite(values).all():
        raise TableProblem("ml.inputs.missing_or_infinite_labels")
    kind = type_of_target(values, input_name="y")
    if kind.startswith("continuous"):
        raise TableProblem(
            "ml.inputs.not_two_classes",
            kind=kind,
        )
    check_classification_targets(values)
    classes, coded = np.unique(values, return_inverse=True)
    if len(classes) > 2 or kind.startswith("multi"):
        raise TableProblem(
            "ml.inputs.too_many_classes",
            kind=kind,
            count=len(classes),
        )
    if len(classes) < 2:
        raise TableProblem(
            "ml.inputs.one_class",
            first=classes[0],
        )
    return classes, coded.astype(np.float64)


def _warn_column() -> None:
    warnings.warn("A column-vector y was passed when a 1d array was expected.", DataConversionWarning, stacklevel=3)
