"""Shares: every share of people, groups, the whole bank or the model that an amount of a clause can be of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.grounding.claims.counted import beside
from agents.grounding.claims.predicates import predicate
from agents.grounding.claims.ratios import together
from agents.grounding.claims.threshold import of_staying
from agents.grounding.cues import Cue
from agents.grounding.cues import Said as Cued
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import any_of, compiled, listed
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Scene, Wanted
from agents.grounding.world import LEFT, Row, Table, rows_of

BANDS = {Cue.BAND_HIGH: "high", Cue.BAND_MEDIUM: "medium", Cue.BAND_LOW: "low"}


_SMALL = 30


@dataclass(frozen=True, kw_only=True)
class Said:
    """An amount as said: the shares it allows; ``count`` of ``of`` where both are numbers."""

    text: str
    low: float
    high: float
    quantities: tuple[Quantity, ...] = ()
    count: int | None = None
    of: int | None = None
    loose: bool = False
    """A figure that may be something else than this share: not contradicted by it."""


def within(said: Said, share: float, of: int) -> bool:
    """Whether a share of that many is the amount said."""
    if said.count is not None and of and (said.of is None or (said.of == of and of <= _SMALL)):
        return round(share * of) == said.count
    return said.low - 1e-9 <= share <= said.high + 1e-9


def shares(scene: Scene, said: Said) -> Iterator[tuple[float, int]]:
    """Every share the clause can be about, with of how many."""
    yield from _of_people(scene, said)
    yield from _of_members(scene)
    row = scene.world.people.get(scene.person() or "")
    if row is not None and "probability" in row.numbers and scene.has(Cue.RISK, Cue.LEAVING):
        risk = row.numbers["probability"]
        yield (1 - risk if of_staying(scene) else risk), 0
    auc = scene.world.model.get("auc")
    if auc is not None and said.of is not None and said.of <= _OF_PAIRS and within(said, auc, said.of):
        yield auc, 0  # of pairs of a leaver and a stayer, how often the leaver is scored higher
    for change in scene.world.changes if scene.has(Cue.RISK, Cue.LEAVING) and not said.loose else ():
        yield from ((change.probability, 0), (change.baseline, 0))
    groups = groups_of(scene)
    joined = together(groups)
    for wanted in (joined, *(groups if len(groups) > 1 else ())):
        for table in scene.world.tables if wanted else ():
            if not table.of_people:
                yield from _of_groups(scene, wanted, table, said)
    yield from _beyond_quantile(scene)
    if not joined or not any(not t.of_people and list(rows_of(scene.world, joined, t)) for t in scene.world.tables):
        yield from _of_whole(scene, joined)


def _of_members(scene: Scene) -> Iterator[tuple[float, int]]:
    """What part of the weight one model has; how many of the models have any."""
    weight = any("weight" in label.keys for label in scene.labels) or scene.has(Cue.FACTOR)
    named = [m.values for m in scene.mentions if m.kind == "member"]
    for table in scene.world.entities if weight and not scene.features else ():
        held = {row.subject["member"]: row.numbers["weight"] for row in table.rows if "weight" in row.numbers}
        yield from ((value, 0) for member, value in held.items() if member in named)
        none = sum(value == 0 for value in held.values())
        if held and not named:
            yield (none if scene.has(Cue.NOT, Cue.NONE) else len(held) - none) / len(held), len(held)


_OF_PAIRS = 100


def _beyond_quantile(scene: Scene) -> Iterator[tuple[float, int]]:
    """ "Half of the customers are over 44": which share lies beyond a quantile, or between two."""
    for mention in scene.mentions:
        if all(value.isdigit() for value in mention.values):
            first, last = min(map(float, mention.values)), max(map(float, mention.values))
            yield from ((share, 0) for total in scene.world.totals for share in _between_quantiles(total, first, last))
    for order in scene.said(Cue.MORE, Cue.LESS):
        limits = [q.readings[0][0] for q in scene.quantities if q.start >= order.start and q.kind in {"plain", "money"}]
        for total in scene.world.totals if limits else ():
            for key, share in _QUANTILES.items():
                if total.get(key) == limits[0]:
                    yield (1 - share if order.cue is Cue.MORE else share), 0


def _between_quantiles(total: Mapping[str, float], first: float, last: float) -> Iterator[float]:
    """Which share lies from one value to another, as far as the quartiles tell; the ends may count or not."""
    at = [*((total[key], share) for key, share in _PLACES.items() if key in total)]
    for low, below in at:
        yield from (
            upto - below for high, upto in at if upto > below and first - low in (0, 1) and high - last in (0, 1)
        )


_PLACES = {"min": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "max": 1.0}
_QUANTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}


def groups_of(scene: Scene) -> list[Wanted]:
    """The groups of a clause, else those named before it, else those the text goes on about."""
    own = [w for w, _ in scene.subjects() if CUSTOMER not in w]
    whole = scene.whole or scene
    before = [w for w, at in whole.subjects() if at < scene.start and CUSTOMER not in w]
    carried = scene.carried.carried_groups
    return own or before[-1:] or ([carried] if carried else [])


def base_of(scene: Scene, said: Said) -> Cue | None:
    """What an amount is a part of: those who left, or customers as such; None where it is not said."""
    if not said.quantities:
        at = scene.start + max(scene.text.lower().find(said.text.lower()), 0) + len(said.text)
    else:
        at = said.quantities[-1].end
    beyond = min((q.start for q in scene.quantities if q.start >= at), default=scene.end)
    for word in [word for word in scene.words if at <= word.start < beyond][:5]:
        for cue in (Cue.LEAVERS, Cue.LEAVING, Cue.COUNTED):
            for one in scene.said(cue):
                if one.start == word.start:
                    return _leavers(scene, one)
    return None


def _leavers(scene: Scene, one: Cued) -> Cue | None:
    """ "Customers who left" are leavers; "customers in Germany left" are not."""
    if one.cue is not Cue.COUNTED:
        return Cue.LEAVERS if one.cue is Cue.LEAVERS or one.text.lower() in listed("departures") else None
    joined = compiled(rf"^\s*{any_of('who')}\s+")
    after = joined.match(scene.shows(one.end, scene.end))
    if after and any(left.start - one.end - after.end() <= 4 for left in scene.said(Cue.LEFT) if left.start >= one.end):
        return Cue.LEAVERS
    return Cue.COUNTED


def _of_people(scene: Scene, said: Said) -> Iterator[tuple[float, int]]:
    near = beside(scene.whole or scene, said.quantities[0]) if said.quantities else scene
    test = predicate(near) or predicate(scene)
    for table in scene.world.tables:
        every = table.total.get("customers") if table.of_people and len(scene.quantities) > 1 else None
        if every:  # "five of the 2,338"
            yield len(table.rows) / every, int(every)
        if table.of_people and test is not None:
            judged = [test(row) for row in table.rows]
            if judged and None not in judged:
                yield sum(bool(j) for j in judged) / len(judged), len(judged)


_TELLING = (Cue.LEFT, Cue.LEAVING, Cue.LEAVERS, Cue.STAYED, Cue.OWN, Cue.COUNTED, *BANDS)
"""Cues that say what a share is a share of; a clause without any goes on with the sentence's."""


