"""Questions asked again: in other clothes they must be answered as before, with a restriction they must not."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from agents.understanding.learned.augment import after, bare, before, capitals, slip
from bench.understanding_outcomes import Ask, Outcome
from bench.understanding_places import PHRASES
from bench.understanding_places import phrases as phrases_of
from bench.understanding_places import restricted as with_restriction
from db.yaml_files import read_yaml

Again = Callable[[Ask], Outcome]
Results = Mapping[str, Sequence[tuple[Outcome, bool]]]
_MOST = 120
"""Questions asked again in each way."""


def wrapped(outcomes: Sequence[Outcome], ask: Again) -> Results:
    """Each right answer's question in each way; fine where it stays right."""
    phrases, choice = read_yaml(PHRASES), random.Random(3)
    asks = _right(outcomes, choice)

    def of(spot: str, language: str) -> str:
        return str(choice.choice(phrases[spot][language]))

    ways: dict[str, Callable[[str, str], str]] = {
        "aside before": lambda text, language: before(of("before", language))(text),
        "aside before, colon": lambda text, language: f"{of('before', language)}: {text}",
        "aside after": lambda text, language: after(of("after", language))(text),
        "capitals": lambda text, language: capitals(text),
        "no accents": lambda text, language: bare(text),
        "one slip": lambda text, language: slip(text, choice),
    }
    return {
        way: [(found := ask(_last(one, change)), not found.problem) for one in asks] for way, change in ways.items()
    }


def restricted(outcomes: Sequence[Outcome], ask: Again) -> Results:
    """Each right answer's question with a restriction at each place; fine where the answer is another or says so."""
    choice = random.Random(4)
    facts = {id(outcome.ask): outcome.facts for outcome in outcomes}
    found: dict[str, list[tuple[Outcome, bool]]] = {}
    for one in _right(outcomes, choice):
        if one.pair.get("status", "answered") != "answered":
            continue
        phrase = choice.choice(phrases_of("restrictive", one.language))
        for text in with_restriction(one.turns[-1], phrase):
            again = ask(replace(one, turns=(*one.turns[:-1], text)))
            fine = again.said_so or again.facts != facts[id(one)]
            found.setdefault(phrase, []).append((again, fine))
    return found


def _right(outcomes: Sequence[Outcome], choice: random.Random) -> list[Ask]:
    right = [outcome.ask for outcome in outcomes if not outcome.problem]
    return right if len(right) <= _MOST else choice.sample(right, _MOST)


def _last(ask: Ask, change: Callable[[str, str], str]) -> Ask:
    return replace(ask, turns=(*ask.turns[:-1], change(ask.turns[-1], ask.language)))


def phrases() -> Iterator[str]:
    """All phrases used, so that none enters the corpus."""
    for languages in read_yaml(PHRASES).values():
        for texts in languages.values():
            yield from texts
