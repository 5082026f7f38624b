"""A chart as a tool declares it: named bars; how they look is for whoever draws them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bars:
    """One bar per name, largest or first on top; ``unit``: ``share``, ``money`` or ``count``."""

    title: str
    names: Sequence[str]
    values: Sequence[float]
    unit: str = "count"
