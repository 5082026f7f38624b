"""Which number a comparison or an order is about: the field named, the adjective's column, or what was asked for."""

from collections.abc import Iterator, Sequence

from agents.grounding.cues import Cue, Said
from agents.grounding.patterns import listed, whole
from agents.grounding.scene import Scene, Wanted
from agents.grounding.vocabulary import Feature
from agents.grounding.world import LEFT, Row, Table, rows_of

RISKS = ("probability", "churn_rate", "mean_risk", "mean_probability", "high_risk_share")


def measures(scene: Scene, table: Table) -> list[tuple[str, int]]:
    """Keys of a table a clause may speak of, with the sign that makes "more" mean more of it; the named ones first."""
    keys = sorted({key for row in table.rows for key in row.numbers})
    keys = [key for key in keys if key.startswith(statistic(scene))] or keys
    one = _one_measure(scene, keys)
    if one:
        return one
    named = [(key, 1) for label in scene.labels for wanted in label.keys for key in keys if of_field(key, wanted)]
    adjectives = [(k, sign_of(scene, f)) for f in scene.features if f.sign for k in keys if of_field(k, f.column)]
    own = scene.has(Cue.RISKIEST, Cue.SAFEST, Cue.LEAVING) and not scene.has(Cue.MOST, Cue.LEAST)
    if not named and scene.whole is not None and not own:
        before = [label for label in scene.whole.labels if label.start < scene.start]
        named = [(k, 1) for label in before[-1:] for wanted in label.keys for k in keys if of_field(k, wanted)]
    if named or adjectives:
        return list(dict.fromkeys(named or adjectives))
    risky = [(key, 1) for key in keys if key in RISKS]
    if scene.has(Cue.RISKIEST, Cue.SAFEST, Cue.RISK, Cue.LEAVING) or (risky and whole("rate").search(scene.text)):
        gone = "customers" if table.population == LEFT else "left"
        likely = table.population == LEFT and whole("likelihood").search(scene.text)  # no count of those who left
        return risky or [(key, 1) for key in keys if key == gone and not likely]
    if _counts_people(scene) and "customers" in keys:
        counts = ("left",) if "left" in keys else RISKS
        lost = [(key, 1) for key in keys if key in counts] if scene.has(Cue.LEAVING, Cue.LEFT) else []
        return lost or [("customers", 1)]
    if scene.labels:
        return []
    asked = [(key, 1) for key in keys if key in table.measures]
    told = [(key, sign) for key, sign in asked if _is_told(scene, table, key)] if len(asked) > 1 else []
    asked = told or asked
    return asked or [(key, 1) for key in keys if key in RISKS]


def _one_measure(scene: Scene, keys: list[str]) -> list[tuple[str, int]]:
    """ "The most similar"; "lost fewer customers", "the largest group of leavers"."""
    if scene.has(Cue.SIMILAR) and "distance" in keys:
        return [("distance", -1)]
    gone = "left" in keys and scene.has(Cue.LEAVING, Cue.LEFT)
    return [("left", 1)] if gone and (scene.has(Cue.NUMEROUS) or _orders_people(scene)) else []


def _counts_people(scene: Scene) -> bool:
    """Whether people are counted: customers, or a group right after "more" ("más mujeres que hombres")."""
    thans = {than.end for than in scene.said(Cue.THAN)}  # "above France" counts nobody
    ends = {s.end for s in scene.said(Cue.MORE, Cue.LESS, Cue.MOST, Cue.LEAST)} - thans
    named = [m for m in scene.mentions if not any(0 <= m.start - end <= 1 for end in ends)]
    counted = (s for s in scene.said(Cue.COUNTED) if not any(m.start <= s.start < m.end for m in named))
    return scene.has(Cue.NUMEROUS) or any(counted) or len(named) < len(scene.mentions)


def _orders_people(scene: Scene) -> bool:
    orders = scene.said(Cue.MORE, Cue.LESS, Cue.MOST, Cue.LEAST)
    return any(0 <= counted.start - said.end <= 1 for counted in scene.said(Cue.COUNTED) for said in orders)


