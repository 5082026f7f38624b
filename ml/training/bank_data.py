"""From the bank to raw frames: the only place in ml/ that reads customers, in batches, by the catalog."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Engine, Select, Table, or_, select

from db.bank.scope import scoped
from db.bank.table import customers, parse_id
from db.caller import WHOLE_BANK
from db.catalog import Catalog, Column
from db.errors import DataProblem
from ml.ensemble.kinds import level_key

BATCH = 20_000
CHUNK = 5_000


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some customers: ids as text (n,), raw features (n, columns), labels (n,) 1, 0 or -1 where not known.

    ``value``: the value at stake (n,), in money, NaN where there is none.
    """

    ids: NDArray[np.object_]
    X: pd.DataFrame
    y: NDArray[np.int64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[Any]) -> "Batch":
        """These rows, by position or by truth value."""
        X = self.X.iloc[np.flatnonzero(rows) if rows.dtype == bool else rows].reset_index(drop=True)
        return Batch(ids=self.ids[rows], X=X, y=self.y[rows], value=self.value[rows])


def series(values: Sequence[Any], column: Column) -> pd.Series:
    """One column as the ensemble wants it: float64, ``str`` or datetime64; what cannot be read is missing."""
    if column.numeric:
        try:
            return pd.Series(np.array(values, dtype=np.float64))
        except (TypeError, ValueError):
            return pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce").astype(np.float64)
    if column.kind == "date":
        return pd.to_datetime(pd.Series(list(values), dtype=object), errors="coerce")
    return pd.Series([v if type(v) is str else level_key(v) or None for v in values], dtype="str")


def typed(columns: Mapping[str, Sequence[Any]], catalog: Catalog) -> pd.DataFrame:
    """The features of the catalog, in its order, from columns of raw values; a column that is absent is missing."""
    rows = len(next(iter(columns.values()), ()))
    absent = (None,) * rows
    return pd.DataFrame({c.name: series(columns.get(c.name, absent), c) for c in catalog.features})


def from_rows(rows: Sequence[Mapping[str, Any]], catalog: Catalog) -> pd.DataFrame:
    """The features of the catalog from mappings of catalog columns, one per customer."""
    return typed({c.name: [row.get(c.name) for row in rows] for c in catalog.features}, catalog)


def label_of(value: Any, catalog: Catalog) -> int:
    """1 left, 0 stayed, -1 not known: the label's values are compared as text."""
    text = "" if value is None else str(value)
    return 1 if text == catalog.label.positive else 0 if text == catalog.label.negative else -1


def labels(values: Sequence[Any], catalog: Catalog) -> NDArray[np.int64]:
    """``label_of`` for many."""
    return np.array([label_of(value, catalog) for value in values], dtype=np.int64)


def customer_query(catalog: Catalog) -> tuple[list[str], Table, Select[Any]]:
    """The columns the ensemble needs, the bank's table, and the select of all of them, in order of the ids."""
    table = customers(catalog)
    value = [catalog.value] if catalog.value is not None else []
    names = list(dict.fromkeys([catalog.id, catalog.label.column, *value, *(c.name for c in catalog.features)]))
    query = select(*(table.c[name] for name in names)).order_by(table.c[catalog.id])
    return names, table, scoped(query, table, catalog, WHOLE_BANK, owners=True)


def as_batch(rows: Sequence[Any], names: Sequence[str], catalog: Catalog) -> Batch:
    """A batch of rows as the bank stores them, their columns in the order of ``names``."""
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    return Batch(
        ids=np.array([str(i) for i in columns[catalog.id]], dtype=object),
        X=typed(columns, catalog),
        y=labels(columns[catalog.label.column], catalog),
        value=_value(columns, catalog, len(rows)),
    )


