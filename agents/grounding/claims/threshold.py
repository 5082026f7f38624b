"""Thresholds: "all exceed 80 %", "above 50 %", "more likely to leave than to stay" say on which side of a limit."""

from collections.abc import Iterator
from functools import partial

from agents.grounding.claims.measures import RISKS, of_field, value_of
from agents.grounding.cues import Cue, Said, Word
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import listed, whole
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Row, rows_of

KIND = "threshold"
_NEAR = 26
"""Characters between "exceeds" and its figure."""
_CLOSE = 14
"""The same of a bare number: "por encima de los 40", not "más antigüedad de las 5"."""


def read(scene: Scene, found: Read) -> None:
    """Every limit that a clause names."""
    if scene.has(Cue.IF) or "?" in scene.text:
        return
    _even_chance(scene, found)
    for q in scene.quantities:
        over = side(scene, q) if q not in found.borne else None
        if q.kind not in {"percent", "money", "plain"} or over is None:
            continue
        verdict = _verdict(scene, q, over=over)
        if verdict is True:
            found.borne.append(q)
        elif verdict is False:
            found.wrong(KIND, q.text)


def limited(scene: Scene) -> bool:
    """Whether the clause names a limit."""
    return any(q.kind in {"percent", "money"} and side(scene, q) is not None for q in scene.quantities)


def of_everybody(scene: Scene, q: Quantity) -> bool:
    """ "The five", "los 5": the number of all who are listed, said of them as a whole."""
    if any(o is not q and o.end <= q.start and q.start - o.end <= 12 for o in scene.quantities):
        return False  # "two of the five"
    before = [word for word in scene.words if word.end <= q.start][-1:]
    after = [word for word in scene.words if word.start >= q.end]
    after = after[1:] if after and any(s.start == after[0].start for s in scene.said(Cue.COUNTED)) else after
    named = any(at < q.start or CUSTOMER in wanted for wanted, at in scene.subjects())
    if q.kind != "plain" or not before or not after or named:
        return False
    articles = {said.start for said in scene.said(Cue.ARTICLE, Cue.ALL)}
    articled = (
        any(
            start <= before[0].start and before[0].end <= end
            for start, end in ((s.start, s.end) for s in scene.said(Cue.ARTICLE, Cue.ALL))
        )
        or before[0].start in articles
    )
    verb = any(said.start == after[0].start for said in scene.said(Cue.OWN, Cue.MORE, Cue.LESS, Cue.LEFT, Cue.STAYED))
    sizes = {len(table.rows) for table in scene.world.tables if table.of_people}
    return articled and verb and q.readings[0][0] in sizes


def of_the_whole(scene: Scene, at: int) -> bool:
    """ "Across all 9,674 customers": how many there are, no amount."""
    return scene.shows(scene.start, at).lower().rstrip().endswith(tuple(f" {word}" for word in listed("preposition")))


def side(scene: Scene, q: Quantity) -> bool | None:
    """Whether the clause says over (True) or under the figure; None where it says neither."""
    if scene.shows(scene.start, q.start).rstrip(" *_").lower().endswith(listed("percentile")):
        return None
    lower = [Cue.LESS, Cue.DOWN] if scene.has(Cue.ALL, Cue.NONE, Cue.NOTHING) else [Cue.LESS]
    close = _CLOSE if q.kind == "plain" else _NEAR
    near = [
        said
        for said in scene.said(Cue.MORE, *lower)
        if 0 <= q.start - said.end <= close or said.start <= q.start < said.end <= q.end
    ]
    near = [s for s in near if not set(":(*,") & set(scene.shows(s.end, max(s.end, q.start)))]
    near = [s for s in near if not any(s.end <= o.start < q.start for o in scene.quantities if o is not q)]
    reach = whole("reach").search(scene.text[: q.start - scene.start])
    if not near and reach is not None and q.start - scene.start - reach.end() <= _NEAR:
        return not scene.denied(scene.start + reach.start()) or scene.has(Cue.NONE, Cue.NOTHING)
    begins = near[-1].start if near else q.start - _NEAR
    if any(begins <= said.start < q.start for said in scene.said(Cue.WHOLE)):
        return None  # "above the average of 76,485 €"
    if near:
        return (near[-1].cue is Cue.MORE) != scene.denied(near[-1].start)
    return {"over": True, "under": False}.get(q.hedge)


