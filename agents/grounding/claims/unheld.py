"""What no Fact of this program can hold, unless it does: causes, trends, promises, events, deeds and orders."""

import re

from agents.grounding.cues import Cue, Said, Word
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import fold
from agents.grounding.patterns import listed, whole
from agents.grounding.plain_words import COMMON
from agents.grounding.quantities import hedged_from
from agents.grounding.scene import Read, Scene
from db.lemmas import DICTIONARY

_ENGLISH_PAST = re.compile(r"ed$")
_SPANISH_PAST = re.compile(r"(?:ó|aron|ieron|é|í)$")
_PARTICIPLE = re.compile(r"(?:ado|ido|ada|ida|ados|idos|adas|idas|sto|cho|rto)$")
_DETERMINERS = frozenset(listed("determiners"))


def read(scene: Scene, found: Read) -> None:
    """Claims outside what the bank's Facts can bear."""
    orders(scene, found)
    _cause(scene, found)
    _blamed(scene, found)
    _trend(scene, found)
    _promise(scene, found)
    _in_time(scene, found)
    _deed(scene, found)


def hedged(scene: Scene, at: int) -> bool:
    """Whether a hedge reaches a claim: it stands before it, with no comma between, or right after it."""
    for said in scene.said(Cue.HEDGE):
        after = scene.shows(said.end, scene.end).lstrip().lower()
        before = scene.shows(scene.start, said.start).rstrip().lower()
        if before.endswith(listed("of_degree")) or after.startswith("to "):
            continue  # "most likely", "likely to leave": how likely it is, no doubt about the claim
        if said.end <= at and not set(",;:") & set(scene.shows(said.end, at)):
            return True
        if 0 <= said.start - at <= _AFTER:
            return True
    return False


_AFTER = 30


_NEAR = 60
_DENIAL, _CLOSE = 4, 2
"""Words over which a denial reaches a cause: \"no proposals because\" denies the proposals."""


def _cause(scene: Scene, found: Read) -> None:
    """Why people leave: no Fact knows; why the model says so, its drivers do."""
    for said in scene.said(Cue.CAUSE):
        reach = _CLOSE if said.text.lower() in listed("because") else _DENIAL
        if scene.denied(said.start, reach=reach) or _advising(scene) or hedged(scene, said.start):
            continue
        whole = scene.whole or scene
        of_model = whole.has(Cue.RISK) and bool(scene.features and scene.world.drivers)
        if of_model and not whole.has(Cue.LEFT) and "caus" not in fold(said.text):
            continue
        if not _of_the_amount(whole, said) and (of_leaving(whole) or _of_groups(whole)):
            found.absent("cause", said.text)
            return


def _of_the_amount(scene: Scene, cause: Said) -> bool:
    """ "Nothing at stake because the balance is zero": one figure follows from another."""
    at_risk = [lab for lab in scene.labels if "value_at_risk" in lab.keys and 0 <= cause.start - lab.end <= _NEAR]
    return bool(at_risk) and any(f.start >= cause.end for f in scene.features)


def _of_groups(scene: Scene) -> bool:
    """Whether groups are compared, of which no Fact tells why they differ."""
    apart = any(not table.of_people for table in scene.world.tables) and not scene.world.program
    return apart and bool(scene.subjects()) and scene.has(Cue.MORE, Cue.LESS, Cue.MOST, Cue.LEAST)


def of_leaving(scene: Scene) -> bool:
    """Whether it speaks of leaving; an amount at risk is reckoned from other figures."""
    fields = [(label.start, label.end) for label in scene.labels if "value_at_risk" in label.keys]
    return any(
        not any(start <= said.start < end for start, end in fields)
        for said in scene.said(Cue.LEAVING, Cue.LEFT, Cue.STAYED, Cue.RISK)
    )


def _blamed(scene: Scene, found: Read) -> None:
    """Something blamed that is no column of the bank, whatever it is blamed for."""
    whole = scene.whole or scene
    orders = scene.said(Cue.LESS, Cue.MORE)
    said = [s for s in scene.said(Cue.BLAMED) if not any(o.start < s.start < o.end for o in orders)]
    of_model = whole.has(Cue.RISK) and scene.world.drivers and any(not f.sign for f in whole.features)
    if said and not of_model and not scene.denied(said[0].start) and not hedged(scene, said[0].start):
        found.absent("cause", said[0].text)


def _trend(scene: Scene, found: Read) -> None:
    """Movement over time, where no Fact compares moments."""
    if scene.world.dated or "?" in scene.text or scene.has(Cue.IF):
        return
    trend = scene.said(Cue.TREND)
    period = [said for said in scene.said(Cue.PERIOD) if not scene.denied(said.start)]
    units = listed("measured_in") if not scene.has(*_MOVED) else ()
    period = [said for said in period if said.text.lower() not in units]
    moves = bool(trend or period)
    first = (trend or period)[:1]
    if moves and not _advising(scene) and not hedged(scene, first[0].start):
        found.absent("trend", first[0].text)


