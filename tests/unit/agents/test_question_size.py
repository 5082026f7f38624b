"""No message costs more than a little to read, whatever stands in its 4,000 characters; what is too much is told so.

Costs are counted in calls of functions, so that a busy machine changes nothing; ``python -m bench reading`` has times.
"""

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from agents.question_size import too_much
from agents.roster.model import Limits
from agents.understanding.follow_up.context import conversation
from agents.understanding.learned.encoder import Encoder
from agents.understanding.plan import Planner
from agents.understanding.rules.reading import read
from db.catalog import DEFAULT, read_catalog
from db.errors import Language
from tests.packaged import packaged_lexicon, packaged_planner
from tests.unit.agents.counted import calls_of
from tools.facts import Fact
from tools.replies import clarify_words
from tools.replies.value_words import Namer

LIMITS = Limits()
CALLS = 550_000
"""Function calls of planning one message; an everyday question takes some 20,000, 4,000 characters took 3,000,000."""
ENCODED = 4_500
"""Characters that the sentence encoder may read for one message, each text counted as 60 more: some 70 ms."""
SPANISH = [
    "entre 1 y",
    "y",
    "o",
    "saldo",
    "mayor que 5",
    "clientes",
    "España",
    "que",
    "¿cuántos?",
    "10 %",
    "mil",
    "más",
]
ENGLISH = ["between 1 and", "and", "or", "balance", "over 5", "customers", "France", "who", "how many?", "10%", "not"]
MARKS = ["(", ")", "[", "]", ",", ".", ";", "?", '"', "'", "|", "-", "/", "😀", "\n", "&", "_"]


@pytest.fixture(scope="module")
def planner() -> Planner:
    """The planner of the packaged catalog, made ready."""
    packaged_lexicon().warm()
    made = packaged_planner()
    made.warm()
    made.next_calls(conversation([HumanMessage("zqxvw bloriant how many customers are there in France?")]))
    return made


def as_long_as_read(text: str) -> str:
    """The longest beginning of the text that is read at all."""
    low, high = 0, min(len(text), LIMITS.question_chars)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if too_much(text[:middle], LIMITS, "en") is None else (low, middle - 1)
    return text[:low]


def families() -> Iterator[tuple[str, str]]:
    """Texts of 4,000 characters: repetitions, numbers, ids, unknown words, signs."""
    choice = random.Random(9)
    for piece in (
        *SPANISH,
        *ENGLISH,
        *MARKS,
        "10 y 5 entre 3 o 7",
        "between 2 or 7",
        "A1-",
        "1.2.3.",
        "31/05/2026",
        "a@b.c",
    ):
        yield piece, (piece + " ") * 4000
        yield f"{piece} glued", piece * 4000
    yield "nested", "(" * 2000 + ")" * 2000
    yield "nested words", "(edad " * 400 + ")" * 400
    yield "ids", "clientes " + ", ".join(str(choice.randrange(10**7, 10**8)) for _ in range(400))
    yield "numbers", " ".join(str(choice.randrange(10**4)) for _ in range(900))
    yield "unknown", " ".join("".join(choice.choices("bcdfglmnprstaeio", k=7)) for _ in range(500))
    yield "clauses", ", ".join("".join(choice.choices("bcdfglmnprstaeio", k=7)) for _ in range(500))
    strange = ["".join(choice.choices("bcdfglmnprstaeio", k=7)) for _ in range(900)]
    yield "names", " ".join(strange[:500]).title()
    yield "names joined", " y ".join(strange[:500]).title()
    yield "names listed", ", ".join(strange[:500]).title()
    yield "bracketed", "(" + " ( ".join(strange[:500])
    yield "mails", " ".join(f"{one}@{other}.com" for one, other in pairwise(strange))
    yield "addresses", " ".join(f"http://{one}.com/{other}?a=1" for one, other in pairwise(strange))
    yield "accents", " ".join("".join(choice.choices("áéíóúñüç", k=6)) for _ in range(500))
    yield "faces", "👩‍👩‍👧‍👦 cliente 😀 " * 300
    yield "run together", " ".join("".join(choice.choices([*SPANISH[1:], *ENGLISH], k=5)) for _ in range(200))
    yield "slips", " ".join(_slip(word, choice) for word in choice.choices(["clientes", "balance", "Alemania"], k=500))
    yield "mixed", " ".join(choice.choices([*SPANISH, *ENGLISH, *MARKS, "3.5", ">", "15647311"], k=700))


