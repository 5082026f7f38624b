"""Headers and columns find each other."""

import pytest

from db.catalog import Catalog, read_catalog
from db.errors import DataProblem
from db.loading.header import match

PUBLIC = (
    *("RowNumber", "CustomerId", "Surname", "CreditScore", "Geography", "Gender", "Age", "Tenure", "Balance"),
    *("NumOfProducts", "HasCrCard", "IsActiveMember", "EstimatedSalary", "Exited"),
)


def test_the_public_file_fits_the_default_catalog() -> None:
    fit = match(PUBLIC, read_catalog())
    assert not fit.missing
    assert not fit.left_out
    assert fit.absent == ("RelationshipManager", "ContactNotes")


def test_case_spaces_underscores_and_order_do_not_matter() -> None:
    header = [h.upper() if i % 2 else f" {h}_" for i, h in enumerate(reversed(PUBLIC))]
    fit = match(header, read_catalog())
    assert not fit.missing
    assert {column.name: header[at].strip(" _").lower() for at, column in fit.fields} == {
        name: name.lower() for name in PUBLIC if name != "RowNumber"
    }


def test_a_shown_name_in_either_language_will_do() -> None:
    header = ["Edad" if h == "Age" else "credit score" if h == "CreditScore" else h for h in PUBLIC]
    assert not match(header, read_catalog()).missing


def test_missing_and_unknown_headers_are_named() -> None:
    fit = match([*PUBLIC[:-1], "Shoe size"], read_catalog())
    assert fit.missing == ("Exited",)
    assert fit.left_out == ("Shoe size",)


def test_the_same_column_twice_is_refused() -> None:
    with pytest.raises(DataProblem, match="twice"):
        match([*PUBLIC, "customer_id"], read_catalog())


def test_a_listed_source_is_found() -> None:
    catalog = Catalog.model_validate(
        {
            "id": "id",
            "label": {"column": "gone", "positive": "1", "negative": "0"},
            "columns": {"id": {"kind": "text", "source": ["Policy No."]}, "gone": {"kind": "flag"}},
        }
    )
    assert not match(["policy_no", "GONE"], catalog).missing
