"""Amounts in words: half, most, all, none, one in three, two of the five must be the share the Facts hold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from agents.grounding.claims.comparison import ratio_holds, together
from agents.grounding.claims.measures import adjectives, of_field, value_of
from agents.grounding.claims.order import beyond_all
from agents.grounding.claims.ranges import decades
from agents.grounding.claims.threshold import counted_limit, limited, of_everybody, of_staying
from agents.grounding.cues import Cue
from agents.grounding.cues import Said as Cued
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import fold
from agents.grounding.patterns import any_of, compiled, listed
from agents.grounding.plain_words import WORDS
from agents.grounding.quantities import Quantity, hedge_before
from agents.grounding.scene import Read, Scene, Wanted
from agents.grounding.world import LEFT, Row, Table, rows_of

KIND = "amount"
_OUT_OF = compiled(rf"^\s*{any_of('out_of')}(?:\s+{any_of('article')})?\s+$")
_ONE_BEFORE = compiled(
    rf"\b{any_of('one')}[\s-]+(?:{any_of('people')}\s+)?{any_of('out_of')}(?:\s+{any_of('article')})?[\s-]+$"
)
_BANDS = {Cue.BAND_HIGH: "high", Cue.BAND_MEDIUM: "medium", Cue.BAND_LOW: "low"}
_ONES = frozenset(WORDS["ones"])
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


def read(scene: Scene, found: Read) -> None:
    """The amounts of a clause against every share it can be about."""
    _nobody(scene, found)
    for said in amounts(scene):
        shares = list(_shares(scene, said))
        if not shares:
            continue
        if any(_within(said, share, of) for share, of in shares):
            found.borne.extend(said.quantities)
            found.borne.extend(_limit_said(scene))
        elif not said.loose and not _of_another(scene, said, found) and not _of_a_change(scene, said, found) and not _of_reference(scene, said, found):
            found.wrong(KIND, said.text)


def _of_a_change(scene: Scene, said: Said, found: Read) -> bool:
    """Whether a share is by how much a risk moves; where the clause says which way, `direction` reads it."""
    if not any(q.kind == "fraction" for q in said.quantities) or scene.has(Cue.COUNTED):
        return False
    ratios = [c.probability / c.baseline for c in scene.world.changes if c.baseline]
    if any(_within(said, ratio, 0) or _within(said, abs(1 - ratio), 0) for ratio in ratios):
        found.borne.extend(said.quantities)
        return True
    return scene.has(Cue.UP, Cue.DOWN) and bool(ratios)


def _of_another(scene: Scene, said: Said, found: Read) -> bool:
    """ "A little over half the French figure": a share of another group's number, named right after it."""
    named = scene.subjects()
    after = [w for w, at in named if said.quantities and 0 <= at - said.quantities[-1].end <= _BESIDE]
    before = [w for w, at in (scene.whole or scene).subjects() if said.quantities and at < said.quantities[0].start]
    if not after or not before or any(q.kind != "fraction" for q in said.quantities):
        return False
    for table in scene.world.tables:
        rows, beside = list(rows_of(scene.world, together(before[-2:]), table)), list(rows_of(scene.world, after[0], table))
        for key in {key for row in (*rows, *beside) for key in row.numbers}:
            one, other = value_of(rows, key), value_of(beside, key)
            if one is not None and other and ratio_holds(said.quantities[0], one, other):
                found.borne.extend(said.quantities)
                return True
    return False


_BESIDE = 24
"""Characters between a share and the group whose figure it is a share of."""


def _of_reference(scene: Scene, said: Said, found: Read) -> bool:
    """ "About half of the reference": a share of another figure of the same customer."""
    row = scene.world.people.get(scene.person() or "")
    if row is None or not scene.has(Cue.WHOLE) or not said.quantities:
        return False
    own, reference = row.numbers.get("probability"), row.numbers.get("baseline_probability")
    holds = bool(own and reference) and _within(said, own / reference, 0)  # type: ignore[operator]
    found.borne.extend(said.quantities if holds else ())
    return holds


def _limit_said(scene: Scene) -> Iterator[Quantity]:
    """The limit that those who are counted exceed."""
    for order in scene.said(Cue.MORE, Cue.LESS):
        yield from [q for q in scene.quantities if q.start >= order.start and q.kind in {"percent", "money"}][:1]


