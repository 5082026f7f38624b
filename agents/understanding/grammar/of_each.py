"""``the 3 richest customers of each manager``: the first customers of every value of a column, in an order."""

from typing import Any

from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.rewritings import PREDICTED, RISK
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.symbols import symbol_set
from db.catalog import Catalog

Node = dict[str, Any]
_WAYS = {"max": "desc", "min": "asc"}
_OTHERS = frozenset(["count", "share", "distribution"])
_IDLE = RISK | {"top", "only", "with", "ordinal", "high", "low", "card", "desc", "asc", "find", "pronoun", "among"}


def first_of_each(told: Settled, catalog: Catalog) -> Node | None:
    """The list's order, its column to rank within, how many of each; none where no people of each are asked for."""
    laid = told.every("group")
    groups = [p for p in laid if _parts(p, told, catalog)]
    said = _said(told, [p for p in laid if p not in groups])
    if len(groups) != 1 or told.asks & _OTHERS or said is None:
        return None
    within, limits = groups[0].value["column"], _limits(told)
    order = _order(told, said, catalog, sized=bool(limits))
    size = _size(told, limits, order)
    if order is None or size is None or order["column"] == within:
        return None
    _taken(told, [*laid, *said, *limits])
    current = {"population": "current"} if order["column"] in PREDICTED else {}
    return {"order_by": order["column"], "order": order["order"], "limit": size, "within": within, **current}


def _limits(told: Settled) -> list[Phrase]:
    return [*told.every("limit"), *(p for p in told.loose if p.kind == "number" and _several(p.value))]


def _size(told: Settled, limits: list[Phrase], order: Node | None) -> int | None:
    """How many of each; None where that is not told, or told twice."""
    sizes = [p.value for p in limits] or [(order or {}).get("limit") or (1 if _one_asked(told) else None)]
    return sizes[0] if len(sizes) == 1 else None


def _said(told: Settled, others: list[Phrase]) -> list[Phrase] | None:
    """The one phrase that says the order, if any does; None where something else is measured or grouped by."""
    extremes = [p for p in told.every("measure") if _extreme(p)]
    by = [_by(p, told) for p in others if told.spoken("top", "bottom")]
    said = [*told.every("order"), *extremes, *by]
    whole = len(extremes) == len(told.every("measure")) and len(by) == len(others)
    return said if whole and len(said) < 2 else None


def _several(number: object) -> bool:
    return isinstance(number, int) and number > 1


def _parts(group: Phrase, told: Settled, catalog: Catalog) -> bool:
    """Whether the groups are values of a column or levels of risk, no bands of a number."""
    if group.value == {"column": "risk_band"}:
        return any(span.has("band") for span in told.row[group.start : group.end])
    spec = catalog.columns.get(str(group.value.get("column")))
    return set(group.value) == {"column"} and (spec is None or not spec.numeric)


def _by(group: Phrase, told: Settled) -> Phrase:
    """``top 3 of each manager by balance``: the number is what they are ranked by."""
    column = group.value["column"]
    node = {
        "column": "probability" if column == "risk_band" else column,
        "order": "asc" if told.spoken("bottom") else "desc",
    }
    return Phrase("order", node, group.start, group.end, group.column)


def _extreme(phrase: Phrase) -> bool:
    return isinstance(phrase.value, dict) and phrase.value["measure"] in _WAYS


def _order(told: Settled, said: list[Phrase], catalog: Catalog, *, sized: bool) -> Node | None:
    """By what they are ranked: what is said, their risk, or what is at stake with whom to call first."""
    if said:
        node = said[0].value
        return node if "order" in node else {"column": node["column"], "order": _WAYS[node["measure"]]}
    call = "watch" in told.asks
    if not call and (told.cues & {"riskiest", "likely", "losable"} or (sized and told.cues & {"risk", "risky"})):
        return {"column": "probability", "order": "desc"}
    topped = sized and told.spoken("top") and not told.spoken("bottom")
    return {"column": "value_at_risk" if catalog.value else "probability", "order": "desc"} if call or topped else None


def _one_asked(told: Settled) -> bool:
    """``the oldest customer in each country``, ``who has the most in each``: one of each."""
    one = any(span.words[-1] in symbol_set("somebody") or span.has("customer") for span in told.row)
    return one or told.who_asked() or told.spoken("call")


def _taken(told: Settled, phrases: list[Phrase]) -> None:
    for phrase in phrases:
        told.discard(phrase)
    for rank in told.every("rank"):
        told.drop(rank)
    told.take("cue", lambda p: p.value <= _IDLE)
    told.take("column", lambda p: bool(p.value["beside"]))
