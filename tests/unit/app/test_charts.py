from typing import Any

import plotly.graph_objects as go
import pytest

from app.charts.builder import chart
from app.charts.parts import wrapped
from app.charts.spoken import spoken
from app.risk_points import largest_first
from db.catalog import Catalog
from tools.facts import Fact

WHAT_IF = {"customer_id": 1, "baseline": 0.6, "probability": 0.2, "changes": {"Balance": 0}, "before": {"Balance": 9}}
REASONS = {
    "probability": 0.6,
    "attributions": [
        {"column": "Age", "value": 42, "shapley": 0.8},
        {"column": "Geography", "value": "Germany", "shapley": -0.1},
    ],
}
WATCH = {
    "rows": [
        {
            "rank": i,
            "customer_id": i,
            "name": f"N<{i}>",
            "probability": 0.9 - i / 10,
            "band": "high",
            "value_at_risk": 10.0 * i,
        }
        for i in range(1, 6)
    ],
    "order_by": "value_at_risk",
}
RATE = {
    "measures": [{"measure": "churn_rate", "key": "churn_rate", "unit": "share"}],
    "groups": [{"column": "Geography"}],
    "rows": [
        {"Geography": g, "customers": 9, "churn_rate": r}
        for g, r in (("Germany", 0.3), ("Spain", 0.1), ("France", 0.2))
    ],
}
TWO_GROUPS = {
    **RATE,
    "groups": [{"column": "Geography"}, {"column": "Gender"}],
    "rows": [
        {"Geography": g, "Gender": s, "customers": 9, "churn_rate": 0.2}
        for g in ("Germany", "Spain")
        for s in ("Male", "Female")
    ],
}
SPREAD = {
    "column": "Age",
    "kind": "number",
    "bins": [{"label": "18–29", "customers": 5}, {"label": "30–39", "customers": 7}],
}
HISTORY = {"rows": [{"scored_at": f"2026-0{m}-01", "probability": m / 10} for m in (3, 2, 1)]}
OPTIONS = {"probability": 0.7, "options": [{"changes": {"NumOfProducts": 2}, "probability": 0.3}]}


def drawn(tool: str, data: dict[str, Any], catalog: Catalog, language: Any = "es") -> go.Figure:
    figure = chart(Fact(id="F1", tool=tool, arguments={}, data=data), catalog, language)
    assert figure is not None
    return figure


@pytest.mark.parametrize(
    ("tool", "data"),
    [
        ("what_if", WHAT_IF),
        ("explain_churn", REASONS),
        ("watch_list", WATCH),
        ("portfolio", RATE),
        ("portfolio", TWO_GROUPS),
        ("distribution", SPREAD),
        ("score_history", HISTORY),
        ("retention_options", OPTIONS),
    ],
)
def test_each_shape_of_fact_has_its_chart(tool: str, data: dict[str, Any], catalog: Catalog) -> None:
    figure = drawn(tool, data, catalog)
    assert figure.layout.separators == ",."
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert len(figure.to_json()) > 100


def test_the_rate_by_country_says_its_countries_and_figures_in_spanish(catalog: Catalog) -> None:
    (bar,) = drawn("portfolio", RATE, catalog).data
    assert list(bar.y) == ["Francia", "España", "Alemania"]
    assert list(bar.text) == ["20,0\u00a0%", "10,0\u00a0%", "30,0\u00a0%"]


def test_the_axis_writes_percentages_as_the_language_does(catalog: Catalog) -> None:
    assert list(drawn("portfolio", RATE, catalog).layout.xaxis.ticktext)[:2] == ["0\u00a0%", "5\u00a0%"]
    assert list(drawn("what_if", WHAT_IF, catalog, "en").layout.xaxis.ticktext)[:2] == ["0%", "10%"]


def test_two_groups_are_series_with_a_legend(catalog: Catalog) -> None:
    figure = drawn("portfolio", TWO_GROUPS, catalog, "en")
    assert [bar.name for bar in figure.data] == ["Male", "Female"]
    assert figure.layout.showlegend


def test_a_name_cannot_bring_markup(catalog: Catalog) -> None:
    (bar,) = drawn("watch_list", WATCH, catalog).data
    assert all("<" not in name for name in bar.y)


def test_what_words_say_better_has_no_chart(catalog: Catalog) -> None:
    for tool, data in (
        ("customer_card", {"customer_id": 1}),
        ("watch_list", {"rows": WATCH["rows"][:1]}),
        ("portfolio", {**RATE, "groups": [], "rows": []}),
        ("what_if", {"status": "not_found"}),
    ):
        assert chart(Fact(id="F1", tool=tool, arguments={}, data=data), catalog, "en") is None


