"""Amounts in words: half, most, all, none, one in three, two of the five must be the share the Facts hold."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from agents.grounding.claims.measures import of_field
from agents.grounding.claims.order import beyond_all
from agents.grounding.claims.threshold import limited, of_everybody
from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import fold
from agents.grounding.plain_words import WORDS
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene, Wanted
from agents.grounding.world import LEFT, Row, Table, rows_of

KIND = "amount"
_OUT_OF = re.compile(
    r"^\s*(?:out\s+of(?:\s+every)?|in(?:\s+every)?|of(?:\s+the)?|de\s+cada|de\s+los|de\s+las|de|por\s+cada|de\s+entre\s+los|entre(?:\s+cada)?)\s+$",
    re.IGNORECASE,
)
_ONE_BEFORE = re.compile(
    r"\b(one|an?|un[oa]?)[\s-]+(?:(?:customers?|clients?|clientes?|people|persons?|personas?)\s+)?"
    r"(?:out\s+of(?:\s+every)?|in(?:\s+every)?|of\s+the|de\s+cada|por\s+cada|de\s+l[oa]s|entre)[\s-]+$",
    re.IGNORECASE,
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
        elif not said.loose:
            found.wrong(KIND, said.text)


def _nobody(scene: Scene, found: Read) -> None:
    """ "Nobody has a balance of zero": that no Fact counts is no proof of it."""
    none = scene.said(Cue.NONE)
    opens = bool(none) and none[0].start == scene.words[0].start and predicate(scene) is None
    if (
        opens
        and not scene.has(Cue.MORE, Cue.LESS)
        and any(f.value is None for f in scene.features)
        and any(q.kind == "plain" for q in scene.quantities)
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
            yield _range(q.text, _multiple(scene, q), q.hedge, (q,))
        elif one is not None and q.kind == "plain" and q.readings[0][0] >= 2:
            hedge = _hedge_before(scene, one.start() + scene.start)
            yield _range(
                f"{one.group().strip()} {q.text}", 1 / q.readings[0][0], hedge, (q,), of=int(q.readings[0][0]), count=1
            )
        elif (
            following is not None
            and q.kind == following.kind == "plain"
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
                text=q.text, low=(value - step / 2) / 100, high=(value + step / 2) / 100, quantities=(q,), loose=True
            )
    yield from _of_them(scene)
    yield from _the_number(scene)
    yield from _universal(scene)


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
            if not scene.denied(said.start) and not (cue == Cue.MOSTLY and counted and "%" in scene.text):
                yield Said(text=said.text, low=low, high=high)
                break


_THEM = re.compile(r"^\s+(?:of\s+(?:them|these)|de\s+(?:ell[oa]s|est[oa]s))\b", re.IGNORECASE)


def _of_them(scene: Scene) -> Iterator[Said]:
    """ "Two of them": a count of those who are listed."""
    for q in scene.quantities:
        if q.kind == "plain" and _THEM.match(scene.shows(q.end, scene.end)):
            yield Said(text=q.text, low=0.0, high=1.0, quantities=(q,), count=int(q.readings[0][0]))


def _the_number(scene: Scene) -> Iterator[Said]:
    """ "The five are in the high band": all who are listed, where they are five."""
    for q in scene.quantities if predicate(scene) is not None and not limited(scene) else ():
        if of_everybody(scene, q):
            yield Said(text=q.text, low=1.0, high=1.0, quantities=(q,))


_PREPOSITIONS = ("of", "in", "across", "over", "from", "for", "at", "de", "sobre", "entre", "en", "a")


def _of_the_whole(scene: Scene, at: int) -> bool:
    """ "Across all 9,674 customers": how many there are, no amount."""
    return scene.shows(scene.start, at).lower().rstrip().endswith(tuple(f" {word}" for word in _PREPOSITIONS))


def _first(scene: Scene, q: Quantity) -> bool:
    """ "The first five of 1,695": how many are shown, no share."""
    return any(abs(said.end - q.start) <= 2 or abs(said.start - q.end) <= 2 for said in scene.said(Cue.FIRST))


def _multiple(scene: Scene, q: Quantity) -> float:
    """ "Two thirds": the number before a fraction of one multiplies it."""
    value = q.readings[0][0]
    before = [o for o in scene.quantities if o.end <= q.start and q.start - o.end <= 1 and o.kind == "plain" and o.word]
    return value * before[0].readings[0][0] if before and value < 0.5 else value


def _hedge_before(scene: Scene, at: int) -> str:
    before = scene.text[: at - scene.start].lower().rstrip()
    if before.endswith(("more than", "over", "más de", "at least", "al menos")):
        return "over"
    if before.endswith(("almost", "nearly", "casi")):
        return "nearly"
    return "under" if before.endswith(("less than", "fewer than", "under", "menos de")) else "about"


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
        yield row.numbers["probability"], 0
    wanted = [w for w, _ in scene.subjects() if CUSTOMER not in w] or [g for g in (scene.carried.carried_groups,) if g]
    joined: dict[str, frozenset[str]] = {k: v for w in wanted for k, v in w.items()}
    for table in scene.world.tables:
        if joined and not table.of_people:
            yield from _of_groups(scene, joined, table, said)
    if not joined or not any(not t.of_people and list(rows_of(scene.world, joined, t)) for t in scene.world.tables):
        yield from _of_whole(scene, joined)


def _of_people(scene: Scene) -> Iterator[tuple[float, int]]:
    test = predicate(scene)
    for table in scene.world.tables:
        if table.of_people and test is not None:
            judged = [test(row) for row in table.rows]
            if judged and None not in judged:
                yield sum(bool(j) for j in judged) / len(judged), len(judged)


def _of_groups(scene: Scene, wanted: Wanted, table: Table, said: Said) -> Iterator[tuple[float, int]]:
    rows = list(rows_of(scene.world, wanted, table))
    if not rows or (len(rows) == len(table.rows) and len(rows) > 1):
        return
    customers, left = _sum(rows, "customers"), _sum(rows, "left")
    everyone, gone = table.total.get("customers"), table.total.get("left")
    if scene.has(Cue.STAYED) and customers and left is not None:
        yield 1 - left / customers, int(customers)
        return
    if scene.has(Cue.LEFT, Cue.LEAVING, Cue.LEAVERS) and left is not None and customers:
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
        if scene.has(Cue.LEFT, Cue.STAYED, Cue.LEAVING) and total.get("customers") and "left" in total:
            share = total["left"] / total["customers"]
            yield (1 - share if scene.has(Cue.STAYED) else share), int(total["customers"])
        for key, value in total.items():
            if key.startswith("share") and not scene.has(Cue.LEFT, Cue.STAYED):
                of = int(total.get("customers", 0))
                yield (value, of)


def _sum(rows: list[Row], key: str) -> float | None:
    held = [row.numbers[key] for row in rows if key in row.numbers]
    return sum(held) if held else None
