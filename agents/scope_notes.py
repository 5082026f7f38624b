"""Whether a reply has to say that it covers only the asker's portfolio, and what a question asks beyond it.

The words are in ``scope_notes.yaml``. Somebody who sees the whole bank is told nothing.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from db.errors import Language
from db.text import fold
from db.texts import text
from db.yaml_files import read_yaml
from tools.facts import Fact

Beyond = Literal["whole", "others"]
_WORDS: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_suffix(".yaml"))
_NOBODY = "(?!)"
_SHORTEST = 3


def asked_beyond(question: str, others: Sequence[str], own: str) -> Beyond | None:
    """What a question asks beyond the portfolio of ``own``: the whole bank, or other people's customers (``others``).

    Read in both languages: people mix them, and the words of one are no words of the other.
    """
    text = _spoken(question)
    names = _names(tuple(others), own)
    for kind in ("others", "whole"):
        if any(pattern.search(text) for pattern in _patterns(kind, names)):
            return kind
    return None


def others_sentence(language: Language) -> str:
    """What is said where somebody asks for customers they may not see."""
    return text(language, "agents.scope.others")


def note(facts: Sequence[Fact], reply: str, language: Language, beyond: Beyond | None) -> str:
    """The line under a reply whose Facts cover only a portfolio; empty where it needs none."""
    words = _WORDS[language]
    limited = any(fact.scope is not None for fact in facts)
    if beyond == "whole" and limited:
        return text(language, "agents.scope.whole")
    told = any(said in reply.casefold() for said in words["said"])
    return text(language, "agents.scope.covers") if limited and not told else ""


def _spoken(question: str) -> str:
    """Folded, an apostrophe as a blank."""
    return fold(re.sub(r"['’‘`´ʼ]", " ", question))


@lru_cache(maxsize=64)
def _names(others: tuple[str, ...], own: str) -> str:
    """The words by which people call the other owners, as alternatives."""
    mine = set(fold(own).split())
    words = {word for name in others for word in fold(name).split() if len(word) >= _SHORTEST and word not in mine}
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or _NOBODY


@lru_cache(maxsize=64)
def _patterns(kind: str, names: str) -> tuple[re.Pattern[str], ...]:
    found = [pattern for words in _WORDS.values() for pattern in words[f"asks_{kind}"]]
    return tuple(re.compile(pattern.replace("{owner}", names)) for pattern in found)
