"""Order: the highest, the safest, the second, the last must be that in a table of the Facts."""

from collections.abc import Iterator
from dataclasses import replace

from agents.grounding.claims.measures import adjectives, measures, numbers, others, value_of
from agents.grounding.claims.sides import Thing, fields, left, tables, things
from agents.grounding.cues import Cue, Said, Word
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import listed
from agents.grounding.patterns import whole as words
from agents.grounding.plain_words import WORDS
from agents.grounding.scene import Read, Scene, Wanted
from agents.grounding.world import rows_of

KIND = "order"
ORDINALS: dict[str, int] = WORDS["ordinals"]


def read(scene: Scene, found: Read) -> None:
    """Superlatives and places of the subject."""
    if words("gap").search(scene.text):
        return  # how far two lie apart is no figure of either
    _among(scene, found)
    _unknown(scene, found)
    top = beyond_all(scene)
    if top is not None:
        _extreme(scene, found, top[0], top[1], denied=top[2])
        return
    if scene.has(Cue.AMONG) or (scene.has(Cue.THAN) and len(scene.subjects()) > 1):
        return
    wanted = subject(scene)
    if wanted is None:
        return
    for said in _orders(scene):
        if superlative(scene, said):
            _extreme(scene, found, wanted, said, denied=scene.denied(said.start))
            break
    else:
        if not scene.has(Cue.UP, Cue.DOWN, Cue.MAIN) or not scene.features:
            _place(scene, found, wanted)


def _among(scene: Scene, found: Read) -> None:
    """ "Among the three that weigh least", "one of the customers most at risk"."""
    said = [s for s in _orders(scene) if scene.has(Cue.AMONG)]
    named = [thing for thing in things(scene) if said and thing.end <= said[0].start] or left(scene, scene.end)
    if not said or not named or scene.has(Cue.HEDGE):
        return
    down = said[0].cue in {Cue.LEAST, Cue.SAFEST}
    size = next((int(q.readings[0][0]) for q in scene.quantities if q.kind == "plain" and q.readings[0][0] > 0), None)
    row = scene.world.people.get(next(iter(named[0].wanted.get(CUSTOMER, {""}))))
    if row is not None and size is None and said[0].cue in {Cue.RISKIEST, Cue.SAFEST} and "risk_band" in row.texts:
        if row.texts["risk_band"] != ("low" if down else "high"):
            found.wrong(KIND, said[0].text)
        return
    verdicts = list(_places_among(scene, named[0], size, down=down)) if size is not None else []
    if verdicts and not any(verdicts):
        found.wrong(KIND, said[0].text)


def _places_among(scene: Scene, thing: Thing, size: int, *, down: bool) -> Iterator[bool]:
    """Whether something is among so many first (or last) rows, by every number that may be meant."""
    for table in tables(scene):
        for key, sign in fields(scene, table):
            held = [row.numbers[key] * sign for row in table.rows if key in row.numbers]
            for row in rows_of(scene.world, thing.wanted, table) if len(held) == len(table.rows) > size else ():
                own = row.numbers[key] * sign
                yield sum(v < own if down else v > own for v in held) < size


def _unknown(scene: Scene, found: Read) -> None:
    """ "The least engaged of the three": the most or least of something that the bank knows nothing of."""
    named = scene.subjects()
    for said in scene.said(Cue.MOST, Cue.LEAST):
        after = next((word for word in scene.words if word.start >= said.end), None)
        verb = [
            own
            for own in scene.said(Cue.OWN)
            if own.end <= said.start and named and named[0][1] < own.start and own.text.lower() in listed("copulas")
        ]
        compared = any(than.start >= said.end for than in scene.said(Cue.THAN)) and len(named) > 1
        if said.text.lower() not in _BARE or after is None or not verb or compared or not _definite(scene, said):
            continue
        told = scene.names(after) or any(
            s.start <= after.start < s.end
            for s in scene.cues
            if s.cue not in {said.cue, Cue.LESS, Cue.MORE, Cue.ORDINARY}
        )
        if not told and not scene.shows(said.end, after.start).strip(" *_") and not scene.has(Cue.HEDGE):
            found.absent(KIND, f"{said.text} {after.text}")
            return


def beyond_all(scene: Scene) -> tuple[Wanted, Said, bool] | None:
    """ "No group leaves more than G", "G leaves more than any other": comparisons with all the rest are extremes."""
    compared = [*scene.said(Cue.MORE, Cue.LESS, Cue.RISKIEST, Cue.SAFEST, Cue.MOST), *adjectives(scene, "er")]
    named = scene.subjects()
    none, any_other = scene.said(Cue.NONE, Cue.NOTHING), scene.said(Cue.ANY_OTHER)
    if not compared or len(named) > 1:
        return None
    order = min(compared, key=lambda said: said.start)
    down = order.cue in {Cue.LESS, Cue.SAFEST}
    word = Said(cue=Cue.LEAST if down else Cue.MOST, text=order.text, start=order.start, end=order.end)
    if none and none[0].start < order.start:
        return _none_beyond(scene, word)
    if any_other and any_other[0].start > order.start:
        wanted = named[0][0] if named else scene.subject()
        return (wanted, word, scene.denied(order.start)) if wanted is not None else None
    return None


