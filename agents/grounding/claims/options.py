"""Proposals set against each other: which one does most, which more than another, where the risk would be with one."""

from agents.grounding.claims.sides import unbracketed
from agents.grounding.cues import Cue
from agents.grounding.patterns import any_of, compiled
from agents.grounding.plain_words import WORDS
from agents.grounding.quantities import find_quantities
from agents.grounding.scene import Read, Scene
from agents.grounding.vocabulary import Feature
from agents.grounding.world import Change

KIND = "proposal"
_JOINED = compiled(rf"^[\s*_]*(?:\+|{any_of('adds')}\b)(?:\s+[\w*]+){{0,6}}[\s*_]*$")
_BANDS = {Cue.BAND_HIGH: "high", Cue.BAND_MEDIUM: "medium", Cue.BAND_LOW: "low"}
_FIRST = frozenset({Cue.MOST, Cue.BEST, Cue.MAIN})
_ONLY = frozenset({Cue.MORE, Cue.LESS, Cue.BEST, Cue.WORST})
_NUMBER = compiled(rf"(?P<one>[\w]+)(?:\s+{any_of('more_words')})?[\s*_]*$")


def read(scene: Scene, found: Read) -> None:
    """What is said of proposals that are named by what they change."""
    sentence = scene.whole or scene
    options = scene.world.options
    if not options or "?" in scene.text or sentence.has(Cue.HEDGE):
        return
    _each(scene, found, options)
    _many(scene, found, options)
    named = _named(scene, options)
    known = [option for option in named if option is not None]
    if named and not known:
        _none_so(scene, found)
    elif len(known) == 2 and scene.has(Cue.THAN) and scene.has(*_ONLY):
        _compared(scene, found, known[0], known[1])
    elif len(known) == len(named) == 1:
        _best(scene, found, known[0], options)
        _band(scene, found, known[0])


def _none_so(scene: Scene, found: Read) -> None:
    """What no proposal changes is said to do something."""
    moves = scene.has(Cue.DOWN) and not scene.world.drivers
    if moves or scene.has(*_FIRST, *_BANDS, Cue.MORE, Cue.LESS):
        found.absent(KIND, scene.text)


def _best(scene: Scene, found: Read, option: Change, options: list[Change]) -> None:
    """ "The one that does most" must be the first of all by one of the numbers that can be meant."""
    best = next((s for s in scene.said(*_FIRST) if not scene.denied(s.start)), None)
    among = scene.has(Cue.THAN, Cue.AMONG, Cue.LISTED, Cue.RANKED, Cue.IF) and not scene.has(Cue.NOTHING)
    if best is not None and not among and not (scene.subject() and scene.has(Cue.RISKIEST)):
        keys = _keys(scene, options)
        if keys and not any(option.numbers[key] == max(o.numbers[key] for o in options) for key in keys):
            found.wrong(KIND, best.text)


def _many(scene: Scene, found: Read, options: list[Change]) -> None:
    """ "There are three options", of which the Facts have one."""
    sizes = {
        said.start: int(q.readings[0][0])
        for said in scene.said(Cue.PROPOSAL)
        for q in find_quantities(scene.text[: said.start - scene.start])
        if q.kind == "plain" and scene.start + q.end + 1 == said.start
    }
    if any(size > len(options) for size in sizes.values()):
        found.wrong(KIND, scene.text)


def _each(scene: Scene, found: Read, options: list[Change]) -> None:
    """ "None of the three gets her out of the high band", "both lead to the medium one"."""
    bands = [(said, band) for cue, band in _BANDS.items() for said in scene.said(cue)]
    if len(bands) != 1 or not scene.has(Cue.PROPOSAL) or _changeable(scene, options):
        return
    judged = [(option.band == bands[0][1]) != scene.has(Cue.OUTSIDE) for option in options]
    none, every = scene.has(Cue.NONE, Cue.NOTHING), scene.has(Cue.ALL, Cue.BOTH)
    if (none and any(judged)) or (every and not none and not all(judged)):
        found.wrong(KIND, bands[0][0].text)


def _band(scene: Scene, found: Read, option: Change) -> None:
    """The band that the risk ends in; the one it is in now may be told too."""
    bands = [(said, band) for cue, band in _BANDS.items() for said in scene.said(cue)]
    told = [(said, band) for said, band in bands if not scene.denied(said.start)]
    as_now = scene.has(Cue.OUT_OF, Cue.STAYED, Cue.MOMENT) and told and told[0][1] == option.baseline_band
    if len(told) == 1 and told[0][1] != option.band and not as_now:
        found.wrong(KIND, told[0][0].text)


def _compared(scene: Scene, found: Read, one: Change, other: Change) -> None:
    """ "A second product keeps more value than a card"."""
    order = scene.said(*_ONLY)[0]
    more = (order.cue in {Cue.MORE, Cue.BEST}) != scene.denied(order.start)
    held = [one.numbers[k] > other.numbers[k] for k in _keys(scene, [one, other]) if one.numbers[k] != other.numbers[k]]
    if held and more not in held:
        found.wrong(KIND, order.text)


def _keys(scene: Scene, options: list[Change]) -> list[str]:
    """By which numbers a proposal can be the first: the value it keeps, what it takes off the risk."""
    value = any("value" in key for label in scene.labels for key in label.keys)
    wanted = ("value_kept",) if value and not scene.has(Cue.DOWN) else ("risk_lowered", "value_kept")
    return [key for key in wanted if all(key in option.numbers for option in options)]


def _named(scene: Scene, options: list[Change]) -> list[Change | None]:
    """The proposals that a clause names by all they change; None where there is none that changes just that."""
    changed = [{feature.column for feature in group} for group in _together(scene, _changeable(scene, options))]
    return [next((o for o in options if set(o.after) == columns), None) for columns in changed]


def _changeable(scene: Scene, options: list[Change]) -> list[Feature]:
    """The columns named that a proposal can change, but for values that are as they are."""
    columns = {c for option in options for c in option.after}
    columns |= {c.name for c in scene.world.catalog.columns.values() if c.actionable}
    return [f for f in scene.features if f.column in columns and not _as_it_is(scene, f, options)]


def _together(scene: Scene, features: list[Feature]) -> list[list[Feature]]:
    """The columns that are joined into one proposal: "a card + a second product"."""
    groups: list[list[Feature]] = []
    for feature in features:
        joined = groups and _JOINED.match(unbracketed(scene.shows(groups[-1][-1].end, feature.start)))
        groups[-1].append(feature) if joined else groups.append([feature])
    return groups


def _as_it_is(scene: Scene, feature: Feature, options: list[Change]) -> bool:
    """Whether a value is the one that the customer has now: "only one product"."""
    before = {str(o.before[feature.column]) for o in options if feature.column in o.before}
    number = _NUMBER.search(scene.shows(scene.start, feature.start))
    word = number["one"].lower() if number is not None else ""
    return feature.value in before or word in before or ("1" in before and word in WORDS["ones"])
