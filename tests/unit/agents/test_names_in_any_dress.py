"""A person whom no Fact knows is removed however the name is dressed; one whom a Fact knows stays in the same dress."""

import pytest

from agents.grounding.checker import Checker
from db.errors import Language
from tests.unit.agents.facts_at_hand import CATALOG, WATCH

UNKNOWN = ("Okonkwo", "Tshabalala", "Petrov", "Wei Zhang", "Møller", "Zyskowska")
IN_A_DICTIONARY = ("Smith", "García", "Brown")
"""Small letters make them other words: told where a title, a capital or "customer" says so."""
KNOWN = ("Hargrave", "Hill", "O'Brien")
CYRILLIC = str.maketrans({"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "H": "Н"})
WRITTEN: dict[Language, tuple[str, ...]] = {
    "en": (
        "**{n}** should be called today.", '"{n}" is at risk.', "Call {n} today.", "Talk to “{n}” today.",
        "Mr. {u} is at risk.",
        "*{n}* may leave.", "1. **{n}** is at risk", "{h} has a high risk.", "Call {h} today.", "Mrs {l} is at risk.",
        "> **{n}** has a high risk.",
    ),
    "es": (
        "**{n}** debería recibir una llamada.", "«{n}» está en riesgo.", "Llame a {n} hoy.", "Hable con “{n}” hoy.",
        "La señora {u} está en riesgo.", "*{n}* puede irse.", "1. **{n}** está en riesgo", "{h} tiene un riesgo alto.",
        "Llame a {h} hoy.", "La señora {l} está en riesgo.", "> **{n}** tiene un riesgo alto.",
    ),
}  # fmt: skip
SMALL: dict[Language, tuple[str, ...]] = {
    "en": ("The customer {l} is at risk.", "The client called {l} is at risk.",
           "We should phone the client **{l}** today."),
    "es": ("La clienta {l} está en riesgo.", "El cliente llamado {l} está en riesgo.", "Llame al cliente **{l}** hoy."),
}  # fmt: skip
CASES = [
    (language, text, name) for language in WRITTEN for text in WRITTEN[language] for name in UNKNOWN + IN_A_DICTIONARY
]
CASES += [(language, text, name) for language in SMALL for text in SMALL[language] for name in UNKNOWN]
SURNAMES = ("Smith", "Brown", "Walker", "Rivers", "Fox", "Prado", "Flores", "Iglesias", "Guerra", "Castillo")
CASES += [(language, text, name) for language in SMALL for text in SMALL[language] for name in SURNAMES]
OPENING: dict[Language, tuple[str, ...]] = {
    "en": ("{n} is at risk.", "{n} may leave.", "- {n}: 12% risk", "{n} and Hargrave are at risk.", "{n} leads."),
    "es": ("{n} está en riesgo.", "{n} puede irse.", "- {n}: riesgo 12 %", "{n} y Hargrave están en riesgo.",
           "{n} encabeza la lista."),
}  # fmt: skip
CASES += [
    (language, text, name)
    for language in OPENING
    for text in OPENING[language]
    for name in ("Grace Brown", "Rosa Prado", "Mary Walker", "Juan Iglesias", "Will Young", "Ana de la Cruz")
]
"""Two words at a sentence's start, both of a dictionary."""


def removed(language: Language, text: str, name: str) -> tuple[str, ...]:
    checker = Checker([WATCH], question="", language=language, catalog=CATALOG)
    written = text.format(n=name, l=name.lower(), u=name.upper(), h=name.translate(CYRILLIC))
    return checker.reading().check(written).unsupported


@pytest.mark.parametrize(("language", "text", "name"), CASES)
def test_an_unknown_name_is_removed(language: Language, text: str, name: str) -> None:
    assert removed(language, text, name)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", KNOWN)
def test_a_known_name_stays(language: Language, name: str) -> None:
    for text in (*WRITTEN[language], *SMALL[language]):
        assert not removed(language, text, name), text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The customer base is at risk."), ("en", "Customer service should call."), ("en", "**Balance:** high"),
        ("en", "Keep the *active* customers."), ("en", "The customer might leave."), ("en", "- **Next step:** a call"),
        ("es", "El cliente activo tiene menos riesgo."), ("es", "El cliente alemán puede irse."),
        ("es", "**Siguiente paso:** una llamada"), ("es", "La clienta quizá se vaya."),
        ("es", "Es un cliente *rentable*."),
    ],
)  # fmt: skip
def test_other_words_in_these_places_stay(language: Language, text: str) -> None:
    checker = Checker([WATCH], question="", language=language, catalog=CATALOG)
    assert not [reason for reason in checker.reading().check(text).reasons if reason.kind == "name"]
