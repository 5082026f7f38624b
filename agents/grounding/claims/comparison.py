"""Comparison: more, less, twice, above, 12 points over must hold between the two sides, whatever they are of.

A side is somebody or something named, several of them one by one or together, the rest of a table, the whole or the
reference of a risk (`sides`). Of all numbers that a clause may be about, one must bear the comparison out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agents.grounding.claims.measures import RISKS, adjectives
from agents.grounding.claims.order import superlative
from agents.grounding.claims.ratios import apart, close
from agents.grounding.claims.sides import Thing, Values, each, first, left, opposite, pairs, rest, right, things, whole
from agents.grounding.cues import Cue, Said
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import any_of, compiled
from agents.grounding.patterns import whole as words
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Table, World, rows_of

KIND = "comparison"
_VALUED = {Cue.BEST: Cue.MORE, Cue.WORST: Cue.LESS}
"""A better score is a higher one, where a column is named and somebody compared with."""
_UP = (Cue.MORE, Cue.RISKIEST)
_NEAR = 14
"""Characters between an amount and the word that compares: "12 points **above**", "two years older"."""


_ONE_WORD = re.compile(r"^[\s*_]*(?:\w+[\s*_]+)?$")
_BY = compiled(rf"^[\s*_]*{any_of('by_how_much')}[\s*_]+(?:\w+\s+)?[*_]*$")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a clause compares: both sides, which way and, where it is said, by how much."""

    left: Values
    right: Values
    more: bool | None
    text: str
    amount: Quantity | None = None
    at: int = -1
    """Where the word that compares stands."""
    named: bool = False
    """Whether both sides are said, and the Facts know both."""
    also: Values | None = None
    """Another first side that the clause may go on about."""


def read(scene: Scene, found: Read) -> None:
    """Comparisons in this clause."""
    if scene.has(Cue.IF) or "?" in scene.text or found.weighed:
        return
    if (word := _unknown(scene)) or (word := _each_person(scene)) or (word := _of_leaving(scene)):
        found.absent(KIND, word)
        return
    if scene.has(Cue.EQUAL) and not any(q.kind == "times" for q in scene.quantities):
        _equal(scene, found)
        return
    for comparison in _comparisons(scene) if not scene.has(Cue.NONE, Cue.NOTHING) else ():
        held = list(_verdicts(scene, comparison))
        if not any(held) and comparison.also is not None:
            held += _verdicts(scene, replace(comparison, left=comparison.also))
        held = held or list(_at_each(scene, comparison))
        if not held and comparison.named and not scene.has(Cue.HEDGE, Cue.ADVICE):
            found.absent(KIND, comparison.text)
        elif not held:
            continue
        elif not any(held):
            found.wrong(KIND, comparison.text)
        elif comparison.amount is not None:
            found.borne.append(comparison.amount)


def _verdicts(scene: Scene, said: Comparison) -> Iterator[bool]:
    for one, other, sign in pairs(scene, said.left, said.right, said.amount, said.at):
        ways = [(a - b) * sign > 0 for a in one for b in other]
        equal = any(a == b for a in one for b in other)
        way = said.more is None or (all(holds is said.more for holds in ways) and not equal)
        if said.amount is None:
            yield way
        else:
            less = said.more is False
            yield way and all(
                apart(said.amount, a, b, less=less, moved=said.more is not None) for a in one for b in other
            )


def _at_each(scene: Scene, said: Comparison) -> Iterator[bool]:
    """ "In all three countries men are above women": at each value of the kind of group that nobody is named of."""
    named = {kind for thing in things(scene) for kind in thing.wanted}
    for table in scene.world.tables:
        kinds = {kind for row in table.rows for kind in row.subject}
        if len(kinds) == 2 and len(kinds - named) == 1:
            kind = next(iter(kinds - named))
            values = dict.fromkeys(row.subject.get(kind, frozenset()) for row in table.rows)
            parts = (tuple(row for row in table.rows if row.subject.get(kind) == value) for value in values)
            worlds = (
                replace(scene.world, tables=[replace(table, rows=rows)], entities=[], drivers=[]) for rows in parts
            )
            held = [list(_verdicts(replace(scene, world=world), said)) for world in worlds]
            yield all(any(one) for one in held)


