"""Statistics of one column: the mean against the median, the youngest and the oldest with their figures."""

from collections.abc import Mapping

from agents.grounding.claims.threshold import side
from agents.grounding.cues import Cue
from agents.grounding.figures import FigureIndex
from agents.grounding.matching import candidates
from agents.grounding.patterns import whole
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene

KIND = "statistic"
_NAMED = ("mean", "median")
_NEAR = 30


def read(scene: Scene, found: Read, index: FigureIndex) -> None:
    """Claims on how a column's values lie."""
    if "?" in scene.text or scene.has(Cue.IF):
        return
    _told_as(scene, found, index)
    _compared(scene, found)
    _extremes(scene, found)
    _nobody(scene, found)


def _told_as(scene: Scene, found: Read, index: FigureIndex) -> None:
    """ "A median of 44.8", where that is the mean."""
    said = {name: match for name in _NAMED if (match := whole(f"{name}_words").search(scene.text)) is not None}
    if len(said) != 1:
        return
    name = next(iter(said))
    for q in scene.quantities if q_near(scene, said[name].end()) else ():
        told = {b.key.partition("_")[0] for b in candidates(index, q) if b.unit not in {"id", "rank", "text", "echo"}}
        if told and name not in told and told <= set(_NAMED):
            found.wrong(KIND, q.text)


def q_near(scene: Scene, at: int) -> bool:
    """Whether a figure follows a place of the clause."""
    return any(q.start - scene.start >= at for q in scene.quantities)


def _compared(scene: Scene, found: Read) -> None:
    """ "The median is above the mean"."""
    at = {name: match.start() for name in _NAMED if (match := whole(name).search(scene.text)) is not None}
    orders = scene.said(Cue.MORE, Cue.LESS)
    if len(at) < len(_NAMED) or not orders:
        return
    first, second = sorted(at, key=lambda name: at[name])
    order = orders[0]
    if not at[first] < order.start - scene.start < at[second]:
        return
    says = (order.cue is Cue.MORE) != scene.denied(order.start)
    held = [(t[first], t[second]) for t in scene.world.totals if first in t and second in t]
    if held and not any((one > other) == says for one, other in held):
        found.wrong(KIND, order.text)


def _nobody(scene: Scene, found: Read) -> None:
    """ "Nobody has more than 200,000 €", where somebody does; "the highest balance is 219,917 €"."""
    spreads = [t for t in scene.world.totals if "max" in t and "median" in t]
    if len(spreads) != 1 or scene.subjects():
        return
    limits = [(q, over) for q in scene.quantities if (over := side(scene, q)) is not None]
    for q, over in limits:
        limit = q.readings[0][0]
        if q.kind not in {"money", "plain"}:
            continue
        if scene.has(Cue.NONE, Cue.NOTHING):
            holds = spreads[0]["max"] <= limit if over else spreads[0].get("min", 0.0) >= limit
            found.borne.append(q) if holds else found.wrong(KIND, q.text)
        elif any(map(_half, scene.quantities)) and _is_mean(spreads[0], limit):
            found.wrong(KIND, q.text)  # half of them lie below the median, not the mean


def _half(q: Quantity) -> bool:
    return q.kind == "fraction" and q.readings[0][0] == _HALF and q.hedge == "about"


_HALF = 0.5


def _is_mean(spread: Mapping[str, float], limit: float) -> bool:
    return abs(limit - spread.get("mean", limit)) < 1 <= abs(limit - spread["median"])


def _extremes(scene: Scene, found: Read) -> None:
    """ "The youngest is 20", where the lowest is 18."""
    for feature in scene.features:
        text = scene.shows(feature.start, feature.end).lower()
        before = scene.shows(scene.start, feature.start).lower().rstrip()
        if not feature.sign or not (
            text.endswith("est") or text.startswith("más ") or before.endswith(("más", "el", "la"))
        ):
            continue
        after = [q for q in scene.quantities if 0 <= q.start - feature.end <= _NEAR and q.kind == "plain"]
        key = "max" if feature.sign > 0 else "min"
        held = [t[key] for t in scene.world.totals if key in t]
        value, step = after[0].readings[0] if after else (0.0, 0.0)
        if after and held and not any(abs(one - value) <= step / 2 for one in held):
            found.wrong(KIND, after[0].text)
