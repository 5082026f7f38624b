"""Settled phrases rewritten before they become a frame: people in an order, those who are described, groups in one."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agents.understanding.asides.pieces import ENDS
from agents.understanding.grammar.conditions import outer_quarter
from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from db.catalog import Catalog

Node = dict[str, Any]
RISK = frozenset(["risk", "risky", "riskiest", "likely", "losable"])
_ENDS = {"max": "desc", "min": "asc"}
_SUPERLATIVE = ("max", "min", "most", "least", "top", "bottom", "more", "less")
PREDICTED = frozenset(["probability", "value_at_risk"])


def against_others(settled: Settled, catalog: Catalog) -> None:
    """``do those without a card leave more?``: more than the others; the column's groups, or the rate of these.

    What is said of all customers stands beside a rate, so those who are described need no group of others.
    """
    likelier = settled.cues & {"likely"} and not settled.every("measure")
    churn = [p.value for p in settled.every("measure")] == [{"measure": "churn_rate"}]
    conditions, ranks = settled.every("condition"), settled.every("rank")
    if not (churn or likelier) or len(ranks) != 1 or not conditions or settled.groups_said() or settled.asks:
        return
    if settled.limit() is not None or settled.who_asked() or settled.every("who") or settled.every("order"):
        return
    if len({p.column for p in conditions}) < len(conditions):
        return  # two sides of one column
    settled.drop(ranks[0])
    if likelier:
        settled.take("cue", lambda p: p.value <= RISK)
        settled.add(Phrase("measure", {"measure": "mean_risk"}, ranks[0].start, ranks[0].end))
    only = conditions[0]
    if len(conditions) == 1 and only.value["op"] == "eq" and not catalog.columns[str(only.column)].numeric:
        settled.drop(only)
        settled.add(Phrase("group", {"column": only.column}, only.start, only.end, only.column))


def described_people(settled: Settled) -> None:
    """``how many young customers``, ``churn rate of the rich``: no order, but those who have much or little.

    Both ends of a column, ``do the young leave more than the old?``, are its groups.
    """
    if settled.limit() is not None or not (settled.every("measure") or "count" in settled.asks):
        return
    described = [p for p in settled.every("order") if any(s.entry.adjectives for s in settled.row[p.start : p.end])]
    ends = [p.value["column"] for p in described]
    if len(ends) > len(set(ends)):
        settled.take("cue", lambda p: p.value <= {"gt", "lt", "than", "versus", "compare"})
    bound = {node["column"] for node in settled.groups_said()} | {p.column for p in settled.every("condition")}
    aged = {p.end for p in settled.every("condition")}  # ``45 years old`` is an age, not somebody old
    for told in [p for p in described if p.start not in aged]:
        settled.drop(told)
        column, high = told.value["column"], told.value["order"] == "desc"
        if ends.count(column) > 1 and column not in bound:
            settled.add(Phrase("group", {"column": column}, told.start, told.end, column))
        elif column not in bound:
            settled.add(Phrase("condition", outer_quarter(column, high=high), told.start, told.end, column))


def ranked(settled: Settled) -> None:
    """``the six with the largest balances``: an extreme of a column is an order where people are asked."""
    extremes = [
        p for p in settled.every("measure") if isinstance(p.value, dict) and p.value["measure"] in {"max", "min"}
    ]
    numbers = settled.every("limit") + [p for p in settled.loose if p.kind == "number"]
    people = numbers or "list" in settled.asks or settled.who_asked() or _of_one(settled, extremes)
    if (
        len(settled.every("measure")) != 1
        or not extremes
        or not people
        or "count" in settled.asks
        or settled.groups_said()
    ):
        return
    told = extremes[0]
    settled.drop(told)
    way = "desc" if told.value["measure"] == "max" else "asc"
    settled.add(Phrase("order", {"column": told.value["column"], "order": way}, told.start, told.end))


def _of_one(settled: Settled, extremes: Sequence[Phrase]) -> bool:
    """``the customer with the highest balance``: somebody, no figure."""
    before = settled.row[: extremes[0].start] if extremes else ()
    return any(span.words[-1] in symbol_set("somebody") for span in before)


def sorted_by(settled: Settled, catalog: Catalog) -> None:
    """``rank German customers by risk, give me the top 10``: people in an order, no groups of them."""
    groups = settled.groups_said()
    people = settled.spoken("customers", "customer", "them") or _topped(settled)
    laid = [p for kind in ("group", "also") for p in settled.every(kind)]
    told = next((p for p in laid if len(groups) == 1 and p.value == groups[0]), None)
    sorted_ = bool(settled.every("condition")) and any(
        not symbol_set("sorting").isdisjoint(s.words) for s in settled.row
    )
    people = (
        told is not None
        and not settled.every("measure")
        and (people or sorted_ or _listed_in_order(settled, catalog, told))
    )
    if told is None or not people or settled.asks & {"count", "share", "distribution"} or "bands" in told.value:
        return
    column = str(told.value["column"])
    sorts = any(span.has("top", "sorts") for span in settled.row[: told.start]) or _listed_in_order(
        settled, catalog, told
    )
    risk = column == "risk_band"
    if not sorts or not (risk or (column in catalog.columns and catalog.columns[column].numeric)):
        return
    way = "asc" if any(p.value == "asc" for p in settled.every("rank")) else "desc"
    settled.several = _listed_in_order(settled, catalog, told)
    settled.drop(told)
    settled.take("cue", lambda p: p.value <= {"top", "only"})
    settled.add(Phrase("order", {"column": "probability" if risk else column, "order": way}, told.start, told.end))


def groups_in_order(settled: Settled, catalog: Catalog) -> None:
    """``top countries by balance``, ``rank the countries by average balance``: groups by a figure of theirs."""
    told = [p for p in settled.loose if p.kind == "column" and catalog.columns[p.value["column"]].values]
    laid, measures = settled.every("group"), settled.every("measure")
    sorts = any(span.has("top", "sorts") for span in settled.row)
    numeric = len(laid) == 1 and not measures and catalog.columns.get(laid[0].column) is not None
    numeric = numeric and catalog.columns[laid[0].column].numeric and "bands" not in laid[0].value
    if len(told) != 1 or not sorts or not (numeric or (measures and not laid)) or settled.spoken("customers"):
        return
    settled.take("column", lambda p: p is told[0])
    settled.take("cue", lambda p: p.value <= {"top", "sorts"})
    for group in laid:
        settled.drop(group)
        node = {"measure": "mean", "column": group.column}
        settled.add(Phrase("measure", node, group.start, group.end, group.column))
    settled.add(Phrase("group", {"column": told[0].value["column"]}, told[0].start, told[0].end))
    if not settled.every("rank"):
        settled.add(Phrase("rank", "desc", told[0].start, told[0].end))


def _listed_in_order(settled: Settled, catalog: Catalog, told: Phrase) -> bool:
    """``list German women, by balance``: an order behind people who are listed."""
    asks = [p for p in settled.every("ask") if p.value in {"show", "list"} and p.end <= told.start]
    listed = any(settled.row[p.start].has("list") and not settled.row[p.start].has("which") for p in asks)
    spec = catalog.columns.get(str(told.value["column"]))
    return listed and spec is not None and bool(spec.bands) and bool(settled.every("condition") or settled.every("who"))


def in_a_direction(settled: Settled, catalog: Catalog) -> None:
    """``with over 200k, largest first``: by the one number that is told of them."""
    numeric = {p.column for p in settled.every("condition") if _numeric(p, catalog)}
    ways = settled.take("cue", lambda p: bool(p.value) and p.value <= {"desc", "asc"})
    said = settled.every("order")
    columns = {str(p.value["column"]) for p in said} or numeric
    if len(ways) != 1 or len(columns) != 1 or len(said) > 1:
        settled.loose += ways
        return
    for order in said:
        settled.drop(order)
    node = {"column": columns.pop(), "order": min(ways[0].value)}
    settled.several = True
    settled.add(Phrase("order", node, ways[0].start, ways[0].end))


def _numeric(condition: Phrase, catalog: Catalog) -> bool:
    spec = catalog.columns.get(condition.column)
    return spec is not None and spec.numeric and condition.value.get("op") not in {"eq", "in"}


def _topped(settled: Settled) -> bool:
    """``top three``: so many people, where nothing else is counted."""
    return any(settled.row[p.start].has("top", "bottom") for p in settled.every("limit"))


def listed_leavers(settled: Settled) -> None:
    """``bajas de Alemania, por salario, las 7 primeras``: people in an order, no rate."""
    told = settled.every("measure")
    leavers = len(told) == 1 and any(span.has("leavers") for span in settled.row[told[0].start : told[0].end])
    if leavers and settled.every("order") and settled.limit() is not None and not settled.groups_said():
        settled.drop(told[0])
        settled.add(Phrase("who", "left", told[0].start, told[0].end))


def before_they_go(settled: Settled) -> bool:
    """``which Germans should I write to first, before we lose them?``: people to speak to, no rate."""
    people = settled.who_asked() or settled.spoken("which", "list")
    first = any(span.entry.ordinal == 1 for span in settled.row)
    for lost in [p for p in settled.every("measure") if p.value == {"measure": "churn_rate"}]:
        lead = next((p for p in reversed(settled.loose) if p.end <= lost.start), None)
        joint = {word for span in settled.row[max(0, lost.start - 3) : lost.start] for word in span.words}
        if people and first and not symbol_set("before").isdisjoint(joint):
            settled.drop(lost)
            settled.loose = [p for p in settled.loose if p is not lead]
            for rank in settled.every("rank"):
                settled.drop(rank)
            return True
    return False


def of_people_to_lose(settled: Settled) -> None:
    """``who are we likeliest to lose``: people by their risk, no rate."""
    churn = [p for p in settled.every("measure") if p.value == {"measure": "churn_rate"}]
    likely = settled.cues & {"likely", "losable"} or any(p.value["column"] in PREDICTED for p in settled.every("order"))
    people = settled.who_asked() or people_asked(settled)
    if not churn or len(settled.every("measure")) > 1 or settled.groups_said():
        return
    if heading := _heading_the_list(settled, churn[0]):
        settled.drop(heading)
        settled.add(Phrase("order", {"column": "probability", "order": "desc"}, heading.start, heading.end))
    if (likely and people) or heading:
        settled.drop(churn[0])


def people_asked(settled: Settled) -> bool:
    """Whether people are listed, numbered, or told apart: ``which member``."""
    numbered = settled.every("limit") or any(p.kind == "number" for p in settled.loose)
    likeliest = any(span.has("likely") and span.words[-1].endswith("est") for span in settled.row)
    one = settled.spoken("customer") and (settled.spoken("which") or likeliest)
    return bool(settled.asks & {"list", "show"} or numbered or one)


def _heading_the_list(settled: Settled, lost: Phrase) -> Phrase | None:
    """The rank in ``top of the list to cancel``: who is first among those to go."""
    if not lost.start or not settled.row[lost.start - 1].has("to"):
        return None
    ranks = [p for p in settled.every("rank") if p.value == "desc" and p.end <= lost.start]
    listed = (any(span.has("list") for span in settled.row[p.end : lost.start]) for p in ranks)
    return ranks[0] if len(ranks) == 1 and any(listed) else None


def both_ends(settled: Settled, catalog: Catalog) -> str | None:
    """The column whose two ends are asked for: ``the youngest client in Spain, and the oldest``."""
    extremes = [p for p in settled.every("measure") if isinstance(p.value, dict) and p.value["measure"] in _ENDS]
    told = [*settled.every("order"), *extremes]
    column = str(told[0].value.get("column")) if len({str(p.value.get("column")) for p in told}) == 1 else ""
    others = {p.kind for p in settled.phrases} - {"order", "measure", "rank", "condition", "who", "ask"}
    others |= settled.asks - {"show", "list"}
    if column not in catalog.columns or others or len(extremes) < len(settled.every("measure")):
        return None
    conditioned = [p.column for p in settled.every("condition")]
    apart = len(set(conditioned)) < len(conditioned)  # the oldest in Spain and the youngest in France
    opposed = catalog.columns[column].numeric and _opposed(settled, told) and not _two_sides(settled, told)
    return column if opposed and not apart else None


def _opposed(settled: Settled, told: Sequence[Phrase]) -> bool:
    """Whether both ends are said, the second joined to the first: ``the lowest score at the top`` is one."""
    said = sorted([*told, *settled.every("rank")], key=lambda p: p.start)
    ways = [
        p.value if isinstance(p.value, str) else _ENDS.get(p.value.get("measure"), p.value.get("order")) for p in said
    ]
    for (one, way), (other, its) in pairwise(zip(said, ways, strict=True)):
        between = settled.between(one, other)
        joined = any(span.has("and") for span in between) and not any(span.text in ENDS for span in between)
        if way != its and joined:
            return True
    return False


def _two_sides(settled: Settled, told: Sequence[Phrase]) -> bool:
    """``the young or the old``: groups that are set against each other, no ends."""
    graded = [p for p in told if p.value.get("measure") in _ENDS or any(map(_graded, settled.row[p.start : p.end]))]
    return not graded or settled.spoken("or") or bool(settled.cues & {"than", "versus", "compare"})


def _graded(span: Span) -> bool:
    """A superlative by its cue or its form: ``oldest``, ``más joven``."""
    return span.has(*_SUPERLATIVE) or (
        bool(span.entry.adjectives) and (len(span.words) > 1 or span.words[0][-3:] == "est")
    )


def take_ends(settled: Settled) -> None:
    """What says both ends, placed now."""
    for phrase in [p for p in settled.phrases if p.kind in {"order", "measure", "rank"}]:
        settled.drop(phrase)
    settled.take("cue", lambda p: p.value <= {"pronoun", "them", "only", "with", "high", "low", "worst", "best"})
    settled.take("column")


def figure_asked(settled: Settled, column: str) -> bool:
    """``how old is the youngest``, ``el saldo más alto``: the figure, nobody's name."""
    row = settled.row
    opens = [i for i in range(len(row)) if i == 0 or row[i - 1].sign or row[i - 1].has("and")]
    if any(not symbol_set("person_asked").isdisjoint(row[i].words[:1]) for i in opens):
        return False
    named = any(column in span.entry.columns for span in settled.row)
    return named or (
        settled.spoken("how_much", "extent") or any(not symbol_set("how").isdisjoint(s.words) for s in settled.row)
    )


def spread_with_figures(settled: Settled) -> None:
    """``how is churn among …`` spreads nothing; ``how are they spread by products, and what churn has each group``
    counts each group beside its figure."""
    grouped = bool(settled.groups_said())
    for ask in [p for p in settled.every("ask") if p.value == "distribution"]:
        figures = settled.every("measure") or "count" in settled.asks
        if figures and (grouped or settled.row[ask.start].stop):
            settled.drop(ask)
            settled.asks -= {"distribution"}
            settled.asks |= set() if settled.row[ask.start].stop else {"count"}