_MOVED = (Cue.UP, Cue.DOWN, Cue.LEFT, Cue.FUTURE, Cue.LEAVING, Cue.MOST, Cue.LEAST, Cue.MORE, Cue.LESS)


_FAR = 8
"""Words over which a denial still reaches a promise: "it would be unwise to read it as a promised effect"."""


def _promise(scene: Scene, found: Read) -> None:
    """What somebody will do, and what is certain."""
    promise, sure = scene.said(Cue.PROMISE), scene.said(Cue.SURE)
    for said in promise:
        if hedged(scene, said.start):
            continue
        if not scene.denied(said.start, reach=_FAR) or said.text.lower().startswith(listed("denying_promise")):
            found.absent("promise", said.text)
            return
    for said in sure if not _of_every_row(scene, sure) else ():
        if not _advising(scene) and not scene.denied(said.start) and not hedged(scene, said.start):
            found.absent("certainty", said.text)
            return
    told = _outcome(scene)
    if told is not None and not (scene.world.changes and scene.has(Cue.IF)):
        found.absent("promise", told.text)
        return
    future, act = scene.said(Cue.FUTURE), scene.said(Cue.FUTURE_STAY)
    if future and hedged(scene, future[0].start):
        return
    if future and scene.denied(future[0].start, reach=_FAR) and scene.said(Cue.NOT)[0].end < future[0].start - 3:
        return  # "no proof that she will stay"
    if future and act and act[0].end >= future[0].start and not scene.has(Cue.IF) and "?" not in scene.text:
        found.absent("promise", future[0].text)


def _of_every_row(scene: Scene, sure: list[Said]) -> bool:
    """ "Is always below the average": of every row."""
    always = bool(sure) and all(said.text.lower() in listed("always") for said in sure)
    return always and scene.has(Cue.MORE, Cue.LESS) and bool(scene.quantities and scene.world.tables)


def _outcome(scene: Scene) -> Word | None:
    """A Spanish verb in the future tense that foretells what somebody does or gains."""
    for word in scene.words:
        lemma = DICTIONARY.get_lemma(word.text.lower(), "es") if _SPANISH_FUTURE.search(word.text.lower()) else None
        told = not scene.denied(word.start) and "?" not in scene.text and not hedged(scene, word.start)
        if lemma in listed("outcomes") and told:
            return word
    return None


_SPANISH_FUTURE = re.compile(r"(?:rá|rán|remos)$")


def _in_time(scene: Scene, found: Read) -> None:
    """ "Left shortly after a complaint": what came first, where no Fact is dated and nothing is supposed."""
    said = whole("time_order").search(scene.text)
    if said is None or scene.world.dated or scene.world.changes or scene.has(Cue.IF, Cue.ADVICE, Cue.RANKING):
        return
    at = scene.start + said.start()
    if scene.has(Cue.NEXT) and any(there > at for _, there in scene.subjects()):
        return
    if (_of_somebody(scene) or scene.has(Cue.LEFT)) and not hedged(scene, at) and not scene.denied(at):
        found.absent("event", said.group())


def _deed(scene: Scene, found: Read) -> None:
    """Something that happened, or that somebody feels, beyond leaving and the columns of the bank."""
    known = fold(" ".join(scene.world.texts))
    supposed = (scene.whole or scene).said(Cue.IF)[:1]
    model = whole("model").search(scene.text)
    for said in scene.said(Cue.DEED) if model is None else ():
        if fold(said.text) not in known and not scene.denied(said.start):
            if hedged(scene, said.start):
                continue
            found.absent("event", said.text)
            return
    just = scene.said(Cue.JUST_DONE)
    asked = {said.start for said in scene.said(Cue.ADVICE)}
    just = [said for said in just if said.end + 1 not in asked]
    just = [said for said in just if not any(said.start + 1 >= start for start in _limits(scene))]
    if just and (_of_somebody(scene) or just[0].start <= scene.start + 1) and any(_after(scene, s) for s in just):
        found.absent("event", just[0].text)
        return
    if not (_of_somebody(scene) or scene.has(Cue.WE) or _begins_with_past(scene)):
        return
    if (told := _done_by_bank(scene) or _done_then(scene)) is not None:
        found.absent("event", told.text)
        return
    for word in scene.words:
        if hedged(scene, word.start) or any(said.end <= word.start for said in supposed):
            continue
        if _happened(word, scene) and word.folded not in known and not scene.denied(word.start):
            found.absent("event", word.text)
            return


