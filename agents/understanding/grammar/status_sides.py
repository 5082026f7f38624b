"""Those who left beside those who stayed: a figure of both is one query by the label."""

from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.sides import against
from db.catalog import Catalog

_RATES = frozenset(["churn_rate", "retention_rate"])


def by_status(told: Settled, catalog: Catalog) -> None:
    """``how old are those who left, and how old those who stayed``: groups of the label, where a figure is said."""
    _beside_another(told, catalog)
    said = told.every("who")
    nodes = [node for p in told.every("measure") for node in (p.value if isinstance(p.value, list) else [p.value])]
    figures = [node for node in nodes if node["measure"] not in _RATES]
    if {p.value for p in said} != {"left", "current"} or not figures or len(figures) < len(nodes):
        return
    if any(p.kind in {"group", "which", "also", "order"} for p in told.phrases):
        return
    for phrase in said:
        told.drop(phrase)
    told.take("cue", lambda p: p.value <= {"them", "which", "versus", "compare", "both", "rest"})
    for ask in [p for p in told.every("ask") if p.value == "show"]:
        told.drop(ask)
    told.add(Phrase("group", {"column": catalog.label.column}, said[0].start, said[0].end))


def _beside_another(told: Settled, catalog: Catalog) -> None:
    """``cancelled against frozen``: beside another of the label's values, who left or stayed is one of them as well."""
    label = catalog.label
    others = [p for p in told.every("condition") if p.column == label.column]
    for phrase in told.every("who") if others and against(told) else ():
        stored = label.positive if phrase.value == "left" else label.negative
        node = {"column": label.column, "op": "eq", "value": stored}
        told.drop(phrase)
        told.add(Phrase("condition", node, phrase.start, phrase.end, label.column))
