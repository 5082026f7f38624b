"""Which customers a question is about where it does not say: who left is history (docs/decisions/0007-tools.md)."""

from collections.abc import Iterable

from db.bank.figures import FROM_SCORES
from db.bank.filters import PREDICTED, Node, OfGroups, columns_of, conditions
from db.bank.query import Population, Slice
from db.bank.references import resolve
from db.caller import Caller
from db.catalog import Catalog
from tools.environment import Desk


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
    measured = set(measures)
    for node in where:
        named |= columns_of(node)
        measured |= {c.value.measure for c in conditions(node) if isinstance(c.value, OfGroups)}
    return bool(named & set(PREDICTED)) or bool(measured & FROM_SCORES)


def slice_of(
    desk: Desk,
    caller: Caller,
    where: Node | None,
    population: Population | None,
    *,
    columns: Iterable[str | None] = (),
    measures: Iterable[str] = (),
    others: Iterable[Node | None] = (),
) -> Slice:
    """The customers a question is about, with what its filter compares with looked up.

    ``others``: further filters the question holds, of single measures or groups.

    Raises:
        ModelProblem: it speaks of predictions and nobody has been scored.
        DataProblem: it compares with something that is not there.
    """
    columns, measures, wheres = list(columns), list(measures), [where, *others]
    if needs_scores(where=wheres, columns=columns, measures=measures):
        desk.need_scores()
    which = population or default_population(desk.catalog, where=wheres, columns=columns, measures=measures)
    return resolve(desk.bank, Slice(caller=caller, where=where, population=which))
