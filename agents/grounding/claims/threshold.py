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


def read(scene: Scene, found: Read) -> None:
    """Every limit that a clause names."""
    if scene.has(Cue.IF) or "?" in scene.text:
        return
    _even_chance(scene, found)
    for q in scene.quantities:
        over = _side(scene, q) if q not in found.borne else None
        if q.kind not in {"percent", "money", "plain"} or over is None or _share_of(scene, q):
            continue
        verdict = _verdict(scene, q, over=over)
        if verdict is True:
            found.borne.append(q)
        elif verdict is False:
            found.wrong(KIND, q.text)


def limited(scene: Scene) -> bool:
    """Whether the clause names a limit."""
    return any(
        q.kind in {"percent", "money"} and _side(scene, q) is not None and not _share_of(scene, q)
        for q in scene.quantities
    )


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


def _side(scene: Scene, q: Quantity) -> bool | None:
    """Whether the clause says over (True) or under the figure; None where it says neither."""
    lower = [Cue.LESS, Cue.DOWN] if scene.has(Cue.ALL, Cue.NONE, Cue.NOTHING) else [Cue.LESS]
    near = [
        said
        for said in scene.said(Cue.MORE, *lower)
        if 0 <= q.start - said.end <= _NEAR or (said.start <= q.start and said.end <= q.end and q.start < said.end)
    ]
    near = [s for s in near if not set(":(*,") & set(scene.shows(s.end, max(s.end, q.start)))]
    near = [s for s in near if not any(s.end <= o.start < q.start for o in scene.quantities if o is not q)]
    if not near and scene.has(Cue.NONE, Cue.NOTHING) and whole("reach").search(scene.text[: q.start - scene.start]):
        return True
    begins = near[-1].start if near else q.start - _NEAR
    if any(begins <= said.start < q.start for said in scene.said(Cue.WHOLE)):
        return None  # "above the average of 76,485 €"
    if near:
        return (near[-1].cue is Cue.MORE) != scene.denied(near[-1].start)
    return {"over": True, "under": False}.get(q.hedge)


def _share_of(scene: Scene, q: Quantity) -> bool:
    """ "More than 20 % of the customers": a share, which `amounts` reads."""
    after = [word for word in scene.words if word.start >= q.end][:1]
    return bool(after) and any(said.start == after[0].start for said in scene.said(Cue.OUT_OF))


def _verdict(scene: Scene, q: Quantity, *, over: bool) -> bool | None:
    limit, step = q.readings[0]
    share = q.kind == "percent"
    holds = partial(_beyond, limit=limit / (100 if share else 1), over=over, slack=1e-9)
    keys = {key for label in scene.labels if label.end <= q.start for key in label.keys}
    if not keys and share:
        keys = set(RISKS)
    if not keys and q.kind == "money":
        keys = {_AT_RISK} if whole("at_risk").search(scene.shows(q.end, scene.end)) else set()
    if q.kind == "plain" and not _adjoins(scene, q):
        keys = counted_limit(scene, q)
    elif q.kind == "plain":
        columns = scene.world.catalog.columns
        keys = {key for key in keys if key in columns and columns[key].kind != "money"} or counted_limit(scene, q)
    if not keys:
        return None
    if not scene.subjects() and (
        scene.has(Cue.ALL, Cue.NONE, Cue.NOTHING) or any(of_everybody(scene, o) for o in scene.quantities)
    ):
        none = scene.has(Cue.NONE, Cue.NOTHING)
        held = list(_of_all(scene, keys))
        return all(holds(value) != none for value in held) if held else None
    held = list(_of_subject(scene, keys))
    if share and of_staying(scene):
        held = [1 - value for value in held]
    if any(abs(value - limit / (100 if share else 1)) <= step / (200 if share else 2) + 1e-9 for value in held):
        return None  # the subject's own figure, not a limit
    return any(holds(value) for value in held) if held else None


def _adjoins(scene: Scene, q: Quantity) -> bool:
    """Whether a figure stands right after the word: "por encima de los 40", not "más antigüedad de las 5"."""
    return any(0 <= q.start - said.end <= _CLOSE or q.hedge for said in scene.said(Cue.MORE, Cue.LESS))


_CLOSE = 9
_AT_RISK = "value_at_risk"


def counted_limit(scene: Scene, q: Quantity) -> set[str]:
    """ "None of the countries reaches forty": the count that was asked for, where nothing else is named."""
    everybody = scene.has(Cue.ALL, Cue.NONE, Cue.NOTHING) and not scene.subjects()
    asked = {measure for table in scene.world.tables for measure in table.measures}
    after = [word for word in scene.words if word.start >= q.end][:1]
    bare = not after or any(s.start == after[0].start for s in scene.said(Cue.COUNTED))
    told = bool(q.hedge) or scene.has(Cue.MORE, Cue.LESS) or whole("reach").search(scene.text) is not None
    return {"customers"} if told and everybody and bare and asked == {"customers"} else set()


def _beyond(value: float, *, limit: float, over: bool, slack: float) -> bool:
    return value > limit - slack if over else value < limit + slack


def _of_all(scene: Scene, keys: set[str]) -> Iterator[float]:
    """The number of every row of the one table that has it."""
    every = [*scene.world.entities, *scene.world.tables] if whole("model").search(scene.text) else scene.world.tables
    for table in every:
        rows = table.rows[: _first(scene, len(table.rows))]
        held = [number for row in rows if (number := _number(row, keys)) is not None]
        if len(held) == len(rows) > 1:
            yield from held
            return


def _first(scene: Scene, size: int) -> int:
    """How many rows are meant: "the first three" of a list, else all."""
    for q in scene.quantities if scene.has(Cue.FIRST) else ():
        beside = any(abs(q.start - said.end) <= 1 or abs(said.start - q.end) <= 1 for said in scene.said(Cue.FIRST))
        if q.kind == "plain" and beside and 1 < q.readings[0][0] < size:
            return int(q.readings[0][0])
    return size


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
