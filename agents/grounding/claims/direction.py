"""Direction: from A to B must go the way it is said to; a supposed change must move the risk that way."""

from collections.abc import Iterable, Iterator

from agents.grounding.cues import Cue, Said
from agents.grounding.patterns import any_of, compiled
from agents.grounding.quantities import Quantity, hedged_from
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Change

KIND = "direction"
_MODIFIED = rf"(?:{any_of('modifiers')}\s+)*[*_]*$"
_TO = compiled(
    rf"^[\s*_(]*(?:\([^)]*\)\s*)?(?:,?\s*{any_of('place')}\s[^,;]{{0,40}})?\s*"
    rf"(?:(up|down)\s+to|{any_of('towards')})\s+{_MODIFIED}"
)
_FROM = compiled(rf"\b{any_of('from')}\s+{_MODIFIED}")
_TARGET = compiled(rf"\b{any_of('target')}\s+{_MODIFIED}")
_TO_SHARE = compiled(rf"\b{any_of('to_share')}\s+(?:{any_of('article')}\s+)?[*_]*$")


_TAIL = 30


def read(scene: Scene, found: Read) -> None:
    """Claims that something rises or falls."""
    verbs = [*_apart(s for s in scene.said(Cue.UP, Cue.DOWN) if not scene.only_supposes(s.start))] or _compared(scene)
    for one, other in zip(scene.quantities, scene.quantities[1:], strict=False):
        way = _TO.match(scene.shows(one.end, other.start)) if one.kind == other.kind else None
        if not verbs and way is not None and way[1]:
            cue = Cue.UP if way[1].lower() == "up" else Cue.DOWN
            verbs = [Said(cue=cue, text=way[1], start=one.start, end=one.start)]
    if not verbs:
        return
    for one, other in zip(scene.quantities, scene.quantities[1:], strict=False):
        begins = scene.start + hedged_from(scene.text[: other.start - scene.start])[0]
        if one.kind == other.kind and _TO.match(scene.shows(one.end, min(begins, other.start))):
            _from_to(scene, found, one, other, verbs)
        elif one.kind == other.kind and _to_from(scene, one, other):
            _from_to(scene, found, other, one, [verb for verb in verbs if verb.end <= one.start] or verbs)
    change = matching(scene) if not _of_value(scene, found, verbs) else None
    if change is not None:
        _supposed(scene, found, change, verbs)


def _of_value(scene: Scene, found: Read, verbs: list[Said]) -> bool:
    """ "The value at risk would grow too": the amount's own movement, where nothing is said of the risk."""
    named = [lab for lab in scene.labels if "value_at_risk" in lab.keys and lab.end <= verbs[-1].start]
    if not named or scene.has(Cue.RISK) or not scene.world.changes:
        return False
    rises = (verbs[-1].cue is Cue.UP) != scene.denied(verbs[-1].start)
    held = [one.at_risk for one in scene.world.changes if one.at_risk is not None]
    if not any((after > before) is rises and after != before for before, after in held):
        found.wrong(KIND, verbs[-1].text)
    return True


def _apart(verbs: Iterable[Said]) -> Iterator[Said]:
    """Verbs without those that only go on with the one before: "would lower", "lower the"."""
    end = -1
    for verb in sorted(verbs, key=lambda said: (said.start, -said.end)):
        if verb.start >= end:
            yield verb
        end = max(end, verb.end)


def _compared(scene: Scene) -> list[Said]:
    """ "The risk would be higher": a comparison with the risk as it is now goes that way."""
    if not scene.has(Cue.RISK) or scene.has(Cue.THAN):
        return []
    orders = scene.said(Cue.MORE, Cue.LESS)
    return [
        Said(cue=Cue.UP if s.cue is Cue.MORE else Cue.DOWN, text=s.text, start=s.start, end=s.end) for s in orders[:1]
    ]


def _to_from(scene: Scene, one: Quantity, other: Quantity) -> bool:
    """ "To 30 %, from 25 %": the end is said first."""
    text, start = scene.text, scene.start
    return bool(_TARGET.search(text[: one.start - start]) and _FROM.search(text[: other.start - start]))


def _from_to(scene: Scene, found: Read, one: Quantity, other: Quantity, verbs: list[Said]) -> None:
    before = [verb for verb in verbs if verb.end <= one.start]
    verb = (before or verbs)[-1 if before else 0]
    rises = (verb.cue == Cue.UP) != scene.denied(verb.start)
    firsts, seconds = one.readings[0][0], other.readings[0][0]
    if firsts != seconds and (seconds > firsts) != rises:
        found.wrong(KIND, f"{verb.text} {one.text} → {other.text}")


def matching(scene: Scene) -> Change | None:
    """The change of the Facts a clause supposes, if it is just one: by customer and by the columns named."""
    person = scene.person()
    whole = scene.whole or scene
    columns = {feature.column for feature in whole.features}
    pool = [change for change in scene.world.changes if person is None or change.customer == person]
    if not pool or not whole.has(Cue.IF, Cue.UP, Cue.DOWN):
        return None
    exact = [change for change in pool if columns and set(change.after) <= columns]
    if exact:
        most = max(len(change.after) for change in exact)
        best = [change for change in exact if len(change.after) == most]
        return best[0] if len(best) == 1 else None
    return pool[0] if len(pool) == 1 and not columns & _known(scene) else None


def _known(scene: Scene) -> set[str]:
    return {driver.column for drivers in scene.world.drivers for driver in drivers}


def _supposed(scene: Scene, found: Read, change: Change, verbs: list[Said]) -> None:
    """The last verb is the risk's; an earlier one is the column's own."""
    verb = verbs[-1]
    rises = (verb.cue == Cue.UP) != scene.denied(verb.start)
    same = change.probability == change.baseline
    if (same and len(verbs) == 1 and not scene.denied(verb.start)) or (
        not same and (change.probability > change.baseline) != rises
    ):
        found.wrong(KIND, verb.text)
    numbers = {c: v for c, v in change.after.items() if isinstance(v, int | float) and c in change.before}
    if len(verbs) > 1 and len(numbers) == 1 and scene.has(Cue.IF):
        column, value = next(iter(numbers.items()))
        old = change.before[column]
        if isinstance(old, int | float) and value != old and (value > old) != (verbs[0].cue == Cue.UP):
            found.wrong(KIND, verbs[0].text)
    for times in (q for q in scene.quantities if q.kind in {"times", "fraction"} and change.baseline):
        ratio = change.probability / change.baseline
        factor = times.readings[0][0]
        begins = hedged_from(scene.text[: times.start - scene.start])[0]
        if times.kind == "fraction" and not _TO_SHARE.search(scene.text[max(0, begins - _TAIL) : begins]):
            held = [abs(1 - ratio)]  # by a quarter
        else:
            held = [ratio, 1 / ratio] if ratio else []
        if not any(_near(times, value / factor) for value in held):
            found.wrong(KIND, times.text)
        else:
            found.borne.append(times)


def _near(q: Quantity, ratio: float) -> bool:
    """Whether a true number over the one said is as near as it is said to be."""
    if q.hedge == "over":
        return 0.98 <= ratio <= 1.5
    if q.hedge in {"under", "nearly"}:
        return 0.7 <= ratio <= 1.02
    return abs(ratio - 1) <= 0.2
