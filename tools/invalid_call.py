"""What a model is told when its call cannot be run: one sentence it can act on. Never shown to a person."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from db.text import squeezed


class Mend(ValueError):  # noqa: N818 - what to do, not what went wrong
    """A call that must be mended (pydantic carries it as a validation error)."""


def nearest(text: str, names: Iterable[str], *, limit: int = 4, cutoff: float = 55) -> list[str]:
    """The names most like ``text``, best first; the first few where nothing is alike."""
    known = {name: squeezed(name) for name in names}
    found = process.extract(squeezed(text), known, scorer=fuzz.WRatio, limit=limit, score_cutoff=cutoff)
    return [name for _, _, name in found] or list(known)[:limit]


def listed(names: Iterable[object]) -> str:
    """``a, b, c`` for a sentence; ``none`` where there is nothing."""
    return ", ".join(str(name) for name in names) or "none"