def batches(engine: Engine, catalog: Catalog, *, size: int = BATCH, labelled: bool = False) -> Iterator[Batch]:
    """Every customer in the order of their ids, ``size`` at a time, in flat memory; ``labelled``: only known labels."""
    names, table, query = customer_query(catalog)
    if labelled:
        label = table.c[catalog.label.column]
        query = query.where(or_(label == catalog.label.positive, label == catalog.label.negative))
    with engine.connect().execution_options(stream_results=True, max_row_buffer=size) as connection:
        if engine.dialect.name == "sqlite":
            # Mapping the file is for the chat's queries; a pass over all of it would count as this process's memory.
            connection.exec_driver_sql("PRAGMA mmap_size = 0")
        result = connection.execute(query)
        while rows := result.fetchmany(size):
            yield as_batch(rows, names, catalog)


def by_ids(engine: Engine, catalog: Catalog, ids: Sequence[str]) -> Batch:
    """These customers in this order, repeats included; ids the bank does not hold are left out."""
    names, table, query = customer_query(catalog)
    wanted = list(dict.fromkeys(ids))
    rows: list[Any] = []
    with engine.connect() as connection:
        for start in range(0, len(wanted), CHUNK):
            keys = [parse_id(catalog, i) for i in wanted[start : start + CHUNK]]
            rows += connection.execute(query.where(table.c[catalog.id].in_(keys))).all()
    found = as_batch(rows, names, catalog)
    at = {i: position for position, i in enumerate(found.ids)}
    return found.take(np.array([at[i] for i in ids if i in at], dtype=np.int64))


def _value(columns: Mapping[str, Sequence[Any]], catalog: Catalog, rows: int) -> NDArray[np.float64]:
    if catalog.value is None:
        return np.full(rows, np.nan)
    return series(columns[catalog.value], catalog.columns[catalog.value]).to_numpy(dtype=np.float64)


def read_labelled(engine: Engine, catalog: Catalog, known: Mapping[str, int] | None = None) -> Batch:
    """The labelled history; ``known`` outcomes (by id, 1 or 0) stand above the bank's labels.

    Raises:
        DataProblem: no labelled customers.
    """
    parts = [labelled_part(part, known or {}) for part in batches(engine, catalog, labelled=not known)]
    if not any(map(len, parts)):
        raise DataProblem(
            "ml.bank_data.no_labels",
            column=catalog.label.column,
        )
    return Batch(
        ids=np.concatenate([part.ids for part in parts]),
        X=pd.concat([part.X for part in parts], ignore_index=True),
        y=np.concatenate([part.y for part in parts]),
        value=np.concatenate([part.value for part in parts]),
    )


def labelled_part(batch: Batch, known: Mapping[str, int]) -> Batch:
    """The customers of a batch whose label is known, from ``known`` or else from the bank."""
    y = np.array([known.get(i, label) for i, label in zip(batch.ids, batch.y, strict=True)], dtype=np.int64)
    return replace(batch, y=y).take(y >= 0)


def two_classes(y: NDArray[np.int64], catalog: Catalog, *, least: int = 10) -> None:
    """Refuse a history that cannot teach.

    Raises:
        DataProblem: one class only, or fewer than ``least`` customers of one.
    """
    left, stayed = int((y == 1).sum()), int((y == 0).sum())
    if not left or not stayed:
        only = catalog.label.positive if left else catalog.label.negative
        raise DataProblem(
            "ml.bank_data.labels_of_one_kind",
            count=len(y),
            column=catalog.label.column,
            only=only,
        )
    if min(left, stayed) < least:
        raise DataProblem(
            "ml.bank_data.too_few_labels",
            left=left,
            stayed=stayed,
            least=least,
        )


def data_hash(batch: Batch) -> str:
    """A short fingerprint of ids, features and labels that does not depend on the machine (16 hex digits)."""
    digest = blake2b(digest_size=8)
    keys = np.r_[
        pd.util.hash_pandas_object(pd.Series(batch.ids, dtype="str"), index=False).to_numpy(),
        pd.util.hash_pandas_object(batch.X, index=False).to_numpy(),
    ]
    digest.update(",".join(batch.X.columns).encode())
    digest.update(keys.tobytes() + batch.y.tobytes())
    return digest.hexdigest()
