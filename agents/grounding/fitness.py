"""Whether a figure that has the value said can be what is said: of the whole group, of people, of this column, apart.

A figure may match by value and still be something else: a part of the group that is named, a model's weight told of
people or of a column, an amount where a difference is said, the share of another row than the number beside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from agents.grounding.clauses import COUNTED, Clause, Owners
from agents.grounding.figures import CUSTOMER, Bound, FigureIndex
from agents.grounding.lexicon import LENIENT, Label, Mention
from agents.grounding.matching import candidates
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.quantities import Quantity, hedged_from
from agents.grounding.vocabulary import Feature

_OF_MODELS = frozenset({"weight", "auc", "importance", "log_loss", "brier", "observed", "predicted"})
_OF_PEOPLE = compiled(
    rf"^[\s*_]*{any_of('of')}\s+(?:{any_of('article')}\s+|every\w*\s+|all\s+)*(?:{any_of('people')}|{any_of('departed')})\b"
)
_TO_SHARE = compiled(rf"\b{any_of('to_share')}\s+$")
_BY_SO_MUCH = compiled(rf"^[\s*_]*{any_of('by_so_much')}\b")
_PART_OF = compiled(rf"^[\s*_]*{any_of('of')}\s")
_CLOSE = 20
_OF_BANK = compiled(rf"[\s*_]*{any_of('of')}\s+(?:\w+\s+){{0,3}}{any_of('whole_bank')}\b")
_YEARS = compiled(rf"\s*{any_of('aged')}\b")
_ADDING = compiled(rf"\b{any_of('adding')}\s+(?:{any_of('article')}\s+)?$")
_DIFFERENCES = frozenset({"difference", "risk_lowered", "relative", "gap"})
_APART = frozenset({"money", "points", "percent"})


def narrower(bound: Bound, index: FigureIndex, mentions: Iterable[Mention], owners: Owners) -> bool:
    """Whether a figure is of only some of the group that is named: "in Germany", of the German women's."""
    named = {m.kind for m in mentions} | owners.carried_groups.keys()
    told = index.told_apart.get(bound.fact_id, ())
    own = {kind for kind in bound.subject if kind in told and kind not in LENIENT and kind != CUSTOMER}
    return bool(own & owners.groups.keys()) and not own <= named


def of_models(
    bound: Bound, q: Quantity, text: str, mentions: Iterable[Mention], told: tuple[Sequence[Label], Sequence[Feature]]
) -> bool:
    """Whether a model's weight or measure is told of people, or of a column as if it were its part of the risk."""
    if q.kind == "percent" and bound.key in _OF_MODELS and _OF_PEOPLE.match(text[q.end :]) is not None:
        return True
    labels, features = told
    said = any(label.keys & _OF_MODELS for label in labels) or any(m.kind == "member" for m in mentions)
    columns = any(f.value is None and not f.sign and f.end <= q.start for f in features)
    return "member" in bound.subject and columns and not said


def apart(bound: Bound, q: Quantity, text: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a figure is said to be a difference, and is none."""
    if q.kind not in _APART or bound.key in _DIFFERENCES or bound.echo:
        return False
    alone = sum(other.kind in _APART for other in quantities) == 1
    return alone and (whole("gap").search(text) is not None or _BY_SO_MUCH.match(text[q.end :]) is not None)


def moved_to(q: Quantity, text: str) -> bool:
    """ "Falls to less than half": a share of what it was, no figure of its own."""
    if q.kind != "fraction":
        return False
    begins = hedged_from(text[: q.start])[0]
    return _TO_SHARE.search(text[:begins]) is not None


def of_the_bank(bound: Bound, q: Quantity, text: str, index: FigureIndex, mentions: Sequence[Mention]) -> bool:
    """ "52 % of the bank's customers", where it is the share of those in Spain."""
    parts = (
        set(bound.subject)
        - set(index.told_apart.get(bound.fact_id, ()))
        - {CUSTOMER, "member"}
        - {m.kind for m in mentions}
    )
    return bool(parts) and not bound.echo and _OF_BANK.match(text, q.end) is not None


def of_another_unit(bound: Bound, q: Quantity, text: str) -> bool:
    """Whether people are counted with a figure that is an age or a score, or years with a count."""
    if q.kind != "plain" or bound.echo:
        return False
    people, years = COUNTED.match(text, q.end) is not None, _YEARS.match(text, q.end) is not None
    return (people and bound.unit in {"years", "points"}) or (years and bound.unit in {"points", "rank"})


def further(bound: Bound, q: Quantity, text: str) -> bool:
    """How many a list leaves out, told as if it were how many there are."""
    return bound.key == "more" and whole("further").search(text, max(0, q.start - _CLOSE), q.end + _CLOSE) is None


def added(bound: Bound, q: Quantity, text: str) -> bool:
    """ "Would add 54.8 % of risk", where that is what the risk would be."""
    begins = hedged_from(text[: q.start])[0]
    said = q.kind in {"percent", "points"} and bound.key not in _DIFFERENCES and bound.unit == "share"
    return said and _ADDING.search(text[:begins]) is not None


def composed(bound: Bound, q: Quantity, text: str, mentions: Sequence[Mention], apart: Mapping[str, object]) -> bool:
    """ "52 % of the inactive are in Spain", where it is the share of the inactive in Spain."""
    if q.kind not in {"percent", "fraction"} or not _PART_OF.match(text[q.end :]):
        return False
    kinds = [m.kind for m in mentions if m.start >= q.end and m.kind in bound.subject]
    measured = [kind for kind in dict.fromkeys(kinds) if kind in apart]
    return len(set(kinds)) > 1 and bool(measured) and kinds[0] == measured[0]


def rows_apart(index: FigureIndex, clause: Clause) -> bool:
    """Whether two figures of one Fact are told together that stand in no row together: "600 hold a half"."""
    quantities = clause.quantities
    if len(quantities) != 2 or _OF_ALL.search(clause.text[: quantities[1].start - clause.start]):
        return False
    one, other = (list(_rows(index, q)) for q in quantities)
    listed = any(at for _, at in one) and any(at for _, at in other)
    return listed and not set(one) & set(other)


def _rows(index: FigureIndex, q: Quantity) -> Iterator[tuple[str, str]]:
    """The rows of lists without names that hold a figure."""
    for bound in candidates(index, q):
        row, _, _ = bound.path.rpartition(".")
        if bound.echo or bound.derived or bound.key == "share_asked":
            continue
        if bound.path.split("[")[0] in _UNNAMED:
            yield bound.fact_id, row
        elif not row:
            yield bound.fact_id, "" if bound.key not in _OF_EVERYBODY else "everybody"


_UNNAMED = frozenset({"curve"})
"""Lists whose rows have no name of their own: how much so many hold."""
_OF_EVERYBODY = frozenset({"customers", "total"})
_OF_ALL = compiled(rf"\b(?:{any_of('of')}|{any_of('out_of')}|{any_of('in_all')})\s+(?:\w+\s+){{0,2}}$")