def _verdict(scene: Scene, q: Quantity, *, over: bool) -> bool | None:
    limit, step = q.readings[0]
    share = q.kind == "percent"
    holds = partial(_beyond, limit=limit / (100 if share else 1), over=over, slack=1e-9)
    keys = {key for label in scene.labels if label.end <= q.start for key in label.keys}
    if not keys and share:
        keys = set(RISKS)
    if not keys and q.kind == "money":
        keys = {_AT_RISK} if whole("at_risk").search(scene.shows(q.end, scene.end)) else set()
    if q.kind == "plain":
        columns = scene.world.catalog.columns
        keys = {key for key in keys if key in columns and columns[key].kind != "money"}
    if not keys:
        return None
    held = list(_of_subject(scene, keys))
    if share and of_staying(scene):
        held = [1 - value for value in held]
    if any(abs(value - limit / (100 if share else 1)) <= step / (200 if share else 2) + 1e-9 for value in held):
        return None  # the subject's own figure, not a limit
    return any(holds(value) for value in held) if held else None


_AT_RISK = "value_at_risk"


def _beyond(value: float, *, limit: float, over: bool, slack: float) -> bool:
    return value > limit - slack if over else value < limit + slack


def _number(row: Row, keys: set[str]) -> float | None:
    return next((v for k, v in row.numbers.items() if any(k == w or of_field(k, w) for w in keys)), None)


def _of_subject(scene: Scene, keys: set[str]) -> Iterator[float]:
    wanted = scene.subject()
    if wanted is None or len(scene.subjects()) > 1:
        return
    for customer in wanted.get(CUSTOMER, ()):
        row = scene.world.people.get(customer)
        if row is not None and (number := _number(row, keys)) is not None:
            yield number
    for table in scene.world.tables if CUSTOMER not in wanted else ():
        rows = list(rows_of(scene.world, wanted, table))
        if rows and len(rows) < max(len(table.rows), 2):
            own = [key for key in rows[0].numbers if any(of_field(key, wanted) for wanted in keys)]
            yield from (v for key in own if (v := value_of(rows, key)) is not None)


def _even_chance(scene: Scene, found: Read) -> None:
    """ "More likely to leave than to stay": over one half."""
    orders = scene.said(Cue.MORE, Cue.LESS)
    acts = [said for said in scene.said(Cue.LEAVING, Cue.STAYED, Cue.NOT) if orders and said.start >= orders[0].end]
    thans = [t for t in scene.said(Cue.THAN) if orders and t.start >= orders[0].end]
    for than in thans:
        before = [s for s in acts if s.end <= than.start and s.cue is not Cue.NOT]
        after = [s for s in acts if s.start >= than.end and (s.cue is not Cue.NOT or s.start - than.end <= 1)]
        if after and (before or after[0].cue is Cue.NOT):
            break
    else:
        return
    if len(scene.subjects()) > 1:
        return
    stays = any(_stays(scene, s) for s in before)
    if before and stays == _stays(scene, after[0]) and after[0].cue is not Cue.NOT:
        return  # compared with somebody else
    says = (not stays) == (orders[0].cue is Cue.MORE)
    held = list(_of_subject(scene, set(RISKS)))
    if held and not any((value > 0.5) == says for value in held):
        found.wrong(KIND, orders[0].text)


def _stays(scene: Scene, said: Said) -> bool:
    word = next(word for word in scene.words if word.end == said.end)
    return said.cue is Cue.STAYED or stays(scene, word)


def of_staying(scene: Scene) -> bool:
    """Whether the chance told is one of staying."""
    acts = [w for w in scene.words if any(s.start == w.start for s in scene.said(Cue.LEAVING, Cue.STAYED))]
    acts = [word for word in acts if word.folded not in listed("chances")]
    return bool(acts) and all(stays(scene, word) for word in acts)


def stays(scene: Scene, word: Word) -> bool:
    """Whether a verb is one of staying."""
    told = any(said.start <= word.start < said.end for said in scene.said(Cue.STAYED))
    return told or bool(word.forms & _STAYING)


_STAYING = frozenset(listed("staying"))
