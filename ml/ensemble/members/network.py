"""A handful of small neural networks on relevance-scaled inputs, averaged on the logit scale."""

from dataclasses import dataclass

import numpy as np
from sklearn.neural_network import MLPClassifier

from ml.ensemble.arrays import Floats, clip_logit
from ml.ensemble.members.base import Lesson
from ml.ensemble.members.kernel import stretch_of


@dataclass(frozen=True)
class FittedNetworks:
    """One-hidden-layer networks side by side: all their hidden units as one matrix."""

    weights: Floats
    """(width, networks x hidden), input scale folded in."""
    biases: Floats
    out: Floats
    """(networks x hidden,), divided by the number of networks."""
    bias: float

    def logit(self, X: Floats) -> Floats:
        """Logit (n,) of the levelled block (n, width)."""
        hidden = X @ self.weights
        hidden += self.biases
        np.maximum(hidden, 0.0, out=hidden)
        return clip_logit(hidden @ self.out + self.bias)


@dataclass(frozen=True)
class SmallNetworks:
    """``count`` multilayer perceptrons with one hidden layer, early-stopped by a fixed small number of epochs."""

    name: str = "small networks"
    block: str = "levelled"
    count: int = 2
    hidden: int = 16
    alpha: float = 0.03
    epochs: int = 40
    rate: float = 0.006
    batch: int = 128
    floor: float = 0.02
    most_rows: int = 60_000

    def fit(self, lesson: Lesson) -> FittedNetworks:
        """Learn, each network from its own seed."""
        stretch = stretch_of(lesson.relevance, self.floor)
        Z = lesson.X * stretch
        epochs = max(4, round(self.epochs * min(1.0, 20_000 / len(Z))))
        networks = []
        for index in range(self.count):
            network = MLPClassifier(
                hidden_layer_sizes=(self.hidden,),
                alpha=self.alpha,
                learning_rate_init=self.rate,
                batch_size=min(self.batch, len(Z)),
                random_state=lesson.seed + index,
            )
            for _ in range(epochs):  # the number of epochs is the regulariser: no waiting for convergence
                network.partial_fit(Z, lesson.y, classes=np.array([0.0, 1.0]))
            networks.append(network)
        return FittedNetworks(
            np.concatenate([net.coefs_[0] for net in networks], axis=1) * stretch[:, None],
            np.concatenate([net.intercepts_[0] for net in networks]),
            np.concatenate([net.coefs_[1][:, 0] for net in networks]) / self.count,
            float(np.mean([net.intercepts_[1][0] for net in networks])),
        )
