"""Places for loose words: an aggregate and its column apart from it, columns said twice, words that add nothing."""

from typing import Any

from agents.understanding.grammar.conditions import negated
from agents.understanding.grammar.percentiles import place_percentiles
from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.morphology import base, is_verb_form
from agents.understanding.lexicon.plain_words import is_kind
from db.catalog import Catalog

Node = dict[str, Any]
_ALWAYS = frozenset(["usual", "with", "among", "together", "second_ask", "card", "both"])
_OTHER_SIDE = {"gt": "lt", "lt": "gt", "ge": "lt", "le": "gt"}
"""The comparison that takes in all a bound leaves out, but for the bound itself."""
_OF_THEM = frozenset(["pronoun", "them", "only", "what_if"])


def place(told: Settled, catalog: Catalog) -> None:
    """Everything that needs no knowledge of what is asked."""
    _elliptic(told, catalog)
    _other_side(told)
    _held_or_none(told)
    _crossed(told)
    _same_groups(told)
    _counted_too(told, catalog)
    _zeros(told, catalog)
    _best(told)
    _amounts(told)
    place_percentiles(told)
    _apart(told)
    _again(told)
    _idle(told)


def _elliptic(told: Settled, catalog: Catalog) -> None:
    """``with a card or without``, ``los que tienen tarjeta con los que no``: the other value of the column before."""
    flags = [p for p in told.every("condition") if _is_flag(p.column, catalog) and p.value["op"] == "eq"]
    if not flags:
        return
    before = flags[-1]

    def other(loose: Phrase) -> bool:
        between = told.row[before.end : loose.start]
        joined = any(span.has("or", "and", "versus") for span in between)
        apart = any(is_kind(span.words[-1], "who") for span in between) and told.spoken("compare", "versus", "and")
        ends = _denies_last(told, loose) and apart and not any(span.has("count", "share") for span in between)
        return loose.start >= before.end and (ends or (told.row[loose.start].has("without") and joined))

    for loose in (*told.take("cue", other), *told.take("zero", other)):
        told.add(Phrase("condition", negated(before.value, catalog), loose.start, loose.end, before.column))


def _held_or_none(told: Settled) -> None:
    """``with no balance or with money in their account``: who has any of the column that others have none of."""
    for none in [p for p in told.every("condition") if p.value.get("op") == "eq" and p.value.get("value") == 0]:
        held = [p for p in told.loose if p.kind == "column" and p.value["column"] == none.column]
        for one in [p for p in held if _opposed(told, none, p)]:
            told.discard(one)
            told.add(Phrase("condition", {**none.value, "op": "gt"}, one.start, one.end, none.column))


def _opposed(told: Settled, none: Phrase, held: Phrase) -> bool:
    between = told.between(*sorted([none, held], key=lambda p: p.start))
    led = told.row[max(0, held.start - 2) : held.start]
    joined = any(span.has("or", "versus", "and") for span in between)
    return joined and any(span.has("with") for span in (*led, told.row[held.start]))


def _denies_last(told: Settled, loose: Phrase) -> bool:
    """``the ones who don't``: a negation with nothing behind it."""
    return told.row[loose.start].has("not") and (loose.end == len(told.row) or told.row[loose.end].sign)


def _other_side(told: Settled) -> None:
    """``those above the average against those below``: a comparison by itself, of the bound that stands before it."""
    bounds = [p for p in told.every("condition") if p.value.get("op") in _OTHER_SIDE]
    for loose in told.take("cue", lambda p: bool(bounds) and p.start >= bounds[-1].end and _lone_side(told, p)):
        before = bounds[-1]
        op = next(cue for cue in ("gt", "lt") if cue in loose.value)
        if _OTHER_SIDE[before.value["op"]][0] == op[0]:
            node = {**before.value, "op": _OTHER_SIDE[before.value["op"]]}
            told.add(Phrase("condition", node, loose.start, loose.end, before.column))


def _lone_side(told: Settled, cue: Phrase) -> bool:
    """Whether nothing is left for a comparison to be made with: the end of its clause, a joint or a full stop."""
    after = told.row[cue.end] if cue.end < len(told.row) else None
    spatial = not symbol_set("sides").isdisjoint(told.row[cue.end - 1].words)
    return len(cue.value & {"gt", "lt"}) == 1 and spatial and (after is None or after.sign or after.has("and", "or"))


def _crossed(told: Settled) -> None:
    """``country by gender``: each of the two columns is a group."""
    for crossing in told.every("crossing"):
        told.drop(crossing)
        for node in crossing.value:
            told.add(Phrase("group", node, crossing.start, crossing.end, node["column"]))


