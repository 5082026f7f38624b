"""Where scores go as a file: CSV or Parquet, complete or not there at all."""

import csv
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from db.catalog import Catalog
from db.errors import DataProblem
from ml.ensemble.checks import plain
from ml.training.bank_data import Batch
from ml.training.metrics import Floats

COLUMNS = ("id", "probability", "band", "model_version")


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A batch of scores: n customers, the inputs behind each as JSON, and what is at risk."""

    ids: NDArray[np.object_]
    probability: Floats
    band: NDArray[np.object_]
    value_at_risk: Floats
    """Money; NaN for who left or has no value."""
    inputs: NDArray[np.object_]
    model_version: str

    @classmethod
    def of(cls, batch: Batch, probability: Floats, catalog: Catalog, model_version: str) -> "Scored":
        """Bands and value at risk by the catalog."""
        limits = catalog.risk_bands
        names = np.array(["low", "medium", "high"], dtype=object)
        band = names[np.searchsorted([limits.medium, limits.high], probability, "right")]
        return cls(
            ids=batch.ids,
            probability=probability,
            band=band,
            value_at_risk=np.where(batch.y == 1, np.nan, probability * batch.value),
            inputs=np.array(json_rows(batch.X), dtype=object),
            model_version=model_version,
        )

    def columns(self, *names: str, rows: Sequence[int] | None = None) -> dict[str, list[Any]]:
        """All or some rows as the state holds them: ``customer_id`` and fields of this class by name, None for NaN."""
        at = slice(None) if rows is None or len(rows) == len(self.ids) else np.asarray(rows, dtype=np.int64)
        found: dict[str, list[Any]] = {}
        for name in names:
            values: NDArray[Any] = getattr(self, "ids" if name == "customer_id" else name)[at]
            if values.dtype != object:
                values = np.where(np.isnan(values), np.array(None), values)
            found[name] = values.tolist()
        return found

    def filed(self) -> dict[str, list[Any]]:
        """The columns of the output file."""
        version = [self.model_version] * len(self.ids)
        found = (self.ids.tolist(), self.probability.tolist(), self.band.tolist(), version)
        return dict(zip(COLUMNS, found, strict=True))


def json_rows(X: pd.DataFrame) -> list[str]:
    """Each row as a JSON object: whole numbers without a fraction, dates in ISO form, null where missing."""
    names = ", ".join(json.dumps(str(name)).replace("%", "%%") + ": %s" for name in X.columns)
    form = "{" + names + "}"
    return [form % row for row in zip(*(_json_column(X[name]) for name in X.columns), strict=True)]


def _json_column(values: pd.Series) -> list[Any]:
    """What stands for each value in JSON, as text or as a number that prints so."""
    if values.dtype.kind == "f":
        floats = values.to_numpy(dtype=np.float64)
        whole = (np.floor(floats) == floats) & (np.abs(floats) < 2**53)
        if whole.all():
            return list(floats.astype(np.int64).tolist())
        out: NDArray[Any] = floats.astype(object)
        out[whole] = floats[whole].astype(np.int64).astype(object)
        out[np.isnan(floats)] = "null"
        return list(out.tolist())
    where, distinct = pd.factorize(values)
    table = np.array([*(json.dumps(plain(value)) for value in distinct.tolist()), "null"], dtype=object)
    return list(table[where])


class Output(Protocol):
    """Something scores can be written to, batch by batch."""

    def write(self, scored: Scored) -> None:
        """Append a batch."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class CsvOutput:
    """Comma separated, with a header; probabilities in full precision."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", newline="", encoding="utf-8")
        self.writer = csv.writer(self.file)
        self.writer.writerow(COLUMNS)

    def write(self, scored: Scored) -> None:
        """Append a batch."""
        self.writer.writerows(zip(*scored.filed().values(), strict=True))

    def close(self) -> None:
        """Flush to the disk."""
        self.file.close()


class ParquetOutput:
    """One row group per batch."""

    SCHEMA = pa.schema(
        [("id", pa.string()), ("probability", pa.float64()), ("band", pa.string()), ("model_version", pa.string())]
    )

    def __init__(self, path: Path) -> None:
        self.writer = pq.ParquetWriter(path, self.SCHEMA)

    def write(self, scored: Scored) -> None:
        """Append a batch."""
        self.writer.write_table(pa.table(scored.filed(), schema=self.SCHEMA))

    def close(self) -> None:
        """Write the footer."""
        self.writer.close()


KINDS: Mapping[str, type[CsvOutput] | type[ParquetOutput]] = {".csv": CsvOutput, ".parquet": ParquetOutput}


@contextmanager
def open_output(path: Path) -> Iterator[Output]:
    """A file that appears under its name only when everything went well.

    Raises:
        DataProblem: another extension, no such folder, or a place that cannot be written.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise DataProblem(
            "ml.outputs.output_kind",
            name=path.name,
        )
    if not path.parent.is_dir():
        raise DataProblem("ml.outputs.no_folder", parent=path.parent)
    if path.is_dir():
        raise DataProblem("ml.outputs.is_a_folder", path=path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
    except OSError as error:
        raise DataProblem(
            "ml.outputs.not_writable",
            parent=path.parent,
            reason=error.strerror,
        ) from error
    temporary = Path(name)
    try:
        output = kind(temporary)
        try:
            yield output
        finally:
            output.close()
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
