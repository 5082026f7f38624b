"""The customer table, its ids and its names."""

import pytest
from sqlalchemy import Date, Float, Text, select

from db.bank.scope import scoped
from db.bank.table import customers, parse_id, storage
from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog, read_catalog
from db.text import fold


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("O'Brien", "obrien"),
        ("D’Angelo", "dangelo"),
        ("  García-López ", "garcia lopez"),
        ("Łukasiewicz", "lukasiewicz"),
        ("Weiß", "weiss"),
        ("SØRENSEN", "sorensen"),
        ("Hs?eh", "hs eh"),
        ("?", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_apostrophes(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_ids_are_read_as_the_bank_stores_them() -> None:
    catalog = read_catalog()
    assert parse_id(catalog, " 15634602 ") == 15634602
    assert parse_id(catalog, 15634602.0) == 15634602
    assert parse_id(catalog, "Hargrave") is None
    assert parse_id(catalog, "9" * 40) is None


def test_numbers_dates_and_everything_else_are_stored_as_such() -> None:
    catalog = Catalog.model_validate(
        {
            "id": "id",
            "label": {"column": "gone", "positive": "1", "negative": "0"},
            "columns": {
                "id": {"kind": "text"},
                "gone": {"kind": "integer"},
                "on": {"kind": "date"},
                "paid": {"kind": "money"},
            },
        }
    )
    kinds = {name: type(storage(column, catalog)) for name, column in catalog.columns.items()}
    assert kinds == {"id": Text, "gone": Text, "on": Date, "paid": Float}


def test_a_manager_sees_only_their_customers() -> None:
    catalog = read_catalog()
    table = customers(catalog)
    ana = Caller(name="ana", owner="Ana Torres")
    limited = str(scoped(select(table), table, catalog, ana, owners=True))
    assert 'customers."RelationshipManager" = :' in limited


@pytest.mark.parametrize(("caller", "owners"), [(WHOLE_BANK, True), (Caller(name="ana", owner="Ana Torres"), False)])
def test_others_and_banks_without_owners_are_not_limited(caller: Caller, owners: bool) -> None:
    catalog = read_catalog()
    table = customers(catalog)
    assert "WHERE" not in str(scoped(select(table), table, catalog, caller, owners=owners))