def _nobody(scene: Scene, found: Read) -> None:
    """ "Nobody has a balance of zero": that no Fact counts is no proof of it."""
    none = scene.said(Cue.NONE)
    opens = bool(none) and none[0].start == scene.words[0].start and predicate(scene) is None
    if (
        opens
        and not scene.has(Cue.MORE, Cue.LESS)
        and any(f.value is None for f in scene.features)
        and any(q.kind == "plain" and not counted_limit(scene, q) for q in scene.quantities)
    ):
        found.absent(KIND, none[0].text)


def _within(said: Said, share: float, of: int) -> bool:
    if said.count is not None and of and (said.of is None or (said.of == of and of <= _SMALL)):
        return round(share * of) == said.count
    return said.low - 1e-9 <= share <= said.high + 1e-9


def amounts(scene: Scene) -> Iterator[Said]:
    """Every amount said in the clause."""
    taken: set[int] = set()
    for number, q in enumerate(scene.quantities):
        one = _ONE_BEFORE.search(scene.text[: q.start - scene.start])
        following = scene.quantities[number + 1] if number + 1 < len(scene.quantities) else None
        if q.kind == "fraction" and q.start not in taken:
            if not _compares(scene, q):
                yield _range(q.text, q.readings[0][0], q.hedge, (q,))
        elif one is not None and q.kind == "plain" and q.readings[0][0] >= 2:
            hedge = _hedge_before(scene, one.start() + scene.start)
            yield _range(
                f"{one.group().strip()} {q.text}", 1 / q.readings[0][0], hedge, (q,), of=int(q.readings[0][0]), count=1
            )
        elif (
            following is not None
            and q.kind in {"plain", "times"}
            and following.kind == "plain"
            and _OUT_OF.match(scene.shows(q.end, following.start))
        ):
            part, whole = q.readings[0][0], following.readings[0][0]
            if 0 <= part <= whole and whole >= 2 and not _first(scene, q):
                taken.add(following.start)
                small = whole <= 100
                yield _range(
                    f"{q.text} / {following.text}",
                    part / whole,
                    q.hedge,
                    (q, following) if small else (),
                    count=int(part),
                    of=int(whole),
                )
        elif q.kind == "percent" and number not in taken:
            value, step = q.readings[0]
            yield Said(
                text=q.text,
                low=(value - step / 2) / 100,
                high=(value + step / 2) / 100,
                quantities=(q,),
                loose=not _composes(scene, q),
            )
    yield from _of_them(scene)
    yield from _the_number(scene)
    yield from _universal(scene)


def _compares(scene: Scene, q: Quantity) -> bool:
    """ "A quarter higher": by how much two figures differ, no share of anybody."""
    after = [word for word in scene.words if word.start >= q.end][:1]
    return bool(after) and any(said.start == after[0].start for said in scene.said(Cue.MORE, Cue.LESS))


def _universal(scene: Scene) -> Iterator[Said]:
    """All, both, none, most."""
    counted = any(q.kind in {"plain", "fraction", "percent"} and q.text for q in scene.quantities)
    for cue, low, high in (
        (Cue.ALL, 1.0, 1.0),
        (Cue.BOTH, 1.0, 1.0),
        (Cue.NONE, 0.0, 0.0),
        (Cue.MOSTLY, 0.5000001, 1.0),
    ):
        for said in scene.said(cue):
            if beyond_all(scene) is not None or limited(scene):
                continue
            if predicate(scene) is None or (cue == Cue.ALL and _of_the_whole(scene, said.start)):
                continue
            if scene.shows(said.end, scene.end).lstrip(" *_").startswith(":"):
                continue  # "Most customers: France" is an order
            if said.text.lower() == "most" and said.start != scene.words[0].start:
                continue
            if any(0 <= said.start - equal.end <= 1 for equal in scene.said(Cue.EQUAL)):
                continue  # "the same as all customers"
            if cue is Cue.MOSTLY and any(article.end + 1 == said.start for article in scene.said(Cue.ARTICLE)):
                if said.text.lower().startswith("most"):
                    continue  # "France has the most of them"
            if not scene.denied(said.start) and not (cue == Cue.MOSTLY and counted and "%" in scene.text):
                yield Said(text=said.text, low=low, high=high)
                break


