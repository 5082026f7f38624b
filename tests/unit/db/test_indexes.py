"""The layout of the customer table's indexes, and which of them reads a question in order."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from db.bank.filters import Condition
from db.bank.indexes import planned
from db.bank.query import CustomerTable, Slice
from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog
from db.load import load_file
from db.places import Places
from tests.conftest import places_at

EVERYBODY = Slice(caller=WHOLE_BANK)


@pytest.fixture
def bank(catalog: Catalog) -> CustomerTable:
    table = CustomerTable(catalog, create_engine("sqlite://"))
    table.about = lambda: 1_000_000  # type: ignore[method-assign]
    return table


def test_the_wide_index_begins_with_what_splits_into_few_groups(catalog: Catalog) -> None:
    (wide,) = [plan for plan in planned(catalog) if len(plan.columns) > 2]
    assert wide.columns[: wide.leading] == (
        *("Exited", "Geography", "Gender", "NumOfProducts", "HasCrCard", "IsActiveMember", "Age"),
    )
    assert {"Balance", "EstimatedSalary", "RelationshipManager"} <= set(wide.columns)
    assert not {"CustomerId", "Surname", "ContactNotes"} & set(wide.columns)


def test_what_one_index_holds_is_read_in_its_order(bank: CustomerTable) -> None:
    assert bank.in_order(EVERYBODY, {"Geography"}, {"Geography"}) == ("Exited", "Geography")
    assert bank.in_order(EVERYBODY, {"Age", "Gender"}, {"Age", "Gender"}) is not None
    assert bank.in_order(EVERYBODY, {"Gender", "Balance"}, {"Gender"}) == ("Exited", "Geography", "Gender")


@pytest.mark.parametrize(
    ("of", "named", "grouped"),
    [
        (EVERYBODY, {"Surname", "Gender"}, {"Gender"}),
        (EVERYBODY, {"Tenure", "Gender"}, {"Tenure", "Gender"}),
        (EVERYBODY, {"probability", "Gender", "Age"}, {"Gender", "Age"}),
        (EVERYBODY, {"risk_band"}, {"risk_band"}),
        (Slice(caller=WHOLE_BANK, where=Condition("ContactNotes", "is_known")), {"Gender"}, {"Gender"}),
    ],
)
def test_what_none_holds_is_left_to_the_database(
    bank: CustomerTable, of: Slice, named: set[str], grouped: set[str]
) -> None:
    assert bank.in_order(of, named, grouped) is None


def test_a_small_bank_is_grouped_at_once(bank: CustomerTable) -> None:
    bank.about = lambda: 10_000  # type: ignore[method-assign]
    assert bank.in_order(EVERYBODY, {"Age", "Gender"}, {"Age", "Gender"}) is None
    assert bank.in_order(EVERYBODY, {"Geography", "Gender"}, {"Geography", "Gender"}) is not None


def test_scores_are_read_with_the_ids_in_order(bank: CustomerTable) -> None:
    assert bank.in_order(EVERYBODY, {"probability", "Gender"}, {"Gender"}) == ("Exited", "Gender")


def test_a_scope_needs_the_owner_in_the_index(bank: CustomerTable) -> None:
    narrow = Slice(caller=Caller(name="ana", owner="Rosa"))
    lead = bank.in_order(narrow, {"Geography"}, {"Geography"})
    assert lead == ("Exited", "Geography")


def test_a_load_replaces_the_indexes_of_an_older_layout(tmp_path: Path) -> None:
    places: Places = places_at(tmp_path)
    rows = [f"{i},S,600,Spain,Male,40,1,10,1,1,1,5,0" for i in range(1, 4)]
    header = (
        "CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Balance,NumOfProducts,HasCrCard,"
        "IsActiveMember,EstimatedSalary,Exited"
    )
    path = tmp_path / "bank.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    load_file(str(path), places)
    engine = create_engine(places.bank_url)
    made = {index["name"] for index in inspect(engine).get_indexes("customers")}
    with engine.begin() as connection:
        connection.execute(text(f'DROP INDEX "{sorted(map(str, made))[0]}"'))
        connection.execute(text("CREATE INDEX ix_customers_0 ON customers (Exited)"))
    load_file(str(path), places)
    assert {index["name"] for index in inspect(engine).get_indexes("customers")} == made
    engine.dispose()
