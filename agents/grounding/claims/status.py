"""Status: who has left and who is still a customer, of one person or of a count."""

from agents.grounding.cues import Cue, Said
from agents.grounding.figures import CUSTOMER, Bound, FigureIndex
from agents.grounding.lexicon import Mention
from agents.grounding.matching import candidates
from agents.grounding.patterns import listed, whole
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene, Wanted
from agents.grounding.world import LEFT, rows_of

KIND = "status"


def read(scene: Scene, found: Read, index: FigureIndex) -> None:
    """Left or still there: of the customer spoken of, or of how many."""
    _kept(scene, found)
    left, stayed = scene.said(Cue.LEFT), [s for s in scene.said(Cue.STAYED) if not _as_it_is(scene, s)]
    if bool(left) == bool(stayed) or scene.has(Cue.IF) or "?" in scene.text:
        return
    verb = (left or stayed)[0]
    gone = bool(left) != (bool(left) and scene.denied(verb.start))
    if scene.has(Cue.MORE, Cue.LESS) and any(than.end <= verb.start for than in scene.said(Cue.THAN)):
        return  # "more likely to leave than to stay"
    if any(q.kind in {"percent", "fraction"} for q in scene.quantities) and not _one_customer(scene):
        return
    counts = [q for q in scene.quantities if q.kind == "plain" and q.readings[0][0] >= 1]
    if counts and not _one_customer(scene):
        _counted(scene, found, counts, index, gone=gone)
    elif (_one_customer(scene) and not scene.has(Cue.NONE)) or not (
        scene.has(Cue.ALL, Cue.NONE, Cue.MOSTLY, Cue.OUT_OF)
    ):
        _person(scene, found, verb.text, at=verb.start, gone=gone)


def _as_it_is(scene: Scene, said: Said) -> bool:
    """ "Stays in the same band", "sigue siendo bajo": something stays as it is, nobody with the bank."""
    after = scene.shows(said.end, scene.end)
    return whole("as_it_is").match(after.lstrip()) is not None


def _kept(scene: Scene, found: Read) -> None:
    """ "Call her to keep her", of somebody who left."""
    row = scene.world.people.get(scene.person() or "")
    keep = whole("retaining").search(scene.text)
    left = row is not None and row.texts.get(LEFT) == "yes" and scene.has(Cue.ADVICE)
    if keep and left and not scene.denied(scene.start + keep.start()):
        found.wrong(KIND, keep.group())


def _one_customer(scene: Scene) -> bool:
    return any(m.kind == CUSTOMER for m in scene.mentions)


def _bracketed(scene: Scene, at: int) -> list[Mention]:
    """The customer right before the brackets that a verb stands in: "Hill (2) and Smith (1) (has left)"."""
    opens = scene.text.rfind("(", 0, at - scene.start)
    if opens == -1 or ")" in scene.text[opens : at - scene.start]:
        return []
    return [m for m in scene.mentions if m.kind == CUSTOMER and m.start < scene.start + opens][-1:]


def _person(scene: Scene, found: Read, text: str, *, at: int, gone: bool) -> None:
    if scene.has(Cue.BOTH):
        rows = list(scene.world.people.values())
    else:
        named = _bracketed(scene, at) or [m for m in scene.mentions if m.kind == CUSTOMER]
        people: set[str | None] = (
            {scene.person()} if not named else {next(iter(m.values)) for m in named if len(m.values) == 1}
        )
        if not named and (_of_a_thing(scene, at) or not _of_them(scene, people)):
            return
        rows = [scene.world.people[p] for p in people if p in scene.world.people]
    if any(row.texts.get(LEFT, "yes" if gone else "no") != ("yes" if gone else "no") for row in rows):
        found.wrong(KIND, text)


def _of_them(scene: Scene, people: set[str | None]) -> bool:
    """Whether what the clause names are only attributes of the customer it goes on about."""
    rows = [scene.world.people[p] for p in people if p in scene.world.people]
    return all(
        any(row.texts.get(kind) in values for row in rows)
        for wanted, _ in scene.subjects()
        for kind, values in wanted.items()
        if kind != scene.world.catalog.label.column
    ) and not any(word.folded in _MANY for word in scene.words)


def _of_a_thing(scene: Scene, at: int) -> bool:
    """ "The decision remains with the manager": another subject than a person stands before the verb."""
    before = [word for word in scene.words if word.end <= at]
    persons = {said.start for said in scene.said(Cue.PERSON)}
    articles = {said.start for said in scene.said(Cue.ARTICLE)}
    return any(word.start in articles for word in before) and not any(word.start in persons for word in before)


_MANY = frozenset(listed("many"))


def _counted(scene: Scene, found: Read, counts: list[Quantity], index: FigureIndex, *, gone: bool) -> None:
    """One of the counts must be of those who left (or stayed)."""
    verdicts = [_is(scene, q, index, gone=gone) for q in counts]
    if any(verdict is True for verdict in verdicts):
        found.borne.extend(q for q, verdict in zip(counts, verdicts, strict=True) if verdict is True)
    elif any(verdict is False for verdict in verdicts):
        found.wrong(KIND, counts[0].text)


def _is(scene: Scene, q: Quantity, index: FigureIndex, *, gone: bool) -> bool | None:
    """Whether a count is of leavers (or of those who stayed); None where no Fact tells them apart."""
    value = q.readings[0][0]
    wanted = [w for w, _ in scene.subjects()] or [w for w, at in (scene.whole or scene).subjects() if at < q.start]
    opposite = False
    for table in scene.world.tables:
        for row in (r for w in wanted for r in rows_of(scene.world, w, table)):
            if "left" in row.numbers and "customers" in row.numbers:
                stayed = row.numbers["customers"] - row.numbers["left"]
                if value == (row.numbers["left"] if gone else stayed):
                    return True
                opposite |= value == (stayed if gone else row.numbers["left"])
    if opposite:
        return False
    for total in scene.world.totals:
        if (
            "left" in total
            and "customers" in total
            and value == (total["left"] if gone else total["customers"] - total["left"])
        ):
            return True
    held = [bound for bound in candidates(index, q) if not bound.echo and bound.unit != "id"]
    told = [_told(bound, scene) for bound in held if not _of_another(bound, wanted)]
    if any(t == ("left" if gone else "current") for t in told):
        return True
    return False if any(t in {"left", "current", "all"} for t in told) else None


def _of_another(bound: Bound, wanted: list[Wanted]) -> bool:
    """Whether a figure is another group's than the ones spoken of."""
    known = [(bound.subject[kind], values) for one in wanted for kind, values in one.items() if kind in bound.subject]
    return bool(known) and not any(own & values for own, values in known)


def _told(bound: Bound, scene: Scene) -> str:
    """Which of leavers, current customers and all a count is of; empty where it is neither."""
    label = scene.world.catalog.label
    said = bound.subject.get(label.column, frozenset())
    if said in ({label.positive}, {label.negative}):
        return "left" if label.positive in said else "current"
    if bound.key in {"left", "left_count"} or bound.derived.endswith("with left"):
        return "left"
    if bound.key in {"customers", "total"}:
        return scene.world.populations.get(bound.fact_id, "all")
    return ""
