"""The benchmark as one page: HTML with inline SVG, nothing from another host, in light and dark."""

from collections.abc import Iterator, Sequence
from html import escape

from bench.moa_plan import Curve
from bench.moa_report import PROFILES, Results, best_profile, verdict
from bench.moa_stats import Mean
from bench.moa_thumbs import Learned

_WIDE, _HIGH, _LEFT, _BELOW, _TOP = 640, 300, 50, 46, 14
_COLOURS = ("#0b7bb5", "#c2410c", "#15803d", "#7e22ce")
_STYLE = """
:root{color-scheme:light dark;--ink:#1b2430;--paper:#fff;--line:#cbd5e1}
@media(prefers-color-scheme:dark){:root{--ink:#e2e8f0;--paper:#0f172a;--line:#475569}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
td,th{padding:.25rem .5rem;text-align:right;border-bottom:1px solid var(--line)}
td:first-child,th:first-child{text-align:left}
svg{width:100%;height:auto}svg text{fill:var(--ink);font:12px system-ui,sans-serif}
.axis{stroke:var(--line)}.note{border-left:4px solid #c2410c;padding-left:1rem}figure{margin:1.5rem 0}
"""
_SIMULATED = """The writers on this page are <strong>simulated</strong>, except SmolLM2 (135 million parameters), whose
recorded drafts are played. A simulated writer tells each point right with a set chance; else it leaves it out, gives
another figure, the opposite direction or another customer, or invents a cause. Its errors are drawn with fixed seeds:
a part common to all models, a part of the model, a part of the single draft. An editor keeps what it is handed and
fails half as often as when it has to find a point itself. None of these numbers was fitted, and what is shown here
holds for writers that err in this way: it is no measurement of any model on sale. The questions (half Spanish, half
English), the Facts, the committee, the check and the scoring are the program's own. Seconds are reckoned (half a second
to the first token, 80 tokens a second), dollars at the same price for every model. Bars and bands are 95 % bootstrap
intervals over questions. False sentences are counted apart from the check: they are known because they were made."""


def page(results: Results) -> str:
    """The whole page."""
    return "\n".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Is a committee worth it?</title><style>{_STYLE}</style></head><body>",
            "<h1>Is a committee worth it?</h1>",
            f"<p><strong>{escape(verdict(results))}</strong> Best at its cost: <code>{best_profile(results)}</code> "
            f"({escape(PROFILES[best_profile(results)])}).</p>",
            f'<p class="note">{_SIMULATED}</p>',
            f"<h2>Quality and cost, {results.questions} questions</h2>",
            _costs(results),
            _table(results),
            *(_figure(results, curve) for curve in results.curves),
            _thumbs(results.learned),
            "</body></html>",
        )
    )


def _shown(results: Results) -> list[str]:
    swept = {arm for curve in results.curves for line in curve.lines.values() for arm in line.values()}
    named = {*PROFILES.values(), "single", "best of 4", "mixed, not told the lists"}
    return [name for name in results.rows if name not in swept - named]


def _table(results: Results) -> str:
    heads = ("", "recall of the points", "95 %", "false sentences", "words a point", "calls", "$ for 1,000", "seconds")
    rows = []
    for name in _shown(results):
        recall = results.recall(name)
        cells = (
            escape(name),
            f"{recall.value:.3f}",
            f"{recall.low:.3f} to {recall.high:.3f}",
            str(sum(row.false for row in results.rows[name])),
            f"{results.average(name, 'words_per_point'):.1f}",
            f"{results.average(name, 'calls'):.2f}",
            f"{results.average(name, 'cost') * 1000:.2f}",
            f"{results.average(name, 'seconds'):.1f}",
        )
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    local = (
        f"<p>SmolLM2's drafts are of {results.local_questions} of the questions.</p>" if results.local_questions else ""
    )
    return f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{''.join(rows)}</table>{local}"


