"""What code knows of a layer's drafts: what all say, where they contradict, what one alone says, what is lacking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from agents.events import DraftsCompared
from agents.grounding.segments import cut
from agents.moa.brief import Compared
from agents.moa.drafts import Draft
from agents.moa.levers import proposed
from agents.notes import note
from agents.points.model import Point
from agents.points.words import sentence
from db.catalog import Catalog
from db.errors import Language

_SHOWN = 3
_AGREED = 8
_NEW = 1


def compare(
    drafts: Sequence[Draft],
    *,
    layer: int,
    catalog: Catalog,
    points: Sequence[Point] = (),
    language: Language = "en",
) -> DraftsCompared:
    """How far the drafts of a layer agree, and which of the Facts' ``points`` they say."""
    figures = [frozenset((claim.fact_id, claim.path) for claim in draft.supported) for draft in drafts]
    actions = [proposed(draft.kept, catalog) for draft in drafts]
    lists = point_lists(drafts, points, language=language, catalog=catalog)
    return DraftsCompared(
        layer=layer,
        figures=_overlap(figures),
        actions=_overlap(actions),
        disagreements=_disagreements(drafts, actions),
        agreements=_agreements(drafts, figures),
        minority=_minority(drafts, figures),
        agreed=lists.agreed,
        unique=lists.unique,
        missing=lists.missing,
        blind=lists.blind,
    )


@dataclass(frozen=True, kw_only=True)
class PointLists:
    """Every point of the Facts in one of four lists, by how many drafts say it; the texts are sentences."""

    agreed: tuple[str, ...] = ()
    unique: tuple[Mapping[str, str], ...] = ()
    missing: tuple[Mapping[str, str], ...] = ()
    blind: tuple[str, ...] = ()


def point_lists(
    drafts: Sequence[Draft], points: Sequence[Point], *, language: Language, catalog: Catalog
) -> PointLists:
    """Said by all, by one alone, by several but not all, by none."""
    agreed: list[str] = []
    unique: list[Mapping[str, str]] = []
    missing: list[Mapping[str, str]] = []
    blind: list[str] = []
    told: dict[str, set[str]] = {}
    for point in points:  # the same figure may be a point of several Facts
        told.setdefault(sentence(point, language, catalog), set()).add(point.id)
    for text, ids in told.items():
        having = [draft.spec.name for draft in drafts if ids & set(draft.points)]
        if not having:
            blind.append(text)
        elif len(having) == len(drafts) > 1:
            agreed.append(text)
        elif len(having) == 1:
            unique.append({"agent": having[0], "text": text})
        else:
            lacking = ", ".join(draft.spec.name for draft in drafts if draft.spec.name not in having)
            missing.append({"agents": lacking, "text": text})
    return PointLists(agreed=tuple(agreed), unique=tuple(unique), missing=tuple(missing), blind=tuple(blind))


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
    return Compared(
        agree=compared.agreed or compared.agreements,
        differ=tuple(differ),
        only_one=_only_one(compared, letters),
        missing=tuple(
            {"drafts": ", ".join(letters.get(name, name) for name in one["agents"].split(", ")), "text": one["text"]}
            for one in compared.missing
        ),
        blind=compared.blind,
    )


def _only_one(compared: DraftsCompared, letters: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
    """The points that one draft alone has; where there are none, the sentence that rests on Facts of its own."""
    alone = compared.unique or ((compared.minority,) if compared.minority else ())
    return tuple({"draft": letters[one["agent"]], "text": one["text"]} for one in alone if one["agent"] in letters)


def _disagreements(drafts: Sequence[Draft], actions: Sequence[frozenset[str]]) -> tuple[str, ...]:
    found = [
        note("unheld", agent=draft.spec.name, what=", ".join(draft.unsupported[:_SHOWN]))
        for draft in drafts
        if draft.unsupported
    ]
    everybody = frozenset.intersection(*actions) if actions else frozenset()
    for draft, levers in zip(drafts, actions, strict=True):
        alone = sorted(lever for lever in levers - everybody if sum(lever in other for other in actions) == 1)
        if alone and len(drafts) > 1:
            found.append(note("alone", agent=draft.spec.name, levers=", ".join(alone)))
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
