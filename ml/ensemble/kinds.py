"""What kind a column is when nobody says: read from its values, for tables that come without a catalog."""

from typing import Any

import numpy as np
import pandas as pd

CODED = frozenset({"category", "flag"})
MONEY_LIKE = 1000.0
"""A non-negative number whose 95th percentile exceeds this and which is mostly distinct is treated as an amount."""


def level_key(value: Any) -> str:
    """The text under which a level is known: '1' for 1, 1.0, True and '1'; '' for missing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return ""
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value).strip()


def guess_kind(series: pd.Series) -> str:
    """The catalog kind (integer, number, money, category, flag, date, text) a column's values speak for."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return "date"
    if pd.api.types.is_bool_dtype(series.dtype):
        return "flag"
    if isinstance(series.dtype, pd.CategoricalDtype):
        return "category"
    if pd.api.types.is_numeric_dtype(series.dtype):
        return _numeric_kind(series)
    return _text_kind(series)


def _numeric_kind(series: pd.Series) -> str:
    values = series.dropna().to_numpy(dtype=np.float64, na_value=np.nan)
    values = values[np.isfinite(values)]
    distinct = np.unique(values)
    if len(distinct) == 2 and set(distinct) <= {0.0, 1.0}:
        return "flag"
    if len(distinct) > 50 and distinct[0] >= 0 and np.quantile(values, 0.95) > MONEY_LIKE:
        return "money"
    return "integer" if len(distinct) and bool(np.all(distinct == np.round(distinct))) else "number"


def _text_kind(series: pd.Series) -> str:
    known = series.dropna()
    known = known[known.astype(str).str.strip() != ""]
    if known.empty:
        return "category"
    sample = known.iloc[:2000]
    numbers = pd.to_numeric(sample, errors="coerce")
    if numbers.notna().all():
        return _numeric_kind(pd.to_numeric(known, errors="coerce"))
    text = sample.astype(str)
    if text.str.match(r"^\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}/\d{1,2}/\d{4}").mean() > 0.98:
        return "date"
    distinct = known.astype(str).nunique()
    if distinct <= 2:
        return "flag"
    return "text" if distinct > 50 and distinct > 0.2 * len(known) else "category"
