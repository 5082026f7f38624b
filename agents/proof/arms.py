"""The arms of the proof: one question answered by one agent, by one model mixed with itself, by several, by a scout.

Every arm is a roster with one profile, so that what is measured is the product's own path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.proof.dial import GOOD, LIAR, Dial
from agents.roster import Roster

WRITER = "m-writer"
MODELS = (WRITER, "m-second", "m-third")
EDITOR = "m-editor"
ROLES = ("risk_analyst", "retention_strategist", "sceptic")
_PRICE = {"input": 0.2, "output": 0.6}
"""Dollars per million tokens, the same for every simulated model: costs differ by calls and tokens alone."""


@dataclass(frozen=True, kw_only=True)
class Arm:
    """A way of answering: its roster and the dials of its models."""

    name: str
    roster: Roster
    dials: Mapping[str, Dial] = field(default_factory=dict)


def arm(name: str, profile: Mapping[str, Any], agents: Mapping[str, tuple[str, str]], **dials: Dial) -> Arm:
    """An arm from a profile and its agents (name -> role, model); models are ``GOOD`` where no dial is given."""
    specs = {
        agent: {"role": role, "model": model, "price": _PRICE, "timeout": 60, "gap": 30}
        for agent, (role, model) in {"editor": ("aggregator", EDITOR), **agents}.items()
    }
    roster = {
        "version": "proof",
        "orchestrators": ["builtin"],
        "agents": specs,
        "profiles": {
            "fast": {"aggregators": ["editor"]},
            "moa": {"aggregators": ["editor"], "deadline": 300, **profile},
        },
        "budget": {"turn": 10, "user_day": 10_000},
        "refinement": {"exclude_over": 0.5 if profile.get("checked", True) else 1.0},
    }
    used = {model: GOOD for _, model in agents.values()} | {EDITOR: GOOD}
    return Arm(
        name=name,
        roster=Roster.model_validate(roster),
        dials={model: dials.get(model.replace("-", "_"), dial) for model, dial in used.items()},
    )


def _layer(agents: Mapping[str, tuple[str, str]], **more: Any) -> dict[str, Any]:
    """A layer that waits for everybody: who is late is another benchmark's matter."""
    copies = int(more.get("copies", 1))
    return {
        "proposers": list(agents), "quorum": len(agents) * copies, "grace": 0, "deadline": 290, **more
    }  # fmt: skip


def alone(role: str, model: str = WRITER, *, told: bool = False, name: str = "", **dials: Dial) -> Arm:
    """One agent answers; ``told``: it is given the points of the Facts."""
    agents = {"alone": (role, model)}
    return arm(name or f"{role} alone", {"aggregators": ["alone"], "told": told}, agents, **dials)


def best_of(copies: int, **dials: Dial) -> Arm:
    """One model drafts several times; the draft with the most points is the reply."""
    agents = {"writer": ("generalist", WRITER)}
    return arm(f"best of {copies}", {"layers": [_layer(agents, copies=copies)], "merge": "best"}, agents, **dials)


def self_mixed(copies: int = 3, *, told: bool = True, name: str = "Self-MoA", **dials: Dial) -> Arm:
    """One model mixed with itself."""
    agents = {"writer": ("generalist", WRITER)}
    return arm(name, {"layers": [_layer(agents, copies=copies)], "told": told}, agents, **dials)


def mixed(
    *, layers: int = 1, roles: bool = True, told: bool = True, checked: bool = True, name: str = "mixed", **dials: Dial
) -> Arm:
    """Three models; each in a role of its own, or all as generalists."""
    agents = {
        f"proposer_{number}": (role if roles else "generalist", model)
        for number, (role, model) in enumerate(zip(ROLES, MODELS, strict=True))
    }
    profile = {"layers": [_layer(agents)] * layers, "told": told, "checked": checked}
    return arm(name, profile, agents, **dials)


def scout(*, first: int = 1, name: str = "scout", **dials: Dial) -> Arm:
    """One writer first (or two); the committee only where its draft falls short."""
    scouts = {"scout": ("generalist", WRITER)} | ({"scout_2": ("generalist", MODELS[1])} if first > 1 else {})
    agents = {f"proposer_{n}": (role, model) for n, (role, model) in enumerate(zip(ROLES, MODELS, strict=True))}
    profile = {"scouts": _layer(scouts), "layers": [_layer(agents)]}
    return arm(name, profile, {**scouts, **agents}, **dials)


def side_by_side() -> tuple[Arm, ...]:
    """What a person is shown of one question: single, self-mixed, mixed, mixed with a liar."""
    return (
        alone("generalist", name="single"),
        self_mixed(name="self-mixed"),
        mixed(roles=False, name="mixed"),
        mixed(roles=False, name="mixed with a liar", m_third=LIAR),
    )
