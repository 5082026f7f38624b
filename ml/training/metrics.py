"""How good probabilities are: AUC, log loss, Brier score, calibration error, and how sure we are of each."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EDGE = 1e-12
NAMES = ("auc", "log_loss", "brier", "ece")


@dataclass(frozen=True, kw_only=True)
class Scores:
    """The four figures of one set of probabilities; AUC and ECE between 0 and 1, log loss in nats."""

    auc: float
    log_loss: float
    brier: float
    ece: float

    def as_dict(self) -> dict[str, float]:
        """Name to figure."""
        return asdict(self)


def losses(y: NDArray[np.int64], p: Floats) -> Floats:
    """Log loss of each row, in nats, shape (n,)."""
    safe = np.clip(p, EDGE, 1 - EDGE)
    return np.asarray(-np.where(y == 1, np.log(safe), np.log1p(-safe)))


def ece(y: NDArray[np.int64], p: Floats, *, bins: int = 10, weights: Floats | None = None) -> float:
    """Expected calibration error over equal-width bins (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    w = np.ones(len(p)) if weights is None else weights
    which = np.minimum((p * bins).astype(np.int64), bins - 1)
    gap = np.bincount(which, weights=w * (p - y), minlength=bins)
    return float(np.abs(gap).sum() / w.sum())


class _Ranked:
    """One set of probabilities sorted once, so that weighted AUCs (bootstrap replicates) are cheap; ties count half."""

    def __init__(self, y: NDArray[np.int64], p: Floats) -> None:
        self.order = np.argsort(p, kind="stable")
        ranked = p[self.order]
        self.starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
        self.y = y[self.order].astype(np.float64)

    def auc(self, weights: Floats) -> float:
        w = weights[self.order]
        positive = w * self.y
        negative = w - positive
        if len(self.starts) < len(w):
            positive, negative = (np.add.reduceat(part, self.starts) for part in (positive, negative))
        below = np.cumsum(negative) - negative / 2
        total = positive.sum() * negative.sum()
        return float(positive @ below / total) if total else float("nan")


def score(y: NDArray[np.int64], p: Floats) -> Scores:
    """The four figures of probabilities ``p`` (n,) for labels ``y`` (n,) of 0 and 1."""
    return Scores(
        auc=_Ranked(y, p).auc(np.ones(len(p))),
        log_loss=float(losses(y, p).mean()),
        brier=float(np.mean((p - y) ** 2)),
        ece=ece(y, p),
    )


def intervals(
    y: NDArray[np.int64], p: Floats, *, replicates: int = 200, level: float = 0.95, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Percentile bootstrap intervals of the four figures (Efron and Tibshirani, 1993), by name."""
    rng = np.random.default_rng(seed)
    ranked, loss, square = _Ranked(y, p), losses(y, p), (p - y) ** 2
    drawn = np.empty((replicates, len(NAMES)))
    for row in drawn:
        w = np.bincount(rng.integers(0, len(y), len(y)), minlength=len(y)).astype(np.float64)
        row[:] = ranked.auc(w), w @ loss / w.sum(), w @ square / w.sum(), ece(y, p, weights=w)
    low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return {name: (float(a), float(b)) for name, a, b in zip(NAMES, low, high, strict=True)}


def reliability(y: NDArray[np.int64], p: Floats, *, bins: int = 10) -> list[Mapping[str, float]]:
    """The calibration curve: for each tenth of the customers by score, mean prediction, observed rate and count."""
    parts = [part for part in np.array_split(np.argsort(p, kind="stable"), bins) if len(part)]
    return [
        {"predicted": float(p[part].mean()), "observed": float(y[part].mean()), "customers": float(len(part))}
        for part in parts
    ]


def better(challenger: Floats, champion: Floats) -> tuple[float, float]:
    """From losses (n,) of both: the challenger's mean gain (positive: better) and its one-sided paired t-test's p."""
    from scipy.stats import ttest_1samp  # noqa: PLC0415  (half a second that serving need not pay)

    gain = champion - challenger
    if len(gain) < 2 or np.ptp(gain) < 1e-12:
        return float(gain.mean()), 1.0
    return float(gain.mean()), float(ttest_1samp(gain, 0.0, alternative="greater").pvalue)
