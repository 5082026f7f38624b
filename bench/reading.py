"""What the longest messages cost to be read: planning beside an everyday question, in the same run."""

import random
import statistics
import time
from itertools import pairwise

from langchain_core.messages import HumanMessage

from agents.question_size import too_much
from agents.roster.model import Limits
from agents.understanding.follow_up.context import conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, read_catalog

_LIMIT = 20
"""How many everyday questions the worst message may cost; one takes 4 to 7 milliseconds on an idle core."""
_EVERYDAY = "an everyday question"


_WORDS = [
    *(
        "customers",
        "balance",
        "age",
        "France",
        "over",
        "under",
        "between",
        "and",
        "or",
        "not",
        "who",
        "active",
        "churn",
    ),
    *("clientes", "saldo", "edad", "España", "más", "menos", "entre", "y", "o", "que", "activos", "fuga", "riesgo"),
    *("(", ")", ",", "10", "%", "3.5", ">", "=", "?", "15647311"),
]


def _slips(choice: random.Random) -> list[tuple[str, int]]:
    """Long words of questions, each with the place of a letter to leave out."""
    words = choice.choices([word for word in _WORDS if len(word) > 4], k=500)
    return [(word, choice.randrange(len(word))) for word in words]


def _texts() -> dict[str, str]:
    choice = random.Random(4)
    made = "".join
    words = [made(choice.choices("bcdfglmnprstaeio", k=7)) for _ in range(500)]
    return {
        _EVERYDAY: "¿Cuántos clientes de España tienen más de 40 años?",
        "entre 1 y": "entre 1 y " * 400,
        "10 y 5 entre 3 o 7": "10 y 5 entre 3 o 7 " * 250,
        "nested brackets": "(edad " * 600,
        "unknown in brackets": "(" + " ( ".join(words),
        "ids": "clientes " + ", ".join(str(choice.randrange(10**7, 10**8)) for _ in range(400)),
        "numbers": " ".join(str(choice.randrange(10**4)) for _ in range(900)),
        "unknown words": " ".join(words),
        "names": " ".join(words).title(),
        "names and names": " y ".join(words).title(),
        "mails": " ".join(f"{one}@{other}.com" for one, other in pairwise(words)),
        "slips": " ".join(word[:at] + word[at + 1 :] for word, at in _slips(choice)),
        "words of questions": " ".join(choice.choices(_WORDS, k=700)),
        "months": "in march 2024 since may " * 200,
        "clauses": "who live in France, " * 200,
        "commas": "saldo, " * 500,
        "accents": " ".join(made(choice.choices("áéíóúñüç", k=6)) for _ in range(500)),
        "faces": "👩‍👩‍👧‍👦 cliente 😀 " * 300,
        "signs": ".,;:" * 1000,
        "ligatures": "\ufdfa" * 4000,
    }


def main(argv: list[str]) -> int:
    """Print what planning each text costs, cut where it is too much; 1 where one is over the limit."""
    del argv
    lexicon, limits = Lexicon(read_catalog(DEFAULT)), Limits()
    lexicon.warm()
    Planner(lexicon).warm()
    costs: dict[str, float] = {}
    for kind, whole in _texts().items():
        text = whole[: limits.question_chars]
        while text and too_much(text, limits, "en") is not None:
            text = text[: int(len(text) * 0.97)]
        costs[kind] = statistics.median(_milliseconds(lexicon, text) for _ in range(5))
        times = costs[kind] / costs[_EVERYDAY]
        print(f"{kind:22} {len(text):5} characters  {costs[kind]:6.1f} ms  {times:5.1f} everyday questions")
    worst = max(costs.values()) / costs[_EVERYDAY]
    print(f"worst {worst:.0f} everyday questions, limit {_LIMIT}")
    return int(worst > _LIMIT)


def _milliseconds(lexicon: Lexicon, text: str) -> float:
    """The processor's time for planning a text that nothing is remembered of."""
    planner = Planner(lexicon)
    lexicon.forget()
    began = time.thread_time()
    planner.next_calls(conversation([HumanMessage(text)]))
    return (time.thread_time() - began) * 1000
