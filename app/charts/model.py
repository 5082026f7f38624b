"""How good the model is, as two pictures: whether its risks come true, and how many leavers the riskiest hold."""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.charts.parts import COLOURS, PERCENT, PHONE_HEADING, wrapped
from app.chat.phrases import say
from db.catalog import Catalog
from db.errors import Language
from tools.replies.formats import share

QUIET = "rgba(128,128,128,0.7)"


def lift(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    """Calibration above, cumulative gain below; both from customers the models never saw, in groups of equal size."""
    groups = list(data["report"].get("reliability") or [])
    if len(groups) < 2:
        return None
    titles = [say("calibration", language), say("gain", language)]
    figure = make_subplots(rows=2, cols=1, subplot_titles=titles, vertical_spacing=0.22)
    predicted, observed = [g["predicted"] for g in groups], [g["observed"] for g in groups]
    top = max(*predicted, *observed)
    _line(figure, 1, [0, top], [0, top], say("perfect", language), plain=True)
    _line(figure, 1, predicted, observed, say("observed", language))
    called, found = gains(data)
    _line(figure, 2, [0, 1], [0, 1], say("at random", language), plain=True)
    _line(figure, 2, called, found, say("with the model", language))
    figure.update_xaxes(tickformat=PERCENT, rangemode="tozero")
    figure.update_yaxes(tickformat=PERCENT, rangemode="tozero")
    figure.update_xaxes(title=say("predicted risk", language), row=1)
    figure.update_yaxes(title=say("left of them", language), row=1)
    figure.update_xaxes(title=wrapped(say("called share", language), PHONE_HEADING), row=2)
    figure.update_yaxes(title=say("found share", language), row=2)
    figure.update_traces(showlegend=True)
    figure.update_annotations(font_size=13)
    return figure.update_layout(height=720)


def gains(data: Mapping[str, Any]) -> tuple[list[float], list[float]]:
    """Share of customers called (riskiest first) and share of all leavers among them, cumulated by groups."""
    groups = sorted(data["report"]["reliability"], key=lambda group: -group["predicted"])
    customers = [float(group["customers"]) for group in groups]
    left = [float(group["customers"]) * float(group["observed"]) for group in groups]
    called = [value / (sum(customers) or 1) for value in accumulate(customers)]
    return [0.0, *called], [0.0, *(value / (sum(left) or 1) for value in accumulate(left))]


def plain_sentence(data: Mapping[str, Any], language: Language) -> str:
    """What the lower picture says in words."""
    called, found = gains(data)
    at = min(range(len(called)), key=lambda i: abs(called[i] - 0.2))
    return say("gain sentence", language).format(
        called=share(called[at], language, 0), found=share(found[at], language, 0)
    )


def _line(figure: go.Figure, row: int, x: list[float], y: list[float], name: str, *, plain: bool = False) -> None:
    style = {"color": QUIET, "dash": "dash"} if plain else {"color": COLOURS["plain"] if row == 1 else COLOURS["high"]}
    figure.add_scatter(x=x, y=y, name=name, mode="lines" if plain else "lines+markers", line=style, row=row, col=1)