def _same_groups(told: Settled) -> None:
    """``… and the churn in each of those groups``: the groups that are told before."""
    said = told.every("group")
    for again in [p for p in said if p.value == {"column": "risk_band"} and len(said) > 1]:
        if not any(span.has("risk", "risky") for span in told.row[again.start : again.end]):
            told.drop(again)


def _counted_too(told: Settled, catalog: Catalog) -> None:
    """``those with one product or with three``: a bare number of the column that is counted before it."""
    for loose in [*told.loose, *told.every("limit")]:
        before = next((p for p in reversed(told.phrases) if p.end <= loose.start and p.kind == "condition"), None)
        if loose.kind not in {"number", "limit"} or before is None or before.value.get("op") != "eq":
            continue
        spec = catalog.columns.get(before.column)
        between = told.between(before, loose)
        joined = any(span.has("or", "and", "versus") for span in between) and all(_small(span) for span in between)
        if spec is not None and spec.kind == "integer" and joined and not isinstance(before.value["value"], dict):
            told.discard(loose)
            node = {**before.value, "value": loose.value}
            told.add(Phrase("condition", node, loose.start, loose.end, before.column))


def _small(span: Span) -> bool:
    """A word that may stand between two sides without telling anything: ``or those with``."""
    return span.sign or (span.stop and not span.entry.of_the_bank)


def _is_flag(column: str, catalog: Catalog) -> bool:
    return column in catalog.columns and catalog.columns[column].kind == "flag"


def _zeros(told: Settled, catalog: Catalog) -> None:
    """``the median balance, excluding zeros``, ``zeros aside``: of the column that is measured, else conditioned.

    ``nothing at all sitting in their account``: of what accounts hold.
    """
    measured = [p.value for p in told.every("measure") if isinstance(p.value, dict) and p.value.get("column")]
    ranges = {p.column for p in told.every("condition") if isinstance(p.value.get("value"), int | float)}
    named = {str(node["column"]) for node in measured} or ranges
    named = {column for column in named if _may_be_none(column, catalog)}
    if catalog.value and any(p.kind == "zero" and told.follows(p, "in_account") for p in told.loose):
        named = {catalog.value}
    if len(named) != 1:
        return
    (column,) = named
    for loose in told.take("zero"):
        out = loose.value == "out" or bool(told.take("cue", lambda p: "except" in p.value))
        node = {"column": column, "op": "ne" if out else "eq", "value": 0}
        told.add(Phrase("condition", node, loose.start, loose.end, str(node["column"])))


def _may_be_none(column: str, catalog: Catalog) -> bool:
    """Whether a column could hold a nought: nobody is no years old."""
    spec = catalog.columns.get(column)
    low = spec.range[0] if spec is not None else None
    return low is None or low <= 0


def _best(told: Settled) -> None:
    """``the 10 % … with most balance``: a share and an order are those above a percentile."""
    shares, orders = [p for p in told.loose if p.kind == "percent"], told.every("order")
    if len(shares) == 1 and len(orders) == 1 and 0 < shares[0].value < 100:
        low = orders[0].value["order"] == "asc"
        at = shares[0].value if low else 100 - shares[0].value
        column = orders[0].value["column"]
        node = {"column": column, "op": "le" if low else "ge", "value": {"stat": f"p{at:g}"}}
        told.take("percent")
        told.drop(orders[0])
        told.add(Phrase("condition", node, shares[0].start, orders[0].end, column))
    for best in told.every("best"):
        told.drop(best)
        told.add(Phrase("condition", best.value, best.start, best.end, best.column))


def _amounts(told: Settled) -> None:
    """``how much balance``: its sum, or the aggregate that is said apart from it."""
    for amount in told.every("amount"):
        aggregates = told.take("aggregate")
        usual = "mean" if told.spoken("usual") else amount.value["measure"]
        node = {**amount.value, "measure": aggregates[0].value if aggregates else usual}
        told.drop(amount)
        told.add(Phrase("measure", node, amount.start, amount.end, amount.column))


def _apart(told: Settled) -> None:
    """``qué edad tienen, de media``, ``how much do they earn on average``: an aggregate and a column not beside it."""
    aggregates = told.take("aggregate")
    for aggregate in aggregates:
        columns = told.take("column", lambda p: not p.value["beside"])
        columns = columns or told.take("unit") or told.take("column")
        names = {p.value if p.kind == "unit" else p.value["column"] for p in columns}
        if len(names) == 1:
            node = {"measure": aggregate.value, "column": names.pop()}
            told.add(Phrase("measure", node, min(columns[0].start, aggregate.start), aggregate.end, node["column"]))
            told.take("unit")
            for ask in [p for p in told.every("ask") if p.value == "count" and p.end <= columns[0].start]:
                told.drop(ask)
            return
        told.loose += [*columns, aggregate]
    _described(told)
    _total(told)


