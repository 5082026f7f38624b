"""Populations: of whom a figure is told must be whom its Fact covers: everybody, current customers or those who left.

Also counts: a count of leavers is none of customers, and how many are shown is not how many there are.
"""

from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER, Bound, FigureIndex
from agents.grounding.matching import candidates
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene

KIND = "population"
_OF_LEAVERS = frozenset({"left", "positives", "left_count"})
_SHOWN = frozenset({"shown", "k", "rank", "limit"})
_COUNTS = frozenset({"count", "rank"})


def read(scene: Scene, found: Read, index: FigureIndex) -> None:
    """Figures told of other people than their Fact covers."""
    if scene.has(Cue.IF) or "?" in scene.text or not scene.world.populations:
        _counts(scene, found, index)
        return
    said = _said(scene)
    if said and not scene.quantities and not scene.mentions:
        _covers(scene, found, said)
    for q in scene.quantities if said else ():
        if q.kind in {"money", "plain"} and _of_others(scene, list(candidates(index, q)), said):
            found.wrong(KIND, q.text)
    _counts(scene, found, index)


def _said(scene: Scene) -> str:
    """Whom the clause speaks of: ``current``, ``left``, or neither."""
    left = [s for s in scene.said(Cue.LEFT, Cue.LEAVERS) if not scene.denied(s.start)]
    stayed = [s for s in scene.said(Cue.STAYED) if not scene.denied(s.start)]
    if bool(left) == bool(stayed) or (scene.has(Cue.THAN) and scene.has(Cue.MORE, Cue.LESS)):
        return ""
    return "left" if left else "current"


def _of_others(scene: Scene, held: list[Bound], said: str) -> bool:
    """Whether every figure a quantity can be is one of other people, all of them figures of groups or of the whole."""
    held = [bound for bound in held if bound.unit not in {"id", "rank", "text", "echo"} and not bound.echo]
    label = scene.world.catalog.label.column
    if not held or any(bound.unit in _COUNTS or CUSTOMER in bound.subject or label in bound.subject for bound in held):
        return False
    told = {scene.world.populations.get(bound.fact_id, "all") for bound in held}
    return said not in told and bound_to_people(held)


def bound_to_people(held: list[Bound]) -> bool:
    """Whether the figures are means, medians or sums over people, which another population has others of."""
    return all(bound.key.startswith(("mean", "median", "sum", "min", "max", "total", "p")) for bound in held)


def _covers(scene: Scene, found: Read, said: str) -> None:
    """ "The count covers only current customers", of a Fact on everybody."""
    told = set(scene.world.populations.values())
    only = [s for s in scene.said(Cue.ONLY) if not scene.denied(s.start)]
    if only and scene.has(Cue.COUNT) and told and said not in told:
        found.wrong(KIND, only[0].text)


def _counts(scene: Scene, found: Read, index: FigureIndex) -> None:
    whole = scene.whole or scene
    for q in scene.quantities:
        if q.kind != "plain" or not _counted(scene, q):
            continue
        held = [b for b in candidates(index, q) if not b.echo and b.unit in {*_COUNTS, "number"}]
        told = whole.has(Cue.LEFT, Cue.LEAVING, Cue.LEAVERS, Cue.STAYED, Cue.RISK)
        of_leavers = not told and all(b.key in _OF_LEAVERS for b in held)
        articles = {article.end + 1 for article in scene.said(Cue.ARTICLE)}
        listed = whole.has(Cue.LISTED, Cue.FIRST, Cue.SIMILAR) or q.start in articles
        if held and (of_leavers or (not listed and _only_shown(scene, held))):
            found.wrong(KIND, q.text)


def _counted(scene: Scene, q: Quantity) -> bool:
    """Whether customers are what is counted: the word right after the number."""
    after = [word for word in scene.words if word.start >= q.end][:2]
    return any(said.start == word.start for word in after for said in scene.said(Cue.COUNTED))


def _only_shown(scene: Scene, held: list[Bound]) -> bool:
    """Whether a number is only how many are shown, where the Fact tells of more."""
    shown = [b for b in held if b.key in _SHOWN or b.derived.removeprefix("count of ").startswith("rows")]
    longer = {table.fact_id for table in scene.world.tables if table.of_people and not table.complete}
    return len(shown) == len(held) and all(b.fact_id in longer for b in shown)