def _costs(results: Results) -> str:
    """Every arm by its cost and recall."""
    names = [name for name in _shown(results) if "SmolLM2" not in name]
    costs = {name: results.average(name, "cost") * 1000 for name in names}
    most = max(costs.values()) * 1.25
    low = _floor([results.recall(name) for name in names])
    marks = []
    for name in names:
        recall = results.recall(name)
        x, y = _x(costs[name] / most), _y(recall.value, low)
        colour = _COLOURS[0] if name in PROFILES.values() else "#64748b"
        marks.append(_bar(x, recall, low, colour))
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"><title>{escape(name)}</title></circle>')
        marks.append(f'<text x="{x + 7:.1f}" y="{y + 4:.1f}" font-size="10">{escape(name)}</text>')
    ticks = [(_x(part), f"{most * part:.2f}") for part in (0, 0.25, 0.5, 0.75, 1)]
    return _frame("Recall of the points against dollars for 1,000 questions", ticks, low, marks)


def _figure(results: Results, curve: Curve) -> str:
    """One sweep: a line for each way of answering."""
    places = list(next(iter(curve.lines.values())))
    spots = {place: _x((number + 0.5) / len(places)) for number, place in enumerate(places)}
    means = {arm: results.recall(arm) for line in curve.lines.values() for arm in line.values()}
    low = _floor(list(means.values()))
    marks, legend = [], []
    for colour, (line, arms) in zip(_COLOURS, curve.lines.items(), strict=False):
        points = [(spots[place], _y(means[arm].value, low)) for place, arm in arms.items()]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for place, arm in arms.items():
            marks.append(_bar(spots[place], means[arm], low, colour))
        marks += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
        legend.append(f'<span style="color:{colour}">●</span> {escape(line)}')
    ticks = [(x, place) for place, x in spots.items()]
    drawn = _frame(curve.along, ticks, low, marks)
    return f"<h2>{escape(curve.title)}</h2><p>{escape(curve.note)}</p>{drawn}<p>{' &nbsp; '.join(legend)}</p>"


def _thumbs(learned: Sequence[Learned]) -> str:
    """The poor agent's weight over the thumbs."""
    if not learned:
        return ""
    marks, rows = [], []
    for colour, one in zip(_COLOURS, learned, strict=False):
        count = max(len(one.weights) - 1, 1)
        path = " ".join(f"{_x(n / count):.1f},{_y(weight, 0):.1f}" for n, weight in enumerate(one.weights))
        marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        rows.append(
            f'<span style="color:{colour}">●</span> {escape(one.name)}: recall of the last half {one.last_half:.3f}'
        )
    count = len(learned[0].weights)
    ticks = [(_x(part), str(round(count * part))) for part in (0, 0.5, 1)]
    return (
        "<h2>A biased start, and thumbs</h2><p>A poor agent (0.3) begins with a good name. Its weight (each kind of "
        f"question has its own) over the replies:</p>{_frame('replies', ticks, 0, marks)}<p>{' &nbsp; '.join(rows)}</p>"
    )


def _floor(means: Sequence[Mean]) -> float:
    """Where the axis of recall begins: below the lowest interval, on a tenth."""
    return max(0.0, int(min(one.low for one in means) * 10) / 10)


def _bar(x: float, one: Mean, low: float, colour: str) -> str:
    high, base = _y(one.high, low), _y(one.low, low)
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{high:.1f}" y2="{base:.1f}" stroke="{colour}" opacity=".5"/>'


def _x(part: float) -> float:
    return _LEFT + part * (_WIDE - _LEFT - 20)


def _y(value: float, low: float) -> float:
    return _TOP + (1 - (value - low) / (1 - low)) * (_HIGH - _TOP - _BELOW)


def _frame(along: str, ticks: Sequence[tuple[float, str]], low: float, marks: Sequence[str]) -> str:
    return (
        f'<figure><svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{escape(along)}">'
        + "".join(_lines(low))
        + "".join(
            f'<text x="{x:.1f}" y="{_HIGH - 26}" text-anchor="middle">{escape(shown)}</text>' for x, shown in ticks
        )
        + f'<text x="{_WIDE / 2}" y="{_HIGH - 6}" text-anchor="middle">{escape(along)}</text>'
        + "".join(marks)
        + "</svg></figure>"
    )


def _lines(low: float) -> Iterator[str]:
    for step in range(6):
        value = low + (1 - low) * step / 5
        y = _y(value, low)
        yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDE - 20}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.2f}</text>'
