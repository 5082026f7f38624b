"""The words for figures of many customers, in all, by group and by how they are spread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tools.replies import formats
from tools.replies.amount_words import many
from tools.replies.people_words import group, measured, predicate, the_people, who
from tools.replies.reference_words import having, part_value, period
from tools.replies.told_words import counted
from tools.replies.value_words import Namer, first_upper
from tools.result_types.query import Bin, Figures, Spread, ValueShare

Data = Mapping[str, Any]
_SHOWN = 25
_NAMED = 3
_SENTENCES = frozenset({"customers", "share", "high_risk_share"})
_STEPS = 3
_TWO = 2


def figures(n: Namer, data: Figures) -> str:
    """Measures, in all or by group; then how many count as left because somebody told so."""
    told = counted(n, data)
    return f"{_measured(n, data)}\n\n{told}" if told else _measured(n, data)


def _measured(n: Namer, data: Data) -> str:
    measures, groups, rows = data["measures"], data["groups"], data["rows"]
    if not data["total"].get("customers"):
        return n.text("common.there_are_no", who=who(n, data))
    if not groups:
        return _sentence(n, data)
    kept = _kept(n, data)
    if not rows:
        return kept
    with_count = all(m["measure"] != "customers" for m in measures)
    header = [first_upper(n.column(g["column"])) for g in groups]
    header += [first_upper(measured(n, m)) for m in measures] + ([n.text("portfolio.customers")] if with_count else [])
    body = []
    for row in rows[:_SHOWN]:
        cells = [group_cell(n, g["column"], row.get(g["column"]), g.get("part")) for g in groups]
        cells += [n.figure(m, row.get(m["key"])) for m in measures]
        cells += [formats.number(row["customers"], n.language)] if with_count else []
        body.append(cells)
    lead = f"{kept}{trend(n, data) or _lead(n, data)}{_overall(n, data)}"
    more = data.get("groups_fit", data.get("groups_total", len(rows))) - len(body) - data.get("offset", 0)
    left = formats.number(more, n.language)
    tail = n.text("portfolio.and_more_groups", left=left) if more > 0 else ""
    return f"{lead}\n\n{n.table(header, body)}{tail}"


def _kept(n: Namer, data: Data) -> str:
    """How many of the groups have what was asked of them."""
    if not data.get("having"):
        return ""
    told = n.both([having(n, condition) for condition in data["having"]])
    columns = n.both([n.column(g["column"]) for g in data["groups"]])
    fit, total = (formats.number(data[key], n.language) for key in ("groups_fit", "groups_total"))
    key = "kept_groups" if data["groups_fit"] else "no_groups"
    return n.text(key, columns=columns, having=told, fit=fit, total=total) + (" " if data["groups_fit"] else "")


def trend(n: Namer, data: Data) -> str:
    """Where one rate only rises (or only falls) along three or more bands: from where to where."""
    groups, measures = data["groups"], data["measures"]
    rates = [m for m in measures if m["measure"] in {"churn_rate", "mean_risk", "high_risk_share"}]
    if len(groups) != 1 or len(measures) - len(rates) > 1 or len(rates) != 1 or data.get("order"):
        return ""
    column, rate = groups[0]["column"], rates[0]
    known = [r for r in data["rows"] if r[column] is not None and r[rate["key"]] is not None]
    if not _follow_each_other(n, groups[0]) or len(known) < _STEPS or data["shown"] < data["groups_total"]:
        return ""
    shown = [round(r[rate["key"]], 3) for r in known]
    steps = list(pairwise(shown))
    up, down = all(a < b for a, b in steps), all(a > b for a, b in steps)
    if not up and not down:
        return ""
    first, last = (n.figure(rate, r[rate["key"]]) for r in (known[0], known[-1]))
    ends = [_group(n, column, r[column]) for r in (known[0], known[-1])]
    told = {"first": first, "from": ends[0], "last": last, "to": ends[1]}
    return n.text(f"trend.{'up' if up else 'down'}", name=measured(n, rate), **told)


def _follow_each_other(n: Namer, group: Mapping[str, Any]) -> bool:
    """Whether the groups are bands or values of a number, which have an order."""
    spec = n.spec(group["column"])
    return group["column"] != "risk_band" and bool(group.get("bands") or (spec is not None and spec.numeric))


def _lead(n: Namer, data: Data) -> str:
    """Which group has the most and which the least, the one asked for first."""
    by = data.get("order_by")
    own = next((m for m in data["measures"] if m["measure"] != "customers"), data["measures"][0])
    measure = next((m for m in data["measures"] if m["key"] == by), own)
    key, columns = measure["key"], [g["column"] for g in data["groups"]]
    known = [r for r in data["rows"] if r.get(key) is not None and all(r.get(c) is not None for c in columns)]
    if not known:
        named = n.both([n.column(c) for c in columns])
        return n.text("portfolio.there_is_no_data_on", named=named)
    cut = data.get("shown", len(data["rows"])) < data.get("groups_total", len(data["rows"]))
    top, low = (pick(row[key] for row in known) for pick in (max, min))
    if top == low or (cut and by is None):
        return ""
    ends = [(True, top), (False, low)] if data.get("order") != "asc" else [(False, low), (True, top)]
    told = [end_of(n, measure, most, [r for r in known if r[key] == value], data["groups"]) for most, value in ends]
    first, other = told
    if not first.groups:
        return ""
    cut = cut or not other.groups
    text = f"{first_upper(first.name)}: **{first.groups}**{first.figure}"
    if cut:
        return f"{text}. "
    return f"{text}; {other.short}: {other.groups}{other.figure}{_between(n, measure, top, low, len(known))}. "


def _between(n: Namer, measure: Data, top: Any, low: Any, groups: int) -> str:
    """The difference between both ends; of counts only where there are two groups, of days none."""
    if isinstance(top, str) or (groups > _TWO and measure["measure"] == "customers"):
        return ""
    return n.text("gap.ends", gap=apart(n, measure, top - low))


def apart(n: Namer, measure: Data, gap: float) -> str:
    """What lies between two figures of a measure: points of shares, else in the measure's unit."""
    return (
        formats.points(abs(gap), n.language).lstrip("+")
        if measure.get("unit") == "share"
        else n.figure(measure, abs(gap))
    )


