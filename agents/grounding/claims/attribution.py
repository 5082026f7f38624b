"""Attributions: what is said to stand behind a figure, whatever it is called, where no Fact speaks of it.

"Churn comes from Germany" is read by other claims; "churn comes from long queues" names what no column, value or
measure of the bank is. What counts is therefore not which words are blamed but that nothing here knows them.
"""

import re

from agents.grounding.claims.unheld import hedged, of_leaving
from agents.grounding.cues import Cue, Word
from agents.grounding.patterns import listed, whole
from agents.grounding.plain_words import COMMON, GRAMMAR
from agents.grounding.scene import Read, Scene

_SHORT = 3
_INFINITIVE = re.compile(r"^\w+(?:ar|er|ir)$", re.IGNORECASE)
"""A Spanish infinitive alone states nothing: "nothing to explain"."""
_ADVERB = re.compile(r"(?:ly|mente)$")
_BLAMES = (Cue.ATTRIBUTED, Cue.CAUSE, Cue.BLAMED)


def read(scene: Scene, found: Read) -> None:
    """A cause that nothing of the bank is called."""
    if scene.has(Cue.IF) or "?" in scene.text or _advising(scene):
        return
    if _of_the_model(scene) or _of_the_program(scene) or _of_figures(scene):
        return
    for said in scene.said(*_BLAMES):
        told = not scene.denied(said.start) and not _INFINITIVE.search(said.text) and not hedged(scene, said.start)
        counted = any(0 <= said.start - q.end <= 1 for q in scene.quantities)
        if counted and any(o.start == said.start for o in scene.said(Cue.LESS, Cue.MORE)):
            continue  # "seven behind France"
        behind = [o.start for o in scene.said(Cue.LESS) if o.start <= said.start < o.end]
        if behind and scene.subjects() and (scene.quantities or behind[0] < said.start):
            continue  # "Vogel is right behind at 25.8 %"
        names = {owner for row in scene.world.people.values() for owner in row.texts.values() if " " in owner}
        if scene.shows(scene.start, said.start).rstrip().endswith(tuple(names)):
            continue  # "Inès Fournier lleva a tres"
        ends = not any(word.start >= said.end for word in scene.words)  # "with Nwora right behind"
        if ends or "," in scene.shows(said.start, said.end):
            continue  # "who left, by balance": the order of a list
        if told and any(_foreign(word, scene) for word in scene.words):
            found.absent("cause", said.text)
            return


def _of_the_model(scene: Scene) -> bool:
    """Whether the model's own drivers are told: columns, over a Fact that holds them."""
    return bool(scene.features) and bool(scene.world.drivers)


def _of_the_program(scene: Scene) -> bool:
    """ "The risk comes from nine models", "the reasons tell what raises it": over the program's account of itself, its
    own models, or reasons that are not said to be anything; no cause of anything that happened."""
    if not scene.world.program or scene.has(Cue.LEFT, Cue.STAYED):
        return False
    copulas = {own.start for own in scene.said(Cue.OWN)}
    reasons = [s for s in scene.said(*_BLAMES) if s.text.lower().split()[-1] in listed("discourse")]
    bare = reasons and not any(word.start in copulas for s in reasons for word in _next(scene, s.end))
    return bool(bare) or any(whole(named).search(scene.text) for named in ("model", "account"))


def _next(scene: Scene, at: int) -> list[Word]:
    return [word for word in scene.words if word.start >= at][:1]


def _of_figures(scene: Scene) -> bool:
    """Whether one field is explained by another: "no value at risk because the balance is zero"."""
    sentence = scene.whole or scene
    told = any("value_at_risk" in label.keys for label in sentence.labels)
    return told and bool(sentence.features) and not of_leaving(sentence)


def _advising(scene: Scene) -> bool:
    """Whether the sentence begins with what to do: what to ask or offer is no claim."""
    sentence = scene.whole or scene
    first = next(iter(sentence.words), None)
    return first is not None and any(said.start == first.start for said in sentence.said(Cue.ADVICE))


def _foreign(word: Word, scene: Scene) -> bool:
    """Whether a word is none of the bank's, of the Facts', of the check's or of the language's common ones."""
    if len(word.folded) <= _SHORT or not word.folded.isalpha() or _ADVERB.search(word.folded):
        return False
    if not word.forms.isdisjoint(COMMON | GRAMMAR) or scene.names(word):
        return False
    if any(said.start <= word.start < said.end for said in scene.cues):
        return False
    return word.folded not in scene.world.words
