"""The language of a question, short and mixed ones included."""

import pytest

from agents.language import detect


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuántos clientes hay?",
        "churn rate por país",
        "saldo medio",
        "y los hombres?",
        "a quien llamo",
        "top 5 por salario",
        "riesgo de Hargrave",
        "xq esta en riesgo",
        "CUANTOS HOMBRES HAY",
        "solo los inactivos",
    ],
)
def test_spanish_is_recognised(text):
    assert detect(text, "en") == "es"


@pytest.mark.parametrize(
    "text",
    [
        "How many customers are there?",
        "churn rate by country",
        "and the men?",
        "why?",
        "who should I call",
        "average age",
        "risk of Müller",
        "only the inactive ones",
        "what about the second one?",
        "pls list women",
    ],
)
def test_english_is_recognised(text):
    assert detect(text, "es") == "en"


@pytest.mark.parametrize(
    "text", ["15634602", "", "???", "xyzzy", "García", "Núñez Peña", "O'Brien", "Martin", "#15634602", "nº 15634602"]
)
def test_without_evidence_the_conversations_language_stays(text):
    assert (detect(text, "es"), detect(text, "en")) == ("es", "en")
