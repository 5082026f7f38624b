"""The learned reader: the planner's port (`agents.understanding.learned_port`) over the encoder and the heads."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from agents.understanding.learned.corpus import read_corpus
from agents.understanding.learned.encoder import Encoder, Vectors
from agents.understanding.learned.heads import Heads
from agents.understanding.learned_port import Guess, Limits, Match, Words

_NEAR = 0.7
"""Cosine from which a word is taken for another; below it single words say nothing (measured, docs/decisions)."""
_MARGIN = 0.05
_SHORTEST = 4
"""Letters of a word that is looked for; shorter ones are near to everything."""


class LearnedReader:
    """Frames, asides and unknown words; thread-safe, and cheap until the first message."""

    def __init__(self, heads: Heads, words: Mapping[str, Mapping[str, str]], encoder: Encoder | None = None) -> None:
        self._heads, self._encoder = heads, encoder or Encoder()
        self._words = {said: meant for own in words.values() for said, meant in own.items()}
        self._choices = lru_cache(maxsize=64)(self._encoded)

    @property
    def limits(self) -> Limits:
        """How sure one must be that words restrict nothing, or are no aside."""
        return self._heads.limits

    def warm(self) -> None:
        """Load the encoder before a message waits for it."""
        self._encoder.one("hola")

    def ready(self, texts: Sequence[str]) -> None:
        """Encode together what will be asked about one by one."""
        self._encoder.ready(texts)

    def rank(self, masked: str) -> Sequence[Guess]:
        """Frames for a masked message, the most likely first, with calibrated confidence."""
        if not masked.strip():
            return ()
        confidence = self._heads.frame_confidence(self._encoder.one(masked)[None, :])[0]
        order = np.argsort(-confidence)
        return tuple(Guess(self._heads.labels[i], round(float(confidence[i]), 4)) for i in order)

    def aside(self, clause: str) -> float:
        """How surely a clause is courtesy, greeting or reason rather than a question or a restriction."""
        if not clause.strip():
            return 1.0
        return round(float(self._heads.aside_confidence(self._encoder.one(clause)[None, :])[0]), 4)

    def restricts(self, words: Words) -> float:
        """The probability that unknown words narrow or change the answer."""
        self._encoder.ready([words.text, words.within])
        text, within = (self._encoder.one(part)[None, :] for part in (words.text, words.within))
        return round(float(self._heads.restriction_confidence(text, within, np.array([words.place]))[0]), 4)

    def nearest(self, word: str, choices: Mapping[str, Sequence[str]]) -> Match | None:
        """The choice whose names a word comes nearest to; None where none is near, or two are as near."""
        plain = self._words.get(word.casefold())
        if (plain is None and len(word) < _SHORTEST) or not choices:
            return None
        keys, owners, vectors = self._choices(tuple((key, tuple(names)) for key, names in choices.items()))
        similarity = vectors @ self._encoder.one(plain or word)
        best = np.full(len(keys), -1.0)
        np.maximum.at(best, owners, similarity)
        order = np.argsort(-best)
        first = float(best[order[0]])
        second = float(best[order[1]]) if len(order) > 1 else -1.0
        return Match(keys[order[0]], round(first, 3)) if first >= _NEAR and first - second >= _MARGIN else None

    def _encoded(self, choices: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[list[str], "np.ndarray", Vectors]:
        keys = [key for key, _ in choices]
        owners = [i for i, (_, names) in enumerate(choices) for _ in names]
        vectors = self._encoder.many([name for _, names in choices for name in names])
        return keys, np.array(owners), vectors


@lru_cache(maxsize=1)
def load() -> LearnedReader:
    """The reader of the committed artifact; one for the whole process."""
    return LearnedReader(Heads.read(), read_corpus().words)