def _of_groups(scene: Scene, wanted: Wanted, table: Table, said: Said) -> Iterator[tuple[float, int]]:
    rows = list(rows_of(scene.world, wanted, table))
    if not rows or (len(rows) == len(table.rows) and len(rows) > 1):
        return
    customers, left = _sum(rows, "customers"), _sum(rows, "left")
    everyone, gone = table.total.get("customers"), table.total.get("left")
    told = scene if scene.has(*_TELLING) else scene.whole or scene
    side = scene.world.catalog.label.column in wanted
    if side and not said.quantities and said.low == 1.0:
        return  # "in both measures those who left are ahead"
    base = base_of(scene, said)
    rates = [row.numbers["churn_rate"] for row in rows if "churn_rate" in row.numbers]
    if (
        len(rows) == len(rates) == 1
        and said.quantities
        and _BARE.match(scene.shows(said.quantities[-1].end, scene.end))
    ):
        yield rates[0], int(customers or 0)
        return
    plain = base is Cue.COUNTED and not _telling(told, said)
    kept = table.population == "current" and told.has(Cue.STAYED)
    if side or plain or kept or table.population == LEFT:  # what the group makes up of everybody counted
        if customers and everyone:
            yield customers / everyone, int(everyone)
            return
        if not plain:
            return
    if left is not None and gone and (base is Cue.LEAVERS or _of_leavers(told, said)):
        yield left / gone, int(gone)
    elif left is not None and customers and told.has(Cue.STAYED, Cue.LEFT, Cue.LEAVING, Cue.LEAVERS):
        yield (1 - left / customers if told.has(Cue.STAYED) else left / customers), int(customers)
    else:
        yield from _of_measures(scene, table, rows)