def test_a_long_name_stands_on_two_lines_beside_its_bar_and_whole_for_screen_readers(catalog: Catalog) -> None:
    rows = [
        {"name": name, "customer_id": number, "band": "high", "probability": 0.5, "value_at_risk": 10.0 * number}
        for number, name in enumerate(("de la Fuente", "Mora"), start=15635185)
    ]
    figure = drawn("watch_list", {"rows": rows}, catalog)
    assert set(figure.layout.yaxis.ticktext) == {"de la Fuente<br>15635185", "Mora 15635186"}
    told = spoken(figure)
    assert told is not None
    assert {name.removeprefix("Riesgo alto: ") for name, _ in told.rows} == {"de la Fuente 15635185", "Mora 15635186"}


@pytest.mark.parametrize("values", [(0.8, 0.5, -0.1, -0.6), (0.8, 0.5), (0.3, -0.1)])
def test_no_legend_stands_in_the_heading_and_no_figure_in_a_name(catalog: Catalog, values: tuple[float, ...]) -> None:
    data = {
        "probability": 0.6,
        "name": "Alonso de la Fuente Mora",
        "customer_id": 15635185,
        "attributions": [{"column": "Age", "value": 20 + i, "shapley": value} for i, value in enumerate(values)],
    }
    figure = drawn("explain_churn", data, catalog)
    entries = sum(bool(trace.showlegend) for trace in figure.data)
    lines = figure.layout.title.text.split("<br>")
    assert max(map(len, lines)) <= 36 + len("<b></b>")
    assert figure.layout.margin.t >= 20 * (len(lines) + entries)  # one line each where a phone has no more room
    apart = [name.endswith("\u00a0" * 10) for name in figure.layout.yaxis.ticktext]
    assert all(apart) if min(values) < 0 else not any(apart)
    told = spoken(figure)
    assert told is not None and "Alonso de la Fuente Mora 15635185" in told.heading


def test_two_columns_are_joined_in_words(catalog: Catalog) -> None:
    told = spoken(chart(Fact(id="F1", tool="portfolio", arguments={}, data=TWO_GROUPS), catalog, "es"))
    assert told is not None
    assert told.heading.endswith("por país y género")


@pytest.mark.parametrize("probability", [0.03, 0.3, 0.6, 0.97])
@pytest.mark.parametrize("size", [0.2, 0.9])
def test_reasons_stand_by_the_points_that_are_shown(catalog: Catalog, probability: float, size: float) -> None:
    shapley = {"Age": size, "Tenure": -size * 1.02, "Balance": size / 3, "EstimatedSalary": -size / 2.9}
    given = [{"column": name, "value": 1, "shapley": value} for name, value in shapley.items()]
    told = [abs(points) for _, points in largest_first(probability, given)]
    assert told == sorted(told, reverse=True)
    (*bars,) = drawn("explain_churn", {"probability": probability, "attributions": given}, catalog).data
    order = list(
        drawn("explain_churn", {"probability": probability, "attributions": given}, catalog).layout.yaxis.tickvals
    )
    drawn_points = {name: abs(value) for bar in bars for name, value in zip(bar.y, bar.x, strict=True)}
    assert [drawn_points[name] for name in order] == sorted(drawn_points.values())


@pytest.mark.parametrize(
    "words", [("Riesgo",), ("Riesgo", "de", "abandono"), ("w" * 50, "y", "z"), tuple("abcdefg" * 4)]
)
@pytest.mark.parametrize("width", [8, 20, 36])
def test_lines_are_as_few_as_they_can_be_and_about_as_long(words: tuple[str, ...], width: int) -> None:
    lines = wrapped(" ".join(words), width).split("<br>")
    assert " ".join(lines) == " ".join(words)
    assert max(map(len, lines)) <= max(width, *map(len, words))
    if len(words) > 7:
        assert max(map(len, lines)) - min(map(len, lines)) <= width / 2


def test_a_longer_heading_takes_no_room_from_the_bars(catalog: Catalog) -> None:
    def room(name: str) -> float:
        layout = drawn("explain_churn", {**REASONS, "name": name, "customer_id": 15635185}, catalog).layout
        return float(layout.height - layout.margin.t - layout.margin.b)

    assert room("Mora") == room("Maximiliana Alejandra de la Fuente Mora y Villanueva")
