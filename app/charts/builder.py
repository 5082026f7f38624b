"""A chart where one helps: the shape of a Fact decides which; names and formats come from the catalog.

Colours are Okabe and Ito's, which colour-blind readers can tell apart; every bar also carries its figure in words, and
backgrounds are clear so that the page's light or dark theme shows through.
"""

from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go

from app.charts.model import lift, plain_sentence
from app.charts.parts import bars, finish, lines
from app.chat.labels import column_label, measure_label, sentence_case, value_label, word
from app.chat.phrases import say
from app.risk_points import largest_first
from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact
from tools.registry import TOOLS
from tools.replies.formats import money, number, share
from tools.replies.value_words import Namer

Draw = Callable[[Mapping[str, Any], Catalog, Language], go.Figure | None]
MOST_BARS = 20
MOST_REASONS = 8


def chart(fact: Fact, catalog: Catalog, language: Language) -> go.Figure | None:
    """The figure that illustrates this Fact, or None where words are enough."""
    if fact.data.get("status"):
        return None
    draw = DRAW.get(fact.tool, _declared(fact.tool))
    figure = draw(fact.data, catalog, language)
    if figure is None:
        return None
    euros = money(0, language, catalog.currency, 0) if _is_money(fact) else ""
    done = finish(figure, language, heading=_heading(fact, catalog, language), money=euros)
    return done.update_layout(legend={"y": -0.18, "yanchor": "top"}) if fact.tool == "model_report" else done


def _heading(fact: Fact, catalog: Catalog, language: Language) -> str:
    """What the chart shows, of whom or by what."""
    data, tool = fact.data, fact.tool
    name = f"{data.get('name') or ''} {data.get('customer_id') or ''}".strip()
    if tool == "portfolio":
        by = Namer(language, catalog).both(
            [column_label(catalog, group["column"], language).lower() for group in data["groups"]]
        )
        return say("by", language).format(measure=measure_label(catalog, main_measure(data), language), group=by)
    if tool == "model_report":
        return plain_sentence(data, language)
    if tool == "compare":
        return measure_label(catalog, main_measure(data), language)
    if tool == "distribution":
        return say("heading distribution", language).format(
            group=column_label(catalog, data["column"], language).lower()
        )
    return say(f"heading {tool}", language).format(name=name)


def _is_money(fact: Fact) -> bool:
    if fact.tool == "watch_list":
        return not _by_risk(fact.data)
    return bool(fact.data.get("measures")) and main_measure(fact.data).get("unit") == "money"


def main_measure(data: Mapping[str, Any]) -> dict[str, Any]:
    """The measure the words compare: a rate where there is one, else the first."""
    measures = [dict(measure) for measure in data["measures"]]
    return next((measure for measure in measures if measure.get("unit") == "share"), measures[0])


def _by_risk(data: Mapping[str, Any]) -> bool:
    return data.get("order_by") == "probability" or any(row.get("value_at_risk") is None for row in data["rows"])


def _bands(language: Language) -> dict[str, str]:
    return {band: say("band", language).format(band=word(band, language)) for band in ("low", "medium", "high")}