def _comparisons(scene: Scene) -> Iterator[Comparison]:
    """Every comparison of a clause: by a word, or by a number of times."""
    orders = _orders(scene)
    used: set[int] = set()
    for order in orders[:2]:
        amount = _amount(scene, order)
        sides = _sides(scene, order, amount)
        if sides is not None:
            used.update({amount.start} if amount is not None else ())
            more = (order.cue in _UP) != scene.denied(order.start)
            yield Comparison(
                left=sides[0],
                right=sides[1],
                more=more,
                text=order.text,
                amount=amount,
                also=each(scene, first(scene, order.start)),
                named=_both_named(scene, order),
                at=order.start,
            )
    for q in scene.quantities:
        if q.kind in {"times", "fraction"} and q.start not in used and not orders and _compares(scene, q):
            place = Said(cue=Cue.EQUAL, text=q.text, start=q.start, end=q.end)
            sides = _sides(scene, place, q)
            if sides is not None:
                yield Comparison(
                    left=sides[0],
                    right=sides[1],
                    more=None,
                    text=q.text,
                    amount=q,
                    also=each(scene, first(scene, q.start)),
                )


def _compares(scene: Scene, q: Quantity) -> bool:
    """Whether a number of times, or a share, is of somebody else's figure."""
    return q.kind == "times" or any(0 <= than.start - q.end <= _NEAR * 2 for than in scene.said(Cue.THAN))


