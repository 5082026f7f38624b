"""The agents' weights: Beta posteriors per agent and kind of question, from thumbs credited by share. Pure arithmetic.

A thumb on a reply adds each agent's share of the credit to its up or down count. Per kind of question the prior is the
agent's own posterior over all kinds, so that a rare kind borrows from the rest. A rater counts by how their thumbs go along
with what the other raters' thumbs predict (their correlation, against the best rater's): a person who thumbs at random
fades out. A floor keeps every agent heard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_NEW_RATER = 10.0
"""Pseudo-ratings during which a new rater is simply trusted."""
_LEAST_FOR_JUDGING = 8
"""Ratings by others needed before anybody's thumbs are compared with theirs."""


@dataclass(frozen=True, kw_only=True)
class Rating:
    """One thumb: ``value`` is +1 or -1; ``shares`` sum to at most 1."""

    user: str
    kind: str
    value: int
    shares: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """A Beta distribution over how often the agent's contribution pleases."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """Between 0 and 1."""
        return self.alpha / (self.alpha + self.beta)


def posteriors(
    ratings: Sequence[Rating], *, prior: float, trust: Mapping[str, float] | None = None
) -> dict[tuple[str, str], Posterior]:
    """Per (agent, kind), and per (agent, "*") over all kinds; ``prior`` is the pseudo-ratings behind each."""
    trust = trust if trust is not None else rater_trust(ratings, prior=prior)
    ups: dict[tuple[str, str], list[float]] = {}
    for rating in ratings:
        for agent, share in rating.shares.items():
            for kind in (rating.kind, "*"):
                counts = ups.setdefault((agent, kind), [0.0, 0.0])
                counts[rating.value < 0] += share * trust.get(rating.user, 1.0)
    found: dict[tuple[str, str], Posterior] = {}
    for (agent, kind), (up, down) in sorted(ups.items(), key=lambda item: item[0][1] != "*"):
        centre = found[agent, "*"].mean if kind != "*" else 0.5
        found[agent, kind] = Posterior(alpha=prior * centre + up, beta=prior * (1 - centre) + down)
    return found


def weights(
    found: Mapping[tuple[str, str], Posterior], agents: Sequence[str], kind: str, *, floor: float
) -> dict[str, float]:
    """Each agent's weight for a kind of question, between ``floor`` and 1; the best has 1, an unrated one the prior."""
    means = {a: (found.get((a, kind)) or found.get((a, "*")) or Posterior(alpha=1, beta=1)).mean for a in agents}
    best = max(means.values(), default=1.0)
    return {agent: round(floor + (1 - floor) * mean / best, 4) for agent, mean in means.items()}


def rater_trust(ratings: Sequence[Rating], *, prior: float) -> dict[str, float]:
    """How much each rater's thumbs count, 0 to 1."""
    users = list(dict.fromkeys(rating.user for rating in ratings))
    if len(users) < 2:
        return dict.fromkeys(users, 1.0)
    agreement = {user: _agreement(ratings, user, prior) for user in users}
    known = [value for value in agreement.values() if value is not None]
    best = max(known, default=0.0)
    trust = {}
    for user in users:
        value = agreement[user]
        count = sum(rating.user == user for rating in ratings)
        if value is None or best <= 0:
            trust[user] = 1.0
        else:
            trust[user] = (_NEW_RATER + count * max(0.0, value) / best) / (_NEW_RATER + count)
    return trust


def _agreement(ratings: Sequence[Rating], user: str, prior: float) -> float | None:
    """Correlation of a rater's thumbs with the quality the other raters' thumbs predict; None where it says nothing."""
    others = [rating for rating in ratings if rating.user != user]
    mine = [rating for rating in ratings if rating.user == user]
    if len(others) < _LEAST_FOR_JUDGING or len(mine) < 2:
        return None
    found = posteriors(others, prior=prior, trust={})
    predicted = np.array([_predicted(found, rating) for rating in mine])
    values = np.array([float(rating.value) for rating in mine])
    if predicted.std() < 1e-9:
        return None
    if values.std() < 1e-9:  # always the same thumb: no information, neither for nor against
        return 0.0
    return float(np.corrcoef(predicted, values)[0, 1])


def _predicted(found: Mapping[tuple[str, str], Posterior], rating: Rating) -> float:
    return sum(
        share * found[agent, "*"].mean if (agent, "*") in found else share * 0.5
        for agent, share in rating.shares.items()
    )
