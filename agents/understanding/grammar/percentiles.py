"""``the median balance and the 90th percentile``: percentiles and aggregates that share one column said once."""

from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.settled import Settled


def place_percentiles(told: Settled) -> None:
    """Every percentile, with the numbers joined to it, as a figure of the one column that is measured."""
    said = [p for p in told.loose if p.kind == "percentile"]
    measured = [p for p in told.every("measure") if isinstance(p.value, dict) and p.value["measure"] == "percentile"]
    columns = _columns(told)
    if not (said or measured) or len(columns) != 1:
        return
    (column,) = columns
    for number in _joined(told, [*said, *measured]):
        told.discard(number)
        said.append(number)
    for phrase in said:
        told.discard(phrase)
        _add(told, phrase, {"measure": "percentile", "column": column, "q": phrase.value})
    for aggregate in told.take("aggregate"):
        _add(told, aggregate, {"measure": aggregate.value, "column": column})
    told.take("column", lambda p: p.value["column"] == column)


def _columns(told: Settled) -> set[str]:
    """What is measured, else the columns that nothing else is said of."""
    measured = {str(p.value["column"]) for p in told.every("measure") if isinstance(p.value, dict) and p.column}
    loose = {str(p.value["column"]) for p in told.loose if p.kind == "column" and not p.value["beside"]}
    return measured or loose


def _joined(told: Settled, percentiles: list[Phrase]) -> list[Phrase]:
    """``percentiles 10, 50 and 90``: numbers with nothing but commas and joints to the next percentile."""
    found: list[Phrase] = []
    numbers = [p for p in [*told.loose, *told.every("limit")] if p.kind in {"number", "limit"} and 0 < p.value < 100]
    for number in numbers * len(numbers):  # as far as they lead on from each other
        known = [*percentiles, *found]
        if number not in found and any(_beside(told, number, other) for other in known):
            found.append(number)
    return found


def _beside(told: Settled, one: Phrase, other: Phrase) -> bool:
    first, second = sorted([one, other], key=lambda p: p.start)
    between = told.between(first, second)
    joint = any(span.sign or span.has("and", "or") for span in between)
    return joint and all(span.sign or span.stop or span.has("and") for span in between)


def _add(told: Settled, phrase: Phrase, node: dict[str, object]) -> None:
    told.add(Phrase("measure", node, phrase.start, phrase.end, str(node["column"])))