_THEM = compiled(rf"^\s+{any_of('of_them')}\b")


def _of_them(scene: Scene) -> Iterator[Said]:
    """ "Two of them": a count of those who are listed."""
    for q in scene.quantities:
        part = any(o.end <= q.start and _OUT_OF.match(scene.shows(o.end, q.start)) for o in scene.quantities)
        part = part or _ONE_BEFORE.search(scene.text[: q.start - scene.start]) is not None
        if q.kind == "plain" and not part and _THEM.match(scene.shows(q.end, scene.end)):
            yield Said(text=q.text, low=0.0, high=1.0, quantities=(q,), count=int(q.readings[0][0]))


def _the_number(scene: Scene) -> Iterator[Said]:
    """ "The five are in the high band": all who are listed, where they are five."""
    for q in scene.quantities if predicate(scene) is not None and not limited(scene) else ():
        if of_everybody(scene, q):
            yield Said(text=q.text, low=1.0, high=1.0, quantities=(q,))


def _of_the_whole(scene: Scene, at: int) -> bool:
    """ "Across all 9,674 customers": how many there are, no amount."""
    return scene.shows(scene.start, at).lower().rstrip().endswith(tuple(f" {word}" for word in listed("preposition")))


def _first(scene: Scene, q: Quantity) -> bool:
    """ "The first five of 1,695": how many are shown, no share."""
    return any(abs(said.end - q.start) <= 2 or abs(said.start - q.end) <= 2 for said in scene.said(Cue.FIRST))


def _hedge_before(scene: Scene, at: int) -> str:
    return hedge_before(scene.text[: at - scene.start]) or "about"


def _range(
    text: str,
    value: float,
    hedge: str,
    quantities: tuple[Quantity, ...],
    *,
    count: int | None = None,
    of: int | None = None,
) -> Said:
    slack = max(0.12 * value, 0.02) if value <= 0.5 else max(0.12 * (1 - value), 0.03)
    low, high = value - slack, value + slack
    if hedge == "over":
        low, high, count = value, 1.0, None
    elif hedge == "under":
        low, high, count = (value - 0.15 if text.lower() not in {"half", "mitad"} else 0.0), value, None
    elif hedge == "nearly":
        low, high, count = value - max(0.15 * value, 0.03), value + 0.005, None
    return Said(text=text, low=low, high=high, quantities=quantities, count=count, of=of)


def _denied_twice(scene: Scene) -> bool:
    """ "No abandonó ninguno": in Spanish two negations are one, none left."""
    none = [said.start for said in scene.said(Cue.NONE)]
    return any(fold(s.text).startswith("no ") and at >= s.end for s in scene.said(Cue.STAYED) for at in none)


def predicate(scene: Scene) -> Callable[[Row], bool | None] | None:
    """What the clause says of each person of a list: left, stayed, in a band, of a value, over a limit."""
    compared = than_person(scene)
    if compared is not None:
        return compared
    if scene.has(Cue.STAYED) or scene.has(Cue.LEFT):
        stayed = scene.has(Cue.STAYED) and not _denied_twice(scene)
        return lambda row: None if LEFT not in row.texts else (row.texts[LEFT] == "no") == stayed
    for cue, band in _BANDS.items():
        if scene.has(cue):
            return partial(_in_band, band=band, outside=scene.has(Cue.OUTSIDE))
    limit = _limit(scene)
    if limit is not None:
        return limit
    values = [(f.column, f.value) for f in scene.features if f.value is not None]
    owners = [(m.kind, m.values) for m in scene.mentions if m.kind not in {CUSTOMER, "column", "member"}]
    wanted = [(c, frozenset({v})) for c, v in values if v is not None] + owners
    for owner in {o for row in scene.world.people.values() for o in row.texts.values()}:
        if " " in owner and owner in scene.text:
            wanted.append((scene.world.catalog.owner or "owner", frozenset({owner})))
    if not wanted:
        return None
    return lambda row: None if any(c not in row.texts for c, _ in wanted) else all(row.texts[c] in v for c, v in wanted)