def _done_by_bank(scene: Scene) -> Word | None:
    """ "The bank has already decided", "her manager has been told": what the bank did, whatever the verb, but lose."""
    doers = [said for said in scene.said(Cue.BANK) if not said.end > scene.end]
    for doer in doers:
        helped, verbs = _perfect_after(scene, doer)
        of_results = (Cue.LEFT, Cue.STAYED, Cue.ARTICLE, Cue.MOST, Cue.LEAST, Cue.MORE, Cue.LESS)
        told = [w for w in verbs if not any(s.start <= w.start < s.end for s in scene.said(*of_results))]
        if any(s.start > helped[0].start and s.end <= told[0].start for s in scene.said(Cue.ARTICLE) if told):
            continue  # "the branch has the biggest influence"
        if told and not scene.denied(told[0].start) and not hedged(scene, told[0].start):
            return told[-1]
    return None


def _perfect_after(scene: Scene, doer: Said) -> tuple[list[Word], list[Word]]:
    """The helping verbs right after a doer, and the participles after the first of them."""
    after = [word for word in scene.words if word.start >= doer.end][:4]
    helped = [word for word in after if any(s.start == word.start for s in scene.said(Cue.AUXILIARY))]
    return helped, [word for word in after if helped and word.start > helped[0].start and _is_participle(word)]


def _done_then(scene: Scene) -> Word | None:
    """ "Mitchell called last month": what somebody did at a time that no Fact tells of, whatever the verb."""
    if not scene.said(Cue.PERIOD) or scene.has(Cue.RISK, Cue.UP, Cue.DOWN, Cue.IF) or scene.world.tables:
        return None
    for word in scene.words:
        text = word.text.lower()
        lemmas = {language: DICTIONARY.get_lemma(text, language) for language in ("es", "en")}
        english = _ENGLISH_PAST.search(text) and lemmas["en"] not in {None, text}
        spanish = _SPANISH_PAST.search(text) and lemmas["es"] not in {None, text}
        if (english or spanish) and not hedged(scene, word.start) and not scene.denied(word.start):
            return word
    return None


def _is_participle(word: Word) -> bool:
    text = word.text.lower()
    english = DICTIONARY.get_lemma(text, "en")
    return _PARTICIPLE.search(text) is not None or (english is not None and english != text and text not in _HELPERS)


_HELPERS = frozenset(listed("helpers"))


def _limits(scene: Scene) -> list[int]:
    """Where the limits of figures begin: "just under 12 %" tells of no moment."""
    found = (hedged_from(scene.text[: q.start - scene.start]) for q in scene.quantities)
    return [scene.start + start for start, hedge in found if hedge]


def _of_somebody(scene: Scene) -> bool:
    if any(m.kind == CUSTOMER for m in scene.mentions) or scene.person() is not None:
        return True
    return bool(scene.words) and any(
        said.start <= scene.words[min(1, len(scene.words) - 1)].start for said in scene.said(Cue.PERSON)
    )


def _begins_with_past(scene: Scene) -> bool:
    """Spanish leaves the subject out: "Abrieron una cuenta"."""
    first = next((word.text.lower() for word in scene.words), "")
    return scene.start == 0 and len(first) > 4 and _SPANISH_PAST.search(first) is not None


def _after(scene: Scene, just: Said) -> bool:
    """A deed after "acaba de", "recently": a verb that tells no result of the model."""
    after = [word for word in scene.words if word.start >= just.end][:1]
    told = {said.start for said in scene.cues if said.cue not in {*_NO_COVER, Cue.JUST_DONE, Cue.ORDINARY, Cue.IF}}
    verb = [word for word in after if word.start not in told and not scene.names(word)]
    return any(_VERB.search(word.text) for word in verb)


_VERB = re.compile(r"(?:ar|er|ir|arse|erse|irse|ed)$|^(?:had|got|went|took|bought|moved|became|made)$", re.IGNORECASE)


_NO_COVER = frozenset(
    {Cue.PERSON, Cue.ONGOING, Cue.FACTOR, Cue.OWN, Cue.OUT_OF, Cue.FORBIDDEN, Cue.DEED, Cue.AUXILIARY, Cue.ADVICE}
)
"""Cues that do not make a past form one of telling results."""


