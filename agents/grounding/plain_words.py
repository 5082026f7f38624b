"""Words that may be capitalised without being anybody's name, and number words: read once from ``words/plain.yaml``."""

from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "words"
WORDS: dict[str, Any] = yaml.safe_load((_FOLDER / "plain.yaml").read_text(encoding="utf-8"))
COMMON: frozenset[str] = frozenset(WORDS["common"])
GRAMMAR: frozenset[str] = frozenset(WORDS["grammar"])
"""Words that are rather grammar than a group's name, unless written as the name is."""
ENDINGS: tuple[str, ...] = tuple(WORDS["endings"])
"""Endings of abstract nouns, participles and adverbs: what begins a sentence with one is seldom a surname."""
SURNAMES: frozenset[str] = frozenset(
    " ".join(yaml.safe_load((_FOLDER / "surnames.yaml").read_text(encoding="utf-8")).values()).split()
)
"""Surnames that are words as well."""
