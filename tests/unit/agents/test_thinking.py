"""Thinking never reaches a reader, however a family of models marks it, in one piece or letter by letter."""

import pytest

from agents.llm.cleaning import Cleaner
from agents.llm.thinking import aloud

ANSWER = "The churn rate in Germany is 32.4%. It is the highest of the three."
THOUGHT = "I look at the rows, Germany first; 0.3244 is the rate. <b> and [x] are no marks"
OPEN = [
    f"<think>{THOUGHT}</think>{ANSWER}",
    f"<think>\n{THOUGHT}\n</think>\n\n{ANSWER}",
    f"<thinking>{THOUGHT}</thinking> {ANSWER}",
    f"<THINK>{THOUGHT}</THINK>{ANSWER}",
    f"<thought>{THOUGHT}</thought>{ANSWER}",
    f"<reasoning>{THOUGHT}</reasoning>{ANSWER}",
    f"<seed:think>{THOUGHT}</seed:think>{ANSWER}",
    f"[THINK]{THOUGHT}[/THINK]{ANSWER}",
    f"◁think▷{THOUGHT}◁/think▷{ANSWER}",
    f"<|begin_of_thought|>{THOUGHT}<|end_of_thought|>{ANSWER}",
    f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>",
    f"<|start|>assistant<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>commentary"
    f"<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}",
    f"analysisWe need the rate. {THOUGHT}.assistantfinal{ANSWER}",
    f"**Thinking:** {THOUGHT}\n\n**Answer:** {ANSWER}",
    f"Thought process:\n{THOUGHT}\n\nFinal answer:\n{ANSWER}",
    f"Here is my thought process:\n{THOUGHT}\n\nHere is my response:\n{ANSWER}",
    f"Razonamiento: {THOUGHT}\nRespuesta: {ANSWER}",
]
LATE = [f"{THOUGHT}</think>{ANSWER}", f"Okay. {THOUGHT}\n</thinking>\n{ANSWER}", f"{THOUGHT}[/THINK] {ANSWER}"]


def read(text: str, size: int) -> tuple[str, Cleaner]:
    """What a reader has before them at the end, the text coming in pieces of this size."""
    cleaner = Cleaner(100_000)
    shown = ""
    for start in range(0, len(text), size):
        piece = cleaner.feed(text[start : start + size])
        shown = piece if cleaner.taken_back() else shown + piece
    return shown + cleaner.finish(), cleaner


@pytest.mark.parametrize("size", [1, 2, 5, 17, 10_000])
@pytest.mark.parametrize("text", OPEN + LATE)
def test_only_the_answer_is_shown_whatever_the_pieces(text: str, size: int) -> None:
    shown, cleaner = read(text, size)
    assert shown.strip() == ANSWER
    assert cleaner.text.strip() == ANSWER
    assert cleaner.thought


@pytest.mark.parametrize("text", OPEN)
def test_marked_thinking_is_never_shown_even_for_a_moment(text: str) -> None:
    cleaner = Cleaner(100_000)
    for letter in text:
        assert THOUGHT[:5] not in cleaner.text
        cleaner.feed(letter)
        assert not cleaner.taken_back()


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        "Analysis of the portfolio: 20.4% left.",
        "Thinking about retention, offer a second product.",
        "Reasoning behind the risk is on the card.",
        "a < b and 3 > 2 [see below]",
        "| País | Tasa |\n|---|---|\n| España | 16,7 % |",
        "Respuesta corta: sí.",
        "Answer: yes.",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_what_is_no_thinking_is_shown_whole(text: str, size: int) -> None:
    shown, cleaner = read(text, size)
    assert shown == text
    assert not cleaner.thought


def test_thinking_without_an_end_is_no_answer() -> None:
    assert read(f"<think>{THOUGHT}", 3)[0] == ""
    assert read(f"Thought process: {THOUGHT}", 3)[0] == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "I should check F1 first.",
        "Okay, let me look at the rows.",
        "We need to answer in Spanish.",
        "Hmm, wait.",
        "The user asks about Germany.",
        "So I will write the answer in one sentence.",
        "Debo comprobar los datos.",
        "Voy a responder en español.",
        "El usuario pide una tabla.",
        "According to FACTS, the rate is 20%.",
        "Draft B says that Germany is highest.",
    ],
)
def test_thinking_aloud_is_recognised(sentence: str) -> None:
    assert aloud(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "You should call Hill first.",
        "I recommend calling Hill.",
        "The facts are plain: 20.4% left.",
        "Let the customer decide.",
        "Debe llamar primero a Hill.",
        "Tiene que revisar su saldo con el cliente.",
        "We could offer a second product.",
        "Voy a ser claro: el riesgo es alto.",
        "El cliente pide un préstamo.",
        "Her risk is 83.1%.",
        "Class A customers and plan F pay more.",
    ],
)
def test_advice_and_findings_are_not(sentence: str) -> None:
    assert not aloud(sentence)
