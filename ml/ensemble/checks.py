"""What may reach the ensemble: one rule per kind of column, from the catalog, for single rows and for whole tables.

A described profile or a what-if is refused where a value is impossible; a customer of the bank gets a warning.
Warnings are short codes (``missing:C``, ``unseen:C=v``, ``range:C=v``, ``unreadable:C=v``); ``say`` puts them in words.
"""

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from db.catalog import Catalog, Column
from db.errors import DataProblem, Language
from db.texts import has, message, text

SHOWN = 12


def missing(value: Any) -> bool:
    """Whether a stored value says nothing: None, NaN, NaT or blank text."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NaT or (isinstance(value, numbers.Real) and math.isnan(value))


def plain(value: Any) -> Any:
    """One value as JSON holds it."""
    if missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The catalog's rules with the categories seen in training (by column)."""

    catalog: Catalog
    seen: Mapping[str, tuple[str, ...]]

    def known(self, column: Column) -> tuple[str, ...]:
        """The values a category or flag may take: those of the catalog and those seen in training."""
        return tuple(dict.fromkeys([*column.values, *self.seen.get(column.name, ())]))

    def changes(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """What-if changes in the form the ensemble reads.

        Raises:
            DataProblem: a column the ensemble does not use, or a value that is impossible.
        """
        features = {column.name: column for column in self.catalog.features}
        for name in changes:
            if name not in features:
                raise DataProblem(
                    "ml.checks.not_used",
                    name=name,
                    names=", ".join(features),
                )
        return {name: self._strict(features[name], value) for name, value in changes.items()}

    def profile(self, row: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """A described customer: impossible values are refused (DataProblem), missing ones warned of."""
        given = {c.name: row[c.name] for c in self.catalog.features if not missing(row.get(c.name))}
        if not given:
            raise DataProblem(
                "ml.checks.empty_profile",
            )
        absent = [c.name for c in self.catalog.features if c.name not in given]
        return self.changes(given), tuple(f"missing:{name}" for name in absent)

    def customer(self, row: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """A customer of the bank as stored, with a warning for whatever the ensemble has to make do with."""
        clean: dict[str, Any] = {}
        warnings: list[str] = []
        for column in self.catalog.features:
            value = row.get(column.name)
            if missing(value):
                clean[column.name] = None
                warnings.append(f"missing:{column.name}")
                continue
            read = _read(column, value)
            clean[column.name] = read
            if read is None:
                warnings.append(f"unreadable:{column.name}={value}")
            elif column.kind in ("category", "flag") and self.known(column) and read not in self.known(column):
                warnings.append(f"unseen:{column.name}={read}")
            elif column.numeric and not _within(column, read):
                warnings.append(f"range:{column.name}={value}")
        return clean, tuple(warnings)

    def _strict(self, column: Column, value: Any) -> Any:
        read = None if missing(value) else _read(column, value)
        if read is None:
            kind = column.kind if column.kind in _TYPED else "other"
            raise DataProblem(
                "ml.checks.wrong_kind", name=column.name, kind=message(f"ml.checks.kind.{kind}"), value=value
            )
        if column.kind in ("category", "flag") and read not in self.known(column):
            known = self.known(column)
            names = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
            raise DataProblem(
                "ml.checks.unknown_value",
                name=column.name,
                read=read,
                names=names,
            )
        if column.numeric and not _within(column, read):
            low, high = (f"{x:g}" if x is not None else "∞" for x in column.range)
            raise DataProblem(
                "ml.checks.out_of_range", name=column.name, value=read, low="-∞" if low == "∞" else low, high=high
            )
        return read


_TYPED = frozenset({"integer", "number", "money", "date"})


def say(warning: str, catalog: Catalog, language: Language) -> str:
    """A warning of a prediction in words, with the column's shown name."""
    code, _, rest = warning.partition(":")
    name, _, value = rest.partition("=")
    column = catalog.columns.get(name)
    shown = (column.names.shown(language) if column else "") or name
    key = f"ml.checks.warning.{code}"
    return text(language, key, column=shown, value=value) if has(language, key) else warning


def _within(column: Column, value: float) -> bool:
    low, high = column.range
    return (low is None or value >= low) and (high is None or value <= high)


def _read(column: Column, value: Any) -> Any:
    """The value in the ensemble's form (float, date or text), or None where it cannot be read."""
    if column.numeric:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return None
        whole = column.kind != "integer" or number.is_integer()
        return number if math.isfinite(number) and whole else None
    if column.kind == "date":
        return _date(value)
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    return str(value)


def _date(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