@dataclass(frozen=True)
class End:
    """One end of a ranking: what it is called (``short``: after another), which groups, and their figure."""

    name: str
    short: str
    groups: str
    """Empty where too many share that place to be named."""
    figure: str


def end_of(n: Namer, measure: Data, most: bool, rows: list[Data], split: list[Data]) -> End:
    """What the groups with the most (or the least) of a measure are called, and their figure."""
    groups = n.both([group_words(n, split, row) for row in rows[:_NAMED]])
    if len(rows) > _NAMED:
        groups = ""
    figure = n.figure(measure, rows[0][measure["key"]])
    if measure["measure"] == "customers":
        short = n.text("common.most" if most else "common.fewest")
        name = n.text("portfolio.customers_2", short=short)
        return End(name, short, groups, n.text("portfolio.customers_3", figure=figure))
    short = n.text("common.highest" if most else "common.lowest")
    after_a_count = bool(split) and n.counted(split[-1]["column"])
    return End(
        f"{short} {measured(n, measure)}",
        short,
        groups,
        f", {figure}" if after_a_count else f" ({figure})",
    )


def group_words(n: Namer, split: Sequence[Data], row: Data) -> str:
    """The group of a row in a sentence."""
    return ", ".join(_group(n, g["column"], row[g["column"]], g.get("part")) for g in split)


def _group(n: Namer, column: str, value: Any, part: str | None = None) -> str:
    """A group in a sentence: numbers with their column's name."""
    cell = group_cell(n, column, value, part)
    spec = n.spec(column)
    if column == n.catalog.label.column and value is not None:
        gone = str(value) == n.catalog.label.positive
        return n.text("ended.those_left" if gone else "ended.those_stayed")
    if value is not None and not isinstance(value, Mapping) and n.counted(column):
        return n.text("portfolio.with") + many(n, column, value)
    if spec is not None and spec.kind in {"category", "flag"}:
        return group(n, spec, str(value))
    bare = isinstance(value, Mapping) or (spec is not None and spec.numeric) or column == "risk_band"
    return f"{n.column(column)} {cell}" if bare else cell


def _overall(n: Namer, data: Data) -> str:
    measures, total = data["measures"], data["total"]
    people = f"{formats.number(total['customers'], n.language)} {who(n, data, count=total['customers'])}"
    if [m["measure"] for m in measures] == ["customers"]:
        return n.text("portfolio.in_all", people=people)
    others = [m for m in measures if m["measure"] != "customers"]
    others = [m for m in others if m["measure"] != "share" or m.get("where")]
    if not others:
        return n.text("portfolio.across", people=people)
    if len(others) == 1:
        figure, known = n.figure(others[0], total.get(others[0]["key"])), resting(n, total, others[0])
        return n.text("portfolio.overall_across", figure=figure, known=known, people=people)
    told = "; ".join(f"{measured(n, m)} **{n.figure(m, total.get(m['key']))}**" for m in others)
    return n.text("portfolio.overall_across_2", told=told, people=people)


def group_cell(n: Namer, column: str, value: Any, part: str | None = None) -> str:
    """A group's name: a value, a period, or a band's label in the reader's number format."""
    if value is None:
        return n.text("portfolio.not_known")
    if isinstance(value, Mapping):
        return _band_cell(n, column, value)
    if part:
        return period(n, value) if part in {"year", "quarter", "month"} else part_value(n, part, value)
    if column == n.catalog.label.column:
        gone = str(value) == n.catalog.label.positive
        return n.text("ended.one_left" if gone else "ended.one_stays")
    spec = n.spec(column)
    flag = spec is not None and spec.kind == "flag"
    return n.flag(column, str(value)) if flag else n.value(column, value)


