"""What of a sentence nobody has read: words that can be turned round unnoticed, and that no relation bears out."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from agents.grounding.borne import bears
from agents.grounding.cues import Cue
from agents.grounding.opposites import ORDERS, Opposite, opposites
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Scene

Turn = Callable[[Opposite], tuple[bool, set[str]]]
"""Checks a sentence with a word turned round: whether it is refused, and the texts that claims are refused for."""
_BY_ANOTHER = frozenset({Cue.ALL, Cue.NONE})
"""Cues that only say of whom another one is said; names of groups say no more."""


def unread(scene: Scene, turn: Turn, *, accounted: Sequence[Quantity], ordered: bool, reckoned: bool) -> Iterator[str]:
    """The words that are not in the Facts, as far as anybody can read them.

    ``accounted``: figures that a claim in words bears; ``ordered``: whether a list was found to stand in its order;
    ``reckoned``: whether a figure was reckoned from those of several who are named.
    """
    tried = [(one, *turn(one)) for one in opposites(scene)]
    noticed = {text for _, _, texts in tried for text in texts}
    doubted = [one for one, read, _ in tried if not read and not _overlaps(one.text, noticed)]
    left = [one for one in doubted if not _settled(scene, one, accounted, ordered=ordered)]
    related = reckoned or any(one.cues for one, _, _ in tried if one not in left)
    yield from (one.text for one in left if not (related and _BY_ANOTHER.issuperset(one.cues)))


def _settled(scene: Scene, one: Opposite, accounted: Sequence[Quantity], *, ordered: bool) -> bool:
    """Whether the order of a list, or any relation of the Facts, bears a word out."""
    return (ordered and ORDERS.issuperset(one.cues)) or bears(scene, *one.span, one.cues, accounted)


def _overlaps(text: str, others: Iterable[str]) -> bool:
    return any(text in other or other in text for other in others)
