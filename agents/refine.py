"""Refinement: thumbs become agents' weights, accepted corrections become examples; all of it visible and reversible.

python -m agents.refine report                    weights by kind of question, raters, corrections
python -m agents.refine accept ID | withdraw ID   a correction
python -m agents.refine revert VERSION            forget the thumbs since a version of the weights
"""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Engine

from agents.moa.brief import Example
from agents.refinement import store
from agents.refinement.weights import Posterior, posteriors, weights
from agents.roster import AgentSpec, Layer, RefinementSpec
from db.caller import Caller
from db.errors import AccessProblem, DataProblem
from db.places import Places

_SIMILAR = 60
"""rapidfuzz token-set ratio from which a question counts as similar."""
_EXAMPLES = 2
_REMEMBERED = 5000


class Refinement:
    """What the engine asks before a turn and what people tell it after; safe to use from several threads."""

    def __init__(self, state: Engine, rule: RefinementSpec) -> None:
        self._state, self._rule = state, rule
        self._lock = Lock()
        self._credits: dict[str, store.Credit] = {}
        self._posteriors: dict[tuple[str, str], Posterior] = {}
        self._stand: tuple[int, int, int] | None = None
        """As of which thumbs the weights are; others may be given, or set aside, in another process."""
        self._corrections: list[store.Correction] = []
        self._decisions: tuple[int, datetime | None] | None = None
        """As of which decisions the corrections were read; others may be told to another process."""

    def weights(self, agents: Sequence[str], kind: str) -> dict[str, float]:
        """Each agent's weight for this kind of question, between the floor and 1."""
        with self._lock:
            stand = store.stand(self._state)
            if stand != self._stand:
                found = posteriors(store.ratings(self._state), prior=self._rule.prior)
                self._posteriors, self._stand = found, stand
            return weights(self._posteriors, agents, kind, floor=self._rule.floor)

    def seated(
        self, layer: Layer, specs: Sequence[AgentSpec], held: Mapping[str, float], rng: random.Random
    ) -> list[AgentSpec]:
        """Who sits in a layer: those of highest weight, and now and then one of the others."""
        seats = layer.seats or len(specs)
        if seats >= len(specs):
            return list(specs)
        ranked = sorted(specs, key=lambda spec: -held.get(spec.name, 1.0))
        sitting, waiting = ranked[:seats], ranked[seats:]
        if rng.random() < self._rule.explore:
            sitting[-1] = rng.choice(waiting)
        return sitting

    def examples(self, question: str, kind: str, *, language: str, owner: str | None = None) -> tuple[Example, ...]:
        """Accepted corrections to similar questions of this kind and in this language, the most similar first.

        ``owner``: whose customers the asker sees (None: all); of others' customers no word comes along.
        """
        with self._lock:
            decisions = store.decisions(self._state)
            if decisions != self._decisions:
                self._corrections, self._decisions = store.accepted(self._state), decisions
            known = [c for c in self._corrections if c.kind == kind and c.language == language]
        scored = sorted(((fuzz.token_set_ratio(question, c.question), c) for c in known), key=lambda pair: -pair[0])
        told = (c.for_reader(owner) for score, c in scored if score >= _SIMILAR)
        return tuple(Example(question=pair[0], correction=pair[1]) for pair in islice(filter(None, told), _EXAMPLES))

    def remember(self, turn_id: str, kind: str, shares: Mapping[str, float], question: str, language: str) -> None:
        """Keep a turn's credit at hand for a thumb; older ones are read back from the stored trace."""
        with self._lock:
            while len(self._credits) >= _REMEMBERED:
                self._credits.pop(next(iter(self._credits)))
            self._credits[turn_id] = store.Credit(kind=kind, shares=shares, question=question, language=language)

    def rate(self, *, turn_id: str, user: str, value: int, comment: str | None = None) -> None:
        """A thumb (``value`` above 0 is up); a second one of the same person replaces the first."""
        credit = self._credit(turn_id)
        store.rate(self._state, turn_id, user, credit, value=1 if value > 0 else -1, comment=comment)
        self._recompute()

    def unrate(self, *, turn_id: str, user: str) -> None:
        """Take a thumb back."""
        store.unrate(self._state, turn_id, user)
        self._recompute()

    def correct(self, *, turn_id: str, author: str, text: str) -> int:
        """A reply as a person would have written it; the id under which an administrator decides."""
        if not text.strip():
            raise DataProblem("agents.refine.empty_correction")
        return store.propose(self._state, turn_id, self._credit(turn_id), author, text.strip())

    def accept(self, number: int, *, by: Caller) -> None:
        """Make a correction an example."""
        self._decide(number, "accepted", by)

    def withdraw(self, number: int, *, by: Caller) -> None:
        """Turn a correction down, or take an accepted one back."""
        self._decide(number, "withdrawn", by)

    def revert(self, version: int, *, by: Caller) -> int:
        """Set aside the thumbs given since a version of the weights; how many."""
        _only_admin(by)
        count = store.set_aside_since(self._state, version, by.name)
        self._recompute()
        return count

    def report(self) -> dict[str, Any]:
        """Everything refinement knows: weights, raters, corrections, versions."""
        return store.report(self._state, prior=self._rule.prior, floor=self._rule.floor)

    def _decide(self, number: int, status: str, by: Caller) -> None:
        _only_admin(by)
        if not store.decide(self._state, number, status, by.name):
            raise DataProblem("agents.refine.no_correction", number=number)

    def _credit(self, turn_id: str) -> store.Credit:
        with self._lock:
            known = self._credits.get(turn_id)
        found = known or store.credit_of(self._state, turn_id)
        if found is None:
            raise DataProblem("agents.refine.reply_unknown")
        return found

    def _recompute(self) -> None:
        found = posteriors(store.ratings(self._state), prior=self._rule.prior)
        store.keep(self._state, found, floor=self._rule.floor)


def _only_admin(caller: Caller) -> None:
    if caller.role != "admin":
        raise AccessProblem(
            "agents.refine.administrators_only",
        )


def main(argv: Sequence[str], places: Places) -> int:
    """``python -m agents.refine``."""
    from agents.refinement.report import run  # noqa: PLC0415 - the report needs this module

    return run(argv, places)


if __name__ == "__main__":
    from db.launch import launch

    launch("agents.refine")
