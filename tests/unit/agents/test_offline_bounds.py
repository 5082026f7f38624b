"""Reading any 4,000 characters costs little, whatever they repeat; every cue asked for is defined."""

import random
from typing import get_args

import pytest

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.entry import general_words
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.reading import read
from agents.understanding.words import word_file
from tests.packaged import packaged_lexicon
from tests.unit.agents.counted import calls_of

_CALLS = 800_000
"""Function calls of one reading; counted, so that a busy machine changes nothing."""
_PIECES = ["entre 1 y", "(", ")", ",", "1", "10 %", "mil", "15647311", "España", "saldo", "edad", "zqxv", "Genovese"]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The packaged catalog's lexicon, made ready."""
    made = packaged_lexicon()
    made.warm()
    return made


def _calls(text: str, lexicon: Lexicon) -> int:
    return calls_of(lambda: read(text, lexicon))


def _texts() -> list[str]:
    words = word_file("cues")
    cues = [names[language].split(",")[0].strip() for names in words["cues"].values() for language in ("es", "en")]
    choice = random.Random(5)
    pairs = [" ".join(choice.sample([*cues, *_PIECES], 2)) for _ in range(12)]
    mixed = " ".join(choice.choices([*cues, *_PIECES], k=900))
    strange = " ".join("".join(choice.choices("bcdfglmnprstaeio", k=7)) for _ in range(500))
    numbers = " ".join(str(choice.randrange(10**8)) for _ in range(450))
    return [
        *((piece + " ") * 2000 for piece in (*_PIECES, *pairs, "media", "sum", "que", "no")),
        mixed,
        strange,
        numbers,
    ]


@pytest.mark.parametrize("text", [text[:4000] for text in _texts()], ids=lambda text: text[:16])
def test_no_text_makes_reading_slow(lexicon: Lexicon, text: str) -> None:
    """Repeated words, brackets, unknown words, thousands of numbers: all are read, none costs more than a little."""
    assert _calls(text, lexicon) < _CALLS


def test_typed_cues_are_the_word_lists_cues() -> None:
    """A cue that no word list defines cannot be asked for, nor one be defined that nobody can ask for."""
    assert set(get_args(Cue)) == set(general_words()["cues"])


@pytest.mark.parametrize(
    ("question", "sign"),
    [
        ("¿y si el saldo de 15647311 fuera un 10 % más bajo?", -1),
        ("¿y si el saldo de 15647311 fuera un 10 % menor?", -1),
        ("¿y si el saldo de 15647311 fuese un 10 % inferior?", -1),
        ("what if the balance of 15647311 were 10% lower?", -1),
        ("what if the balance of 15647311 were 10% less?", -1),
        ("¿y si el saldo de 15647311 fuera un 10 % más alto?", 1),
        ("what if the balance of 15647311 were 10% higher?", 1),
    ],
)
def test_lower_lowers(lexicon: Lexicon, question: str, sign: int) -> None:
    """A percentage with a word for lower after it is taken away, with one for higher it is added."""
    assert read(question, lexicon).changes == {"Balance": {"percent": sign * 10.0}}
