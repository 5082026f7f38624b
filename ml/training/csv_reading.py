"""A CSV as people keep it, read into plain columns: encoding, separator, missing marks, decorated numbers, dates.

Everything is told from the values of a whole column, never from one cell: a column is read in the one way that fits
nearly all of it, and what that way leaves unread is counted and said.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from db.errors import DataProblem
from db.loading.csv_text import encoding_of
from db.texts.terminal import note_to_keep

SEPARATORS = ",;\t|"
MISSING = ("?", "-", "--", "n/d", "N/D", "s/d", "S/D", "#N/D")
"""Beside those pandas knows."""
FITS = 0.95
"""Share of a column's distinct values that must fit a way of writing dates."""
MOST_MARKS = 3
"""A column of numbers may hold so many different words instead of numbers; they count as missing."""
LEAST_NUMBERS = 12
LARGEST = 1e30

_PREFIX = r"^(?:[A-Z]{0,3}[$€£¥]|EUR|USD|GBP|S/\.?)\s*"
_SUFFIX = r"\s*(?:[$€£¥%]|EUR|USD|GBP)$"
_POINT = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?"
_COMMA = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d+)?"
_DATE_LIKE = re.compile(r"\d{1,4}[-/. ](?:\d{1,2}|[A-Za-z]{3,9}\.?)[-/. ]\d{1,4}(?:[T ].*)?")
_TIME = r"[T ]\d{1,2}:\d{2}.*$"
_DATES = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%d-%b-%Y"),
    *("%d %b %Y", "%d/%b/%Y", "%d %B %Y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%d.%m.%y", "%d-%b-%y", "%d %b %y"),
)
"""Tried in this order: the first of those that fit most wins, so days come before months where both would do."""
_MONTHS = {"ene": "jan", "abr": "apr", "ago": "aug", "dic": "dec", "sept": "sep"}


def read_frame(path: Path, *, target: str) -> tuple[pd.DataFrame, list[str]]:
    """The columns of a CSV with trimmed headers, ``target`` as text, and what somebody should know of the reading.

    Raises:
        DataProblem: the file cannot be read or is no table.
    """
    encoding, notes = _encoding(path)
    try:
        with path.open(encoding=encoding) as file:
            header = file.readline()
        separator = max(SEPARATORS, key="".join(header.split('"')[::2]).count)
        frame = _parse(path, encoding, separator, target)
    except UnicodeDecodeError as error:
        raise _no_text(path) from error
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        first = str(error).splitlines()[0]
        raise DataProblem("ml.csv_reading.not_csv", name=path.name, first=first) from error
    if frame.empty:
        raise DataProblem("ml.csv_reading.no_rows", name=path.name)
    for name in frame.columns:
        if name != target:
            frame[name], told = mended(frame[name], comma_first=separator == ";")
            notes += told
    return frame, notes


def _parse(path: Path, encoding: str, separator: str, target: str) -> pd.DataFrame:
    options: dict[str, Any] = {"sep": separator, "encoding": encoding, "skipinitialspace": True, "low_memory": False}
    raw = [str(name) for name in pd.read_csv(path, nrows=0, **options).columns]
    options |= {"na_values": list(MISSING), "dtype": {name: "str" for name in raw if name.strip() == target}}
    frame: pd.DataFrame = pd.read_csv(path, **options)
    if not isinstance(frame.index, pd.RangeIndex):  # each row has a field more than the header
        trailing = frame.iloc[:, -1].isna().all()
        frame = pd.read_csv(path, index_col=False, **options) if trailing else frame.reset_index(drop=True)
    frame.columns = pd.Index(_apart(str(name).strip() for name in frame.columns))
    return frame