def _band_cell(n: Namer, column: str, value: Data) -> str:
    low, high, last = value.get("from"), value.get("to"), value.get("last")
    start, end = (
        "" if edge is None else n.threshold(column, edge, unit=False) for edge in (low, high if last is None else last)
    )
    if low is None:
        return f"< {n.threshold(column, high, unit=False)}"
    if high is None:
        return f"≥ {start}"
    return start if low == last else f"{start}–{end}"


def _sentence(n: Namer, data: Data) -> str:
    """Figures of one group: a count and a share as a sentence, the others by name."""
    measures, total = data["measures"], data["total"]
    count = total["customers"]
    people = f"{formats.number(count, n.language)} {who(n, data, count=count)}"
    said, named = [], []
    for m in measures:
        figure = f"**{n.figure(m, total.get(m['key']))}**"
        if m["measure"] == "customers":
            verb = n.plural("common.there_are", count)
            said.append(f"{verb} {figure} {who(n, data, count=count)}.")
        elif m["measure"] == "share" and m.get("where") and m.get("column"):
            said.append(_part_of_a_sum(n, data, m, figure))
        elif m["measure"] == "share" and m.get("where"):
            verb = predicate(n, m["where"])
            base = the_people(n, data, count)
            said.append(n.text("portfolio.of", base=base, figure=figure, verb=verb))
        elif m["measure"] == "high_risk_share":
            base = the_people(n, data, count)
            whole = against(n, data, m)
            high = n.text("portfolio.of_are_at_high_risk", base=base, figure=figure)
            said.append(f"{high}{whole}.")
        else:
            named.append(f"{measured(n, m)}: {figure}{resting(n, total, m)}{against(n, data, m)}")
    if named:
        base = "" if any(m["measure"] == "customers" for m in measures) else n.text("portfolio.across_2", people=people)
        told = first_upper("; ".join(named)) + base + "."
        said.insert(0 if measures[0]["measure"] not in _SENTENCES else len(said), told)
    return " ".join(said)


def resting(n: Namer, row: Data, measure: Data) -> str:
    """On how many customers a figure rests, where not all have what it is made of."""
    known = next((gap["known_customers"] for gap in row.get("known") or () if gap["of"] == measure["key"]), None)
    if known is None:
        return ""
    key = "known.left" if measure["measure"] == "churn_rate" else "known.value"
    return n.text(key, known=formats.number(known, n.language))


def against(n: Namer, data: Data, measure: Data) -> str:
    """The rate of everybody, where that of a part of them is told: ``, frente al 20,4 % de todos los clientes``."""
    whole, own = (row.get(measure["key"]) for row in (data.get("overall") or {}, data["total"]))
    if whole is None or own is None:
        return ""
    people = n.text(f"overall.{data['population']}")
    figures = [n.figure(measure, value) for value in (whole, own)]
    amount = "overall.against_amount" if measure["measure"] == "mean" else "overall.against"
    key = "overall.same" if figures[0] == figures[1] else amount
    return n.text(key, figure=figures[0], people=people)


def _part_of_a_sum(n: Namer, data: Data, m: Data, figure: str) -> str:
    """``39.3% of the total balance is held by German customers``."""
    at_risk = m["column"] == "value_at_risk"
    whole = measured(n, {"measure": "value_at_risk"} if at_risk else {"measure": "sum", "column": m["column"]})
    holders = who(n, {**data, "where": m["where"]}, count=2)
    return n.text("portfolio.of_the_is_held_by", whole=whole, figure=figure, holders=holders)


def distribution(n: Namer, data: Spread) -> str:
    """How a column is spread; what is most frequent comes first."""
    column, name = data["column"], first_upper(n.column(data["column"]))
    number = data["kind"] == "number"
    parts: list[Bin] | list[ValueShare] = data["bins"] if number else data["values"]
    count = formats.number(data["customers"], n.language)
    people = f"{count} {who(n, data, count=data['customers'])}"
    rows = [
        (
            group_cell(n, column, part.get("value") if "value" in part else part),
            formats.number(part["customers"], n.language),
            formats.share(part["share"], n.language) if part["share"] is not None else "—",
        )
        for part in parts
    ]
    if not data["customers"]:
        return n.text("portfolio.there_is_no_data_on_2", column=n.column(column))
    most = max(range(len(parts)), key=lambda i: parts[i]["customers"])
    cell, customers, share = rows[most]
    frequent = n.text("portfolio.most_often_customers", cell=cell, customers=customers, share=share)
    lead = f"{name}: {frequent}"
    if number:
        low, high, mean, median = (
            n.figure({"measure": "mean", "column": column}, data[k]) for k in ("min", "max", "mean", "median")
        )
        low = n.threshold(column, data["min"], unit=False)
        lead += n.text("portfolio.from_to_with_a_mean", low=low, high=high, mean=mean, median=median)
    lead += n.text("portfolio.across_3", people=people)
    table = n.table((name, n.text("portfolio.customers"), n.text("portfolio.share")), rows)
    more = (data.get("distinct") or 0) - len(rows) if not number else 0
    left = formats.number(more, n.language)
    tail = n.text("portfolio.and_more_values", left=left) if more > 0 else ""
    return f"{lead}\n\n{table}{tail}"
