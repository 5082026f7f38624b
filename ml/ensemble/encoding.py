"""From raw columns (text, flags, dates, missing values) to one float per original column: the first step of every path.

Everything behind this step (features, members, explanation, options) works on the coded matrix (rows, columns),
in which a column is still one number; nothing here looks at the label.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd

from ml.ensemble.arrays import Floats
from ml.ensemble.kinds import CODED, guess_kind, level_key
from ml.ensemble.problems import TableProblem


@dataclass(frozen=True, kw_only=True)
class CodedColumn:
    """One original column as the ensemble holds it."""

    name: str
    kind: str
    levels: tuple[str, ...] = ()
    """Category and flag: level i is coded i; a level never seen is coded len(levels); missing is NaN."""
    codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def coded(self) -> bool:
        """Whether the floats are codes of levels rather than numbers."""
        return self.kind in CODED


class TableEncoder:
    """Learns kinds and levels from a frame, then codes frames or single rows to floats (n, p), NaN where missing."""

    def __init__(self, kinds: Mapping[str, str] | None = None) -> None:
        self.kinds = dict(kinds or {})

    def fit(self, frame: pd.DataFrame) -> Self:
        """Learn the columns; free text and constant identifiers are set aside in ``ignored_``."""
        self.names_ = [str(name) for name in frame.columns]
        columns, self.ignored_ = [], {}
        for position, name in enumerate(self.names_):
            series = frame.iloc[:, position]
            kind = self.kinds.get(name) or guess_kind(series)
            if kind == "text":
                self.ignored_[name] = "free text"
                continue
            columns.append(_learn(name, kind, series))
        if not columns:
            raise TableProblem(
                "ml.encoding.no_columns",
            )
        self.columns_: tuple[CodedColumn, ...] = tuple(columns)
        self.position_ = {column.name: i for i, column in enumerate(columns)}
        return self

    def encode(self, frame: pd.DataFrame) -> Floats:
        """Code a frame whose columns have the names seen at fit (further columns are left alone)."""
        names = [str(name) for name in frame.columns]
        where = {name: i for i, name in enumerate(names)}
        out = np.empty((len(frame), len(self.columns_)))
        for j, column in enumerate(self.columns_):
            if column.name not in where:
                raise _absent(column.name)
            out[:, j] = _code_series(column, frame.iloc[:, where[column.name]])
        return out

    def encode_rows(self, rows: Sequence[Mapping[str, Any]]) -> Floats:
        """Code rows given as mappings; an absent column is missing. No frame is built: this is the chat's path."""
        return np.array([[_code_value(c, row.get(c.name)) for c in self.columns_] for row in rows], dtype=np.float64)

    def decode(self, column: str, value: float) -> Any:
        """The stored value behind one coded float (text for categories and flags, ISO text for dates)."""
        spec = self.columns_[self.position_[column]]
        if np.isnan(value):
            return None
        if spec.coded:
            return spec.levels[int(value)] if int(value) < len(spec.levels) else None
        if spec.kind == "date":
            return str(np.datetime64("1970-01-01") + np.timedelta64(round(value), "D"))
        return round(value) if spec.kind == "integer" else float(value)

    def unseen(self, coded: Floats) -> list[list[str]]:
        """For each coded row the columns holding a level never seen in training."""
        limits = np.array([len(c.levels) if c.coded else np.inf for c in self.columns_])
        hits = coded >= limits
        return [[self.columns_[j].name for j in np.flatnonzero(row)] for row in hits]


def _learn(name: str, kind: str, series: pd.Series) -> CodedColumn:
    if kind not in CODED:
        return CodedColumn(name=name, kind=kind)
    levels = tuple(sorted({level_key(value) for value in series.dropna().unique().tolist()} - {""}))
    return CodedColumn(name=name, kind=kind, levels=levels, codes={level: i for i, level in enumerate(levels)})


def _code_series(column: CodedColumn, series: pd.Series) -> Floats:
    if column.coded:
        # Few values repeat many times: each is looked up once.
        where, distinct = pd.factorize(series)
        table = np.array([*(_code_level(column, level_key(value)) for value in distinct.tolist()), np.nan])
        return np.asarray(table[where], dtype=np.float64)
    if column.kind == "date":
        return _days(column.name, series)
    return _numbers(column.name, series)


def _code_level(column: CodedColumn, key: str) -> float:
    return float("nan") if key == "" else float(column.codes.get(key, len(column.levels)))


def _numbers(name: str, series: pd.Series) -> Floats:
    if pd.api.types.is_complex_dtype(series.dtype):
        raise ValueError("Complex data not supported")
    try:
        values = pd.to_numeric(series.replace("", np.nan) if series.dtype == object else series, errors="raise")
        out = values.to_numpy(dtype=np.float64, na_value=np.nan)
    except (ValueError, TypeError) as error:
        raise _not_a_number(name, error) from error
    if np.isinf(out).any():
        raise _infinite(name)
    return out


def _days(name: str, series: pd.Series) -> Floats:
    try:
        stamps = pd.to_datetime(series, errors="raise", format="mixed", utc=True).dt.tz_localize(None)
    except (ValueError, TypeError) as error:
        raise _not_a_date(name, error) from error
    days = (stamps - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return np.asarray(days.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _code_value(column: CodedColumn, value: Any) -> float:
    if value is None or value == "" or value is pd.NaT or value is pd.NA:
        return float("nan")
    if column.coded:
        return _code_level(column, level_key(value))
    if column.kind == "date":
        return float(_days(column.name, pd.Series([value]))[0])
    try:
        number = float(value)
    except (ValueError, TypeError) as error:
        raise _not_a_number(column.name, error) from error
    if number in {float("inf"), float("-inf")}:
        raise _infinite(column.name)
    return number


def _absent(name: str) -> TableProblem:
    return TableProblem(
        "ml.encoding.column_missing",
        name=name,
    )


def _not_a_number(name: str, error: Exception) -> TableProblem:
    return TableProblem("ml.encoding.not_numbers", name=name, reason=error)


def _not_a_date(name: str, error: Exception) -> TableProblem:
    return TableProblem("ml.encoding.not_dates", name=name, reason=error)


def _infinite(name: str) -> TableProblem:
    return TableProblem(
        "ml.encoding.infinite",
        name=name,
    )