def _is_told(scene: Scene, table: Table, key: str) -> bool:
    """Whether a figure of the clause is one of this measure: what is compared is what the figures are of."""
    held = [row.numbers[key] for row in table.rows if key in row.numbers]
    for q in scene.quantities:
        scale = 100 if q.kind in {"percent", "points"} else 1
        if any(abs(value * scale - said) <= step / 2 + 1e-6 for said, step in q.readings for value in held):
            return True
    return False


def sign_of(scene: Scene, feature: Feature) -> int:
    """Which way an adjective counts, where another word compares it ("less old"); by itself it compares as it says."""
    own = any(
        (said.start, said.end) == (feature.start, feature.end)
        for said in scene.said(Cue.MORE, Cue.LESS, Cue.MOST, Cue.LEAST)
    )
    return 1 if own or scene.shows(feature.start, feature.end).lower().endswith(("est", "er")) else feature.sign


def adjectives(scene: Scene, *endings: str) -> list[Said]:
    """Adjectives of a column that compare by their form ("oldest", "younger"), as order words."""
    more, less = (Cue.MOST, Cue.LEAST) if "est" in endings else (Cue.MORE, Cue.LESS)
    return [
        Said(cue=more if f.sign > 0 else less, text=text, start=f.start, end=f.end)
        for f in scene.features
        if f.sign and (text := scene.shows(f.start, f.end)).lower().endswith(endings)
    ]


def statistic(scene: Scene) -> str:
    """The beginning of the keys of the statistic that is said."""
    thans = scene.said(Cue.THAN)  # "above the average" is no average of theirs
    own = [(f.start, f.end) for f in scene.features]  # a column may be called average balance
    own += [(m.start, m.end) for m in scene.mentions]
    said = {
        word.folded
        for word in scene.words
        if not any(0 <= word.start - than.end <= _NEAR for than in thans)
        and not any(start <= word.start < end for start, end in own)
    }
    return "mean_" if said & _MEAN else "median_" if said & _MEDIAN else ""


_NEAR = 12
_MEAN = frozenset(listed("mean_words"))
_MEDIAN = frozenset(listed("median_words"))


def of_field(key: str, wanted: str) -> bool:
    """Whether a key is a field or a measure of it (``mean_Balance`` of ``Balance``)."""
    if wanted == "probability" and key in RISKS:
        return True
    return key == wanted or key.endswith(f"_{wanted}") or key.startswith(f"{wanted}_")


def value_of(rows: Sequence[Row], key: str) -> float | None:
    """The number of a subject's row; counts add up over several rows, other numbers are weighted by customers."""
    held = [(row.numbers[key], row.numbers.get("customers", 1.0)) for row in rows if key in row.numbers]
    if not held:
        return None
    if len(held) == 1:
        return held[0][0]
    if key in {"customers", "left", "value_at_risk"}:
        return sum(value for value, _ in held)
    if key.startswith(("mean_", "churn_rate", "share")):
        whole = sum(weight for _, weight in held)
        return sum(value * weight for value, weight in held) / whole if whole else None
    return None


def numbers(scene: Scene, wanted: Wanted) -> Iterator[tuple[Table, str, int, float]]:
    """Every number the Facts' tables hold of a subject that the clause may be about."""
    for table in scene.world.tables:
        rows = list(rows_of(scene.world, wanted, table))
        if rows and len(rows) < max(len(table.rows), 2):
            for key, sign in measures(scene, table):
                value = value_of(rows, key)
                if value is not None:
                    yield table, key, sign, value


def others(scene: Scene, wanted: Wanted, table: Table, key: str, *, of_those_who_stay: bool = False) -> list[float]:
    """The same number of every other subject of that kind in the table (groups by their shared kinds)."""
    mine = {id(row) for row in rows_of(scene.world, wanted, table)}
    found: dict[tuple[frozenset[str], ...], list[Row]] = {}
    kinds = [kind for kind in wanted if any(kind in row.subject for row in table.rows)]
    for row in table.rows:
        if id(row) not in mine and not (of_those_who_stay and row.texts.get(LEFT) == "yes"):
            found.setdefault(tuple(row.subject.get(kind, frozenset()) for kind in kinds), []).append(row)
    values = (value_of(rows, key) for rows in found.values())
    return [value for value in values if value is not None]
