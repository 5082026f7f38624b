"""The rows of a Fact as a table: sorted and paged by the page, downloaded as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.charts.builder import figure_text
from app.chat.labels import column_label, measure_label, value_label
from app.pages.render import page_words
from db.caller import Caller
from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact

CUSTOMER_COLUMNS = ("name", "customer_id", "probability", "band", "value_at_risk", "owner")
WORDS = {"customer_id": "id", "probability": "risk"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
PAGE_ROWS = 10


@dataclass(frozen=True, kw_only=True)
class Cell:
    """``text`` as people read it, ``raw`` to sort and export."""

    text: str
    raw: Any


@dataclass(frozen=True, kw_only=True)
class Table:
    """``customers``: the id of each row's customer, where rows are customers."""

    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]
    customers: tuple[str, ...] = ()


def table_of(fact: Fact, catalog: Catalog, caller: Caller, language: Language) -> Table | None:
    """The Fact's rows as a table, or None where it has no two rows."""
    rows = fact.data.get("rows")
    if fact.data.get("status") or not isinstance(rows, Sequence) or len(rows) < 2 or not isinstance(rows[0], Mapping):
        return None
    if "customer_id" in rows[0]:
        return _customers(rows, catalog, caller, language)
    if fact.data.get("measures") and "groups" in fact.data:
        return _groups(fact.data, catalog, language)
    return None


def _customers(rows: Sequence[Any], catalog: Catalog, caller: Caller, language: Language) -> Table:
    words = page_words(language)
    names = [name for name in CUSTOMER_COLUMNS if any(row.get(name) is not None for row in rows)]
    if caller.owner is not None:  # all rows are his own
        names = [name for name in names if name != "owner"]
    hidden = catalog.owner if caller.owner is not None else None
    extra = [name for name in (rows[0].get("columns") or {}) if name != hidden]

    def cells(row: Any) -> list[Cell]:
        own = [Cell(text=_own(name, row.get(name), catalog, language), raw=row.get(name)) for name in names]
        values = [(name, row["columns"].get(name)) for name in extra]
        return [*own, *(Cell(text=value_label(catalog, name, value, language), raw=value) for name, value in values)]

    return _made(
        [words[WORDS.get(name, name)] for name in names] + [column_label(catalog, name, language) for name in extra],
        [cells(row) for row in rows],
        customers=tuple(str(row["customer_id"]) for row in rows),
        names=names,
    )


def _own(name: str, value: Any, catalog: Catalog, language: Language) -> str:
    if value is None:
        return ""
    if name == "probability":
        return figure_text(float(value), "share", catalog, language)
    if name == "value_at_risk":
        return figure_text(float(value), "money", catalog, language)
    return page_words(language).get(str(value), str(value)) if name == "band" else str(value)


def _groups(data: Mapping[str, Any], catalog: Catalog, language: Language) -> Table:
    groups = [group["column"] for group in data["groups"]]
    measures = [dict(measure) for measure in data["measures"]]
    counted = [] if any(m["key"] == "customers" for m in measures) else ["customers"]
    heads = [column_label(catalog, name, language) for name in groups]
    heads += [measure_label(catalog, measure, language) for measure in measures]
    heads += [page_words(language)["customers"] for _ in counted]
    return _made(
        heads,
        [
            [Cell(text=value_label(catalog, name, row.get(name), language), raw=_raw(row.get(name))) for name in groups]
            + [_figure(row.get(m["key"]), str(m.get("unit", "")), catalog, language) for m in measures]
            + [_figure(row.get(name), "", catalog, language) for name in counted]
            for row in data["rows"]
        ],
    )


def _figure(value: Any, unit: str, catalog: Catalog, language: Language) -> Cell:
    number = isinstance(value, int | float)
    return Cell(text=figure_text(float(value), unit, catalog, language) if number else str(value or ""), raw=value)


def _raw(value: Any) -> Any:
    return value.get("label", "") if isinstance(value, Mapping) else value


def _made(
    heads: list[str], rows: list[list[Cell]], customers: tuple[str, ...] = (), names: Sequence[str] = ()
) -> Table:
    """``names``: what the first columns are; an id is no amount, whatever it is made of."""
    numeric = tuple(
        all(isinstance(row[at].raw, int | float) for row in rows if row[at].raw is not None)
        and names[at : at + 1] != ["customer_id"]
        for at in range(len(heads))
    )
    return Table(heads=tuple(heads), numeric=numeric, rows=tuple(tuple(row) for row in rows), customers=customers)


def as_csv(table: Table) -> str:
    """The table for a spreadsheet: figures as they are, and no text that it would run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in table.heads])
    for row in table.rows:
        writer.writerow([harmless(cell.raw) for cell in row])
    return "\ufeff" + out.getvalue()


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