def _none_beyond(scene: Scene, word: Said) -> tuple[Wanted, Said, bool] | None:
    """ "None leaves more than G"; "Hill is last by value, yet nobody is more likely to leave"."""
    than, named = scene.said(Cue.THAN), scene.subjects()
    if named:
        return (named[0][0], word, False) if any(word.start <= t.start < named[0][1] for t in than) else None
    wanted = scene.subject() if not than and not scene.quantities else None
    return (wanted, word, False) if wanted is not None else None


def _orders(scene: Scene) -> list[Said]:
    """Order words, and adjectives of a column in their highest form ("oldest")."""
    articles = {article.end for article in scene.said(Cue.ARTICLE)}
    found = [*scene.said(Cue.MOST, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST), *adjectives(scene, "est")]
    found += [  # "has the most customers"
        Said(cue=Cue.MOST, text=_MOST_OF, start=s.start, end=s.start + len(_MOST_OF))
        for s in scene.said(Cue.MOSTLY)
        if s.start - 1 in articles and s.text.lower().startswith(_MOST_OF)
    ]
    two = [s for s in adjectives(scene, "er") if s.start - 1 in articles and not scene.said(Cue.THAN)]
    found += [replace(s, cue=Cue.MOST if s.cue is Cue.MORE else Cue.LEAST) for s in two]  # "the older of the two"
    judged = (
        {s.start for s in scene.said(Cue.BEST, Cue.WORST)} if any(m.kind == "member" for m in scene.mentions) else ()
    )
    return sorted((said for said in found if said.start not in judged), key=lambda said: said.start)


def subject(scene: Scene) -> Wanted | None:
    """The one subject of an order: the only one named, or the one before the first order word."""
    orders = _orders(scene)
    every = scene.subjects()
    nouns = {said.start for said in scene.said(Cue.COUNTED)}
    if any(CUSTOMER in wanted for wanted, _ in every):
        every = [(w, at) for w, at in every if CUSTOMER in w or at not in nouns]  # "la clienta" is nobody else
    named = [(wanted, at) for wanted, at in every if not _reference(scene, at, orders)]
    if len(named) == 1:
        return named[0][0]
    if not named:
        return _before(scene) if every else scene.subject()
    before = [wanted for wanted, at in named if orders and at < orders[0].start]
    return before[0] if len(before) == 1 else None


def _reference(scene: Scene, at: int, orders: list[Said]) -> bool:
    """Whether one named is whom the subject is compared with: "against Chu", "most like Hill"."""
    first = orders[0].start if orders else scene.end
    beside = [than for than in scene.thans() if than.start >= first]
    if any(than.end <= at for than in beside):
        return True
    alike = [said for said in scene.said(Cue.SIMILAR) if said.start >= first and said.end <= at]
    verbs = scene.said(Cue.OWN)
    alike = [s for s in alike if ":" not in scene.shows(s.end, at) and not any(s.end <= v.start < at for v in verbs)]
    return any(not any(said.end <= other < at for _, other in scene.subjects()) for said in alike)


def _before(scene: Scene) -> Wanted | None:
    """Whom the sentence named before this clause."""
    whole = scene.whole or scene
    named = [wanted for wanted, at in whole.subjects() if at < scene.start]
    return named[-1] if named else None


def superlative(scene: Scene, said: Said) -> bool:
    """Whether an order word says the most, and not more than something."""
    text = said.text.lower()
    if text in _BARE and not _of_something(scene, said):
        return False
    if said.cue in {Cue.RISKIEST, Cue.SAFEST}:
        return not any(than.start >= said.end for than in scene.thans())
    if text.endswith("est") or (said not in scene.cues and text.endswith("er")) or text.startswith(("most ", "least ")):
        return True
    if text.startswith("top") and words("of_the_list").search(scene.shows(said.end, scene.end)):
        return True
    verb = text not in _BARE and said.cue in {Cue.MOST, Cue.LEAST}
    if verb and not any(o.start == said.start for o in scene.said(Cue.MORE, Cue.LESS)):
        return not any(than.start >= said.end for than in scene.thans())  # "peaks", "encabeza", "mínimo"
    definite = _definite(scene, said) or said.start == scene.words[0].start
    return definite and (_definite(scene, said) or not any(than.start >= said.end for than in scene.thans()))


_VERBS = frozenset({*listed("copulas"), *listed("having")})
"""Verbs between an article and a word of order: "the women had more" is no "the most"."""
_MOST_OF = "most"
_BARE = frozenset({"most", "least", "más", "mas", "menos"})


