"""Amounts in words: half, most, all, none, one in three, two of the five must be the share the Facts hold."""

from collections.abc import Iterator

from agents.grounding.claims.measures import value_of
from agents.grounding.claims.order import beyond_all
from agents.grounding.claims.predicates import predicate
from agents.grounding.claims.ratios import ratio_holds, together
from agents.grounding.claims.shares import BANDS, Said, base_of, groups_of, shares, within
from agents.grounding.claims.threshold import limited, of_everybody, of_the_whole, stays
from agents.grounding.cues import Cue
from agents.grounding.cues import Said as Cued
from agents.grounding.patterns import any_of, compiled, listed, whole
from agents.grounding.quantities import Quantity, hedge_before, hedged_from
from agents.grounding.scene import Read, Scene
from agents.grounding.world import rows_of

KIND = "amount"
_ONE_OF = compiled(rf"\b{any_of('one')}\s+(?:{any_of('people')}\s+)?{any_of('of')}\s+{any_of('article')}\s+$")
_TO = compiled(rf"\b{any_of('to_share')}\s+$")
_OUT_OF = compiled(rf"^\s*{any_of('out_of')}(?:\s+{any_of('article')})?\s+$")


def read(scene: Scene, found: Read) -> None:
    """The amounts of a clause against every share it can be about."""
    _for_every(scene, found)
    for said in amounts(scene):
        if said.quantities and all(q in found.borne for q in said.quantities):
            continue
        if _restates(scene, said):
            found.borne.extend(said.quantities)
            continue
        held = list(shares(scene, said))
        if not held:
            if _of_whom(scene, said):
                found.absent(KIND, said.text)
            continue
        if any(within(said, share, of) for share, of in held):
            found.borne.extend(said.quantities)
        elif (
            not said.loose
            and not _of_another(scene, said, found)
            and not _of_a_change(scene, said, found)
            and not _of_reference(scene, said, found)
        ):
            found.wrong(KIND, said.text)


def _restates(scene: Scene, said: Said) -> bool:
    """ "32.8 %, roughly one in three": the figure beside it in other words."""
    sentence = scene.whole or scene
    own = said.quantities[0] if len(said.quantities) == 1 and said.quantities[0].kind == "fraction" else None
    beside = [q for q in sentence.quantities if own is not None and q.kind == "percent" and q.end <= own.start]
    near = beside and own is not None and own.start - beside[-1].end <= _BESIDE
    return bool(near) and within(said, beside[-1].readings[0][0] / 100, 0)


def _for_every(scene: Scene, found: Read) -> None:
    """ "For every customer who left, four stay": those who stay by those who left, or the other way round."""
    sentence = scene.whole or scene
    opens = whole("for_every").search(sentence.text)
    left, stayed = sentence.said(Cue.LEFT), [w for w in sentence.words if stays(sentence, w)]
    after = [q for q in scene.quantities if opens is not None and q.start >= opens.end() and q.kind == "plain"]
    gone, kept = _by_status(scene)
    if not left or not stayed or not after or not gone or not kept:
        return
    ratio = kept / gone if left[0].start < stayed[0].start else gone / kept
    if abs(after[-1].readings[0][0] / ratio - 1) <= _ROUND:
        found.borne.append(after[-1])
    else:
        found.wrong(KIND, after[-1].text)


_ROUND = 0.12
"""How far a round ratio may be from the true one."""


def _by_status(scene: Scene) -> tuple[float, float]:
    """How many left and how many stayed, where the Facts hold both."""
    label = scene.world.catalog.label
    for table in scene.world.tables:
        sides = {v: row.numbers.get("customers", 0.0) for row in table.rows for v in row.subject.get(label.column, ())}
        if {label.positive, label.negative} <= sides.keys():
            return sides[label.positive], sides[label.negative]
    both = next((t for t in scene.world.totals if "left" in t and "customers" in t), {})
    return both.get("left", 0.0), both.get("customers", 0.0) - both.get("left", 0.0)


