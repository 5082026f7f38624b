"""The true answers of the understanding bench: plain pandas over the bank, independent of the tools."""

import re
from typing import Any

import pandas as pd

_BANDS = re.compile(r"(\w+)\[([\d.,]+)\]")
AGGREGATES = ("mean", "median", "sum", "min", "max")


class Truth:
    """The bank as one frame: the file's columns, `left`, and the predicted ones."""

    def __init__(self, frame: pd.DataFrame, *, id_column: str, left: pd.Series, value: str | None) -> None:
        self.frame = frame
        self.id_column = id_column
        self.left = left
        self.value = value

    def rows(self, where: str) -> pd.DataFrame:
        """The customers a pandas query fits; all for an empty one."""
        return self.frame.query(where) if where else self.frame

    def figure(self, what: str, rows: pd.DataFrame) -> float:
        """One figure over some customers."""
        current = rows[~self.left.loc[rows.index]]
        if what == "customers":
            return float(len(rows))
        if what in {"churn_rate", "retention_rate"}:
            rate = float(self.left.loc[rows.index].mean())
            return rate if what == "churn_rate" else 1 - rate
        if what == "value_at_risk":
            return float((current["probability"] * current[self.value]).sum())
        if what == "mean_risk":
            return float(current["probability"].mean())
        if what == "high_risk_share":
            return float((current["risk_band"] == "high").mean())
        name, column = what.split(maxsplit=1)
        assert name in AGGREGATES
        return float(getattr(rows[column], name)())

    def grouped(self, what: str, rows: pd.DataFrame, by: list[str]) -> dict[tuple[Any, ...], float]:
        """The figure by group; numbers with cut points by their band's lower bound (``None`` below the first)."""
        keys = [self._key(rows, column) for column in by]
        frame = rows.groupby(keys, dropna=False)
        return {key if isinstance(key, tuple) else (key,): self.figure(what, part) for key, part in frame}

    @staticmethod
    def _key(rows: pd.DataFrame, column: str) -> pd.Series:
        banded = _BANDS.fullmatch(column)
        if not banded:
            return rows[column]
        cuts = [float(x) for x in banded[2].split(",")]
        return rows[banded[1]].map(lambda v: max((c for c in cuts if v >= c), default=-1.0)).rename(banded[1])

    def share(self, part: str, of: str) -> float:
        """Which share of ``of`` is ``part``."""
        whole = self.rows(of)
        return len(whole.query(part)) / len(whole)