def _orders(scene: Scene) -> list[Said]:
    """The words that say which is more, but those that only limit a figure or say the most."""
    said = [*scene.said(Cue.MORE, Cue.LESS, Cue.RISKIEST, Cue.SAFEST), *adjectives(scene, "er", "or", "es")]
    said += _valued(scene)
    limits = [q.start for q in scene.quantities if q.hedge in {"over", "under"}]
    most = scene.said(Cue.MOST, Cue.LEAST, Cue.NUMEROUS, Cue.MAIN)
    free = [s for s in said if not any(0 <= at - s.end <= _NEAR // 2 for at in limits)]
    free = [
        s for s in free if not any(o.start <= s.start and s.end <= o.end and len(o.text) > len(s.text) for o in most)
    ]
    return sorted((s for s in free if not _says_most(scene, s)), key=lambda s: (s.start, -s.end))


def _valued(scene: Scene) -> Iterator[Said]:
    """ "A better score than Hill": a higher one, where a column is named."""
    columns = any(key in scene.world.catalog.columns for label in scene.labels for key in label.keys)
    if columns and scene.thans():
        yield from (replace(s, cue=_VALUED[s.cue]) for s in scene.said(*_VALUED))


def _says_most(scene: Scene, said: Said) -> bool:
    """Whether a word says the most; before "than" and a second side it compares, article or not."""
    thans = [than for than in scene.said(Cue.THAN) if than.end > said.start]
    compared = bool(thans) and (bool(right(scene, thans[0].end)) or _with_whole(scene, said))
    return superlative(scene, said) and not compared


def _with_whole(scene: Scene, order: Said) -> bool:
    """Whether the second side is the whole, the average or the reference."""
    adverbs = [scene.start + match.end() for match in words("on_average").finditer(scene.text)]
    return any(said.start >= order.end and said.end not in adverbs for said in scene.said(Cue.WHOLE))


def _amount(scene: Scene, order: Said) -> Quantity | None:
    """By how much: what stands right before the word that compares."""
    before = [q for q in scene.quantities if q.end <= order.start and q.kind != "ordinal"]
    joined = [
        q for q in before if order.start - q.end <= _NEAR * 2 and _ONE_WORD.match(scene.shows(q.end, order.start))
    ]
    after = [
        q
        for q in scene.quantities
        if 0 <= q.start - order.end <= _NEAR * 2 and _BY.search(scene.shows(order.end, q.start))
    ]
    return joined[-1] if joined else after[0] if after else None


def _sides(scene: Scene, order: Said, amount: Quantity | None) -> tuple[Values, Values] | None:
    """Both sides of a comparison; None where a side is neither said nor understood."""
    start = amount.start if amount is not None else order.start
    one, other = left(scene, start), right(scene, order.end)
    thans = [than for than in scene.said(Cue.THAN) if than.end > order.start]
    early = [than for than in scene.said(Cue.THAN) if than.end <= start and not thans]
    if early and (inverted := _inverted(scene, early[0], order)) is not None:
        return inverted
    if not one and thans and other and other[0].end <= thans[-1].start:  # "there are more women than men"
        one, other = other[:1], right(scene, thans[-1].end)
    if not one and not other:
        every = bool(scene.world.model) and scene.has(Cue.ALL, Cue.ANY_OTHER)
        return (whole(scene, ()), _every) if every else None
    if one and other and one[-1].wanted == other[0].wanted:
        return None
    compared = (thans or amount is not None) and other
    if one and compared and other[0].start >= min((than.start for than in thans), default=order.end):
        return _named_sides(scene, order, one, other)
    return _wider(scene, order, one, amount) or _understood(scene, one or other, amount)


def _named_sides(scene: Scene, order: Said, one: Sequence[Thing], other: Sequence[Thing]) -> tuple[Values, Values]:
    """Two sides that are named, one by one or together."""
    mine, theirs = _shared(one, other)
    together = scene.has(Cue.TOGETHER)
    return each(scene, mine), each(scene, theirs, together=together)


def _wider(scene: Scene, order: Said, one: Sequence[Thing], amount: Quantity | None) -> tuple[Values, Values] | None:
    """ "Than all the others", "above the average": the rest, or the whole."""
    if one and any(said.start >= order.start for said in scene.said(Cue.ANY_OTHER, Cue.REST)):
        return each(scene, one), rest(scene, one, together=scene.has(Cue.TOGETHER))
    if one and _with_whole(scene, order):
        return each(scene, one), whole(scene, one)
    return None


def _every(table: Table, key: str) -> list[float]:
    """The numbers of all models of the mixture."""
    return [row.numbers[key] for row in table.rows if key in row.numbers and "member" in row.subject]


def _both_named(scene: Scene, order: Said) -> bool:
    """Whether two groups that a table tells apart are set against each other."""
    named = [thing for thing in things(scene) if CUSTOMER not in thing.wanted and "column" not in thing.wanted]
    after = [thing for thing in named if thing.start >= order.end]
    known = [t for t in named if any(any(rows_of(scene.world, t.wanted, table)) for table in scene.world.tables)]
    return len(known) > 1 and bool(after) and any(than.end > order.start for than in scene.said(Cue.THAN))


def _understood(scene: Scene, one: Sequence[Thing], amount: Quantity | None) -> tuple[Values, Values] | None:
    """ "Those who stay have the higher balance": of two, against the other one."""
    known = (
        bool(scene.labels or words("rate").search(scene.text))
        or any(f.sign for f in scene.features)
        or amount is not None
    )
    asked = [table for table in scene.world.tables if len(table.rows) == 2 and len(table.measures) == 1]
    known = known or (bool(asked) and words("on_average").search(scene.text) is not None)
    if not one or not known or scene.has(Cue.UP, Cue.DOWN) or len(scene.quantities) > (amount is not None):
        return None
    return each(scene, one), opposite(scene, one)


def _inverted(scene: Scene, than: Said, order: Said) -> tuple[Values, Values] | None:
    """ "Compared with H, G loses more": the second side is said first."""
    other = [thing for thing in right(scene, than.end) if thing.end <= order.start][:1]
    one = [thing for thing in right(scene, other[0].end)[:1] if thing.end <= order.start] if other else []
    return (each(scene, one), each(scene, other)) if one else None


def _shared(one: Sequence[Thing], other: Sequence[Thing]) -> tuple[list[Thing], list[Thing]]:
    """A kind of group that only one side names holds for both: "German women more than men"."""
    if len(one) != 1 or len(other) != 1 or CUSTOMER in {*one[0].wanted, *other[0].wanted}:
        return list(one), list(other)
    if one[0].wanted.keys() == other[0].wanted.keys():
        return list(one), list(other)
    first = {**other[0].wanted, **one[0].wanted}
    second = {**one[0].wanted, **other[0].wanted}
    return (
        [Thing(wanted=first, start=one[0].start, end=one[0].end)],
        [Thing(wanted=second, start=other[0].start, end=other[0].end)],
    )


def _equal(scene: Scene, found: Read) -> None:
    """ "Almost as much as", "of similar size": numbers that lie close together."""
    said = scene.said(Cue.EQUAL)[0]
    before, after = left(scene, said.start), right(scene, said.end)
    if len(before) > 1 and not after:
        before, after = before[:1], before[1:]
    sides = (each(scene, before), each(scene, after)) if before and after else _both(scene)
    held = [close(a, b) for one, other, _ in pairs(scene, *sides) for a in one for b in other] if sides else []
    if held and any(held) is scene.denied(said.start):
        found.wrong(KIND, said.text)


def _both(scene: Scene) -> tuple[Values, Values] | None:
    """The two rows of a table of two."""
    if not scene.labels or scene.subjects():
        return None
    return (
        lambda table, key: [r.numbers[key] for r in table.rows[:1] if key in r.numbers and len(table.rows) == 2],
        lambda table, key: [r.numbers[key] for r in table.rows[1:2] if key in r.numbers and len(table.rows) == 2],
    )


def _unknown(scene: Scene) -> str:
    """Whether groups are set against each other that no Fact tells apart: women and men, in a table of countries."""
    orders = scene.said(Cue.MORE, Cue.LESS, Cue.MOST, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST)
    kinds = [kind for wanted, _ in scene.subjects() for kind in wanted if kind != CUSTOMER]
    doubled = {kind for kind in kinds if kinds.count(kind) > 1}
    if not orders or not doubled or not scene.world.tables or scene.world.drivers or scene.world.people:
        return ""
    told = {kind for table in scene.world.tables for row in table.rows for kind in (*row.subject, *row.texts)}
    return orders[0].text if told and not doubled & told else ""


def _of_leaving(scene: Scene) -> str:
    """ "Germans leave more often", where no Fact tells how many of a group leave."""
    orders, world = _orders(scene), scene.world
    groups = [wanted for wanted, _ in scene.subjects() if world.catalog.label.column not in wanted]
    if not orders or not groups or scene.has(Cue.HEDGE) or any(CUSTOMER in wanted for wanted in groups):
        return ""
    acts = [s for s in scene.said(Cue.LEAVING, Cue.LEFT) if abs(s.end - orders[0].start) <= _NEAR]
    return "" if not acts or _knows_leaving(world) else orders[0].text


def _knows_leaving(world: World) -> bool:
    """Whether any Fact tells how many leave, or how likely it is."""
    known = {key for table in world.tables for row in table.rows for key in row.numbers}
    told = known & {*RISKS, "left", "mean_risk"} or any("left" in total for total in world.totals)
    return bool(told or world.drivers or world.people or world.changes or not world.tables)


def _sets_apart(scene: Scene) -> bool:
    """Whether two groups are compared, or one is set against a limit."""
    if len(scene.subjects()) > 1:
        return bool(_orders(scene))
    return bool(scene.subjects()) and any(q.hedge in {"over", "under"} for q in scene.quantities)


def _each_person(scene: Scene) -> str:
    """ "All customers who left are older than those who stay": of each one of a group only its mean is known."""
    tables = scene.world.tables
    means = any(measure.startswith(("mean_", "median_")) for table in tables for measure in table.measures)
    if not means or any(table.of_people for table in tables) or not _sets_apart(scene):
        return ""
    people = [m.start for m in scene.mentions if m.kind == scene.world.catalog.label.column]
    people += [said.start for said in scene.said(Cue.COUNTED)]
    for match in words("every").finditer(scene.text):
        if any(0 <= at - scene.start - match.start() <= match.end() - match.start() + 5 for at in people):
            return match.group()
    return ""