def _of_whom(scene: Scene, said: Said) -> bool:
    """Whether a share is said of people ("half of whom are inactive"), which no Fact divides so."""
    if not any(q.kind == "fraction" for q in said.quantities) or scene.has(Cue.HEDGE, Cue.IF, Cue.UP, Cue.DOWN):
        return False
    return any(f.value is not None for f in scene.features) and bool(scene.world.tables)


def _of_a_change(scene: Scene, said: Said, found: Read) -> bool:
    """Whether a share is by how much a risk moves; where the clause says which way, `direction` reads it."""
    if not any(q.kind == "fraction" for q in said.quantities) or scene.has(Cue.COUNTED):
        return False
    ratios = [c.probability / c.baseline for c in scene.world.changes if c.baseline]
    begins = hedged_from(scene.text[: said.quantities[0].start - scene.start])[0]
    to = _TO.search(scene.text[:begins]) is not None
    if any(within(said, ratio, 0) or (not to and within(said, abs(1 - ratio), 0)) for ratio in ratios):
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
        rows, beside = (
            list(rows_of(scene.world, together(before[-2:]), table)),
            list(rows_of(scene.world, after[0], table)),
        )
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
    holds = bool(own and reference) and within(said, own / reference, 0)  # type: ignore[operator]
    found.borne.extend(said.quantities if holds else ())
    return holds


def amounts(scene: Scene) -> Iterator[Said]:
    """Every amount said in the clause."""
    taken: set[int] = set()
    for number, q in enumerate(scene.quantities):
        following = scene.quantities[number + 1] if number + 1 < len(scene.quantities) else None
        one = _ONE_OF.search(scene.text[: q.start - scene.start])
        if one is not None and q.kind == "plain" and q.readings[0][0] >= 2:
            of = int(q.readings[0][0])
            yield _range(f"{one.group().strip()} {q.text}", 1 / of, "about", (q,), of=of, count=1)
        elif q.kind == "fraction" and q.start not in taken:
            yield _range(q.text, q.readings[0][0], q.hedge, (q,))
        elif (
            following is not None
            and q.kind in {"plain", "times"}
            and following.kind == "plain"
            and _OUT_OF.match(scene.shows(q.end, following.start))
        ):
            part, whole = q.readings[0][0], following.readings[0][0]
            first = any(abs(s.end - q.start) <= 2 or abs(s.start - q.end) <= 2 for s in scene.said(Cue.FIRST))
            if 0 <= part <= whole and whole >= 2 and not first:
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


_FAR_OVER = 1.7
"""How many times a share may be what it is said to be more than: nobody calls all "more than a third", if "most"."""
_NEARLY_ALL = 0.85
"""The least that "nearly all" may be."""


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
            after = [word for word in scene.words if word.start >= said.end][:1]
            noun = any(o.start == w.start for w in after for o in scene.said(Cue.LISTED, Cue.COUNTED))
            moments = whole("before_and_after").search(scene.shows(said.end, scene.end))
            if cue is Cue.BOTH and (_two_named(scene) or noun or moments):
                continue  # "France and Spain, both …": of the two that are named
            if predicate(scene) is None or (cue is Cue.ALL and of_the_whole(scene, said.start)):
                continue
            if scene.shows(said.end, scene.end).lstrip(" *_").startswith(":"):
                continue  # "Most customers: France" is an order
            if said.text.lower() == "most" and said.start != scene.words[0].start:
                continue
            if (cue is Cue.ALL and _of_those_counted(scene, said.start)) or _largest(scene, said):
                continue
            if cue is Cue.ALL and hedge_before(scene.text[: said.start - scene.start]) == "nearly":
                yield Said(text=said.text, low=_NEARLY_ALL, high=1.0)
                break
            if any(0 <= said.start - equal.end <= 1 for equal in scene.said(Cue.EQUAL)):
                continue  # "the same as all customers"
            articled = any(article.end + 1 == said.start for article in scene.said(Cue.ARTICLE))
            if cue is Cue.MOSTLY and articled and said.text.lower().startswith("most"):
                continue  # "France has the most of them"
            if not scene.denied(said.start) and not (cue == Cue.MOSTLY and counted and "%" in scene.text):
                yield Said(text=said.text, low=low, high=high)
                break


