"""How MLflow serves a registered version (its "model from code"): raw columns in, churn probability out."""

from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc import PythonModel


class Served(PythonModel):  # type: ignore[misc]
    """The artifact behind MLflow's pyfunc interface."""

    def load_context(self, context: Any) -> None:
        """Load and verify the files logged with the run."""
        from ml.training.artifact import read  # noqa: PLC0415  (MLflow imports this file before the project is importable)

        self.artifact = read(Path(context.artifacts["model"]), None, name="churn")[0]

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> Any:
        """Probability of churn per row, from all members."""
        return self.artifact.ensemble.predict_proba(model_input)[:, 1]


mlflow.models.set_model(Served())
