"""A chart as a table for those who hear the page instead of seeing it."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True)
class Spoken:
    """The chart's heading and, for every bar or point, what it is and its figure in words."""

    heading: str
    rows: tuple[tuple[str, str], ...]


def spoken(figure: go.Figure | None) -> Spoken | None:
    """The chart's bars and points in words; None without a chart or without words in it."""
    if figure is None:
        return None
    heading = str(figure.layout.title.text or "").removeprefix("<b>").removesuffix("</b>").replace("<br>", " ")
    rows = tuple(row for trace in figure.data for row in _rows(trace))
    return Spoken(heading, rows) if rows else None


def _rows(trace: go.Bar) -> Sequence[tuple[str, str]]:
    names = trace.y if getattr(trace, "orientation", None) == "h" else trace.x
    texts = trace.text
    if names is None or texts is None or isinstance(texts, str):
        return []
    series = f"{trace.name}: " if trace.name else ""
    return [(f"{series}{name}", str(text)) for name, text in zip(names, texts, strict=False)]
