"""Numbers as people write them, and back."""

import pytest

from agents.grounding.quantities import find_quantities
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.normalise import tokens
from agents.understanding.lexicon.numbers import number_at
from db.texts import regions
from tools.replies import formats


@pytest.fixture(scope="module")
def units(catalog):
    return Lexicon(catalog).units


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234", 1234),
        ("1,234", 1234),
        ("83807.86", 83807.86),
        ("0,325", 0.325),
        ("1.234.567", 1234567),
        ("100 000", 100000),
        ("100k", 100000),
        ("1.5M", 1.5e6),
        ("1,5 millones", 1.5e6),
        ("2 millones", 2e6),
        ("medio millón", 5e5),
        ("half a million", 5e5),
        ("treinta", 30),
        ("treinta y cinco", 35),
        ("thirty-five", 35),
        ("cien mil euros", 100000),
        ("€1,234.50", 1234.5),
        ("1.234,50 €", 1234.5),
        ("20 mil", 20000),
        ("a hundred thousand", 100000),
        ("una docena", 12),
        ("veintidós", 22),
    ],
)
def test_a_number_is_read_whichever_way_it_is_written(text, value, units):
    found = number_at(tokens(text), 0, units)
    assert found is not None
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize("text", ["70 %", "70%", "70 por ciento", "70 percent", "setenta por ciento"])
def test_a_percentage_is_told_from_a_number(text, units):
    found = number_at(tokens(text), 0, units)
    assert found is not None
    assert (found.value, found.percent) == (70, True)


@pytest.mark.parametrize("text", ["un", "one", "once more", "no", "o", ""])
def test_small_words_are_not_numbers(text, units):
    row = tokens(text)
    assert not row or text == "once more" or number_at(row, 0, units) is None


@pytest.mark.parametrize(
    ("value", "es", "en"),
    [(1234.5, "1.234,50\u00a0€", "€1,234.50"), (-0.004, "0,00\u00a0€", "€0.00"), (0, "0,00\u00a0€", "€0.00")],
)
def test_money_is_written_in_the_readers_way(value, es, en):
    assert formats.money(value, "es") == es
    assert formats.money(value, "en") == en


def test_shares_points_and_dates_are_written_in_the_readers_way():
    assert (formats.share(0.3244, "es"), formats.share(0.3244, "en")) == ("32,4\u00a0%", "32.4%")
    assert (formats.points(-0.1, "es"), formats.points(0.1, "en")) == ("-10,0 puntos", "+10.0 points")
    assert formats.day("2026-11-23", "es") == "23 de noviembre de 2026"
    assert formats.day("2026-11-23T03:00:00+00:00", "en") == "23 November 2026"
    assert formats.day("soon", "en") == "soon"


@pytest.mark.parametrize(
    ("region", "amount", "part", "date"),
    [
        ("es-ES", "1.234,50\u00a0€", "32,4\u00a0%", "23 de noviembre de 2026"),
        ("es-MX", "€1,234.50", "32.4%", "23 de noviembre de 2026"),
        ("es-AR", "€1.234,50", "32,4%", "23 de noviembre de 2026"),
        ("en-GB", "€1,234.50", "32.4%", "23 November 2026"),
        ("en-US", "€1,234.50", "32.4%", "November 23, 2026"),
    ],
)
def test_a_region_writes_its_own_way_and_only_inside(region, amount, part, date):
    language = region[:2]
    plain = formats.money(1234.5, language)
    with regions.in_region(region):
        assert (formats.money(1234.5, language), formats.share(0.3244, language)) == (amount, part)
        assert formats.day("2026-11-23", language) == date
        assert {q.readings[0][0] for q in find_quantities(formats.money(1234.5, language))} == {1234.5}
    assert formats.money(1234.5, language) == plain


@pytest.mark.parametrize(
    ("region", "currency", "said"),
    [
        ("es-MX", "MXN", "$1,234.50"),
        ("es-AR", "ARS", "$1.234,50"),
        ("en-US", "USD", "$1,234.50"),
        ("en-GB", "USD", "US$1,234.50"),
        ("es-MX", "USD", "USD 1,234.50"),
        ("es-ES", "CHF", "1.234,50\u00a0CHF"),
    ],
)
def test_a_dollar_sign_alone_is_the_regions_own_dollar(region, currency, said):
    with regions.in_region(region):
        assert formats.money(1234.5, region[:2], currency) == said


@pytest.mark.parametrize("tag", ["fr-FR", "es", "xx-YY", "es-ES-oops-", ""])
def test_a_region_of_neither_language_is_refused(tag):
    assert not regions.known_region(tag)


def test_percentiles_and_months_follow_the_language():
    said = [formats.ordinal(value, "en") for value in (1, 2, 3, 11, 12, 13, 21, 90, 99.5)]
    assert said == ["1st", "2nd", "3rd", "11th", "12th", "13th", "21st", "90th", "99.5th"]
    assert formats.ordinal(90, "es") == "90"
    assert (formats.months("es")[8], formats.months("en")[0]) == ("septiembre", "January")
