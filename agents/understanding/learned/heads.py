"""The learned heads over the encoder, in one npz file: frames (softmax), asides, restrictions (logistic)."""

from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from agents.understanding.learned.encoder import Vectors
from agents.understanding.learned_port import Limits

ARTIFACT = Path(__file__).parent.parent / "data" / "learned.npz"
WORDS = 3.0
"""How much words count beside their place; chosen by authors left out."""
Floats = NDArray[np.float64]


def features(words: Vectors, within: Vectors, places: Floats) -> Floats:
    """What is read of unknown words, side by side: they, they with the words around them, where they stand."""
    return np.asarray(np.hstack([words * WORDS, within * WORDS, places]))


@dataclass(frozen=True)
class Heads:
    """Coefficients, float16 on disk. ``labels`` are the rows of ``frames``; the last column is the intercept."""

    labels: tuple[str, ...]
    frames: Floats
    temperature: float
    asides: Floats
    aside_scale: tuple[float, float]
    """Slope and intercept of the asides' calibration on the logit."""
    restrictions: Floats
    """Of unknown words: see ``features``; calibrated, the last number is the intercept."""
    limits: Limits
    digest: str

    def frame_confidence(self, vectors: Vectors) -> Floats:
        """Calibrated probabilities, one row per vector, one column per label."""
        logits = (vectors @ self.frames[:, :-1].T + self.frames[:, -1]) / self.temperature
        grown = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def aside_confidence(self, vectors: Vectors) -> Floats:
        """Calibrated probabilities that clauses are asides."""
        logits = vectors @ self.asides[:-1] + self.asides[-1]
        slope, intercept = self.aside_scale
        return np.asarray(1 / (1 + np.exp(-(slope * logits + intercept))))

    def restriction_confidence(self, words: Vectors, within: Vectors, places: Floats) -> Floats:
        """Calibrated probabilities that unknown words narrow or change the answer."""
        logits = features(words, within, places) @ self.restrictions[:-1] + self.restrictions[-1]
        return np.asarray(1 / (1 + np.exp(-logits)))

    def save(self, path: Path) -> None:
        """Write the artifact."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            frames=self.frames.astype(np.float16),
            asides=self.asides.astype(np.float16),
            restrictions=self.restrictions.astype(np.float16),
            scales=np.array([self.temperature, *self.aside_scale]),
            limits=np.array(astuple(self.limits)),
            digest=np.array(self.digest),
        )

    @classmethod
    def read(cls, path: Path = ARTIFACT) -> Self:
        """Read the artifact."""
        with np.load(path, allow_pickle=False) as stored:
            temperature, slope, intercept = (float(value) for value in stored["scales"])
            return cls(
                labels=tuple(str(label) for label in stored["labels"]),
                frames=stored["frames"].astype(np.float64),
                temperature=temperature,
                asides=stored["asides"].astype(np.float64),
                aside_scale=(slope, intercept),
                restrictions=stored["restrictions"].astype(np.float64),
                limits=Limits(*(float(value) for value in stored["limits"])),
                digest=str(stored["digest"]),
            )
