"""Proposals: what is called the option must be one of the Facts; a change from one state to another must be theirs."""

from agents.grounding.cues import Cue
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.plain_words import WORDS
from agents.grounding.quantities import find_quantities
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Change

KIND = "proposal"
_FROM_TO = compiled(
    rf"\b{any_of('from')}\s+(?:{any_of('article')}\s+)?(?P<one>[\w.,]+)(?:\s+[\w]+)?\s+{any_of('to')}\s+"
    rf"(?:{any_of('article')}\s+)?(?P<other>[\w.,]+)"
)


def read(scene: Scene, found: Read) -> None:
    """What is proposed, and from what to what."""
    if "?" in scene.text:
        return
    _named(scene, found)
    _supposed(scene, found)
    _states(scene, found)


def _named(scene: Scene, found: Read) -> None:
    """ "The best option is a second product", where the only one is a higher balance."""
    said = scene.said(Cue.PROPOSAL)
    _exist(scene, found)
    best = scene.has(Cue.BEST, Cue.FIRST, Cue.MOST, Cue.MAIN) and any(f.value is None for f in scene.features)
    if said and best and scene.world.offers and not scene.world.options and not _hypothetical(scene):
        found.absent(KIND, said[0].text)
    if not said or not scene.world.options or scene.denied(said[0].start) or scene.has(Cue.HEDGE):
        return
    verbs = [own for own in scene.said(Cue.OWN) if own.start >= said[0].end]
    columns = {f.column for f in scene.features if verbs and f.start >= verbs[0].end}
    first = scene.has(Cue.MOST, Cue.FIRST, Cue.BEST, Cue.MAIN)
    pool = scene.world.options[:1] if first else scene.world.options
    if columns and not scene.denied(verbs[0].end + 1) and not any(columns & set(one.after) for one in pool):
        found.wrong(KIND, said[0].text)


def _hypothetical(scene: Scene) -> bool:
    return scene.has(Cue.HEDGE, Cue.IF, Cue.NOT, Cue.NONE, Cue.NOTHING)


def _supposed(scene: Scene, found: Read) -> None:
    """ "A second product would lower the risk", where no Fact supposes a change or tells what drives the risk."""
    moved = scene.said(Cue.UP, Cue.DOWN)
    told = scene.world.changes or scene.world.drivers or not scene.world.people
    better = whole("improvement").search(scene.text)
    sentence = scene.whole or scene
    none = scene.world.offers and not scene.world.options and not scene.has(Cue.NOT, Cue.NONE, Cue.HEDGE)
    if better and none and sentence.has(Cue.IF) and sentence.features:
        found.absent(KIND, better.group())
    if moved and scene.has(Cue.IF) and scene.has(Cue.RISK) and scene.features and not told:
        found.absent(KIND, moved[0].text)


def _exist(scene: Scene, found: Read) -> None:
    """ "Several options are available", where the Facts have none."""
    said = [s for s in scene.said(Cue.PROPOSAL) if whole("available").search(scene.text)]
    empty = scene.world.offers and not scene.world.options
    if said and empty and not scene.has(Cue.NOT, Cue.NONE, Cue.NOTHING, Cue.HEDGE, Cue.IF):
        found.wrong(KIND, said[0].text)


def _states(scene: Scene, found: Read) -> None:
    """ "From one product to two": the number that is, and the one supposed."""
    columns = {f.column for f in scene.features}
    for match in _FROM_TO.finditer(scene.text):
        one, other = _number(match["one"]), _number(match["other"])
        changes = [c for c in scene.world.changes for column in columns if _counts(c, column)]
        if one is None or other is None or not changes:
            continue
        if not any((c.before[k], c.after[k]) == (one, other) for c in changes for k in columns if _counts(c, k)):
            found.wrong(KIND, match.group())


def _counts(change: Change, column: str) -> bool:
    return isinstance(change.after.get(column), int) and isinstance(change.before.get(column), int)


def _number(word: str) -> float | None:
    """A small number in digits or letters."""
    if word.lower() in WORDS["ones"]:
        return 1.0
    read = find_quantities(word)
    return read[0].readings[0][0] if len(read) == 1 and read[0].kind == "plain" else None
