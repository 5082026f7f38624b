"""The tools' answers computed again by pandas, from the filters' JSON alone; shares no code with the tools."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def mask(node: Mapping[str, Any] | None, frame: pd.DataFrame) -> pd.Series:
    """Which rows a filter (its JSON) keeps."""
    if node is None:
        return pd.Series(True, index=frame.index)
    if "all" in node:
        found = pd.Series(True, index=frame.index)
        for part in node["all"]:
            found &= mask(part, frame)
        return found
    if "any" in node:
        found = pd.Series(False, index=frame.index)
        for part in node["any"]:
            found |= mask(part, frame)
        return found
    if "not" in node:
        return ~mask(node["not"], frame)
    return pd.Series([_holds(node, value) for value in frame[node["column"]]], index=frame.index)


def _holds(condition: Mapping[str, Any], value: Any) -> bool:
    missing = value is None or value != value
    asked = condition.get("value")
    match condition["op"]:
        case "is_missing":
            return missing
        case "is_known":
            return not missing
        case "ne":
            return missing or not _same(value, asked)
        case "not_in":
            return missing or not any(_same(value, a) for a in asked)  # type: ignore[union-attr]
        case "contains":
            return not missing and asked.lower() in str(value).lower()  # type: ignore[union-attr]
    if missing:
        return False
    if not isinstance(value, str) and hasattr(value, "isoformat"):
        value = value.isoformat()
    match condition["op"]:
        case "eq":
            return _same(value, asked)
        case "in":
            return any(_same(value, a) for a in asked)  # type: ignore[union-attr]
        case "between":
            return bool(asked[0] <= value <= asked[1])  # type: ignore[index]
        case "lt":
            return bool(value < asked)
        case "le":
            return bool(value <= asked)
        case "gt":
            return bool(value > asked)
        case _:
            return bool(value >= asked)


def _same(value: Any, asked: Any) -> bool:
    return (value.isoformat() if not isinstance(value, str) and hasattr(value, "isoformat") else value) == asked  # type: ignore[no-any-return]


def population(which: str, frame: pd.DataFrame, label: str, positive: str) -> pd.DataFrame:
    left = frame[label] == positive
    return frame[left] if which == "left" else frame[~left] if which == "current" else frame


def measure(name: str, column: str | None, frame: pd.DataFrame, label: str, positive: str, negative: str) -> Any:
    """One measure of these customers."""
    match name:
        case "customers":
            return len(frame)
        case "churn_rate":
            known = frame[label].isin([positive, negative])
            return (frame[label] == positive).sum() / known.sum() if known.any() else None
        case "value_at_risk":
            return frame["value_at_risk"].fillna(0)[frame[label] != positive].sum()
        case "high_risk_share":
            return (frame["risk_band"] == "high").mean() if len(frame) else None
        case "mean_risk":
            return frame["probability"].mean() if len(frame) else None
    values = pd.to_numeric(frame[column]).dropna()
    if name == "sum":
        return values.sum()
    return getattr(values, name)() if len(values) else None


def same(found: Any, expected: Any) -> bool:
    """Equal, or as close as adding up in another order leaves them."""
    if expected is None or found is None or expected != expected:
        return (found is None or found != found) and (expected is None or expected != expected)
    return bool(np.isclose(float(found), float(expected), rtol=1e-9, atol=1e-9))
