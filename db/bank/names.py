"""Customers by name: exact, by beginning, by a part, or misspelt; candidates come by the index on folded names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import ColumnElement, and_, func, literal, or_

from db.bank.query import CustomerTable, Slice
from db.bank.table import NAME_KEY
from db.caller import Caller
from db.text import fold

Match = Literal["exact", "prefix", "part", "similar"]
_CANDIDATES = 4_000
_SIMILAR = 0.72
_LAST = "\uffff"


@dataclass(frozen=True, kw_only=True)
class Named:
    """Customers whose name matches in one way; ``total`` counts all, ``rows`` holds the first."""

    match: Match
    rows: tuple[dict[str, Any], ...]
    total: int
    sql: str


def by_name(bank: CustomerTable, name: str, caller: Caller, *, columns: list[str], limit: int) -> Named | None:
    """The customers called so, by the closest kind of match that finds any; ``None`` where nothing is alike."""
    asked = fold(name)
    if bank.catalog.name is None or not asked:
        return None
    key = bank.table.c[NAME_KEY]
    tests: list[tuple[Match, ColumnElement[bool]]] = [
        ("exact", key == asked),
        ("prefix", _begins(bank, asked)),
        ("part", _all_words(bank, asked)),
    ]
    for match, test in tests:
        found = _rows(bank, caller, match, test, columns=columns, limit=limit)
        if found.total:
            return found
    similar = misspelt(bank, asked, caller)
    return _rows(bank, caller, "similar", key.in_(similar), columns=columns, limit=limit) if similar else None


def misspelt(bank: CustomerTable, asked: str, caller: Caller) -> list[str]:
    """Folded names within a letter or two of ``asked``, nearest first.

    A misspelling leaves the beginning or the end of a word intact, so only names that share either are fetched: the
    beginning by the index, and the end (or the first letter) only where that finds nothing.
    """
    key = bank.table.c[NAME_KEY]
    half = max(2, len(asked) // 2)
    beginning = _begins(bank, asked[:half])
    wider = or_(
        and_(_begins(bank, asked[:1]), func.length(key).between(len(asked) - 2, len(asked) + 2)),
        key.endswith(asked[-half:], autoescape=True),
        key.contains(asked[:half], autoescape=True),
    )
    for test in (beginning, wider):
        query = bank.select([key.label("k")], Slice(caller=caller)).where(test).distinct()
        names = [row["k"] for row in bank.run(query.limit(_CANDIDATES)).rows]
        found = _alike(asked, names)
        if found:
            return found
    return []


def _alike(asked: str, names: list[str]) -> list[str]:
    whole = process.extract(
        asked, names, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=_SIMILAR, limit=5
    )
    if whole:
        return [name for name, score, _ in whole if score >= whole[0][1] - 0.12]
    # A full name asked by one misspelt word of it.
    parts = process.extract(asked, names, scorer=fuzz.token_set_ratio, score_cutoff=84, limit=5)
    return [name for name, _, _ in parts]


def _begins(bank: CustomerTable, text: str) -> ColumnElement[bool]:
    """Names that begin so; SQLite's order of bytes lets a range use the index, PostgreSQL's collations do not."""
    key = bank.table.c[NAME_KEY]
    test = key.startswith(text, autoescape=True)
    return and_(key >= text, key < text + _LAST, test) if bank.engine.dialect.name == "sqlite" else test


def _all_words(bank: CustomerTable, asked: str) -> ColumnElement[bool]:
    """Every word occurs, in whatever order: ``"Lopez Ana"`` finds ``"ana lopez"``."""
    key = bank.table.c[NAME_KEY]
    if bank.sqlite:
        return and_(*(func.instr(key, word) > 0 for word in asked.split()))
    return and_(*(key.contains(word, autoescape=True) for word in asked.split()))


def _rows(
    bank: CustomerTable, caller: Caller, match: Match, test: ColumnElement[bool], *, columns: list[str], limit: int
) -> Named:
    of = Slice(caller=caller)
    key = bank.table.c[NAME_KEY]
    wanted = [bank.column(name).label(name) for name in dict.fromkeys([bank.catalog.id, *columns])]
    found = bank.run(bank.select(wanted, of).where(test).order_by(key, bank.id).limit(limit))
    total = len(found.rows)
    if total == limit:
        total = int(bank.run(bank.select([func.count().label("n")], of).where(test)).rows[0]["n"])
    return Named(match=match, rows=found.rows, total=total, sql=found.sql)


def words_of_names(bank: CustomerTable, words: Iterable[str], caller: Caller) -> set[str]:
    """Which of some folded words are whole words of customers' names."""
    if bank.catalog.name is None:
        return set()
    around = literal(" ") + bank.table.c[NAME_KEY] + " "

    def one_has(word: str) -> bool:
        test = around.contains(f" {word} ", autoescape=True)
        return bool(bank.run(bank.select([bank.id], Slice(caller=caller)).where(test).limit(1)).rows)

    return {word for word in words if one_has(word)}
