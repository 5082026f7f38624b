"""Which customers a question is about where it does not say: who left is history (docs/decisions/0007-tools.md)."""

from collections.abc import Iterable

from db.bank.figures import FROM_SCORES
from db.bank.filters import PREDICTED, Node, columns_of
from db.bank.query import Population
from db.catalog import Catalog


def default_population(
    catalog: Catalog, *, where: Iterable[Node | None], columns: Iterable[str | None] = (), measures: Iterable[str] = ()
) -> Population:
    """``current`` where only predictions are asked about; ``all`` otherwise, and where the label itself is asked."""
    named = {column for column in columns if column}
    for node in where:
        named |= columns_of(node)
    asked = set(measures)
    if catalog.label.column in named or "churn_rate" in asked:
        return "all"
    predicted = bool(named & set(PREDICTED)) or bool(asked and asked <= FROM_SCORES)
    return "current" if predicted else "all"


def needs_scores(
    *, where: Iterable[Node | None], columns: Iterable[str | None] = (), measures: Iterable[str] = ()
) -> bool:
    """Whether a question speaks of anything predicted."""
    named = {column for column in columns if column}
    for node in where:
        named |= columns_of(node)
    return bool(named & set(PREDICTED)) or bool(set(measures) & FROM_SCORES)
