"""Where drafts agree, on figures and on what to do; where they differ; and what only one of them says."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from agents.events import DraftsCompared
from agents.grounding.segments import cut
from agents.moa.brief import Compared
from agents.moa.drafts import Draft
from agents.moa.levers import proposed
from db.catalog import Catalog

_SHOWN = 3
_AGREED = 8
_NEW = 1


def compare(drafts: Sequence[Draft], *, layer: int, catalog: Catalog) -> DraftsCompared:
    """How far the drafts of a layer agree."""
    figures = [frozenset((claim.fact_id, claim.path) for claim in draft.supported) for draft in drafts]
    actions = [proposed(draft.kept, catalog) for draft in drafts]
    return DraftsCompared(
        layer=layer,
        figures=_overlap(figures),
        actions=_overlap(actions),
        disagreements=_disagreements(drafts, actions),
        agreements=_agreements(drafts, figures),
        minority=_minority(drafts, figures),
    )


def _overlap(sets: Sequence[frozenset[object]]) -> float:
    """Mean over all pairs of |both| / |the smaller|: a shorter draft that says nothing else agrees."""
    pairs = list(combinations(sets, 2))
    if not pairs:
        return 1.0
    return round(sum(_pair(one, other) for one, other in pairs) / len(pairs), 3)


def _pair(one: frozenset[object], other: frozenset[object]) -> float:
    if not one and not other:
        return 1.0
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _agreements(drafts: Sequence[Draft], figures: Sequence[frozenset[object]]) -> tuple[str, ...]:
    """Figures that every draft gives, as the first of them writes them."""
    if len(drafts) < 2:
        return ()
    shared = frozenset.intersection(*figures)
    said = [claim.text for claim in drafts[0].supported if (claim.fact_id, claim.path) in shared]
    return tuple(dict.fromkeys(said))[:_AGREED]


def by_letter(compared: DraftsCompared, letters: Mapping[str, str]) -> Compared:
    """A comparison as the next agent is told it: letters for authors (agent -> letter)."""
    differ = []
    for said in compared.disagreements:
        agent, _, rest = said.partition(": ")
        differ.append(f"{letters.get(agent, agent)}: {rest}" if agent in letters else said)
    alone = compared.minority
    only = {"draft": letters[alone["agent"]], "text": alone["text"]} if alone and alone["agent"] in letters else None
    return Compared(agree=compared.agreements, differ=tuple(differ), only_one=only)


def _disagreements(drafts: Sequence[Draft], actions: Sequence[frozenset[str]]) -> tuple[str, ...]:
    found = [
        f"{draft.spec.name}: {', '.join(draft.unsupported[:_SHOWN])} (not in the Facts)"
        for draft in drafts
        if draft.unsupported
    ]
    everybody = frozenset.intersection(*actions) if actions else frozenset()
    for draft, levers in zip(drafts, actions, strict=True):
        alone = sorted(lever for lever in levers - everybody if sum(lever in other for other in actions) == 1)
        if alone and len(drafts) > 1:
            found.append(f"{draft.spec.name}: only this draft proposes {', '.join(alone)}")
    return tuple(found)


def _minority(drafts: Sequence[Draft], figures: Sequence[frozenset[object]]) -> dict[str, str] | None:
    """The strongest draft's first sentence resting on Facts that no other draft uses."""
    if len(drafts) < 2:
        return None
    for index, draft in sorted(enumerate(drafts), key=lambda pair: -pair[1].weight):
        others = frozenset().union(*(f for i, f in enumerate(figures) if i != index))
        alone = [claim for claim in draft.supported if (claim.fact_id, claim.path) not in others]
        for segment in cut(draft.kept, ended=True)[0]:
            if any(claim.text in segment for claim in alone):
                return {"agent": draft.spec.name, "text": segment.strip()}
    return None
