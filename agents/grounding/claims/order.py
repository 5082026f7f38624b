"""Order: the highest, the safest, the second, the last must be that in a table of the Facts."""

from agents.grounding.claims.measures import adjectives, measures, numbers, others, value_of
from agents.grounding.cues import Cue, Said, Word
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
    for said in _orders(scene):
        if superlative(scene, said):
            _extreme(scene, found, wanted, said)
            break
    else:
        if not scene.has(Cue.UP, Cue.DOWN, Cue.MAIN) or not scene.features:
            _place(scene, found, wanted)


def _orders(scene: Scene) -> list[Said]:
    """Order words, and adjectives of a column in their highest form ("oldest")."""
    found = [*scene.said(Cue.MOST, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST), *adjectives(scene, "est")]
    return sorted(found, key=lambda said: said.start)


def subject(scene: Scene) -> Wanted | None:
    """The one subject of an order: the only one named, or the one before the first order word."""
    named = scene.subjects()
    if len(named) == 1:
        return named[0][0]
    if not named:
        return scene.subject()
    orders = _orders(scene)
    before = [wanted for wanted, at in named if orders and at < orders[0].start]
    return before[0] if len(before) == 1 else None


def superlative(scene: Scene, said: Said) -> bool:
    """Whether an order word says the most, and not more than something."""
    text = said.text.lower()
    if text in _BARE and not _of_something(scene, said):
        return False
    if said.cue in {Cue.RISKIEST, Cue.SAFEST}:
        return not any(than.start >= said.end for than in scene.said(Cue.THAN))
    if text.endswith("est") or text.startswith(("most ", "least ")):
        return True
    definite = _definite(scene, said) or said.start == scene.words[0].start
    return definite and (_definite(scene, said) or not any(than.start >= said.end for than in scene.said(Cue.THAN)))


_BARE = frozenset({"most", "least", "más", "mas", "menos"})


def _of_something(scene: Scene, said: Said) -> bool:
    """Whether "most" is of a column or ends its phrase, and does not make another adjective ("most similar")."""
    after = next((word for word in scene.words if word.start >= said.end), None)
    if after is None or scene.shows(said.end, after.start).strip(" *_"):
        return said.text.lower() in {"most", "least"} or _definite(scene, said)
    return scene.names(after)


def _definite(scene: Scene, said: Said) -> bool:
    """Whether "the", "el que", "quien" stands within the five words before."""
    before = [word for word in scene.words if word.end <= said.start][-5:]
    articles = {article.start for article in scene.said(Cue.ARTICLE)}
    return any(word.start in articles for word in before)


def _extreme(scene: Scene, found: Read, wanted: Wanted, said: Said) -> None:
    place = next((number for _, number in places(scene) if number > 1), 1)
    verdicts = []
    for table, key, sign, value in numbers(scene, wanted):
        rest = others(scene, wanted, table, key)
        if not rest:
            continue
        down = said.cue in {Cue.LEAST, Cue.SAFEST}
        inverse = sign < 0 and said.cue not in {Cue.RISKIEST, Cue.SAFEST}
        ahead = sum((other < value) if down != inverse else (other > value) for other in rest)
        verdicts.append(ahead == place - 1)
    if verdicts and any(verdicts) == scene.denied(said.start):
        found.wrong(KIND, said.text)


def places(scene: Scene) -> list[tuple[Word, int]]:
    """The ordinals of a clause; "a third" is none."""
    shares = [(q.start, q.end) for q in scene.quantities if q.kind == "fraction"]
    return [
        (word, ORDINALS[word.folded])
        for word in scene.words
        if word.folded in ORDINALS and not any(start <= word.start < end for start, end in shares)
    ]


def _place(scene: Scene, found: Read, wanted: Wanted) -> None:
    """ "The third on the list": by the table's order, or by the measure named."""
    said_places = places(scene)
    last = scene.said(Cue.LAST)
    if (not said_places and not last) or (CUSTOMER not in wanted and not scene.labels and not scene.has(Cue.COUNTED)):
        return
    verdicts = []
    for table in scene.world.tables:
        rows = list(rows_of(scene.world, wanted, table))
        if len(rows) != 1 or len(table.rows) < 2:
            continue
        at = next(number for number, row in enumerate(table.rows, start=1) if row is rows[0])
        said = len(table.rows) if last else said_places[0][1]
        if table.ranked:
            verdicts.append(at == said)
        for key, _ in measures(scene, table):
            value = value_of(rows, key)
            if value is not None and (scene.labels or not table.ranked):
                ahead = sum(o > value for o in others(scene, wanted, table, key))
                verdicts.append(ahead + 1 == said)
    if verdicts and not any(verdicts):
        found.wrong(KIND, last[0].text if last else said_places[0][0].text)
