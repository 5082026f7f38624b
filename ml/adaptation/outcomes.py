"""Outcomes that come as a CSV (``customer_id, outcome[, date]``), all or nothing."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select

from db.bank.table import customers, parse_id
from db.catalog import Catalog
from db.errors import DataProblem
from db.state import now
from db.state.outcome_records import Arrived, record
from db.texts import Each, Language, Message, message, text

__all__ = ["Arrived", "meaning", "read_outcomes", "record"]

LEFT = frozenset({"1", "left", "churned", "yes", "true", "abandonó", "abandono", "baja", "sí", "si"})
STAYED = frozenset({"0", "stayed", "retained", "no", "false", "sigue", "permanece"})
IDS = ("customer_id", "id", "customer")
OUTCOMES = ("outcome", "left", "churned")
DATES = ("date", "observed_at", "fecha")
SHOWN = 3
CHUNK = 5_000


def meaning(text: str, catalog: Catalog) -> int | None:
    """1 or 0 for a label value of the catalog or a common word in either language; None if it is neither."""
    said = text.strip()
    if said in (catalog.label.positive, catalog.label.negative):
        return int(said == catalog.label.positive)
    said = said.casefold().removesuffix(".0")
    return 1 if said in LEFT else 0 if said in STAYED else None


def read_outcomes(path: Path, catalog: Catalog, bank: Engine) -> list[Arrived]:
    """Every outcome of the file.

    Raises:
        DataProblem: the file cannot be read, lacks a column, or any line is wrong (the first few are named).
    """
    found, wrong = [], []
    for number, row in _rows(path, catalog):
        read = _read(row, catalog)
        if isinstance(read, Arrived):
            found.append((number, read))
        else:
            wrong.append((number, read))
    known = _known(bank, catalog, [arrived.customer_id for _, arrived in found])
    strangers = [(n, a.customer_id) for n, a in found if a.customer_id not in known]
    wrong += [(n, message("ml.outcomes.no_customer", id=i)) for n, i in strangers]
    if wrong:
        raise _refusal(path, sorted(wrong, key=lambda line: line[0]))
    if not found:
        raise DataProblem("ml.outcomes.no_outcomes", name=path.name)
    return [arrived for _, arrived in found]


def _refusal(path: Path, wrong: list[tuple[int, Message]]) -> DataProblem:
    """Nothing was taken: the first wrong lines, and how many more there are."""

    def lines(language: Language) -> str:
        shown = [text(language, "ml.outcomes.line", number=n, why=why) for n, why in wrong[:SHOWN]]
        more = len(wrong) - SHOWN
        return "; ".join(shown) + (text(language, "ml.outcomes.more", count=more) if more > 0 else "")

    return DataProblem("ml.outcomes.refused", name=path.name, lines=Each(lines))


def _rows(path: Path, catalog: Catalog) -> Iterator[tuple[int, tuple[str, str, str]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            head = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=max(",;\t", key=head.count))
            names = {name.strip().casefold(): name for name in reader.fieldnames or ()}
            identity = _column(names, (*IDS, catalog.id.casefold()))
            outcome = _column(names, (*OUTCOMES, catalog.label.column.casefold()))
            moment = _column(names, DATES)
            if identity is None or outcome is None:
                raise DataProblem(
                    "ml.outcomes.columns_missing",
                    name=path.name,
                )
            for row in reader:
                day = row.get(moment) if moment is not None else None
                yield reader.line_num, (row[identity] or "", row[outcome] or "", day or "")
    except OSError as error:
        raise DataProblem("ml.outcomes.unreadable", path=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise DataProblem("ml.outcomes.not_utf8", name=path.name) from error


def _column(names: dict[str, str], wanted: tuple[str, ...]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _read(row: tuple[str, str, str], catalog: Catalog) -> Arrived | Message:
    """The outcome, or what is wrong with the line."""
    identity = parse_id(catalog, row[0])
    if identity is None:
        return message("ml.outcomes.no_id", value=row[0])
    outcome = meaning(row[1], catalog)
    if outcome is None:
        return message("ml.outcomes.no_outcome", value=row[1])
    try:
        observed = date.fromisoformat(row[2].strip()[:10]) if row[2].strip() else now().date()
    except ValueError:
        return message("ml.outcomes.no_date", value=row[2])
    return Arrived(customer_id=str(identity), outcome=outcome, observed_at=observed)


def _known(bank: Engine, catalog: Catalog, ids: list[str]) -> set[str]:
    table, found = customers(catalog), set()
    wanted = list(dict.fromkeys(ids))
    with bank.connect() as connection:
        for start in range(0, len(wanted), CHUNK):
            keys = [parse_id(catalog, i) for i in wanted[start : start + CHUNK]]
            query = select(table.c[catalog.id]).where(table.c[catalog.id].in_(keys))
            found |= {str(value) for value in connection.execute(query).scalars()}
    return found
