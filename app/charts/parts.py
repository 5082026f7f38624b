"""The few kinds of figure the charts are made of, and the look they share."""

import math
import textwrap
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from db.errors import Language
from tools.replies.formats import separators, share

COLOURS = {
    "low": "#009E73",
    "better": "#009E73",
    "medium": "#E69F00",
    "high": "#D55E00",
    "worse": "#D55E00",
    "plain": "#0072B2",
}
SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999")
PERCENT = ".0%"
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
MOST_TICKS = 7
LINE_PIXELS = 30
TWO_LINES_PIXELS = 40
LONGEST_NAME = 34
LONGEST_LINE = 16
MOST_VALUE_TICKS = 3
LONGEST_HEADING = 90
HEADING_PIXELS = 40
HEADING_LINE_PIXELS = 20
HEADING_LEAD, HEADING_FONT = 10, 15
PHONE_HEADING = 36
PHONE_AXIS = 20
"""Letters of a line that a phone has room for, above the whole chart and under bars beside their names."""
LEGEND_PIXELS = 20
LEGEND_LETTERS = 30
"""What a phone's width holds of a legend in one line; each entry takes some more than its words."""
LEGEND_ENTRY = 6
ROOM = 0.14
"""Share of the axis left free beside bars that point both ways."""
FIGURE_ROOM = "\u00a0" * 10
"""Blanks between a bar's name and bars that point to it, whose figures may stand there: an axis knows no gap there."""


def bars(
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    colours: Sequence[str],
    *,
    title: str,
    kind: str = "",
    grouped: bool = False,
    upright: bool = False,
    legend: Mapping[str, str] | None = None,
) -> go.Figure:
    """Bars with their figures in words; ``colours`` are names of ours, or the series where ``grouped``.

    ``legend``: what a colour of ours means, in words; a colour without one is not explained.
    """
    shown, standing = [_shorter(name) for name in names], upright or grouped
    figure = go.Figure()
    series = list(dict.fromkeys(colours)) if grouped else sorted(set(colours), key=list(COLOURS)[::-1].index)
    meant = {one: one for one in series} if grouped else legend or {}
    for number, one in enumerate(series):
        at = [i for i in range(len(names)) if colours[i] == one]
        named, tall = [shown[i] for i in at], [values[i] for i in at]
        figure.add_bar(
            x=named if standing else tall,
            y=tall if standing else named,
            orientation="v" if standing else "h",
            text=[texts[i] for i in at],
            textposition="auto",
            name=meant.get(one, ""),
            showlegend=one in meant,
            marker_color=SERIES[number % len(SERIES)] if grouped else COLOURS[one],
            hovertemplate=("%{x}: %{text}" if standing else "%{y}: %{text}") + "<extra></extra>",
        )
    scale = {
        "title": wrapped(title, PHONE_AXIS),
        "rangemode": "tozero",
        **({"tickformat": PERCENT} if kind == "share" else {}),
    }
    if standing:
        return _standing(figure, shown, scale, grouped=grouped)
    return _lying(figure, shown, values, scale)


def _standing(figure: go.Figure, names: Sequence[str], scale: Mapping[str, str], *, grouped: bool) -> go.Figure:
    figure.update_yaxes(**scale)
    order = list(dict.fromkeys(names))
    figure.update_xaxes(type="category", showgrid=False, categoryorder="array", categoryarray=order)
    return figure.update_layout(barmode="group" if grouped else "relative", height=380)


def _lying(figure: go.Figure, names: Sequence[str], values: Sequence[float], scale: Mapping[str, str]) -> go.Figure:
    figure.update_xaxes(**scale, **({} if "tickformat" in scale else {"nticks": MOST_VALUE_TICKS}))
    over_two = [_two_lines(name) for name in names]
    shown = (
        [name.replace("<br>", f"{FIGURE_ROOM}<br>") + FIGURE_ROOM for name in over_two] if min(values) < 0 else over_two
    )
    figure.update_yaxes(type="category", automargin=True, showgrid=False, tickvals=names, ticktext=shown)
    figure.update_yaxes(categoryorder="array", categoryarray=names)
    figure.update_layout(barmode="relative")
    if min(values) < 0:  # room for the figures of bars to the left
        figure.update_traces(cliponaxis=False)
        room = ROOM * (max(0, *values) - min(values))
        figure.update_xaxes(range=[min(values) - room, max(0, *values) + room])
    return figure.update_layout(
        height=150 + (LINE_PIXELS if over_two == list(names) else TWO_LINES_PIXELS) * len(names)
    )


