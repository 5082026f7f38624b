"""Words that may be capitalised without being anybody's name, and number words: read once from ``words/plain.yaml``."""

from pathlib import Path
from typing import Any

from db.yaml_files import read_yaml

_FOLDER = Path(__file__).parent / "words"
WORDS: dict[str, Any] = read_yaml(_FOLDER / "plain.yaml")
COMMON: frozenset[str] = frozenset(WORDS["common"])
GRAMMAR: frozenset[str] = frozenset(WORDS["grammar"])
"""Words that are rather grammar than a group's name, unless written as the name is."""
ENDINGS: tuple[str, ...] = tuple(WORDS["endings"])
"""Endings of abstract nouns, participles and adverbs: what begins a sentence with one is seldom a surname."""
SURNAMES: frozenset[str] = frozenset(" ".join(read_yaml(_FOLDER / "surnames.yaml").values()).split())
"""Surnames that are words as well."""