def _happened(word: Word, scene: Scene) -> bool:
    """A past form of a verb that is not one of telling results."""
    text = word.text.lower()
    if any(said.start <= word.start < said.end for said in scene.cues if said.cue not in _NO_COVER):
        return False
    opens = scene.start == 0 and word.start == scene.words[0].start
    if scene.names(word) or (word.text[0].isupper() and not opens):
        return False
    spanish, english = DICTIONARY.get_lemma(text, "es"), DICTIONARY.get_lemma(text, "en")
    if _SPANISH_PAST.search(text) and spanish is not None and spanish != text and spanish.endswith(("ar", "er", "ir")):
        return text[-1] in "ón" or text.endswith("ron")
    before = [w for w in scene.words if w.end <= word.start][-2:]
    helped = any(said.start == w.start for w in before for said in scene.said(Cue.AUXILIARY))
    if english is not None and english != text and _ENGLISH_PAST.search(text):
        return helped or (bool(before) and _subject_before(before[-1], scene))
    return helped and spanish is not None and _PARTICIPLE.search(text) is not None and _perfect(before)


def _subject_before(word: Word, scene: Scene) -> bool:
    """Whether a name or pronoun stands right before, so that the verb is its own."""
    if word.folded in listed("doers"):
        return True
    if any(said.end == word.end for said in scene.said(Cue.WE)):
        return True
    return any(m.kind == CUSTOMER and m.start <= word.start < m.end for m in scene.mentions)


def _perfect(before: list[Word]) -> bool:
    return any(word.folded in listed("perfect") for word in before)


def orders(scene: Scene, found: Read) -> None:
    """An instruction to the reader beyond talking to the customer, and any question for a secret."""
    secret = scene.said(Cue.CONFIDENTIAL)
    if secret and not scene.denied(secret[0].start):
        found.absent("instruction", secret[0].text)
        return
    first = next((word for word in scene.words), None)
    if first is None:
        return
    named = [word.start for word in scene.words if scene.names(word)]
    forbidden = [said for said in scene.said(Cue.FORBIDDEN) if said.start not in named]
    begins = [s for s in forbidden if s.start == first.start and scene.start == 0]
    told = [s for s in forbidden if _imperative_place(scene, s.start)]
    phrase = any(" " in said.text for said in begins)
    if (begins or told) and (phrase or not _reads_as_noun(scene, first)):
        found.absent("instruction", (begins or told)[0].text)
    elif scene.start == 0 and (_commands(scene, first) or _gives_away(scene, first)):
        found.absent("instruction", first.text)


def _gives_away(scene: Scene, first: Word) -> bool:
    """ "Offer her a mortgage": something given that neither the bank's columns nor the Facts know."""
    if first.folded not in listed("giving"):
        return False
    given = [word for word in scene.words if word.start > first.start][:_OBJECT]
    told = any(word.folded in listed("talk") or scene.names(word) for word in given if not _is_person(scene, word))
    return not told and not scene.world.options and any(_is_product(scene, word) for word in given)


_OBJECT = 7


def _is_person(scene: Scene, word: Word) -> bool:
    return any(m.kind == CUSTOMER and m.start <= word.start < m.end for m in scene.mentions)


def _is_product(scene: Scene, word: Word) -> bool:
    """A product or favour of a bank that no Fact holds."""
    return bool(word.forms & set(listed("favours"))) and word.folded not in scene.world.words


def _imperative_place(scene: Scene, at: int) -> bool:
    """After "please", "you must", "debe", "to": a deed asked of the reader."""
    before = fold(scene.shows(max(scene.start, at - 18), at))
    return before.endswith(listed("asking_deed"))


def _reads_as_noun(scene: Scene, first: Word) -> bool:
    """ "Cierre" and "pin" begin sentences as nouns too: an order is followed by what it is done to."""
    second = scene.words[1] if len(scene.words) > 1 else None
    return second is None or second.folded in {"de", "del", "is", "es", "of"}


def _commands(scene: Scene, first: Word) -> bool:
    """A verb's order form before a determiner, that is neither advice nor a word that begins statements."""
    second = scene.words[1] if len(scene.words) > 1 else None
    if second is None or second.folded not in _DETERMINERS or first.folded in COMMON:
        return False
    if any(said.start == first.start for said in scene.cues if said.cue not in {Cue.OWN, Cue.FORBIDDEN}):
        return False
    if scene.names(first):
        return False
    text = first.text.lower()
    spanish = DICTIONARY.get_lemma(text, "es")
    orders_es = (
        spanish is not None and spanish != text and spanish.endswith(("ar", "er", "ir")) and text.endswith(("e", "a"))
    )
    return orders_es and second.folded in {"el", "la", "los", "las", "su", "sus", "un", "una", "al"}


def _advising(scene: Scene) -> bool:
    whole = scene.whole or scene
    advice = whole.said(Cue.ADVICE)
    if not advice or advice[0].start > 12:
        return False
    before = [word for word in whole.words if word.end <= advice[0].start][-1:]
    return not (before and before[0].folded in _DETERMINERS)  # "the offer" is no advice