def lines(moments: Sequence[str], values: Sequence[float], texts: Sequence[str], *, title: str) -> go.Figure:
    """A line through moments, as shares."""
    figure = go.Figure(go.Scatter(x=moments, y=values, text=texts, mode="lines+markers", marker_color=COLOURS["plain"]))
    figure.update_traces(hovertemplate="%{x|%Y-%m-%d}: %{text}<extra></extra>")
    return figure.update_yaxes(title=title, tickformat=PERCENT, rangemode="tozero").update_layout(height=320)


def finish(figure: go.Figure, language: Language, *, heading: str, money: str = "") -> go.Figure:
    """The look: a heading, clear background, the language's separators and currency (``money``: 0 as it writes it)."""
    quiet = "rgba(128,128,128,0.35)"
    head = wrapped(_shorter(heading, LONGEST_HEADING), PHONE_HEADING)
    lead = HEADING_LEAD + (
        HEADING_FONT if "<br>" in head else 0
    )  # Plotly hangs one line, and stands the first of several
    above = HEADING_PIXELS + HEADING_LINE_PIXELS * head.count("<br>") + LEGEND_PIXELS * _legend_lines(figure)
    figure.update_xaxes(gridcolor=quiet, zerolinecolor=quiet, title_font_size=13)
    figure.update_yaxes(gridcolor=quiet, zerolinecolor=quiet, title_font_size=13)
    _percent_ticks(figure, language)
    before, _, after = money.partition("0")
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        if money and axis.type != "category":
            axis.update(tickprefix=before, ticksuffix=after, tickformat=",.0f")
    return figure.update_layout(
        title={
            "text": f"<b>{head}</b>",
            **{"x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": lead}, "font": {"size": HEADING_FONT}},
        },
        hoverlabel={"bgcolor": "#1f2937", "bordercolor": "#1f2937", "font": {"color": "#ffffff"}},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 13, "color": "#767676"},
        separators=separators(language),
        height=figure.layout.height
        + above
        - HEADING_PIXELS
        - LEGEND_PIXELS,  # what a longer head takes is no bars' room
        margin={"l": 10, "r": 20, "t": above, "b": 10},
        showlegend=any(trace.showlegend for trace in figure.data),
        legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        bargap=0.25,
        dragmode=False,
    )


def _legend_lines(figure: go.Figure) -> int:
    """The lines that the legend may take on a phone, so that it never stands in the heading: it is as wide as the bars,
    and beside names only one entry has room."""
    entries = [len(trace.name or "") + LEGEND_ENTRY for trace in figure.data if trace.showlegend]
    lying = any(trace.type == "bar" and trace.orientation == "h" for trace in figure.data)
    return max(1, len(entries) if lying else math.ceil(sum(entries) / LEGEND_LETTERS))


def _percent_ticks(figure: go.Figure, language: Language) -> None:
    """Ticks of every share's axis as the language writes percentages."""
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        if axis.tickformat == PERCENT:
            top = _highest(figure, axis.plotly_name.replace("axis", ""))  # x, y2…: which axis of several pictures
            step = next((step for step in STEPS if top / step <= MOST_TICKS), STEPS[-1])
            ticks = [number * step for number in range(int(top / step) + 2)]
            axis.update(tickvals=ticks, ticktext=[share(tick, language, 0 if step >= 0.01 else 1) for tick in ticks])


def _highest(figure: go.Figure, place: str) -> float:
    """The highest value drawn along an axis."""
    letter = place[0]
    along = (trace[letter] for trace in figure.data if (trace[f"{letter}axis"] or letter) == place)
    return max((value for values in along for value in values if not isinstance(value, str)), default=1)


def _two_lines(name: str) -> str:
    """A long name over two lines, so that a phone has room for the bars."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if len(name) <= LONGEST_LINE or not spaces:
        return name
    middle = min(spaces, key=lambda at: abs(at - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"


def wrapped(text: str, width: int) -> str:
    """The text over as few lines as letters of this width allow, all about as long: what a chart writes breaks nowhere
    by itself."""
    fewest = len(_lines(text, width))
    return "<br>".join(next(found for one in range(1, width + 1) if len(found := _lines(text, one)) <= fewest))


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _shorter(name: str, longest: int = LONGEST_NAME) -> str:
    """Plotly reads a little HTML in labels; names are plain text and may be long."""
    plain = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
