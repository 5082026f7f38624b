"""Numbers as people write them, and back."""

import contextvars

import pytest

from agents.offline.lexicon import Lexicon
from agents.offline.normalise import tokens
from agents.offline.numbers import number_at
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
    ("region", "language", "written"),
    [
        ("es-ES", "es", ("1.234,5", "32,4\u00a0%", "1.234,50\u00a0€", "23 de noviembre de 2026")),
        ("es-AR", "es", ("1.234,5", "32,4%", "€1.234,50", "23 de noviembre de 2026")),
        ("es-MX", "es", ("1,234.5", "32.4%", "€1,234.50", "23 de noviembre de 2026")),
        ("en-GB", "en", ("1,234.5", "32.4%", "€1,234.50", "23 November 2026")),
        ("en-US", "en", ("1,234.5", "32.4%", "€1,234.50", "November 23, 2026")),
        ("es-MX", "en", ("1,234.5", "32.4%", "€1,234.50", "23 November 2026")),
        ("en-US", "es", ("1.234,5", "32,4\u00a0%", "1.234,50\u00a0€", "23 de noviembre de 2026")),
    ],
)
def test_each_region_has_its_own_way_and_only_in_its_language(region, language, written):
    def written_there():
        formats.use_region(region)
        money = formats.money(1234.5, language)
        return (
            formats.number(1234.5, language, 1),
            formats.share(0.324, language),
            money,
            formats.day("2026-11-23", language),
        )

    assert contextvars.copy_context().run(written_there) == written


def test_currencies_are_told_by_the_regions_own_sign():
    def signs(region):
        formats.use_region(region)
        language = region[:2]
        return [formats.money(-5, language, currency, 0) for currency in ("MXN", "USD", "GBP", "CHF")]

    told = {region: contextvars.copy_context().run(signs, region) for region in ("es-MX", "en-US", "es-ES")}
    assert told["es-MX"] == ["-$5", "-USD\u00a05", "-£5", "-CHF\u00a05"]
    assert told["en-US"] == ["-MX$5", "-$5", "-£5", "-CHF\u00a05"]
    assert told["es-ES"] == ["-5\u00a0MXN", "-5\u00a0US$", "-5\u00a0£", "-5\u00a0CHF"]
