"""Which arms the mixture's benchmark runs, and which make a curve. What is assumed stands in `agents.proof.dial`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agents.moa.brief import Brief
from agents.points.model import PointKind
from agents.proof import arms
from agents.proof.arms import EDITOR, MODELS, WRITER, Arm
from agents.proof.dial import GOOD, LIES, Dial
from agents.proof.simulation import Other

AUXILIARIES: Mapping[str, Dial] = {
    "good (0.8)": GOOD,
    "fair (0.6)": Dial(told=0.6),
    "poor (0.3)": Dial(told=0.3),
    "lying (0.1)": Dial(told=0.1, errors=LIES),
}
SHARING: Mapping[str, Mapping[str, float]] = {
    "each draft's own": {"common": 0.0, "own": 0.0},
    "in thirds": {},
    "each model's own": {"common": 0.0, "own": 0.9},
    "common to all": {"common": 0.9, "own": 0.0},
}
EDITORS: Mapping[str, Dial] = {
    "poor (0.4)": Dial(told=0.4), "good (0.8)": GOOD, "very good (0.95)": Dial(told=0.95),
}  # fmt: skip
_CAUTION: frozenset[PointKind] = frozenset({"caution"})


@dataclass(frozen=True)
class Curve:
    """Lines over named places: ``lines[name][place]`` is the name of an arm."""

    title: str
    along: str
    lines: Mapping[str, Mapping[str, str]]
    note: str


def main_arms() -> list[Arm]:
    """At one quality for all models."""
    return [
        *(arms.alone(role) for role in arms.ROLES),
        arms.alone("generalist", name="single"),
        arms.alone("generalist", told=True, name="single, told the points"),
        arms.best_of(4),
        arms.self_mixed(),
        arms.mixed(name="mixed, roles"),
        arms.mixed(roles=False, name="mixed"),
        arms.mixed(roles=False, checked=False, name="mixed, drafts unchecked"),
        arms.mixed(roles=False, told=False, name="mixed, not told the lists"),
        arms.mixed(roles=False, layers=2, name="mixed, 2 layers"),
        arms.mixed(roles=False, layers=3, name="mixed, 3 layers"),
        arms.scout(),
    ]


def auxiliary_arms() -> tuple[list[Arm], Curve]:
    """Two of three proposers get worse."""
    made: dict[str, dict[str, Arm]] = {"checked and told": {}, "drafts unchecked, not told": {}}
    for place, dial in AUXILIARIES.items():
        worse: dict[str, Any] = {"m_second": dial, "m_third": dial}
        made["checked and told"][place] = arms.mixed(
            roles=False, name="mixed" if dial == GOOD else f"mixed, auxiliaries {place}", **worse
        )
        made["drafts unchecked, not told"][place] = arms.mixed(
            roles=False, checked=False, told=False, name=f"mixed plain, auxiliaries {place}", **worse
        )
    note = "Two of the three proposers are this good; the first proposer and the editor stay at 0.8."
    return _curve("Auxiliary drafts from good to lying", "quality of the two auxiliary models", made, note)


def sharing_arms() -> tuple[list[Arm], Curve]:
    """Whose the errors are: a draft's, a model's, everybody's."""
    made: dict[str, dict[str, Arm]] = {"best of 4": {}, "Self-MoA": {}, "mixed": {}}
    for place, parts in SHARING.items():
        changes: dict[str, Any] = dict(parts)
        dial, after = replace(GOOD, **changes), f", errors {place}" if parts else ""
        dials: dict[str, Any] = {model.replace("-", "_"): dial for model in (*MODELS, EDITOR)}
        made["best of 4"][place] = replace(arms.best_of(4, **dials), name=f"best of 4{after}")
        made["Self-MoA"][place] = arms.self_mixed(name=f"Self-MoA{after}", **dials)
        made["mixed"][place] = arms.mixed(roles=False, name=f"mixed{after}", **dials)
    note = "All models tell a point with the chance 0.8; only which errors they have in common changes."
    return _curve("Whose the errors are", "most errors are", made, note)


def editor_arms() -> tuple[list[Arm], Curve]:
    """The editor (and the single writer who is told the points) gets better."""
    made: dict[str, dict[str, Arm]] = {"single, told the points": {}, "Self-MoA": {}, "mixed": {}}
    for place, dial in EDITORS.items():
        after = "" if dial == GOOD else f", writes the reply {place}"
        made["single, told the points"][place] = arms.alone(
            "generalist", told=True, name=f"single, told the points{after}", m_writer=dial
        )
        made["Self-MoA"][place] = arms.self_mixed(name=f"Self-MoA{after}", m_editor=dial)
        made["mixed"][place] = arms.mixed(roles=False, name=f"mixed{after}", m_editor=dial)
    note = "Proposers stay at 0.8. The single writer is its own editor."
    return _curve("How good the editor is", "quality of who writes the reply", made, note)


def lacking_arms() -> tuple[list[Arm], Curve]:
    """No model of the pool ever says a caution of its own accord."""
    blind: dict[str, Any] = {model.replace("-", "_"): replace(GOOD, unknown=_CAUTION) for model in (*MODELS, EDITOR)}
    made = {
        "single": {
            "knows": arms.alone("generalist", name="single"),
            "lacks": arms.alone("generalist", name="single, pool lacks cautions", **blind),
        },
        "mixed, not told the lists": {
            "knows": arms.mixed(roles=False, told=False, name="mixed, not told the lists"),
            "lacks": arms.mixed(roles=False, told=False, name="mixed, not told, pool lacks cautions", **blind),
        },
        "mixed": {
            "knows": arms.mixed(roles=False, name="mixed"),
            "lacks": arms.mixed(roles=False, name="mixed, pool lacks cautions", **blind),
        },
    }
    note = "Where no base model knows a kind of point, drafts cannot bring it; the list of what no draft says can."
    return _curve("A pool that lacks a point", "every model of the pool", made, note)


def local_arms() -> list[Arm]:
    """The weak end: a real model of 135 million parameters beside a good simulated one, and alone."""
    return [
        arms.alone("generalist", name="SmolLM2 alone"),
        arms.mixed(roles=False, name="mixed, auxiliaries SmolLM2"),
        arms.mixed(roles=False, checked=False, told=False, name="mixed plain, auxiliaries SmolLM2"),
    ]


def local_writers(arm: Arm) -> tuple[str, ...]:
    """Which models of a local arm are the real one."""
    return (WRITER,) if arm.name == "SmolLM2 alone" else MODELS[1:]


def recorded(asked: Iterable[Mapping[str, Any]]) -> Other:
    """The real model's recorded drafts."""
    held = {str(one["question"]): str(one["local"]) for one in asked if "local" in one}
    return lambda _model, brief: _repaired(brief) if brief.repair else held[brief.question]


def _repaired(brief: Brief) -> str:
    """A model of this size does not repair: it says the same again."""
    return brief.repair.reply if brief.repair else ""


def _curve(title: str, along: str, made: Mapping[str, Mapping[str, Arm]], note: str) -> tuple[list[Arm], Curve]:
    lines = {line: {place: arm.name for place, arm in places.items()} for line, places in made.items()}
    return [arm for places in made.values() for arm in places.values()], Curve(title, along, lines, note)


SWEEPS: Sequence[Callable[[], tuple[list[Arm], Curve]]] = (auxiliary_arms, sharing_arms, editor_arms, lacking_arms)
