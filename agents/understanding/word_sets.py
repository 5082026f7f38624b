"""The files of ``words`` that hold nothing but sets of words, read once."""

from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent / "words"


@cache
def word_sets(name: str) -> dict[str, frozenset[str]]:
    """The sets of ``words/NAME.yaml``, by their keys."""
    raw = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return {key: frozenset(words.split()) for key, words in raw.items()}
