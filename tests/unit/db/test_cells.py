"""What a cell means for its column."""

import pytest

from db.catalog import Catalog, read_catalog
from db.loading.cells import BadCell, Reader, reader


def of(column: str, catalog: Catalog | None = None, *, decimal_comma: bool = False) -> Reader:
    catalog = catalog or read_catalog()
    return reader(catalog.columns[column], catalog, decimal_comma=decimal_comma)


def spare(kind: str, **more: object) -> Reader:
    catalog = Catalog.model_validate(
        {
            "id": "id",
            "label": {"column": "gone", "positive": "Yes", "negative": "No"},
            "columns": {"id": {"kind": "text"}, "gone": {"kind": "flag"}, "x": {"kind": kind, **more}},
        }
    )
    return of("x", catalog)


@pytest.mark.parametrize(("text", "value"), [("42", 42), ("42.0", 42), ("+42", 42), ("", None), ("NA", None)])
def test_whole_numbers_are_read_as_people_and_programs_write_them(text: str, value: int | None) -> None:
    assert of("Age")(text) == value


@pytest.mark.parametrize("text", ["42.5", "4_2", "forty", "1e999", "--4", "0x1f", "٤٢ years"])
def test_what_is_not_a_whole_number_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        of("Age")(text)


@pytest.mark.parametrize(
    ("text", "reason"), [("17", "outside 18 to 110"), ("111", "outside 18 to 110"), ("-1", "outside")]
)
def test_a_number_outside_the_range_says_so(text: str, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        of("Age")(text)


def test_a_whole_number_too_large_for_any_database_is_refused() -> None:
    with pytest.raises(BadCell, match="too large"):
        spare("integer")("9" * 30)


@pytest.mark.parametrize(("text", "value"), [("83807.86", 83807.86), (".5", 0.5), ("1e3", 1000.0), ("nan", None)])
def test_money_is_written_with_a_point(text: str, value: float | None) -> None:
    assert of("Balance")(text) == value


@pytest.mark.parametrize("text", ["1,234.5", "1.234,5", "inf", "1_000", "€5", "-0.01"])
def test_money_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        of("Balance")(text)


def test_a_decimal_comma_is_understood_where_semicolons_separate() -> None:
    assert of("Balance", decimal_comma=True)("1234,5") == 1234.5
    with pytest.raises(BadCell):
        of("Balance", decimal_comma=True)("1.234,5")


@pytest.mark.parametrize(("text", "value"), [("1", "1"), ("1.0", "1"), ("yes", "1"), ("FALSE", "0"), ("Sí", "1")])
def test_a_flag_is_written_in_many_ways(text: str, value: str) -> None:
    assert of("HasCrCard")(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("Germany", "Germany"), ("germany", "Germany"), ("España", "Spain"), ("alemanas", "Germany")]
)
def test_a_category_is_known_by_its_names(text: str, value: str) -> None:
    assert of("Geography")(text) == value


def test_a_value_the_catalog_does_not_list_is_refused_with_the_ones_it_lists() -> None:
    with pytest.raises(BadCell, match="'Italy' is not one of France, Germany, Spain"):
        of("Geography")("Italy")


def test_a_category_without_listed_values_takes_any() -> None:
    assert of("RelationshipManager")("Ana  Torres") == "Ana  Torres"
    assert of("RelationshipManager")("") is None


def test_values_that_differ_only_in_signs_stay_apart() -> None:
    read = spare("category", values={"A": {}, "A+": {}})
    assert (read("A"), read("A+")) == ("A", "A+")
    with pytest.raises(BadCell):
        read("a")


def test_a_name_may_be_the_word_null() -> None:
    assert of("Surname")("Null") == "Null"


@pytest.mark.parametrize(("text", "value"), [("2024-02-29", "2024-02-29"), ("2024-02-29T10:00:00", "2024-02-29")])
def test_dates_are_iso(text: str, value: str) -> None:
    assert spare("date")(text) == value


@pytest.mark.parametrize("text", ["2023-02-29", "29/02/2024", "20240229", "2024-2-9", "yesterday"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(BadCell, match="not a date"):
        spare("date")(text)


def test_a_label_of_words_is_kept_and_yes_is_understood() -> None:
    catalog = Catalog.model_validate(
        {
            "id": "id",
            "label": {"column": "gone", "positive": "Attrited Customer", "negative": "Existing Customer"},
            "columns": {"id": {"kind": "text"}, "gone": {"kind": "category"}},
        }
    )
    read = of("gone", catalog)
    assert read("attrited customer") == "Attrited Customer"
    assert read("to be seen") == "to be seen"
    assert read("") is None


def test_text_with_a_null_character_is_refused() -> None:
    with pytest.raises(BadCell):
        of("Surname")("a\0b")
