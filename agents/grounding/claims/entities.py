"""What is ranked besides customers and groups: the models of the mixture by their weight and by their measures."""

from collections.abc import Iterator

from agents.grounding.claims.ratios import close
from agents.grounding.cues import Cue, Said
from agents.grounding.lexicon import Mention
from agents.grounding.patterns import whole
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Row, Table

KIND = "order"
_LOW_IS_GOOD = frozenset({"log_loss", "brier", "ece"})
_NEAR = 0.01
"""How far two models' measures may lie apart to be called the same, as a share of them."""
_MORE = (Cue.MORE, Cue.BEST)


def read(scene: Scene, found: Read) -> None:
    """The highest weight, the best measure, one model against another."""
    named = [m for m in scene.mentions if m.kind == "member" and len(m.values) == 1]
    for table in scene.world.entities if named else ():
        rows = [row for m in named[:2] if (row := _row(table, m)) is not None]
        orders = sorted(scene.said(Cue.MOST, Cue.LEAST, Cue.BEST, Cue.WORST), key=_at)
        orders = orders or sorted(scene.said(Cue.MORE, Cue.LESS, Cue.EQUAL), key=_at)
        if not rows or not orders:
            continue
        thans = [than for than in scene.thans() if than.start >= orders[0].start]
        if len(rows) == 1 and thans and named[0].start >= thans[0].end:
            rows = [Row(subject={}, numbers=scene.world.model, texts={}), *rows]  # "it does better than the base rate"
        holds = [_holds(scene, table, rows, orders[0], key) for key in _keys(scene, table, orders[0])]
        told = [held for held in holds if held is not None]
        if told and any(told) is scene.denied(orders[0].start):
            found.wrong(KIND, orders[0].text)


def _at(said: Said) -> tuple[int, int]:
    """Left to right, of cues at one place the one of most words."""
    return said.start, -len(said.text)


def _row(table: Table, mention: Mention) -> Row | None:
    return next((row for row in table.rows if row.subject["member"] == mention.values), None)


def _keys(scene: Scene, table: Table, order: Said) -> Iterator[str]:
    """The measures named; the weight where none is, unless it is said which is better."""
    keys = {key for row in table.rows for key in row.numbers}
    named = [key for label in scene.labels for key in sorted(label.keys & keys)]
    well = order.cue is Cue.EQUAL and whole("well").search(order.text) is not None
    if named or not (well or order.cue in {Cue.BEST, Cue.WORST}):
        yield from named or table.measures
    else:
        yield from sorted({"auc", "log_loss", "brier"} & keys)


def _holds(scene: Scene, table: Table, rows: list[Row], order: Said, key: str) -> bool | None:
    """Whether the first model named stands to the second, or to all others, as it is said."""
    values = [row.numbers[key] for row in rows if key in row.numbers]
    if len(values) < len(rows):
        return None
    if order.cue is Cue.EQUAL:
        if len(values) == 1 and key in scene.world.model:
            values = [*values, scene.world.model[key]]
        measured = key not in table.measures
        near = abs(values[0] - values[1]) <= _NEAR * max(values) if len(values) > 1 else False
        return (near if measured else close(values[0], values[1])) if len(values) > 1 else None
    high = order.cue in {Cue.MOST, *_MORE}
    if order.cue in {Cue.BEST, Cue.WORST} and key in _LOW_IS_GOOD:
        high = not high
    if len(values) == 1 and scene.thans() and key in scene.world.model:
        values = [*values, scene.world.model[key]]
    if len(values) > 1 and scene.thans():
        return (values[0] > values[1]) == high and values[0] != values[1]
    if order.cue in {Cue.MORE, Cue.LESS} and not scene.has(Cue.ANY_OTHER):
        return None
    every = [row.numbers[key] for row in table.rows if key in row.numbers]
    return values[0] == (max(every) if high else min(every))
