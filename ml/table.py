"""A table without a catalog: a CSV, its target column and the value that means "left" become a catalog and a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from db.catalog import Catalog
from db.errors import DataProblem
from ml.data import Batch, typed
from ml.kinds import guess_kind, level_key

SEPARATORS = ",;\t|"
SHOWN = 12
ROW = "row"


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a CSV holds, ready to train on."""

    catalog: Catalog
    batch: Batch
    notes: tuple[str, ...]


def read_table(path: Path, *, target: str, positive: str) -> Table:
    """Read a CSV with a two-valued target.

    Raises:
        DataProblem: the file cannot be read, or the target is missing, constant, multi-class or a number.
    """
    frame = _read(path)
    if target not in frame.columns:
        raise DataProblem(
            f"{path.name} has no column {target!r}; it has {_some(frame.columns)}.",
            f"{path.name} no tiene la columna {target!r}; tiene {_some(frame.columns)}.",
        )
    said = frame[target].map(level_key)
    known = (said != "").to_numpy()
    negative = _two_valued(path, target, positive, frame.loc[known, target], said[known])
    notes = [f"{(~known).sum()} rows without {target} were left out"] if not known.all() else []
    y = (said[known] == positive).to_numpy().astype(np.int64)
    features = frame.loc[known].drop(columns=target).reset_index(drop=True)
    kinds = {name: guess_kind(features[name]) for name in features.columns}
    for name in [name for name, kind in kinds.items() if kind == "date"]:
        features[name] = _iso(features[name])
    text = [name for name, kind in kinds.items() if kind == "text"]
    notes += [f"{name} is free text or an identifier: left out" for name in text]
    catalog = _catalog(path, target, positive, negative, kinds)
    if not catalog.features:
        raise DataProblem(
            f"{path.name} has no column to learn from besides {target}.",
            f"{path.name} no tiene columnas de las que aprender aparte de {target}.",
        )
    if not 0.01 <= y.mean() <= 0.5:
        notes.append(f"{y.mean():.1%} of the rows are positive; 1 % to 50 % is what was tested")
    if len(y) < 500:
        notes.append(f"{len(y)} rows are few; from 500 on the figures can be trusted")
    ids = np.array([str(i) for i in np.flatnonzero(known)], dtype=object)
    X = typed({name: features[name].tolist() for name in features.columns}, catalog)
    return Table(catalog=catalog, batch=Batch(ids=ids, X=X, y=y, value=np.full(len(y), np.nan)), notes=tuple(notes))


def _read(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        separator = max(SEPARATORS, key=header.count)
        frame = pd.read_csv(path, sep=separator, encoding="utf-8-sig", low_memory=False, skipinitialspace=True)
    except OSError as error:
        raise DataProblem(
            f"{path} cannot be read: {error.strerror}.", f"No se puede leer {path}: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise DataProblem(f"{path.name} is not UTF-8 text.", f"{path.name} no es texto UTF-8.") from error
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        first = str(error).splitlines()[0]
        raise DataProblem(
            f"{path.name} is not a CSV table: {first}.", f"{path.name} no es una tabla CSV: {first}."
        ) from error
    if frame.empty:
        raise DataProblem(f"{path.name} holds no rows.", f"{path.name} no tiene filas.")
    frame.columns = [str(name).strip() for name in frame.columns]
    return frame


def _iso(series: pd.Series) -> pd.Series:
    """Dates as ISO text; slashed ones in the one order that fits most of the column, day first on a tie."""
    said = series.astype("string").str.strip()
    slashed = said.str.match(r"^\d{1,2}/\d{1,2}/\d{4}").fillna(False)
    if not slashed.any():
        return series
    day = said.where(slashed).str.split(" ").str[0]
    read = [pd.to_datetime(day, format=order, errors="coerce") for order in ("%d/%m/%Y", "%m/%d/%Y")]
    best = max(read, key=lambda dates: int(dates.notna().sum()))
    return series.where(~slashed.astype(bool), best.dt.strftime("%Y-%m-%d"))


def _some(values: Sequence[object] | pd.Index) -> str:
    shown = [str(value) for value in list(values)[:SHOWN]]
    return ", ".join(shown) + (f" and {len(values) - SHOWN} more" if len(values) > SHOWN else "")


def _two_valued(path: Path, target: str, positive: str, raw: pd.Series, said: pd.Series) -> str:
    """The negative value; DataProblem unless the target has exactly two values, one of them ``positive``."""
    values = sorted(said.unique())
    if len(values) > SHOWN and pd.api.types.is_numeric_dtype(raw):
        raise DataProblem(
            f"{target} holds {len(values)} different numbers, a regression target; this learns from two values.",
            f"{target} tiene {len(values)} números distintos, un objetivo de regresión; hacen falta dos valores.",
        )
    if len(values) > 2:
        raise DataProblem(
            f"{target} has {len(values)} values ({_some(values)}); this learns from exactly two.",
            f"{target} tiene {len(values)} valores ({_some(values)}); aquí hacen falta exactamente dos.",
        )
    if positive not in values:
        raise DataProblem(
            f"{target} has no value {positive!r} in {path.name}; its values are {_some(values)}.",
            f"{target} no tiene el valor {positive!r} en {path.name}; sus valores son {_some(values)}.",
        )
    if len(values) == 1:
        raise DataProblem(
            f"Every row of {path.name} has {target} = {positive}; a model needs both kinds.",
            f"Todas las filas de {path.name} tienen {target} = {positive}; un modelo necesita de ambos.",
        )
    return str(values[1] if values[0] == positive else values[0])


def _catalog(path: Path, target: str, positive: str, negative: str, kinds: dict[str, str]) -> Catalog:
    row = ROW
    while row in kinds or row == target:
        row += "_"
    columns: dict[str, dict[str, object]] = {row: {"kind": "integer", "feature": False}}
    columns |= {name: {"kind": kind, "feature": kind != "text"} for name, kind in kinds.items()}
    columns[target] = {"kind": "flag", "feature": False}
    label = {"column": target, "positive": positive, "negative": negative}
    return Catalog.model_validate(
        {"version": f"inferred from {path.name}", "id": row, "label": label, "columns": columns}
    )