def _of_something(scene: Scene, said: Said) -> bool:
    """Whether "most" is of a column or ends its phrase, and does not make another adjective ("most similar")."""
    after = next((word for word in scene.words if word.start >= said.end), None)
    before = [word for word in scene.words if word.end <= said.start][-1:]
    if before and before[0].folded in listed("relative") and not scene.names(after or before[0]):
        return True  # "where fewest leave", "donde menos se abandona"
    if after is None or scene.shows(said.end, after.start).strip(" *_"):
        return said.text.lower() in {"most", "least"} or _definite(scene, said)
    return scene.names(after) or any(one.start <= after.start < one.end for one in scene.said(Cue.SIMILAR, Cue.COUNTED))


def _definite(scene: Scene, said: Said) -> bool:
    """Whether "the", "el que", "quien" stands within the five words before."""
    before = [word for word in scene.words if word.end <= said.start][-5:]
    verbs = [number for number, word in enumerate(before) if word.folded in _VERBS]
    articles = {article.start for article in scene.said(Cue.ARTICLE)}
    return any(word.start in articles for word in before[verbs[-1] + 1 if verbs else 0 :])


def scoped(scene: Scene, wanted: Wanted) -> Scene:
    """ "Among those with three products, Spain has the highest": only the rows of the other groups that are named."""
    others = [one for one, _ in scene.subjects() if CUSTOMER not in one and not one.keys() & wanted.keys()]
    within = {kind: values for one in others for kind, values in one.items()}
    if not within or CUSTOMER in wanted:
        return scene
    found = []
    for table in scene.world.tables:
        known = all(any(kind in row.subject for row in table.rows) for kind in (*within, *wanted))
        rows = tuple(rows_of(scene.world, within, table)) if known else table.rows
        found.append(replace(table, rows=rows))
    return replace(scene, world=replace(scene.world, tables=found))


def _extreme(scene: Scene, found: Read, wanted: Wanted, said: Said, *, denied: bool) -> None:
    scene = scoped(scene, wanted)
    own = tuple(f for f in scene.features if f.sign and (f.start, f.end) == (said.start, said.end))
    if own and said not in scene.cues:  # "the oldest customers and the lowest balance"
        scene = replace(scene, features=own, labels=())
    place = next((number for _, number in places(scene) if number > 1), 1)
    verdicts = []
    for table, key, sign, value in numbers(scene, wanted):
        rest = others(scene, wanted, table, key, of_those_who_stay=_of_those_who_stay(scene))
        if not rest:
            continue
        down = said.cue in {Cue.LEAST, Cue.SAFEST}
        inverse = sign < 0 and said.cue not in {Cue.RISKIEST, Cue.SAFEST}
        ahead = sum((other < value) if down != inverse else (other > value) for other in rest)
        verdicts.append(ahead == place - 1)
        if table.ranked and words("of_the_list").search(scene.text):
            verdicts.append(any(row is table.rows[place - 1] for row in rows_of(scene.world, wanted, table)))
    if verdicts and any(verdicts) == denied:
        found.wrong(KIND, said.text)
    elif not verdicts and said.cue in {Cue.RISKIEST, Cue.SAFEST} and CUSTOMER not in wanted:
        found.absent(KIND, said.text)


def _of_those_who_stay(scene: Scene) -> bool:
    """ "Of those still with the bank, Hill has the highest": said before anybody is named."""
    whole = scene.whole or scene
    named = min((m.start for m in whole.mentions if m.kind == CUSTOMER), default=0)
    return any(said.end <= named for said in whole.said(Cue.STAYED))


def places(scene: Scene) -> list[tuple[Word, int]]:
    """The ordinals of a clause; "a third" is none."""
    shares = [(q.start, q.end) for q in scene.quantities if q.kind == "fraction"]
    return [
        (word, ORDINALS[word.folded])
        for word in scene.words
        if word.folded in ORDINALS
        and not any(start <= word.start < end for start, end in shares)
        and not _counts(scene, word)
    ]


def _counts(scene: Scene, word: Word) -> bool:
    """ "The first 5", "los 5 primeros": how many, not which."""
    return any(
        q.kind == "plain" and ((0 <= q.start - word.end <= 1) or (0 <= word.start - q.end <= 1 and not q.word))
        for q in scene.quantities
    )


def _compared_with(scene: Scene, at: int) -> bool:
    """Whether an order word says with whom the subject is compared ("ties with the last"), not what it is."""
    before = [word.folded for word in scene.words if word.end <= at][-2:]
    return bool({"con", "with"} & set(before))


def _place(scene: Scene, found: Read, wanted: Wanted) -> None:
    """ "The third on the list": by the table's order, or by the measure named."""
    said_places = places(scene)
    last = [said for said in scene.said(Cue.LAST) if not _compared_with(scene, said.start)]
    if not said_places and not last:
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
