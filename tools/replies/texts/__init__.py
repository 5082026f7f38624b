"""The sentences of replies, one file per language, by key; ``{places}`` are filled in by name."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from db.errors import Language
from tools.replies.formats import locale

_HERE = Path(__file__).parent


@cache
def texts(language: Language) -> Mapping[str, Any]:
    """All texts of a language; nested keys are groups."""
    raw: Mapping[str, Any] = yaml.safe_load((_HERE / f"{language}.yaml").read_text(encoding="utf-8"))
    return raw


def text(language: Language, key: str, **values: object) -> str:
    """The text under a dotted key with its places filled; KeyError where there is none."""
    found: Any = texts(language)
    for part in key.split("."):
        found = found[part]
    return str(found).format(**values) if values else str(found)


def plural(language: Language, key: str, count: int, **values: object) -> str:
    """The text under a dotted key for that many: CLDR's form of the language, else ``other``; ``{count}`` is filled."""
    form = f"{key}.{locale(language).plural_form(count)}"
    return text(language, form if has(language, form) else f"{key}.other", count=count, **values)


def has(language: Language, key: str) -> bool:
    """Whether there is a text under a dotted key."""
    found: Any = texts(language)
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return False
        found = found[part]
    return True
