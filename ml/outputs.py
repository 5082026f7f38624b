"""Where scores go as a file: CSV or Parquet, complete or not there at all."""

import csv
import os
import tempfile
from collections.abc import Iterator, Mapping
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
from ml.data import Batch
from ml.metrics import Floats

COLUMNS = ("id", "probability", "band", "model_version")


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A batch of scores: n customers, their features and value at risk (NaN for who left or has no value)."""

    ids: NDArray[np.object_]
    probability: Floats
    band: NDArray[np.str_]
    value_at_risk: Floats
    model_version: str
    X: pd.DataFrame

    @classmethod
    def of(cls, batch: Batch, probability: Floats, catalog: Catalog, model_version: str) -> "Scored":
        """Bands and value at risk by the catalog."""
        limits = catalog.risk_bands
        band = np.array(["low", "medium", "high"])[np.searchsorted([limits.medium, limits.high], probability, "right")]
        return cls(
            ids=batch.ids,
            probability=probability,
            band=band,
            value_at_risk=np.where(batch.y == 1, np.nan, probability * batch.value),
            model_version=model_version,
            X=batch.X,
        )

    def columns(self) -> Mapping[str, Any]:
        """The columns of the output file."""
        version = [self.model_version] * len(self.ids)
        return dict(zip(COLUMNS, (list(self.ids), self.probability, self.band.tolist(), version), strict=True))


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
        columns = scored.columns()
        rows = zip(
            columns["id"], columns["probability"].tolist(), columns["band"], columns["model_version"], strict=True
        )
        self.writer.writerows(rows)

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
        self.writer.write_table(pa.table(dict(scored.columns()), schema=self.SCHEMA))

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
            f"The output must end in .csv or .parquet, not {path.name!r}.",
            f"La salida debe terminar en .csv o .parquet, no {path.name!r}.",
        )
    if not path.parent.is_dir():
        raise DataProblem(f"There is no folder {path.parent}.", f"No existe la carpeta {path.parent}.")
    if path.is_dir():
        raise DataProblem(f"{path} is a folder.", f"{path} es una carpeta.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
    except OSError as error:
        raise DataProblem(
            f"{path.parent} cannot be written: {error.strerror}.",
            f"No se puede escribir en {path.parent}: {error.strerror}.",
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