def _declared(tool: str) -> Draw:
    """The bars that a tool declares itself."""
    declared = next((one.chart for one in TOOLS if one.name == tool), None)

    def draw(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
        shown = declared(Namer(language, catalog), data) if declared is not None else None
        if shown is None:
            return None
        names, values = list(shown.names)[::-1], list(shown.values)[::-1]
        texts = [figure_text(value, shown.unit, catalog, language) for value in values]
        return bars(names, values, texts, ["plain"] * len(names), title=shown.title, kind=shown.unit)

    return draw


def _reasons(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    told = largest_first(float(data["probability"]), data["attributions"])[:MOST_REASONS][::-1]
    top, values = [one for one, _ in told], [points for _, points in told]
    names = [
        f"{column_label(catalog, a['column'], language)}: {value_label(catalog, a['column'], a['value'], language)}"
        for a in top
    ]
    colours = ["worse" if value > 0 else "better" for value in values]
    texts = [("+" if v > 0 else "") + number(v, language, 1) for v in values]
    legend = {"worse": say("raises", language), "better": say("lowers", language)}
    return bars(names, values, texts, colours, title=say("contribution", language), legend=legend)


def _what_if(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    values = [float(data["probability"]), float(data["baseline"])]
    changes = ", ".join(
        f"{column_label(catalog, name, language)}: {value_label(catalog, name, value, language)}"
        for name, value in data["changes"].items()
    )
    names = [f"{say('after', language)} ({changes})", say("before", language)]
    texts = [share(value, language) for value in values]
    return bars(names, values, texts, [catalog.risk_bands.of(v) for v in values], **_risk(language))


def _watch_list(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    rows = list(data["rows"])[:MOST_BARS][::-1]
    if len(rows) < 2:
        return None
    names = [f"{row['name'] or ''} {row['customer_id']}".strip() for row in rows]
    bands = [row["band"] for row in rows]
    if _by_risk(data):
        values = [float(row["probability"]) for row in rows]
        return bars(names, values, [share(v, language) for v in values], bands, **_risk(language))
    values = [float(row["value_at_risk"]) for row in rows]
    texts = [money(v, language, catalog.currency, 0) for v in values]
    return bars(names, values, texts, bands, title=say("value at risk", language), legend=_bands(language))


def _portfolio(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    groups, measure, rows = data["groups"], main_measure(data), [r for r in data["rows"] if r["customers"]]
    key = measure["key"]
    rows = [row for row in rows if row.get(key) is not None]
    if not groups or not 2 <= len(rows) <= 3 * MOST_BARS:
        return None
    unit = measure.get("unit", "")
    first = groups[0]["column"]
    names = [value_label(catalog, first, row[first], language) for row in rows]
    values = [float(row[key]) for row in rows]
    texts = [figure_text(value, unit, catalog, language) for value in values]
    title = measure_label(catalog, measure, language)
    if len(groups) == 1:
        return bars(names[::-1], values[::-1], texts[::-1], ["plain"] * len(rows), title=title, kind=unit)
    second = groups[1]["column"]
    series = [value_label(catalog, second, row[second], language) for row in rows]
    return bars(names, values, texts, series, title=title, kind=unit, grouped=True)


def _groups(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    if data.get("kind") != "groups" or len(data["rows"]) < 2:
        return None
    measure = main_measure(data)
    rows = [row for row in data["rows"] if row.get(measure["key"]) is not None][::-1]
    values = [float(row[measure["key"]]) for row in rows]
    texts = [figure_text(value, measure.get("unit", ""), catalog, language) for value in values]
    names = [str(row["label"]) for row in rows]
    title = measure_label(catalog, measure, language)
    return bars(names, values, texts, ["plain"] * len(rows), title=title, kind=measure.get("unit", ""))


def _distribution(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    number_kind = data.get("kind") == "number"
    rows = list(data["bins"] if number_kind else data["values"])
    if len(rows) < 2:
        return None
    names = [
        str(row["label"]) if number_kind else value_label(catalog, data["column"], row["value"], language)
        for row in rows
    ]
    values = [float(row["customers"]) for row in rows]
    texts = [number(value, language) for value in values]
    title = column_label(catalog, data["column"], language)
    figure = bars(names, values, texts, ["plain"] * len(rows), title=word("customers", language), upright=True)
    return figure.update_layout(xaxis_title=title)


def _history(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    rows = list(data["rows"])[::-1]
    if len(rows) < 2:
        return None
    values = [float(row["probability"]) for row in rows]
    return lines(
        [row["scored_at"] for row in rows], values, [share(v, language) for v in values], title=_risk_title(language)
    )


def _options(data: Mapping[str, Any], catalog: Catalog, language: Language) -> go.Figure | None:
    options = list(data["options"])
    if not options:
        return None
    changes = [
        ", ".join(
            f"{column_label(catalog, name, language)}: {value_label(catalog, name, value, language)}"
            for name, value in option["changes"].items()
        )
        for option in options
    ]
    names = [*changes[::-1], say("before", language)]
    values = [*(float(option["probability"]) for option in options[::-1]), float(data["probability"])]
    colours = [catalog.risk_bands.of(value) for value in values]
    return bars(names, values, [share(v, language) for v in values], colours, **_risk(language))


def figure_text(value: float, unit: str, catalog: Catalog, language: Language) -> str:
    """A figure in its unit, as the bar carries it."""
    if unit == "share":
        return share(value, language)
    if unit == "money":
        return money(value, language, catalog.currency, 0)
    return number(value, language, 0 if value.is_integer() else 1)


def _risk(language: Language) -> dict[str, Any]:
    """What bars of risks have in common."""
    return {"title": _risk_title(language), "kind": "share", "legend": _bands(language)}


def _risk_title(language: Language) -> str:
    return sentence_case(say("probability", language))


DRAW: dict[str, Draw] = {
    "explain_churn": _reasons,
    "what_if": _what_if,
    "watch_list": _watch_list,
    "portfolio": _portfolio,
    "compare": _groups,
    "distribution": _distribution,
    "score_history": _history,
    "retention_options": _options,
    "model_report": lift,
}
