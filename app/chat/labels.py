"""How the catalog's columns and values are called on cards and charts, in the person's language and number format."""

from typing import Any

from db.catalog import Catalog, Column
from db.texts import Language, has, text
from tools.replies.formats import day, money, number

FLAGS = {"1": "yes", "0": "no", "True": "yes", "False": "no", "true": "yes", "false": "no"}


def word(key: str, language: Language) -> str:
    """A word of ours, or the key itself."""
    return text(language, f"page.label.{key}") if has(language, f"page.label.{key}") else key


def sentence_case(text: str) -> str:
    """The text with a capital first letter and the rest untouched."""
    return text[:1].upper() + text[1:]


def column_label(catalog: Catalog, name: str, language: Language) -> str:
    """What people call a column, predicted ones included."""
    column = catalog.columns.get(name)
    if column is None:
        return sentence_case(word(name, language))
    return sentence_case(column.names.shown(language) or name)


def value_label(catalog: Catalog, name: str, value: Any, language: Language) -> str:
    """A value as people read it: named categories, money, units, dates, band labels."""
    if isinstance(value, dict):
        return str(value.get("label", ""))
    if value is None:
        return word("missing", language)
    column = catalog.columns.get(name)
    if column is None:
        return word(str(value), language)
    return _stored(column, value, language, catalog.currency)


def _stored(column: Column, value: Any, language: Language, currency: str) -> str:
    if column.kind == "flag" and str(value) in FLAGS:
        return word(FLAGS[str(value)], language)
    names = column.values.get(str(value))
    if names is not None and (shown := names.shown(language)):
        return sentence_case(shown)
    if column.kind == "date":
        return day(str(value), language)
    if not column.numeric or isinstance(value, str | bool):
        return str(value)
    if column.kind == "money":
        return money(float(value), language, currency, column.decimals if column.decimals is not None else 2)
    whole = column.kind == "integer" or float(value).is_integer()
    text = number(float(value), language, column.decimals if column.decimals is not None else (0 if whole else 2))
    unit = column.unit.shown(language)
    return f"{text} {unit}" if unit else text


def measure_label(catalog: Catalog, measure: dict[str, Any], language: Language) -> str:
    """What a measure of a portfolio Fact is called: ``mean balance``."""
    name = sentence_case(word(str(measure.get("measure", "")), language))
    column = measure.get("column")
    if column is None:
        return name
    label = column_label(catalog, str(column), language).lower()
    return text(language, "page.of_column", measure=name, column=label)