def _slip(word: str, choice: random.Random) -> str:
    """The word without one of its letters."""
    at = choice.randrange(len(word))
    return word[:at] + word[at + 1 :]


@pytest.mark.parametrize(("kind", "text"), list(families()), ids=lambda value: value[:16])
def test_planning_any_text_costs_a_bounded_number_of_calls(planner: Planner, kind: str, text: str) -> None:
    """What is read is planned in a bounded number of calls, and nothing in it breaks the planner."""
    read_part = as_long_as_read(text)
    assert calls_of(lambda: planner.next_calls(conversation([HumanMessage(read_part)]))) < CALLS, kind


PIECES = st.sampled_from([*SPANISH, *ENGLISH, *MARKS]) | st.integers(0, 10**8).map(str) | st.text(max_size=12)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES, min_size=1, max_size=6), times=st.integers(1, 400))
def test_planning_made_up_texts_is_bounded_too(planner: Planner, pieces: list[str], times: int) -> None:
    """Any few pieces, repeated: some of each language, numbers, any character."""
    text = as_long_as_read(" ".join(pieces * times))
    assert calls_of(lambda: planner.next_calls(conversation([HumanMessage(text)]))) < CALLS


@pytest.mark.parametrize("kind", ["unknown", "clauses", "ids", "names", "bracketed", "mails", "addresses", "slips"])
def test_the_sentence_encoder_reads_a_bounded_part_of_a_message(
    planner: Planner, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of unknown words or clauses are not hundreds of encodings, nor long ones."""
    asked: list[str] = []
    encode = Encoder.many

    def many(self: Encoder, texts: list[str]) -> object:
        asked.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(Encoder, "many", many)
    planner.next_calls(conversation([HumanMessage(as_long_as_read(f"mira: {dict(families())[kind]}"))]))
    assert sum(len(text) + 60 for text in asked) <= ENCODED
    assert max(map(len, asked), default=0) <= 300


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" * 4001, "4001"),
        ("\ufdfa" * 4000, "72000"),
        ("\ufdfa" * 300, "5400"),
        ("\ufdfa" * 100, "1800"),
        ("churn " * 500, "500"),
        ("1 " * 1500, "1500"),
        ("(" * 3999, "3999"),
        ("x" * 61, "61"),
        ("9" * 400, "400"),
    ],
    ids=lambda text: str(text)[:8],
)
def test_what_is_too_much_is_told_with_the_figure_that_is_too_much(text: str, told: str, language: Language) -> None:
    """One sentence with the count that is over the limit, as it was counted."""
    sentence = too_much(text, LIMITS, language)
    assert sentence is not None
    assert told in sentence


def test_an_ordinary_message_is_not_too_much() -> None:
    """A pasted mail of some 350 words with its question is read."""
    mail = "Hola Ana, te paso lo que me pide la directora de zona sobre los clientes de Valencia para el martes. "
    assert too_much(mail * 17 + "¿Cuántos clientes hay en España?", LIMITS, "es") is None


@pytest.mark.parametrize("piece", ["saldo, ", "balance and age over 40, ", "15647311 or ", "zqxvw "])
def test_a_question_of_more_things_than_a_question_has_is_asked_to_be_shorter(planner: Planner, piece: str) -> None:
    """What is counted is what is left without asides; one sentence says how many things there are and may be."""
    (call,) = planner.next_calls(conversation([HumanMessage(as_long_as_read(piece * 400))]))
    assert call.arguments["reason"] == "too_much"
    said, most = call.arguments["choices"]
    assert said > most
    for language in get_args(Language):
        data = {"status": "clarify", **call.arguments}
        asked = Fact(id="F1", tool=call.tool, arguments=call.arguments, data=data)
        sentence = clarify_words.by_status(Namer(language, read_catalog(DEFAULT)), asked)
        assert str(said) in sentence and str(most) in sentence


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("clientes con entre 2 o 3 productos", ("between", [2, 3])),
        ("customers with between 2 or 3 products", ("between", [2, 3])),
        ("clientes de entre 30 o 40 años", ("between", [30, 40])),
        ("customers aged between 18 or 20", ("between", [18, 20])),
        ("clientes con 2 o 3 productos", ("in", [2, 3])),
    ],
)
def test_between_one_number_or_another_is_a_range(planner: Planner, question: str, condition: object) -> None:
    """``entre 2 o 3`` made the reader ask itself without end."""
    (found,) = read(question, planner.reviewer._lexicon).conditions
    assert (found.op, list(found.value)) == condition  # type: ignore[call-overload]
