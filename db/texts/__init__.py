"""The message catalogue: every sentence for people, one folder of files a language, by dotted key.

A text may be a tree of forms: by CLDR's plural form of ``count`` (``one``, ``other``, …), by ``gender`` (``masculine``,
``feminine``), or both. ``{places}`` are filled in by name: numbers as the region writes them where the place says
``{n:,}``, and what has a ``say`` of its own (a Message, an `Each`) in the same language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from babel.numbers import format_decimal, get_decimal_symbol

from db.texts.language import LANGUAGES, Language
from db.texts.regions import locale
from db.yaml_files import read_yaml

PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
GENDERS = frozenset({"masculine", "feminine"})
_HERE = Path(__file__).parent
_REPLIES = "replies"
_DECIMAL = frozenset("fg%")
"""Formats whose result may have a decimal point."""


@runtime_checkable
class Spoken(Protocol):
    """What is said in the language of the reader."""

    def say(self, language: Language) -> str:
        """The words in a language."""
        ...


@dataclass(frozen=True)
class Message:
    """A sentence not yet said: its key and what fills its places."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        """The sentence in a language."""
        return text(language, self.key, **self.values)


@dataclass(frozen=True)
class Each:
    """Words that are made anew for each language."""

    made: Callable[[Language], str]

    def say(self, language: Language) -> str:
        """The words in a language."""
        return self.made(language)


@dataclass(frozen=True)
class Said:
    """Words kept in every language, as they were said before; in the first one kept where a language is missing."""

    words: Mapping[str, str]

    @classmethod
    def of(cls, spoken: Spoken) -> "Said":
        """What is said, in every language there is."""
        return cls({language: spoken.say(language) for language in sorted(LANGUAGES)})

    def say(self, language: Language) -> str:
        """The words in a language."""
        return self.words.get(language) or next(iter(self.words.values()), "")


def message(key: str, /, **values: Any) -> Message:
    """The message under a key, with what fills its places."""
    return Message(key, values)


def text(language: Language, key: str, /, **values: Any) -> str:
    """The text under a dotted key, in the form its ``count`` and ``gender`` ask for, with its places filled.

    Raises:
        KeyError: there is no such text.
    """
    found = _form(entry(language, key), language, values)
    if not isinstance(found, str):
        raise KeyError(f"{key} is a group of texts, not one")
    return found.format(**{name: _filling(v, language) for name, v in values.items()}) if values else found


def plural(language: Language, key: str, /, count: int, **values: Any) -> str:
    """The text under a dotted key for that many; ``{count}`` is filled."""
    return text(language, key, count=count, **values)


def entry(language: Language, key: str) -> Any:
    """What stands under a dotted key: a text, a list or a group.

    Raises:
        KeyError: there is nothing.
    """
    head, *rest = key.split(".")
    found = _of_head(language, head)
    for part in rest:
        if not isinstance(found, Mapping):
            raise KeyError(key)
        found = found[part]
    return found


def has(language: Language, key: str) -> bool:
    """Whether there is something under a dotted key."""
    try:
        entry(language, key)
    except KeyError:
        return False
    return True


@cache
def catalogue(language: Language) -> Mapping[str, Any]:
    """All texts of a language; nested keys are groups. A file other than the replies' is a group by its name."""
    files = {path.stem: _read(path) for path in sorted((_HERE / language).glob("*.yaml"))}
    replies = files.pop(_REPLIES)
    return {**replies, **files}


@cache
def _of_head(language: Language, head: str) -> Any:
    """A file's texts, or the replies' under this key; files are read as they are needed."""
    file = _HERE / language / f"{head}.yaml"
    return _read(file) if file.is_file() else _read(_HERE / language / f"{_REPLIES}.yaml")[head]


@cache
def _read(path: Path) -> Mapping[str, Any]:
    raw: Mapping[str, Any] = read_yaml(path)
    return raw


def _form(found: Any, language: Language, values: Mapping[str, Any]) -> Any:
    """Down a tree of forms to the one these values ask for."""
    while isinstance(found, Mapping):
        if "count" in values and found.keys() <= PLURAL_FORMS:
            form = locale(language).plural_form(values["count"])
            found = found[form] if form in found else found["other"]
        elif "gender" in values and found.keys() <= GENDERS:
            found = found[values["gender"]]
        else:
            return found
    return found


def _filling(value: Any, language: Language) -> Any:
    """What fills a place, in the language."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return _Counted(value, language)
    return value.say(language) if isinstance(value, Spoken) else value


def written(value: float, spec: str, language: Language) -> str:
    """A number by a format of Python's, with the region's decimal sign, groups (``,`` alone) and percent sign."""
    region = locale(language)
    if spec == ",":
        return str(format_decimal(value, locale=region))
    plain = format(value, spec)
    if spec[-1:] in _DECIMAL:
        plain = plain.replace(".", get_decimal_symbol(region))
    return plain.replace("%", region.percent_formats[None].pattern.lstrip("#,0."))


@dataclass(frozen=True)
class _Counted:
    """A number as the region writes it where a text says how (``:,``, ``:.1f``, ``:.0%``), and else as Python does."""

    value: int | float
    language: Language

    def __format__(self, spec: str) -> str:
        return written(self.value, spec, self.language)

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


__all__ = [
    "LANGUAGES",
    "Each",
    "Language",
    "Message",
    "Said",
    "Spoken",
    "catalogue",
    "entry",
    "has",
    "message",
    "plural",
    "text",
    "written",
]
