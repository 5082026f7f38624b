"""A point of a good answer: a figure asked for, a driver with its direction, the first action, a caution."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tools.facts import Fact

PointKind = Literal["figure", "driver", "action", "caution"]
KINDS: tuple[PointKind, ...] = ("figure", "driver", "action", "caution")


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that a good answer says; ``weight``: how much it counts among the others.

    ``words`` names its sentence in ``points.yaml``, ``told`` what that sentence is filled with.
    """

    id: str
    kind: PointKind
    weight: float
    fact: Fact
    words: str
    path: str = ""
    """Where in the Fact's data the figure stands that bears it; empty where it has none."""
    columns: tuple[str, ...] = ()
    """A driver's column; the columns that an action changes."""
    rises: bool | None = None
    """Whether a driver raises the risk; None where only its place is known."""
    customer: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
