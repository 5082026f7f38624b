"""What the longest messages cost to be read: planning beside an everyday question, in the same run."""

import random
import statistics
import time

from langchain_core.messages import HumanMessage

from agents.offline.context import conversation
from agents.offline.lexicon import Lexicon
from agents.question_size import too_much
from agents.roster.model import Limits
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, read_catalog

_LIMIT_MS = 250
"""A planning takes some tens of milliseconds on an idle core; a busy machine gets four times as much."""


def _texts() -> dict[str, str]:
    choice = random.Random(4)
    made = "".join
    return {
        "an everyday question": "¿Cuántos clientes de España tienen más de 40 años?",
        "entre 1 y": "entre 1 y " * 400,
        "10 y 5 entre 3 o 7": "10 y 5 entre 3 o 7 " * 250,
        "nested brackets": "(edad " * 600,
        "ids": "clientes " + ", ".join(str(choice.randrange(10**7, 10**8)) for _ in range(400)),
        "unknown words": " ".join(made(choice.choices("bcdfglmnprstaeio", k=7)) for _ in range(500)),
        "clauses": "who live in France, " * 200,
        "signs": ".,;:" * 1000,
        "ligatures": "\ufdfa" * 4000,
    }


def main(argv: list[str]) -> int:
    """Print the milliseconds of planning each text, cut where it is too much; 1 where one is over the limit."""
    del argv
    lexicon, limits = Lexicon(read_catalog(DEFAULT)), Limits()
    lexicon.warm()
    Planner(lexicon).warm()
    worst = 0.0
    for kind, whole in _texts().items():
        text = whole[: limits.question_chars]
        while text and too_much(text, limits, "en") is not None:
            text = text[: int(len(text) * 0.97)]
        times = []
        for _ in range(5):
            planner = Planner(lexicon)  # what was read before is remembered
            began = time.thread_time()
            planner.next_calls(conversation([HumanMessage(text)]))
            times.append((time.thread_time() - began) * 1000)
        median = statistics.median(times)
        worst = max(worst, median)
        print(f"{kind:22} {len(text):5} characters  {median:6.1f} ms")
    print(f"worst {worst:.0f} ms, limit {_LIMIT_MS} ms")
    return int(worst > _LIMIT_MS)