def _apart(names: Iterable[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        again = name
        while again in found:
            again += "_"
        found.append(again)
    return found


def _encoding(path: Path) -> tuple[str, list[str]]:
    """The encoding, and what somebody should know of it."""
    try:
        encoding = encoding_of(path)
    except OSError as error:
        raise DataProblem("ml.csv_reading.unreadable", path=path, reason=error.strerror) from error
    notes = [note_to_keep("windows", name=path.name)] if encoding == "cp1252" else []
    return encoding, notes


def _no_text(path: Path) -> DataProblem:
    return DataProblem(
        "ml.csv_reading.encoding",
        name=path.name,
    )


def mended(column: pd.Series, *, comma_first: bool = False) -> tuple[pd.Series, list[str]]:
    """A column as numbers or dates, where nearly all of its text is that; else as it is. With what to say about it."""
    if pd.api.types.is_integer_dtype(column.dtype):
        return _whole_dates(column)
    if pd.api.types.is_float_dtype(column.dtype):
        return _finite(column)
    numeric = pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype)
    return (column, []) if numeric else _text(column, comma_first=comma_first)


def _text(column: pd.Series, *, comma_first: bool) -> tuple[pd.Series, list[str]]:
    codes, distinct = pd.factorize(column)
    said = pd.Series(distinct, dtype=object).map(str).str.strip()
    counts = np.bincount(codes[codes >= 0], minlength=len(said))
    known = (said != "").to_numpy()
    if not known.any() or all(isinstance(value, bool) for value in distinct):
        return column, []
    dates = _dates(said, known)
    if dates is not None:
        marks = known & dates.isna().to_numpy()
        return _spread(dates, codes, column), _unread(column.name, said, marks, counts, "dates")
    numbers = _numbers(said, comma_first=comma_first)
    read, marks = numbers.notna().to_numpy(), known & numbers.isna().to_numpy()
    mostly = counts[read].sum() > 0.5 * counts[known].sum() and read.sum() >= LEAST_NUMBERS
    if marks.any() and not (mostly and marks.sum() <= MOST_MARKS):
        return column, []
    return _spread(numbers, codes, column), _unread(column.name, said, marks, counts, "numbers")


def _spread(values: pd.Series, codes: Any, column: pd.Series) -> pd.Series:
    """The distinct values back in their rows; code -1 is missing."""
    return pd.Series(values.take(np.where(codes < 0, 0, codes)).to_numpy(), index=column.index).mask(codes < 0)


def _unread(name: object, said: pd.Series, marks: Any, counts: Any, what: str) -> list[str]:
    if not marks.any():
        return []
    examples = ", ".join(repr(word) for word in said[marks][:MOST_MARKS])
    return [note_to_keep(f"unread_{what}", count=int(counts[marks].sum()), name=str(name), examples=examples)]


def _numbers(said: pd.Series, *, comma_first: bool) -> pd.Series:
    """The distinct texts as numbers, in whichever of both ways of writing fits more; NaN where it does not."""
    bare = said.str.replace(_PREFIX, "", regex=True).str.replace(_SUFFIX, "", regex=True)
    bare = bare.str.replace(r"(?<=\d)[ \u00a0\u202f'](?=\d{3}(?:\D|$))", "", regex=True)
    point = pd.to_numeric(bare.where(bare.str.fullmatch(_POINT)).str.replace(",", ""), errors="coerce")
    comma = bare.where(bare.str.fullmatch(_COMMA)).str.replace(".", "").str.replace(",", ".")
    ways = [point, pd.to_numeric(comma, errors="coerce")]
    return max(reversed(ways) if comma_first else ways, key=lambda way: int(way.notna().sum()))


def _dates(said: pd.Series, known: Any) -> pd.Series | None:
    """The distinct texts as days, in the one order of day and month that fits most; None where they are no dates."""
    if not said[known].head(50).map(lambda text: _DATE_LIKE.fullmatch(text) is not None).mean() > FITS:
        return None
    day = said.str.replace(_TIME, "", regex=True).str.lower()
    for spanish, english in _MONTHS.items():
        day = day.str.replace(rf"\b{spanish}\b\.?", english, regex=True)
    read = [pd.to_datetime(day, format=way, errors="coerce") for way in _DATES]
    best = max(read, key=lambda dates: int(dates.notna().sum()))
    return best if best[known].notna().mean() >= FITS else None


def _finite(column: pd.Series) -> tuple[pd.Series, list[str]]:
    """Infinite and absurdly large numbers measure nothing."""
    beyond = column.abs() > LARGEST
    if not beyond.any():
        return column, []
    return column.mask(beyond), [note_to_keep("infinite", count=int(beyond.sum()), name=str(column.name))]


def _whole_dates(column: pd.Series) -> tuple[pd.Series, list[str]]:
    """Whole numbers that are days written 20260131."""
    distinct = pd.Series(column.unique())
    if not (len(distinct) > LEAST_NUMBERS and distinct.between(19000101, 20991231).all()):
        return column, []
    dates = pd.to_datetime(distinct.astype(str), format="%Y%m%d", errors="coerce")
    if dates.isna().any():
        return column, []
    table = dict(zip(distinct, dates, strict=True))
    return column.map(table), [note_to_keep("whole_dates", name=str(column.name))]
