"""The agents' weights: Bayesian posteriors per agent and kind of question, from thumbs credited by share. Pure
arithmetic.

The model is a mixture: a thumb on a reply is decided by one of the agents behind it, drawn by their shares of the
credit; agent i pleases with probability theta_i, which has a Beta prior. Expectation-maximisation (Dempster, Laird
and Rubin 1977) splits each thumb among the agents by who likely decided it, so that a weak agent does not live on its
neighbours' praise. Per kind of question the prior is the agent's own posterior over all kinds: a rare kind borrows
from the rest.

A rater counts by how far their thumbs go along with what the other raters' thumbs predict: the lower confidence bound
of that correlation, against the best rater's. A person who thumbs at random fades out. A floor keeps every agent heard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEW_RATER = 5.0
"""Pseudo-ratings during which a new rater is simply trusted."""
_LEAST_FOR_JUDGING = 8
"""Ratings by others, and by the rater, needed before their thumbs are compared."""
_LOUDEST = 1.5
"""Nobody's thumbs count for more than this many times the median rater's number of them."""
_ITERATIONS = 15
_SHARPNESS = 2.0
"""Exponent on an agent's mean over the best agent's."""
_ALL_KINDS = "*"

Floats = NDArray[np.float64]


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
    overall = _fit(ratings, trust, prior, {})
    found = {(agent, _ALL_KINDS): posterior for agent, posterior in overall.items()}
    centres = {agent: posterior.mean for agent, posterior in overall.items()}
    for kind in dict.fromkeys(rating.kind for rating in ratings):
        fitted = _fit([rating for rating in ratings if rating.kind == kind], trust, prior, centres)
        found |= {(agent, kind): posterior for agent, posterior in fitted.items()}
    return found


def _fit(
    ratings: Sequence[Rating], trust: Mapping[str, float], prior: float, centres: Mapping[str, float]
) -> dict[str, Posterior]:
    """Beta posteriors of the mixture by EM; ``centres``: prior means (one half where absent)."""
    agents = list(dict.fromkeys(agent for rating in ratings for agent in rating.shares))
    if not agents:
        return {}
    shares = np.array([[rating.shares.get(agent, 0.0) for agent in agents] for rating in ratings])
    counts = np.array([trust.get(rating.user, 1.0) for rating in ratings])
    up = np.array([rating.value > 0 for rating in ratings])
    centre = np.array([centres.get(agent, 0.5) for agent in agents])
    theta = centre.copy()
    alpha, beta = prior * centre, prior * (1 - centre)
    for _ in range(_ITERATIONS):
        alpha = prior * centre + _decided(shares[up], theta, counts[up])
        beta = prior * (1 - centre) + _decided(shares[~up], 1 - theta, counts[~up])
        theta = alpha / (alpha + beta)
    return {agent: Posterior(alpha=float(a), beta=float(b)) for agent, a, b in zip(agents, alpha, beta, strict=True)}


def _decided(shares: Floats, chance: Floats, counts: Floats) -> Floats:
    """How many of these thumbs each agent decided, in expectation; each row shares out its own total."""
    joint = shares * chance
    total = joint.sum(axis=1, keepdims=True)
    portion = np.divide(joint, total, out=np.zeros_like(joint), where=total > 0)
    return np.asarray((portion * shares.sum(axis=1, keepdims=True) * counts[:, None]).sum(axis=0))


def weights(
    found: Mapping[tuple[str, str], Posterior], agents: Sequence[str], kind: str, *, floor: float
) -> dict[str, float]:
    """Each agent's weight for a kind of question, between ``floor`` and 1; the best has 1, an unrated one the prior."""
    unrated = Posterior(alpha=1, beta=1)
    means = {a: (found.get((a, kind)) or found.get((a, _ALL_KINDS)) or unrated).mean for a in agents}
    best = max(means.values(), default=1.0)
    return {agent: round(floor + (1 - floor) * (mean / best) ** _SHARPNESS, 4) for agent, mean in means.items()}


def rater_trust(ratings: Sequence[Rating], *, prior: float) -> dict[str, float]:
    """How much each rater's thumbs count, 0 to 1; judged twice, the second time with the first's trust in the
    others.
    """
    users = list(dict.fromkeys(rating.user for rating in ratings))
    if len(users) < 3:  # with two, nobody can say which of them is right
        return dict.fromkeys(users, 1.0)
    given = {user: sum(rating.user == user for rating in ratings) for user in users}
    most = max(_NEW_RATER, _LOUDEST * float(np.median(list(given.values()))))
    loud = {user: min(1.0, most / count) for user, count in given.items()}
    trust = dict(loud)
    for _ in range(2):
        agreement = {user: _agreement(ratings, user, trust, prior) for user in users}
        best = max((value for value in agreement.values() if value is not None), default=0.0)
        if best <= 0:
            return loud
        trust = {user: loud[user] * _trusted(given[user], agreement[user], best) for user in users}
    return trust


def _trusted(count: int, agreement: float | None, best: float) -> float:
    if agreement is None:
        return 1.0
    return (_NEW_RATER + count * max(0.0, agreement) / best) / (_NEW_RATER + count)


def _agreement(ratings: Sequence[Rating], user: str, trust: Mapping[str, float], prior: float) -> float | None:
    """Lower bound of the correlation of a rater's thumbs with what the others' predict; None where nothing is known."""
    others = [rating for rating in ratings if rating.user != user]
    mine = [rating for rating in ratings if rating.user == user]
    if min(len(others), len(mine)) < _LEAST_FOR_JUDGING:
        return None
    theta = {agent: posterior.mean for agent, posterior in _fit(others, trust, prior, {}).items()}
    predicted = np.array([sum(s * theta.get(a, 0.5) for a, s in rating.shares.items()) for rating in mine])
    values = np.array([float(rating.value) for rating in mine])
    if predicted.std() < 1e-9:
        return None
    if values.std() < 1e-9:  # always the same thumb says nothing
        return 0.0
    return float(np.corrcoef(predicted, values)[0, 1]) - 1 / float(np.sqrt(len(mine)))
