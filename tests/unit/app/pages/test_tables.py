import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.tables import as_csv, harmless, table_of
from db.caller import Caller
from db.catalog import Catalog
from tools.facts import Fact

ROWS = [
    {"rank": 1, "customer_id": 7, "name": "=cmd()", "owner": "Ana", "probability": 0.9, "band": "high", "columns": {}},
    {"rank": 2, "customer_id": 8, "name": "Ruiz", "owner": "Ana", "probability": 0.2, "band": "low", "columns": {}},
]
FACT = Fact(id="F1", tool="watch_list", arguments={}, data={"rows": ROWS})


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "\r=1", "\n=1", "|calc"])
def test_no_text_cell_is_a_formula(cell: str) -> None:
    assert str(harmless(cell)).startswith("'")


@given(st.text())
def test_whatever_the_text_a_spreadsheet_takes_it_for_text(text: str) -> None:
    assert not str(harmless(text)).lstrip().startswith(("=", "+", "-", "@"))


def test_figures_stay_figures() -> None:
    assert harmless(-3.5) == -3.5
    assert harmless(None) is None


def test_the_csv_has_every_row_and_no_formula(catalog: Catalog) -> None:
    table = table_of(FACT, catalog, Caller(name="x", role="support"), "en")
    assert table is not None
    read = list(csv.reader(io.StringIO(as_csv(table).removeprefix("\ufeff"))))
    assert [row[0] for row in read] == ["Name", "'=cmd()", "Ruiz"]
    assert "Manager" in read[0]


def test_a_managers_own_name_is_no_column_of_his_list(catalog: Catalog) -> None:
    table = table_of(FACT, catalog, Caller(name="ana", owner="Ana"), "en")
    assert table is not None
    assert "Manager" not in table.heads
    assert table.customers == ("7", "8")


def test_an_id_is_no_amount(catalog: Catalog) -> None:
    table = table_of(FACT, catalog, Caller(name="x", role="support"), "en")
    assert table is not None
    assert dict(zip(table.heads, table.numeric, strict=True)) | {"Id": False, "Churn risk": True} == dict(
        zip(table.heads, table.numeric, strict=True)
    )


def test_a_fact_without_two_rows_is_no_table(catalog: Catalog) -> None:
    one = Fact(id="F1", tool="watch_list", arguments={}, data={"rows": ROWS[:1]})
    assert table_of(one, catalog, Caller(name="x"), "en") is None