_BARE = compiled(rf"^\s*{any_of('of')}\s+{any_of('departures')}\b")
"""A share "of departures", not "of the departures", is a rate."""


def _telling(scene: Scene, said: Said) -> bool:
    """Whether it is said that people leave, stay or are at risk; another share of the leavers says nothing of them."""
    nouns = [s for s in scene.said(Cue.LEAVERS) if said.quantities and s.end <= said.quantities[0].start]
    acts = scene.said(Cue.LEFT, Cue.LEAVING, Cue.STAYED, *BANDS)
    return any(not any(noun.start <= act.start < noun.end for noun in nouns) for act in acts)


def _of_measures(scene: Scene, table: Table, rows: list[Row]) -> Iterator[tuple[float, int]]:
    """A group's part of the value at risk, its rate, or its part of everybody."""
    money, whole = _sum(rows, "value_at_risk"), table.total.get("value_at_risk")
    customers, everyone = _sum(rows, "customers"), table.total.get("customers")
    rates = [row.numbers["churn_rate"] for row in rows if len(rows) == 1 and "churn_rate" in row.numbers]
    if "value_at_risk" in table.measures and money is not None and whole:
        yield money / whole, 0
    elif scene.has(Cue.LEFT, Cue.LEAVING, Cue.STAYED) and not scene.has(*BANDS):
        yield from ((1 - rate if scene.has(Cue.STAYED) else rate, int(customers or 0)) for rate in rates)
    elif customers and everyone:
        yield customers / everyone, int(everyone)


def _of_leavers(scene: Scene, said: Said) -> bool:
    """ "Most of those who left were Spanish": the group is said of the leavers, not the leaving of the group."""
    if not scene.has(Cue.LEFT, Cue.LEAVING, Cue.LEAVERS) or scene.has(Cue.STAYED):
        return False
    if scene.has(Cue.LEAVERS):
        return True
    gone, named = scene.said(Cue.LEFT, Cue.LEAVING), [at for _, at in scene.subjects()]
    if not gone or not named or gone[0].start > named[0]:
        return False
    amount = scene.start + scene.text.lower().find(said.text.lower().split(" /")[0])
    return gone[0].start > amount


def _of_whole(scene: Scene, wanted: Wanted) -> Iterator[tuple[float, int]]:
    for total in scene.world.totals:
        if scene.has(Cue.BAND_HIGH) and "high_risk_share" in total:
            yield total["high_risk_share"], 0
            continue
        if scene.has(Cue.LEFT, Cue.STAYED, Cue.LEAVING) and total.get("customers") and "left" in total:
            share = total["left"] / total["customers"]
            yield (1 - share if scene.has(Cue.STAYED) else share), int(total["customers"])
        if scene.has(Cue.RISK) and "mean_risk" in total:
            yield total["mean_risk"], 0
        for key, value in total.items():
            if key.startswith("share") and not scene.has(Cue.LEFT, Cue.STAYED):
                of = int(total.get("customers", 0))
                yield (1 - value if scene.has(Cue.NOT) else value, of)


def _sum(rows: list[Row], key: str) -> float | None:
    held = [row.numbers[key] for row in rows if key in row.numbers]
    return sum(held) if held else None