def than_person(scene: Scene) -> Callable[[Row], bool | None] | None:
    """ "All five are older than Hill": each one listed against the customer named."""
    orders = [*scene.said(Cue.MORE, Cue.LESS), *adjectives(scene, "er", "or", "as", "os")]
    named = [m for m in scene.mentions if m.kind == CUSTOMER and len(m.values) == 1]
    thans = [t for t in scene.said(Cue.THAN) if named and orders and orders[0].start < t.start < named[0].start]
    row = scene.world.people.get(next(iter(named[0].values))) if len(named) == 1 else None
    columns = [f.column for f in scene.features if f.value is None]
    if row is None or not thans or not columns or columns[0] not in row.numbers:
        return None
    order = min(orders, key=lambda said: said.start)
    return partial(_beyond_person, column=columns[0], limit=row.numbers[columns[0]], more=order.cue is Cue.MORE)


def _beyond_person(row: Row, *, column: str, limit: float, more: bool) -> bool | None:
    held = row.numbers.get(column)
    return None if held is None else (held > limit if more else held < limit)


def _in_band(row: Row, *, band: str, outside: bool) -> bool | None:
    held = row.texts.get("risk_band")
    return None if held is None else (held == band) != outside


def _limit(scene: Scene) -> Callable[[Row], bool | None] | None:
    """ "Exceed 90 %"."""
    for order in scene.said(Cue.MORE, Cue.LESS):
        after = [q for q in scene.quantities if q.start >= order.start and q.kind in {"percent", "money"}]
        if after:
            share = after[0].kind == "percent"
            keys = {k for label in scene.labels for k in label.keys} or ({"probability"} if share else set())
            return partial(
                _over,
                limit=after[0].readings[0][0] / (100 if share else 1),
                keys=frozenset(keys),
                more=order.cue == Cue.MORE,
            )
    return None


def _over(row: Row, *, limit: float, keys: frozenset[str], more: bool) -> bool | None:
    held = [number for key, number in row.numbers.items() if any(of_field(key, k) for k in keys)]
    return None if not held else (held[0] > limit) == more


def _shares(scene: Scene, said: Said) -> Iterator[tuple[float, int]]:
    """Every share the clause can be about, with of how many."""
    yield from _of_people(scene)
    row = scene.world.people.get(scene.person() or "")
    if row is not None and "probability" in row.numbers and scene.has(Cue.RISK, Cue.LEAVING):
        risk = row.numbers["probability"]
        yield (1 - risk if of_staying(scene) else risk), 0
    auc = scene.world.model.get("auc")
    if auc is not None and said.of is not None and said.of <= _OF_PAIRS and _within(said, auc, said.of):
        yield auc, 0  # of pairs of a leaver and a stayer, how often the leaver is scored higher
    for change in scene.world.changes if scene.has(Cue.RISK, Cue.LEAVING) else ():
        yield from ((change.probability, 0), (change.baseline, 0))
    groups = _groups(scene)
    joined = together(groups)
    for wanted in (joined, *(groups if len(groups) > 1 else ())):
        for table in scene.world.tables if wanted else ():
            if not table.of_people:
                yield from _of_groups(scene, wanted, table, said)
    yield from _beyond_quantile(scene)
    if not joined or not any(not t.of_people and list(rows_of(scene.world, joined, t)) for t in scene.world.tables):
        yield from _of_whole(scene, joined)


_OF_PAIRS = 100


def _beyond_quantile(scene: Scene) -> Iterator[tuple[float, int]]:
    """ "Half of the customers are over 44": which share lies beyond a quantile of the Facts."""
    for order in scene.said(Cue.MORE, Cue.LESS):
        limits = [q.readings[0][0] for q in scene.quantities if q.start >= order.start and q.kind in {"plain", "money"}]
        for total in scene.world.totals if limits else ():
            for key, share in _QUANTILES.items():
                if total.get(key) == limits[0]:
                    yield (1 - share if order.cue is Cue.MORE else share), 0


_QUANTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}


