"""Credit: which agents' drafts carried a reply, so that a thumb on the reply reaches them.

Each segment of the reply carries one unit. It goes in equal parts to the drafts that make one of its supported claims
(the same place in the same Fact) or say nearly the same sentence; a segment no draft bears belongs to nobody.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from agents.grounding.checker import Checker
from agents.moa.drafts import Draft

_SAME_SENTENCE = 80
"""rapidfuzz token-set ratio from which two sentences count as the same."""


def shares(reply: str, drafts: Sequence[Draft], checker: Checker) -> dict[str, float]:
    """Agent -> share of the credit (0 to 1, summing to 1); empty when no draft is in the reply."""
    claimed: dict[str, set[tuple[str | None, str]]] = {}
    said: dict[str, list[str]] = {}
    for draft in drafts:
        claimed.setdefault(draft.spec.own_name, set()).update(_places(draft))
        said.setdefault(draft.spec.own_name, []).extend(checker.segments(draft.kept))
    reading = checker.reading()
    carried: dict[str, float] = {}
    for segment in checker.segments(reply):
        places = {(claim.fact_id, claim.path) for claim in reading.check(segment).supported}
        behind = [
            name for name in said if places & claimed[name] or any(_alike(segment, other) for other in said[name])
        ]
        for name in behind:
            carried[name] = carried.get(name, 0.0) + 1 / len(behind)
    whole = sum(carried.values())
    return {name: round(part / whole, 4) for name, part in carried.items()} if whole else {}


def _places(draft: Draft) -> set[tuple[str | None, str]]:
    return {(claim.fact_id, claim.path) for claim in draft.supported}


def _alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 20 and fuzz.token_set_ratio(one, other) >= _SAME_SENTENCE
