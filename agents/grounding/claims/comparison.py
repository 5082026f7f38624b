"""Comparison: more, less, twice, above must hold between the two subjects, or the subject and the whole."""

import re
from collections.abc import Iterator

from agents.grounding.claims.measures import RISKS, adjectives, measures, numbers, of_field, others, value_of
from agents.grounding.cues import Cue, Said
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import whole
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene, Wanted
from agents.grounding.world import rows_of

KIND = "comparison"
_LOOSE = 0.2
"""How far a ratio said in round words ("twice") may be from the true one."""


def read(scene: Scene, found: Read) -> None:
    """Comparisons in this clause."""
    order = _order(scene)
    times = [q for q in scene.quantities if q.kind in {"times", "fraction"}]
    named = scene.subjects()
    if (order is not None or scene.has(Cue.MOST, Cue.LEAST)) and _unknown(scene, named):
        found.absent(KIND, order.text if order is not None else scene.said(Cue.MOST, Cue.LEAST)[0].text)
    elif len(named) == 2 and scene.has(Cue.EQUAL) and not times:
        _equals(scene, found, named)
    elif (
        order is not None and scene.has(Cue.WHOLE) and named and all(at < order.start for _, at in named) and not times
    ):
        _with_whole(scene, found, order)
    elif len(named) >= 2 and order is not None and (every := _each_person(scene)) and _only_groups(scene):
        found.absent(KIND, every.group())  # of each one of a group only its mean is known
    elif len(named) >= 2 and (order is not None or times) and (scene.has(Cue.THAN) or times):
        _between(scene, found, named, order, times[0] if times else None)
    elif not named and scene.has(Cue.EQUAL) and not times:
        _two_alike(scene, found)
    elif (order is not None and not scene.has(Cue.MOST, Cue.LEAST)) or (order is not None and scene.has(Cue.WHOLE)):
        _with_whole(scene, found, order)


def _unknown(scene: Scene, named: list[tuple[Wanted, int]]) -> bool:
    """Whether groups are set against each other that no Fact tells apart: women and men, in a table of countries."""
    kinds = [kind for wanted, _ in named for kind in wanted if kind != CUSTOMER]
    doubled = {kind for kind in kinds if kinds.count(kind) > 1}
    if not doubled or not scene.world.tables or scene.world.drivers or scene.world.people:
        return False
    told = {kind for table in scene.world.tables for row in table.rows for kind in (*row.subject, *row.texts)}
    return bool(told) and not doubled & told


def _each_person(scene: Scene) -> "re.Match[str] | None":
    """ "All customers who left", each of them: a word for all right before those it is said of."""
    people = [m.start for m in scene.mentions if m.kind == scene.world.catalog.label.column]
    people += [said.start for said in scene.said(Cue.COUNTED)]
    for match in whole("every").finditer(scene.text):
        if any(0 <= at - scene.start - match.start() <= match.end() - match.start() + 5 for at in people):
            return match
    return None


def _only_groups(scene: Scene) -> bool:
    """Whether the Facts compare means of groups, and nobody's own figures."""
    tables = scene.world.tables
    means = any(measure.startswith(("mean_", "median_")) for table in tables for measure in table.measures)
    return means and not any(table.of_people for table in tables)


def _order(scene: Scene) -> Said | None:
    """The word that says which is more; of a direction in a table of groups as well."""
    said = [*scene.said(Cue.MORE, Cue.LESS, Cue.RISKIEST, Cue.SAFEST), *adjectives(scene, "er")]
    return said[0] if said else None


def _sign(scene: Scene, order: Said | None) -> int:
    if order is None:
        return 1
    less = order.cue in {Cue.LESS, Cue.SAFEST}
    return -1 if less != scene.denied(order.start) else 1


def _between(
    scene: Scene, found: Read, named: list[tuple[Wanted, int]], order: Said | None, times: Quantity | None
) -> None:
    (one, at), (other, beside) = named[0], named[1]
    if times is not None and len(named) > 2:
        before = [wanted for wanted, place in named if place < times.start]
        after = [(wanted, place) for wanted, place in named if place > times.end]
        if len(before) > 1 and after:  # "France and Spain together lose half as many as Germany"
            one, (other, beside) = together(before), after[0]
    than = scene.said(Cue.THAN)
    if than and than[0].end <= at and order is not None and order.start >= beside:
        one, other = other, one  # "compared with H, G loses more"
        than = []
    elif order is not None and times is None and len(than) == 1:
        other, beside = next(((w, p) for w, p in named[1:] if p >= than[0].end), named[1])
    if than and not any(at < said.start and said.end <= beside + 1 for said in than) and order is None:
        return
    verdicts = [
        ratio_holds(times, first, second, less=order is not None and _sign(scene, order) < 0)
        if times is not None
        else (first - second) * sign * _sign(scene, order) > 0
        for first, second, sign in _pairs(scene, one, other)
    ]
    if not verdicts:
        return
    if not any(verdicts):
        found.wrong(KIND, (order or times).text if (order or times) else scene.text)  # type: ignore[union-attr]
    elif times is not None:
        found.borne.append(times)


def together(groups: list[Wanted]) -> dict[str, frozenset[str]]:
    """Several groups as one: France and Spain, of two kinds the women in France."""
    joined: dict[str, frozenset[str]] = {}
    for wanted in groups:
        for kind, values in wanted.items():
            joined[kind] = joined.get(kind, frozenset()) | values
    return joined


