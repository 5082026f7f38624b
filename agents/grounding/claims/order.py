"""Order: the highest, the safest, the second, the last must be that in a table of the Facts."""

from agents.grounding.claims.measures import measures, numbers, others, value_of
from agents.grounding.cues import Cue, Said
from agents.grounding.figures import CUSTOMER
from agents.grounding.plain_words import WORDS
from agents.grounding.scene import Read, Scene, Wanted
from agents.grounding.world import rows_of

KIND = "order"
ORDINALS: dict[str, int] = WORDS["ordinals"]


def read(scene: Scene, found: Read) -> None:
    """Superlatives and places of the subject."""
    if scene.has(Cue.AMONG) or (scene.has(Cue.THAN) and len(scene.subjects()) > 1):
        return
    wanted = subject(scene)
    if wanted is None:
        return
    for said in scene.said(Cue.MOST, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST):
        if superlative(scene, said):
            _extreme(scene, found, wanted, said)
            break
    else:
        if not scene.has(Cue.UP, Cue.DOWN, Cue.MAIN) or not scene.features:
            _place(scene, found, wanted)


def subject(scene: Scene) -> Wanted | None:
    """The one subject of an order: the only one named, or the one before the first order word."""
    named = scene.subjects()
    if len(named) == 1:
        return named[0][0]
    if not named:
        return scene.subject()
    orders = scene.said(Cue.MOST, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST)
    before = [wanted for wanted, at in named if orders and at < orders[0].start]
    return before[0] if len(before) == 1 else None


def superlative(scene: Scene, said: Said) -> bool:
    """Whether an order word says the most, and not more than something."""
    text = said.text.lower()
    after = next((word for word in scene.words if word.start >= said.end), None)
    if text in _BARE:
        named = any(f.start == after.start for f in (*scene.features, *scene.labels)) if after is not None else True
        stop = after is not None and scene.shows(said.end, after.start).strip(" ") != ""
        return (named or stop) and _definite(scene, said, near=text != "most")
    if (
        text.endswith("est")
        or text.startswith(("most ", "least "))
        or (said.cue in {Cue.RISKIEST, Cue.SAFEST}
        and " " not in text
        and text.endswith("st"))
    ):
        return True
    compared = any(than.start >= said.end for than in scene.said(Cue.THAN)) and not _definite(scene, said, near=True)
    return not compared and (
        _definite(scene, said, near=True) or said.start == (scene.words[0].start if scene.words else -1)
    )


_BARE = frozenset({"most", "least", "más", "mas", "menos"})


def _definite(scene: Scene, said: Said, *, near: bool) -> bool:
    """Whether "the", "el que", "quien" stands before: within the five words before, or anywhere."""
    before = [word for word in scene.words if word.end <= said.start][-5 if near else 0 :]
    if not near:
        return True
    articles = {article.start for article in scene.said(Cue.ARTICLE)}
    return any(word.start in articles for word in before)


def _extreme(scene: Scene, found: Read, wanted: Wanted, said: Said) -> None:
    place = next((ORDINALS[w.folded] for w in scene.words if w.folded in ORDINALS and ORDINALS[w.folded] > 1), 1)
    verdicts = []
    for table, key, sign, value in numbers(scene, wanted):
        rest = others(scene, wanted, table, key)
        if not rest:
            continue
        down = said.cue in {Cue.LEAST, Cue.SAFEST}
        sign = 1 if said.cue in {Cue.RISKIEST, Cue.SAFEST} else sign
        ahead = sum((other < value) if down != (sign < 0) else (other > value) for other in rest)
        verdicts.append(ahead == place - 1)
    if verdicts and any(verdicts) == scene.denied(said.start):
        found.wrong(KIND, said.text)


def _place(scene: Scene, found: Read, wanted: Wanted) -> None:
    """ "The third on the list": by the table's order, or by the measure named."""
    places = [(w, ORDINALS[w.folded]) for w in scene.words if w.folded in ORDINALS]
    last = scene.said(Cue.LAST)
    if (not places and not last) or (CUSTOMER not in wanted and not scene.labels and not scene.has(Cue.COUNTED)):
        return
    verdicts = []
    for table in scene.world.tables:
        rows = list(rows_of(scene.world, wanted, table))
        if len(rows) != 1 or len(table.rows) < 2:
            continue
        at = next(number for number, row in enumerate(table.rows, start=1) if row is rows[0])
        said = len(table.rows) if last else places[0][1]
        if table.ranked:
            verdicts.append(at == said)
        for key, _ in measures(scene, table):
            value = value_of(rows, key)
            if value is not None and (scene.labels or not table.ranked):
                ahead = sum(o > value for o in others(scene, wanted, table, key))
                verdicts.append(ahead + 1 == said)
    if verdicts and not any(verdicts):
        found.wrong(KIND, last[0].text if last else places[0][0].text)
