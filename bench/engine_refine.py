"""Refinement: one bad proposer of three under 200 simulated thumbs, a fifth of them noise, beside no refinement."""

import random
import statistics
import tempfile
from pathlib import Path

from agents.refine import Refinement
from agents.roster import Layer, RefinementSpec
from bench import engine_lab as lab
from db.engines import state_engine
from db.state.migrate import upgrade

QUALITY = {"risk_analyst": 0.85, "retention_strategist": 0.8, "sceptic": 0.15}
"""How good each agent's drafts are: the chance that a reply made of them alone pleases."""
BAD = "sceptic"
NOISE = 0.2
_RATERS = ("ana", "luis", "eva")
_LAYER = Layer(proposers=tuple(QUALITY), quorum=1, seats=2)


def simulate(ratings: int, *, refine: bool, seed: int, random_rater: bool = False) -> tuple[list[float], list[float]]:
    """The bad agent's weight after each thumb, and each turn's quality of what the editor had before it."""
    rng = random.Random(seed)
    specs = [lab.roster().agent(name) for name in QUALITY]
    with tempfile.TemporaryDirectory() as folder:
        places = lab.places_at(Path(folder))
        upgrade(places)
        state = state_engine(places)
        refinement = Refinement(state, RefinementSpec())
        history, qualities = [], []
        for turn in range(ratings):
            held = refinement.weights(list(QUALITY), "watch_list") if refine else dict.fromkeys(QUALITY, 1.0)
            seated = refinement.seated(_LAYER, rng.sample(specs, 3), held, rng)
            parts = {spec.name: held[spec.name] * rng.uniform(0.5, 1.5) for spec in seated}
            shares = {name: part / sum(parts.values()) for name, part in parts.items()}
            quality = sum(share * QUALITY[name] for name, share in shares.items())
            pleased = rng.random() < quality
            said = rng.random() < 0.5 if rng.random() < NOISE else pleased
            user = rng.choice(_RATERS)
            if random_rater and turn % 2:
                user, said = "random", rng.random() < 0.5
            refinement.remember(str(turn), "watch_list", shares, "q", "en")
            if refine:
                refinement.rate(turn_id=str(turn), user=user, value=1 if said else 0)
            history.append(held[BAD])
            qualities.append(quality)
        state.dispose()
    return history, qualities


def refinement(ratings: int = 200) -> bool:
    """Item 5."""
    print(f"\n5. One bad proposer of three (draft quality {QUALITY[BAD]} beside 0.85 and 0.80)")
    print(
        f"   {ratings} thumbs, {NOISE:.0%} of them noise; the bad proposer's weight after 0, 10, 25, 50, 100, {ratings}"
    )
    rows = []
    for name, options in (
        ("refinement", {"refine": True}),
        ("refinement, half the thumbs by a random rater", {"refine": True, "random_rater": True}),
        ("no refinement", {"refine": False}),
    ):
        weights, qualities = simulate(ratings, seed=5, **options)
        quality = statistics.mean(qualities[-ratings // 2 :])
        rows.append((name, weights, quality))
        shown = " ".join(f"{weights[n]:.2f}" for n in (0, 10, 25, 50, 100, ratings - 1))
        print(f"   {name:<46} {shown};  quality of the drafts used, last half: {quality:.3f}")
    refined, disturbed, plain = rows
    print("   A floor of 0.2 keeps the agent heard; every tenth turn it sits in a smaller committee all the same.")
    return refined[1][-1] < 0.6 and refined[2] > plain[2] and disturbed[2] > plain[2]