def _two_named(scene: Scene) -> bool:
    """ "France and Spain, both …": two are named, be they groups or columns."""
    sentence = scene.whole or scene
    return len(sentence.subjects()) > 1 or len({f.column for f in sentence.features}) > 1


def _of_those_counted(scene: Scene, at: int) -> bool:
    """ "Four of the five are German, all of them men": so many are both."""
    test, before = predicate(scene), [q.readings[0][0] for q in scene.quantities if q.end <= at and q.kind == "plain"]
    lists = (table.rows for table in scene.world.tables if table.of_people) if test is not None and before else ()
    return any(sum(test(row) is True for row in rows) == before[0] for rows in lists if test is not None)


def _largest(scene: Scene, said: Cued) -> bool:
    """ "The bulk" is the largest part, be it no half: of leavers, or of customers."""
    if said.text.lower() not in listed("bulk"):
        return False
    key = "left" if scene.has(Cue.LEAVERS, Cue.LEFT, Cue.LEAVING) else "customers"
    for wanted in groups_of(scene):
        for table in scene.world.tables:
            own = [row.numbers.get(key, 0.0) for row in rows_of(scene.world, wanted, table)]
            if own and max(own) == max(row.numbers.get(key, 0.0) for row in table.rows):
                return True
    return False


_OF_THE = compiled(rf"^[\s*_]*{any_of('of')}\s+{any_of('article')}\s")
_THEM = compiled(rf"^\s+{any_of('of_them')}\b")


def _of_them(scene: Scene) -> Iterator[Said]:
    """ "Two of them": a count of those who are listed."""
    for q in scene.quantities if any(table.of_people for table in scene.world.tables) else ():
        part = any(o.end <= q.start and _OUT_OF.match(scene.shows(o.end, q.start)) for o in scene.quantities)
        part = part or _ONE_OF.search(scene.text[: q.start - scene.start]) is not None
        if q.kind == "plain" and not part and _THEM.match(scene.shows(q.end, scene.end)):
            yield Said(text=q.text, low=0.0, high=1.0, quantities=(q,), count=int(q.readings[0][0]))


def _the_number(scene: Scene) -> Iterator[Said]:
    """ "The five are in the high band": all who are listed, where they are five."""
    for q in scene.quantities if predicate(scene) is not None and not limited(scene) else ():
        if of_everybody(scene, q) and not _ONE_OF.search(scene.text[: q.start - scene.start]):
            yield Said(text=q.text, low=1.0, high=1.0, quantities=(q,))


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
        low, high, count = value, 1.0 if value >= 0.5 else value * _FAR_OVER, None
    elif hedge == "under":
        low, high, count = (value - 0.15 if text.lower() not in {"half", "mitad"} else 0.0), value, None
    elif hedge == "nearly":
        low, high, count = value - max(0.15 * value, 0.03), value + 0.005, None
    return Said(text=text, low=low, high=high, quantities=quantities, count=count, of=of)


def _composes(scene: Scene, q: Quantity) -> bool:
    """ "32 % of the customers are in Germany": a share of all that a group makes up, no rate of its own."""
    if not any(
        len(rows) < len(t.rows)
        for w in groups_of(scene)
        for t in scene.world.tables
        if (rows := [*rows_of(scene.world, w, t)])
    ):
        return False
    base = base_of(scene, Said(text=q.text, low=0, high=1, quantities=(q,)))
    if base is Cue.LEAVERS and not _OF_THE.match(scene.shows(q.end, scene.end)):
        return False  # "28 % de bajas" is a rate
    verbs = [own.start for own in scene.said(Cue.OWN) if own.start >= q.end]
    named = [at for _, at in scene.subjects() if verbs and at > verbs[0]]
    told = scene.has(Cue.LEFT, Cue.STAYED, Cue.RISK, *BANDS)
    return base is Cue.LEAVERS or (base is Cue.COUNTED and bool(named) and not told)
