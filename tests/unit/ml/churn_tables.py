"""A generated bank of another shape than the default one: text, flags, dates, gaps, a constant and an unruly label."""

import numpy as np
import pandas as pd


def generated_bank(rows: int = 900, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray, list[str]]:
    """Raw columns, label 0/1 and customer ids."""
    draw = np.random.default_rng(seed)
    age = draw.integers(18, 80, rows)
    plan = draw.choice(["Basic", "Plus", "Premium"], rows, p=[0.5, 0.3, 0.2])
    savings = np.where(draw.random(rows) < 0.3, 0.0, draw.lognormal(10, 1, rows))
    active = draw.random(rows) < 0.5
    contracts = draw.integers(1, 5, rows)
    logit = 0.06 * (age - 50) + 1.2 * (plan == "Basic") - 1.5 * active + 0.9 * np.abs(contracts - 2) - 1.6
    y = (draw.random(rows) < 1 / (1 + np.exp(-logit))).astype(int)
    joined = pd.Timestamp("2015-01-01") + pd.to_timedelta(draw.integers(0, 3000, rows), unit="D")
    X = pd.DataFrame(
        {
            "Age": age.astype(float),
            "Plan": pd.Series(plan, dtype="str"),
            "Savings": savings,
            "Active": pd.Series(np.where(active, "yes", "no"), dtype="str"),
            "Contracts": contracts,
            "Joined": joined,
            "Country": pd.Series(["Peru"] * rows, dtype="str"),
        }
    )
    X.loc[draw.random(rows) < 0.05, "Age"] = np.nan
    X.loc[draw.random(rows) < 0.05, "Plan"] = np.nan
    return X, y, [f"C{i:05d}" for i in range(rows)]
