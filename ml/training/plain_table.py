"""A table without a catalog: a CSV, its target column and the value that means "left" become a catalog and a batch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from db.catalog import Catalog, Names
from db.errors import DataProblem
from db.loading.cells import written_ways
from db.text import fold
from db.texts.terminal import note_to_keep
from ml.ensemble.kinds import guess_kind
from ml.training.bank_data import Batch, typed
from ml.training.csv_reading import read_frame

SHOWN = 12
ROW = "row"
FEW = 50
"""With fewer of the rarer kind the figures say little."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a CSV holds, ready to train on."""

    catalog: Catalog
    batch: Batch
    notes: tuple[str, ...]


def read_table(path: Path, *, target: str, positive: str) -> Table:
    """Read a CSV with a two-valued target; the positive value may be written in another case, or as yes for true.

    Raises:
        DataProblem: the file cannot be read, or the target is missing, constant, multi-class or a number.
    """
    target, positive = target.strip(), positive.strip()
    frame, notes = read_frame(path, target=target)
    if target not in frame.columns:
        raise DataProblem(
            "ml.plain_table.no_target",
            name=path.name,
            target=target,
            some=_some(frame.columns),
        )
    said = _said(frame[target])
    known = (said != "").to_numpy()
    positive, negative = _two_valued(path, target, positive, said[known])
    if not known.all():
        notes.append(note_to_keep("no_label", count=int((~known).sum()), target=target))
    y = (said[known] == positive).to_numpy().astype(np.int64)
    features = frame.drop(columns=target)
    features = features if known.all() else features.loc[known].reset_index(drop=True)
    kinds = {str(name): guess_kind(features[name]) for name in features.columns}
    notes += [note_to_keep("free_text", name=name) for name, kind in kinds.items() if kind == "text"]
    catalog = _catalog(path, target, positive, negative, kinds)
    if not catalog.features:
        raise DataProblem(
            "ml.plain_table.no_features",
            name=path.name,
            target=target,
        )
    notes += _cautions(y)
    ids = np.array([str(i) for i in np.flatnonzero(known)], dtype=object)
    X = typed({column.name: _values(features[column.name]) for column in catalog.features}, catalog)
    return Table(catalog=catalog, batch=Batch(ids=ids, X=X, y=y, value=np.full(len(y), np.nan)), notes=tuple(notes))


def _values(column: pd.Series) -> Sequence[Any]:
    values: Any = column.to_numpy() if column.dtype.kind in "iuf" else column.tolist()
    return values  # type: ignore[no-any-return]


def _cautions(y: np.ndarray) -> list[str]:
    rarer = int(min(y.sum(), len(y) - y.sum()))
    notes = []
    if not 0.01 <= y.mean() <= 0.5:
        notes.append(note_to_keep("share", share=f"{y.mean():.1%}"))
    if len(y) < 500:
        notes.append(note_to_keep("few_rows", count=len(y)))
    elif rarer < FEW:
        notes.append(note_to_keep("rare", count=rarer))
    return notes


def _said(column: pd.Series) -> pd.Series:
    """The target as text: ways of writing one value (yes, YES; 1, 1.0) become the commonest of them."""
    counts: Counter[str] = Counter(column.dropna().map(str))
    first: dict[str, str] = {}
    for value, _ in counts.most_common():
        first.setdefault(_plain(value), value.strip())
    return column.map({value: first[_plain(value)] for value in counts}).fillna("").astype(str)


def _plain(value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return fold(value.strip())
    return f"{number:.12g}"


def _some(values: Sequence[object] | pd.Index) -> str:
    shown = [str(value) for value in list(values)[:SHOWN]]
    return ", ".join(shown) + (f" and {len(values) - SHOWN} more" if len(values) > SHOWN else "")


def _two_valued(path: Path, target: str, positive: str, said: pd.Series) -> tuple[str, str]:
    """The positive and the negative value; DataProblem unless the target has exactly two, one of them ``positive``."""
    values = sorted(said.unique())
    if len(values) > SHOWN and pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").notna().all():
        raise DataProblem(
            "ml.plain_table.target_is_a_number",
            target=target,
            count=len(values),
        )
    if len(values) > 2:
        raise DataProblem(
            "ml.plain_table.target_not_two_values",
            target=target,
            count=len(values),
            some=_some(values),
        )
    ways = written_ways(dict.fromkeys(values, Names()))
    meant = next((v for v in values if _plain(v) == _plain(positive)), ways.get(fold(positive)))
    if meant is None:
        raise DataProblem(
            "ml.plain_table.no_positive_value",
            target=target,
            positive=positive,
            name=path.name,
            some=_some(values),
        )
    if len(values) == 1:
        raise DataProblem(
            "ml.plain_table.one_kind_only",
            name=path.name,
            target=target,
            meant=meant,
        )
    return meant, str(values[1] if values[0] == meant else values[0])


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