def _groups(scene: Scene) -> list[Wanted]:
    """The groups of a clause, else those named before it, else those the text goes on about."""
    own = [w for w, _ in scene.subjects() if CUSTOMER not in w] + list(decades(scene))
    whole = scene.whole or scene
    before = [w for w, at in whole.subjects() if at < scene.start and CUSTOMER not in w]
    carried = scene.carried.carried_groups
    return own or before[-1:] or ([carried] if carried else [])


def _base(scene: Scene, said: Said) -> Cue | None:
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


def _of_people(scene: Scene) -> Iterator[tuple[float, int]]:
    test = predicate(scene)
    for table in scene.world.tables:
        if table.of_people and test is not None:
            judged = [test(row) for row in table.rows]
            if judged and None not in judged:
                yield sum(bool(j) for j in judged) / len(judged), len(judged)


_TELLING = (Cue.LEFT, Cue.LEAVING, Cue.LEAVERS, Cue.STAYED, Cue.OWN, Cue.COUNTED, *_BANDS)
"""Cues that say what a share is a share of; a clause without any goes on with the sentence's."""


def _of_groups(scene: Scene, wanted: Wanted, table: Table, said: Said) -> Iterator[tuple[float, int]]:
    rows = list(rows_of(scene.world, wanted, table))
    if not rows or (len(rows) == len(table.rows) and len(rows) > 1):
        return
    customers, left = _sum(rows, "customers"), _sum(rows, "left")
    told = scene if scene.has(*_TELLING) else scene.whole or scene
    everyone, gone = table.total.get("customers"), table.total.get("left")
    base = _base(scene, said)
    if scene.world.catalog.label.column in wanted and not said.quantities and said.low == 1.0:
        return
    if scene.world.catalog.label.column in wanted and customers and everyone:
        yield customers / everyone, int(everyone)
        return
    if table.population == LEFT:  # its customers are those who left
        if customers and everyone:
            yield customers / everyone, int(everyone)
        return
    if base is Cue.COUNTED and customers and everyone and not told.has(Cue.LEFT, Cue.LEAVING, Cue.STAYED, *_BANDS):
        yield customers / everyone, int(everyone)
        return
    if base is Cue.LEAVERS and left is not None and gone:
        yield left / gone, int(gone)
        return
    if told.has(Cue.STAYED) and customers and left is not None:
        yield 1 - left / customers, int(customers)
        return
    if told.has(Cue.LEFT, Cue.LEAVING, Cue.LEAVERS) and left is not None and customers:
        if gone and _of_leavers(scene, said):
            yield left / gone, int(gone)
        else:
            yield left / customers, int(customers)
        return
    for measure in table.measures:
        money = _sum(rows, measure)
        if measure == "value_at_risk" and money is not None and table.total.get(measure):
            yield money / table.total[measure], 0
            return
    if scene.has(Cue.LEFT, Cue.LEAVING, Cue.STAYED) and not scene.has(*_BANDS):
        for row in rows if len(rows) == 1 else ():
            if "churn_rate" in row.numbers:
                rate = row.numbers["churn_rate"]
                yield (1 - rate if scene.has(Cue.STAYED) else rate), int(customers or 0)
    elif customers and everyone:
        yield customers / everyone, int(everyone)


def _composes(scene: Scene, q: Quantity) -> bool:
    """ "32 % of the customers are in Germany": a share of all that a group makes up, no rate of its own."""
    if not any(len(rows) < len(t.rows) for w in _groups(scene) for t in scene.world.tables if (rows := [*rows_of(scene.world, w, t)])):
        return False
    base = _base(scene, Said(text=q.text, low=0, high=1, quantities=(q,)))
    verbs = [own.start for own in scene.said(Cue.OWN) if own.start >= q.end]
    named = [at for _, at in scene.subjects() if verbs and at > verbs[0]]
    told = scene.has(Cue.LEFT, Cue.STAYED, Cue.RISK, *_BANDS)
    return base is Cue.LEAVERS or (base is Cue.COUNTED and bool(named) and not told)


def _of_leavers(scene: Scene, said: Said) -> bool:
    """ "Most of those who left were Spanish": the group is said of the leavers, not the leaving of the group."""
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
                yield (value, of)


def _sum(rows: list[Row], key: str) -> float | None:
    held = [row.numbers[key] for row in rows if key in row.numbers]
    return sum(held) if held else None
