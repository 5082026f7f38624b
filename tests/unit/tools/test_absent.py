"""What is not there is named, with the nearest thing there is; what a message holds and no answer uses is named too."""

import pytest

from db.catalog import Catalog
from tests.tools_banks import CARDS, TELCO, default_catalog
from tools.clarify import Unused
from tools.nearest import family_of, nearest_available
from tools.replies.absence_words import absent, not_used
from tools.replies.value_words import Namer
from tools.vocabulary import Vocabulary


def words(catalog: Catalog) -> Vocabulary:
    return Vocabulary(catalog, lambda column: None)


@pytest.mark.parametrize(
    ("word", "family"),
    [
        ("sucursal", "place"),
        ("oficinas", "place"),
        ("in Italy", "place"),
        ("italianos", "place"),
        ("Perú", "place"),
        ("en marzo", "time"),
        ("last quarter", "time"),
        ("hipotecas", "product"),
        ("mortgage", "product"),
        ("tipo de interés", "price"),
        ("sus motivos", "reason"),
        ("complaints", "reason"),
        ("phone number", "contact"),
        ("number of children", "household"),
        ("shoe size", ""),
        ("riesgo", ""),
    ],
)
def test_a_word_is_of_a_family(word: str, family: str) -> None:
    assert family_of(word) == family


@pytest.mark.parametrize(
    ("word", "column", "values"),
    [
        ("Italia", "Geography", ("France", "Germany", "Spain")),
        ("branches", "Geography", ("France", "Germany", "Spain")),
        ("loans", "NumOfProducts", ()),
        ("estimated sallary", "EstimatedSalary", ()),
        ("in March", "Tenure", ()),
        ("wealth", "Balance", ()),
    ],
)
def test_the_nearest_thing_the_bank_has(word: str, column: str, values: tuple[str, ...]) -> None:
    found = nearest_available(word, words(default_catalog()))
    assert found.columns[0] == column
    assert found.values == values


def test_dates_are_nearest_to_times_where_there_are_any() -> None:
    assert nearest_available("abril", words(CARDS)).columns[0] == "Since"
    assert nearest_available("abril", words(TELCO)).columns == ()


def test_meaning_is_asked_where_spelling_and_families_know_nothing() -> None:
    alike = {("dinerito", "saldo"): 0.9}
    found = nearest_available("dinerito", words(default_catalog()), lambda a, b: alike.get((a, b), 0.1))
    assert found.columns == ("Balance",)


def test_what_is_not_there_is_declined_by_its_name() -> None:
    data = {
        "asked": "Italia",
        "why": "no_place",
        "nearest": ["Geography"],
        "column": "Geography",
        "values": ["France", "Germany", "Spain"],
    }
    spanish, english = (absent(Namer(language, default_catalog()), data) for language in ("es", "en"))  # type: ignore[arg-type]
    assert "«Italia»" in spanish
    assert "país (Francia, Alemania o España)" in spanish
    assert "country (France, Germany or Spain)" in english
    nothing = absent(Namer("en", default_catalog()), {"asked": "shoe size", "why": "no_column", "nearest": []})
    assert nothing.startswith("This bank does not keep “shoe size”. I can answer about credit score")


@pytest.mark.parametrize(
    "why", ["no_dates", "no_column", "no_value", "no_place", "future", "not_understood", "not_here"]
)
@pytest.mark.parametrize("language", ["es", "en"])
def test_words_left_out_are_named_with_the_reason(why: str, language: str) -> None:
    namer = Namer(language, default_catalog())  # type: ignore[arg-type]
    text = not_used(namer, [Unused(text="in March", why=why), Unused(text="x*y|z", why=why)])  # type: ignore[arg-type]
    assert text.startswith("No he usado «in March» (" if language == "es" else "I have not used “in March” (")
    assert "x\\*y\\|z" in text
    assert not_used(namer, []) == ""


def test_a_month_is_not_used_because_there_are_no_dates() -> None:
    english = not_used(Namer("en", default_catalog()), [Unused(text="in March", why="no_dates")])
    assert english == "I have not used “in March” (the bank's table has no dates)."
    dated = not_used(Namer("en", CARDS), [Unused(text="in March", why="no_dates", columns=("Since",))])
    assert "customer since" in dated