def _described(told: Settled) -> None:
    """``how old are they on average``: the column that an adjective is about."""
    described = [p for p in told.every("order") if any(s.entry.adjectives for s in told.row[p.start : p.end])]
    if len({p.column or p.value["column"] for p in described}) == 1 and told.spoken("how_much", "extent") | _how(told):
        for aggregate in told.take("aggregate"):
            node = {"measure": aggregate.value, "column": described[0].value["column"]}
            for order in described:
                told.drop(order)
            told.add(Phrase("measure", node, described[0].start, described[0].end, node["column"]))


def _how(told: Settled) -> bool:
    return any(not symbol_set("how").isdisjoint(span.words) for span in told.row)


def _total(told: Settled) -> None:
    """``in total`` beside a figure that is one; ``the average churn``; ``total customers``."""
    measures = [p.value for p in told.every("measure")]
    rates = any(isinstance(m, dict) and m["measure"] in {"churn_rate", "mean_risk", "retention_rate"} for m in measures)
    summed = any("sum" in str(m) for m in measures)
    counted = any(p.value == "count" for p in told.every("ask"))
    share = any(p.value == "share" for p in told.every("ask"))
    told.take(
        "aggregate", lambda p: (p.value == "mean" and rates) or (p.value == "sum" and (summed or counted or share))
    )
    alone = not (measures or told.every("ask") or any(p.kind == "column" for p in told.loose))
    for loose in told.take("aggregate", lambda p: p.value == "sum" and alone and told.spoken("customers")):
        told.add(Phrase("ask", "count", loose.start, loose.end))


def _again(told: Settled) -> None:
    """A column that has its place already, or only leads to one: ``products they have contracted``, ``with us``."""
    known = told.columns()
    told.take("column", lambda p: p.value["column"] in known or p.value["beside"])
    told.take("column", lambda p: _only_holds(told, p))
    told.take("unit", lambda p: p.value in known)
    for ask in [p for p in told.every("ask") if p.value == "count" and told.every("order")]:
        if ask.start > 0 and told.row[ask.start - 1].has("in", "among"):
            told.drop(ask)  # "de cuantos clientes": of all those


def _only_holds(told: Settled, column: Phrase) -> bool:
    """``who held more than 200k``: a verb that a column is called like, before what another column holds."""
    after = next((p for p in told.phrases if p.start >= column.end), None)
    near = after is not None and after.start == column.end and after.kind == "condition"
    words = told.row[column.start].words
    return near and len(words) == 1 and (is_verb_form(words[0]) or base(words[0], "en") not in {None, words[0]})


def _idle(told: Settled) -> None:
    """Words that only join what is said anyway."""
    narrowed = told.every("condition") or told.every("who") or told.spoken("customers", "customer")
    narrowed = narrowed and (told.every("ask") or told.every("measure") or told.every("order"))
    told.take("cue", lambda p: bool(p.value & _ALWAYS))
    if told.every("measure"):
        told.take("cue", lambda p: "overview" in p.value)  # how is churn in …
    told.take("cue", lambda p: _across(told, p))
    if narrowed:
        told.take("cue", lambda p: bool(p.value & _OF_THEM))
    if any(isinstance(p.value, dict) and p.value.get("measure") == "churn_rate" for p in told.every("measure")):
        told.take("cue", lambda p: "rate" in p.value or p.value <= {"likely", "losable"})
    grouped = told.every("group") or told.every("which")
    if grouped:
        told.take("cue", lambda p: bool(p.value & {"breakdown", "compare"}))
    if told.every("condition") or grouped:
        told.take("cue", lambda p: p.value <= {"band", "breakdown"} and "band" in p.value)
    things = told.every("measure") + [p for p in told.every("ask") if p.value == "count"]
    told.take("number", lambda p: p.value == len(things) > 1 and not _counts_a_column(told, p))
    for limit in told.every("limit"):
        if limit.value == len(things) > 1 and not grouped:
            told.drop(limit)


def _across(told: Settled, cue: Phrase) -> bool:
    """``the lowest score over the retained ones``: of whom, no comparison."""
    span = told.row[cue.start]
    after = next((p for p in told.phrases if p.start >= cue.end), None)
    near = after is not None and all(one.stop for one in told.row[cue.end : after.start])
    return cue.value <= {"gt", "in"} and span.stop and near and after is not None and after.kind == "who"


def _counts_a_column(told: Settled, number: Phrase) -> bool:
    after = told.row[number.end] if number.end < len(told.row) else None
    return after is not None and after.entry.of_the_bank
