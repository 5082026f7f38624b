"""A line that is a label and what it is, read as the sentence it stands for: *Smallest group: France*."""

import re

from agents.grounding.cues import Cue, find, words_of
from agents.grounding.patterns import listed, whole
from agents.grounding.plain_words import WORDS
from db.errors import Language

_LINE = re.compile(
    r"(?P<mark>\s*(?:[-*•]\s+)?)(?:\*\*)?(?P<label>[^\W\d][^:|\d*_]{2,60}?)(?:\*\*)?:(?:\*\*)?\s+(?P<told>[^\n|:]{2,160})"
)
_EXTREMES = frozenset([Cue.MOST, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST, Cue.MAIN, Cue.BEST, Cue.WORST])
"""What a label says that its line has to bear out; any other label is a heading, or whom the line is about."""
_LEVELS = frozenset([Cue.HIGH, Cue.MEDIUM, Cue.LOW])
_MOST = 7
"""Words of the longest label."""


def as_sentence(text: str, language: Language) -> str:
    """The line with its label as the subject; any other text as it is."""
    found = _LINE.fullmatch(text)
    if found is None or len(found["label"].split()) > _MOST:
        return text
    label, said = found["label"], WORDS["line"][language]
    level = {cue.cue for cue in find(words_of(found["told"]))}
    if len(found["told"].split()) == 1 and level & _LEVELS and whole("level").search(label):
        told = said["level"].format(told=found["told"].rstrip(" .*_"))
        return f"{found['mark']}{label}: {told}."
    verb = not set(label.casefold().split()).isdisjoint(listed("copulas"))
    if verb or not any(cue.cue in _EXTREMES for cue in find(words_of(label))):
        return text
    bare = label if label.split()[0].casefold() in listed("determiners") else label[0].lower() + label[1:]
    subject = bare if bare is label else said["subject"].format(label=bare)
    return f"{found['mark']}{said['told'].format(subject=subject, told=found['told'])}"