def _equals(scene: Scene, found: Read, named: list[tuple[Wanted, int]]) -> None:
    """ "Almost as much as": numbers that lie close together."""
    said = scene.said(Cue.EQUAL)[0]
    held = [(one, other) for one, other, _ in _pairs(scene, named[0][0], named[1][0])]
    if held and any(close(one, other) for one, other in held) is scene.denied(said.start):
        found.wrong(KIND, said.text)


def _two_alike(scene: Scene, found: Read) -> None:
    """ "The two groups are of similar size"."""
    said = scene.said(Cue.EQUAL)[0]
    for table in scene.world.tables:
        keys = [key for key, _ in measures(scene, table)] if scene.labels and len(table.rows) == 2 else []
        held = [[row.numbers[key] for row in table.rows if key in row.numbers] for key in keys]
        told = [close(*pair) for pair in held if len(pair) == 2]
        if told and any(told) is scene.denied(said.start):
            found.wrong(KIND, said.text)


def close(one: float, other: float) -> bool:
    """Whether two numbers are about equal, as people say it."""
    return abs(one - other) <= _LOOSE * max(abs(one), abs(other))


def _pairs(scene: Scene, one: Wanted, other: Wanted) -> Iterator[tuple[float, float, int]]:
    """The same number of both subjects, wherever the Facts hold it; a kind only one names holds for both."""
    first = {**{k: v for k, v in other.items() if k not in one and CUSTOMER not in one}, **one}
    second = {**{k: v for k, v in one.items() if k not in other and CUSTOMER not in other}, **other}
    for table in scene.world.tables:
        for a, b in ((first, second), (one, other)):
            rows, beside = list(rows_of(scene.world, a, table)), list(rows_of(scene.world, b, table))
            if not rows or not beside or {id(r) for r in rows} == {id(r) for r in beside}:
                continue
            for key, sign in measures(scene, table):
                left, right = value_of(rows, key), value_of(beside, key)
                if left is not None and right is not None:
                    yield left, right, sign
            break


def ratio_holds(times: Quantity, first: float, second: float, *, less: bool = False) -> bool:
    """Whether one number is that many times the other, as people say it."""
    if second == 0 or first == 0:
        return False
    factor, ratio = times.readings[0][0], second / first if less else first / second
    if times.hedge == "over":
        return ratio >= factor * 0.995
    if times.hedge in {"under", "nearly"}:
        return factor * (1 - _LOOSE) <= ratio <= factor * 1.005
    return abs(ratio / factor - 1) <= (_LOOSE if times.word else 0.06)


def _with_whole(scene: Scene, found: Read, order: Said) -> None:
    """ "Below the reference of 11.1 %", "above 90 %", "above average"."""
    _with_other(scene, found, order)
    named = (scene.whole or scene).subjects()
    wanted = named[0][0] if named else scene.subject()
    if wanted is None or scene.has(Cue.UP, Cue.DOWN, Cue.ALL, Cue.NONE, Cue.IF):
        return
    after = [q for q in scene.quantities if q.start >= order.start and q.kind in {"percent", "money", "plain"}]
    shares = [q for q in after if q.kind == "percent"]
    if scene.has(Cue.WHOLE) and not after:
        _beside_total(scene, found, order)
    if not scene.has(Cue.WHOLE) or not shares:
        return
    limit = shares[0].readings[0][0] / 100
    sign = _sign(scene, order)
    held = [*_risks(scene, wanted), *_person(scene, wanted)]
    if any(abs(value - limit) <= shares[0].readings[0][1] / 200 + 1e-9 for value in held):
        return  # its own figure, not the whole's
    own = [(value - limit) * sign > 0 for value in held]
    if own and not any(own):
        found.wrong(KIND, order.text)


def _with_other(scene: Scene, found: Read, order: Said) -> None:
    """ "Those who stay have the higher balance": of two groups, against the other one."""
    thans = [t for t in scene.said(Cue.THAN) if t.start >= order.end]
    wanted = scene.subject()
    known = bool(scene.labels) or any(f.sign for f in scene.features)
    if wanted is None or thans or not known:
        return
    if scene.quantities or CUSTOMER in wanted:
        return
    verdicts = [
        (value - beside[0]) * sign * _sign(scene, order) > 0
        for table, key, sign, value in numbers(scene, wanted)
        if len(table.rows) == 2 and len(beside := others(scene, wanted, table, key)) == 1
    ]
    if verdicts and not any(verdicts):
        found.wrong(KIND, order.text)


def _beside_total(scene: Scene, found: Read, order: Said) -> None:
    """ "Both Germany and Spain are above the bank's average": each group named against the table's total."""
    sign = _sign(scene, order)
    for wanted, _ in scene.subjects():
        verdicts = [
            (value - table.total[key]) * way * sign > 0
            for table, key, way, value in numbers(scene, wanted)
            if key in table.total and key not in {"customers", "left"}
        ]
        if verdicts and not any(verdicts):
            found.wrong(KIND, order.text)
            return


def _risks(scene: Scene, wanted: Wanted) -> Iterator[float]:
    for table in scene.world.tables:
        rows = list(rows_of(scene.world, wanted, table))
        if rows and len(rows) < max(len(table.rows), 2):
            yield from (value for key in RISKS if (value := value_of(rows, key)) is not None)


def _person(scene: Scene, wanted: Wanted) -> Iterator[float]:
    for customer in wanted.get(CUSTOMER, ()):
        row = scene.world.people.get(customer)
        for key, value in row.numbers.items() if row is not None else ():
            if of_field(key, "probability") and not key.startswith("baseline"):
                yield value
