"""A question in a language that the program does not write is told from Spanish and English, and from names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import bench
from agents.language import detect
from agents.moa.translation import comma_decimals, faithful
from agents.other_languages import wanted
from bench.understanding import QUESTIONS, read_questions
from db.yaml_files import read_yaml

OTHERS = {
    "French": [
        "Quel est le risque du client 15565707 ?", "Bonjour", "Merci", "Combien", "Quels clients dois-je appeler ?",
        "taux de départ par pays", "solde moyen des clients allemands", "âge moyen par pays",
        "clients de plus de 60 ans",
        "liste des clients inactifs", "QUEL EST LE TAUX DE DÉPART ?", "Je voudrais savoir qui va nous quitter",
    ],
    "Portuguese": [
        "idade média dos clientes", "idade media dos clientes", "Quantos clientes temos na Espanha?", "Bom dia",
        "saldo médio dos clientes alemães", "clientes com mais de 60 anos", "Obrigado",
        "E se ele tivesse dois produtos?",
        "Por que o cliente 15565707 pode sair?", "quantas mulheres têm cartão de crédito",
    ],
    "Italian": [
        "Qual è il rischio del cliente 15565707?", "età media dei clienti", "Grazie", "tasso di abbandono per paese",
        "Cosa posso offrire al cliente 15565707?", "elenco dei clienti inattivi", "Chi devo chiamare per primo oggi?",
    ],
    "German": [
        "Wie viele Kunden haben wir in Spanien?", "Durchschnittsalter der Kunden", "Danke", "Guten Tag",
        "Abwanderungsrate nach Land", "mittleres Gehalt der Frauen", "und in Spanien?",
    ],
}  # fmt: skip
NAMES = ["Rossi", "rossi bianchi", "saldo rossi", "Weber", "müller", "busca a weber", "schneider risk", "dell'acqua",
         "find le goff", "el cliente Meunier", "weber y klein", "compare rossi and conti", "Becker's balance",
         ]  # fmt: skip


def other(text: str) -> str:
    return wanted(text, detect(text, "es"), fallback="es")[1]


def questions() -> Iterator[str]:
    for path in QUESTIONS:
        yield from (turn for ask in read_questions(path) for turn in ask.turns)
    for path in (Path(bench.__file__).parent / "stranger_sets").glob("*.yaml"):
        for asked in read_yaml(path)["questions"]:
            yield from [asked["ask"]] if isinstance(asked["ask"], str) else asked["ask"]


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in OTHERS.items() for text in texts])
def test_another_language_is_told(language: str, text: str) -> None:
    assert other(text) == language


def test_no_spanish_or_english_question_is_taken_for_another() -> None:
    assert [text for text in questions() if other(text)] == []


@pytest.mark.parametrize(
    "text",
    [*NAMES, "hola", "thanks", "bon dia, quants clients tenim?", "numofproducts", "gimme the dosh"]
    + [said.format(15647311) for said in ("nº {}", "n.º {}", "Nº{}", "#{}", "no. {}", "ID {}", "cte {}", "nr {}")],
)
def test_names_and_slips_are_of_no_other_language(text: str) -> None:
    assert other(text) == ""


def test_the_bank_s_own_words_speak_for_nobody() -> None:
    text = "saldo de rossi, bianchi e ferrari"
    assert wanted(text, "es", fallback="es", owned={"rossi", "bianchi", "ferrari"}.intersection)[1] == ""


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("€1,234.50 of 12,000", "€1.234,50 of 12.000"),
        ("20.4%", "20,4%"),
        ("2026-11-29, 15565707", "2026-11-29, 15565707"),
    ],
)
def test_numbers_are_given_to_a_translator_with_decimal_commas(english: str, told: str) -> None:
    assert comma_decimals(english, "en") == told
    assert comma_decimals(told, "es") == told


SAID = "Hay 1.234,5 € de García (15565707): 20,4 %."


@pytest.mark.parametrize(
    ("translation", "kept"),
    [
        ("Il y a 1 234,5 € de García (15565707) : 20,4 %.", True),
        ("Es sind 1.234,5 € von García (15565707): 20,4 %.", True),
        ("Il y a 1,234.5 € de García (15565707) : 20.4 %.", False),
        ("Il y a 1 234,6 € de García (15565707) : 20,4 %.", False),
        ("Il y a 1 234,5 € de García : 20,4 %.", False),
        ("Il y a 1 234,5 € de Garcia (15565707) : 20,4 %.", False),
        ("Il y a 1 234,5 € de García (15565707) : 20,4 %, soit 1 sur 5.", False),
    ],
)
def test_a_translation_keeps_figures_and_names(translation: str, kept: bool) -> None:
    assert faithful(SAID, translation, frozenset({"García"})) is kept
