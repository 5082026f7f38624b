"""Rows of a file through the catalog's rules into the staging table, keeping account of those that do not fit."""

import sys
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tqdm import tqdm

from db.bank.table import NAME_KEY
from db.catalog import Catalog
from db.loading.cells import BadCell, Reader, reader
from db.loading.header import Fit
from db.loading.load_report import MOST_LISTED, Rejection
from db.loading.staging import BATCH, Staging
from db.loading.table_file import TableFile
from db.text import fold
from db.texts import Each, Spoken, message
from db.texts.terminal import said

KEPT_REJECTIONS = 5 * MOST_LISTED


@dataclass
class Intake:
    """How the reading went: rows read, and rejected ones in all and (the first ones) by line."""

    read: int = 0
    rejected: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    def reject(self, line: int, reason: Spoken) -> None:
        """Note a row that does not fit."""
        self.rejected += 1
        if len(self.rejections) < KEPT_REJECTIONS:
            self.rejections.append(Rejection(line, reason))


@dataclass(frozen=True)
class _Field:
    position: int
    column: str
    read: Reader


def staged_names(fit: Fit, catalog: Catalog) -> list[str]:
    """The columns a file fills: those it brings, and the name's search key."""
    names = [column.name for _, column in fit.fields]
    return [*names, NAME_KEY] if catalog.name in names else names


def take_in(file: TableFile, fit: Fit, catalog: Catalog, staging: Staging, *, progress: bool) -> Intake:
    """Read the whole file into the staging table; duplicates of an id are rejected like any other row."""
    comma = file.delimiter == ";"
    fields = [_Field(at, column.name, reader(column, catalog, decimal_comma=comma)) for at, column in fit.fields]
    name_at = next((i for i, f in enumerate(fields) if f.column == catalog.name), None)
    id_at = next(i for i, f in enumerate(fields) if f.column == catalog.id)
    intake, batch = Intake(), []
    folded = lru_cache(maxsize=50_000)(fold)
    with tqdm(
        total=file.size, unit="B", unit_scale=True, file=sys.stderr, disable=not progress, desc=said("load.reading")
    ) as bar:
        for line, row in file.rows():
            intake.read += 1
            typed = _typed(row, line, fields, len(file.header), intake)
            if typed is None:
                continue
            if typed[id_at] is None:
                intake.reject(line, message("db.cells.no_id", column=catalog.id))
                continue
            key = () if name_at is None else (folded(str(typed[name_at] or "")),)
            batch.append((line, *typed, *key))
            if len(batch) == BATCH:
                staging.add(batch)
                batch = []
                bar.set_postfix_str(said("load.rows", count=intake.read), refresh=False)
                bar.update(file.position - bar.n)
        bar.update(file.position - bar.n)
    staging.add(batch)
    _reject_duplicates(staging, intake, catalog)
    return intake


def _typed(row: list[str], line: int, fields: list[_Field], width: int, intake: Intake) -> list[Any] | None:
    if len(row) != width:
        intake.reject(line, message("db.cells.other_length", count=len(row), width=width))
        return None
    try:
        return [f.read(row[f.position].strip()) for f in fields]
    except BadCell:
        intake.reject(line, _reasons(row, fields))
        return None


def _reasons(row: list[str], fields: list[_Field]) -> Spoken:
    reasons: list[Spoken] = []
    for f in fields:
        try:
            f.read(row[f.position].strip())
        except BadCell as bad:
            reasons.append(message("db.cells.of_column", column=f.column, reason=bad.reason))
    return Each(lambda language: "; ".join(reason.say(language) for reason in reasons))


def _reject_duplicates(staging: Staging, intake: Intake, catalog: Catalog) -> None:
    total, found = staging.duplicates(KEPT_REJECTIONS)
    listed = [
        Rejection(line, message("db.cells.twice", column=catalog.id, id=str(identity), line=str(first)))
        for line, first, identity in found
    ]
    intake.rejected += total
    intake.rejections = sorted([*intake.rejections, *listed], key=lambda r: r.line)[:KEPT_REJECTIONS]
