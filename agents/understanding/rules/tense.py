"""The tense and mood of a verb as written: would and subjunctives suppose something, a future asks what is to come."""

import re
from typing import Any, Protocol

from agents.understanding.lexicon.cues import Cue
from agents.understanding.rules.items import Item

_CONDITIONAL = re.compile(r"(?:ar|er|ir|dr|br|rr)ía(?:n|mos|s)?$|(?:ar|er|ir|dr|br|rr)ia(?:n|mos|s)?$")
_SUBJUNCTIVE = re.compile(r"\w{3,}(?:ara|ase)(?:n|s)?$|\w{3,}(?:ár|ás|ar|as)[ae]mos$|\w+[iuj](?:era|ese)(?:n|s|mos)?$")
_FUTURE = re.compile(r"(?:r)(?:á|án|é|emos|ás)$")
_ENGLISH_SUPPOSED = frozenset(["would", "wouldnt", "were", "werent"])
_ENGLISH_FUTURE = frozenset(["will", "wont", "ll"])
_POLITE = frozenset(["gustaria", "querria", "podria", "podrias", "podriamos", "quisiera", "deberia", "deberiamos"])
_OTHER_CUES: tuple[Cue, ...] = ("compare", "customers", "breakdown", "varies", "list", "same")


class Worded(Protocol):
    """A piece of a message, as either reading has it."""

    @property
    def words(self) -> tuple[str, ...]:
        """Folded."""

    @property
    def text(self) -> str:
        """As written."""

    @property
    def number(self) -> Any:
        """The number it is, if it is one."""

    def has(self, *cues: Any) -> bool:
        """Whether it may be any of the cues."""


def supposes(item: Worded) -> bool:
    """``contratara``, ``seguiría``, ``would``: a verb that tells of what is not so; politeness is none."""
    word = item.words[-1]
    if word in _ENGLISH_SUPPOSED:
        return True
    if word in _POLITE or item.has(*_OTHER_CUES) or item.number is not None:
        return False
    last = item.text.casefold().split()[-1:] or [""]
    return bool(_CONDITIONAL.search(last[0]) or _SUBJUNCTIVE.fullmatch(last[0]))


def is_future(item: Item) -> bool:
    """``tendrá``, ``will``: a verb of what is to come, as far as the accent is written."""
    last = item.text.casefold().split()[-1:] or [""]
    return item.words[-1] in _ENGLISH_FUTURE or bool(_FUTURE.search(last[0]))
