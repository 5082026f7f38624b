"""In which region a language is written here and now: CLDR's by way of Babel.

A language alone stands for its region of reference (``es`` for es-ES, ``en`` for en-GB); `in_region` sets another
for what is written inside it (es-MX writes 1,234.50 where es-ES writes 1.234,50).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from db.texts.language import Language

REGIONS = ("es-ES", "es-MX", "es-AR", "en-GB", "en-US")
"""The regions whose formats are tested; any other of the two languages that CLDR knows is taken too."""
REFERENCE: Mapping[Language, str] = MappingProxyType({"es": "es-ES", "en": "en-GB"})
_REGION: ContextVar[Mapping[str, str]] = ContextVar("region", default=MappingProxyType({}))


@contextmanager
def in_region(tag: str) -> Iterator[None]:
    """Write what is written inside in this region (``es-MX``) where its language is spoken.

    Raises:
        ValueError: not a region of Spanish or English that CLDR knows.
    """
    token = _REGION.set({**_REGION.get(), _language_of(tag): tag})
    try:
        yield
    finally:
        _REGION.reset(token)


def use_regions(tags: Iterable[str]) -> None:
    """Write in these regions from here on: the installation's own, set once where it is opened.

    Raises:
        ValueError: one is not a region of Spanish or English that CLDR knows.
    """
    _REGION.set({_language_of(tag): tag for tag in tags})


def known_region(tag: str) -> bool:
    """Whether a tag is a region of one of the two languages."""
    try:
        _language_of(tag)
    except ValueError:
        return False
    return True


def locale(language: Language) -> Locale:
    """The region in which a language is written here and now."""
    return _locale(_REGION.get().get(language) or REFERENCE[language])


def is_set(language: Language) -> bool:
    """Whether a region was set for a language, rather than its region of reference."""
    return language in _REGION.get()


def _language_of(tag: str) -> Language:
    found = _locale(tag)
    language = next((known for known in REFERENCE if known == found.language), None)
    if language is None or found.territory is None:
        raise ValueError(f"{tag} is no region of Spanish or English")
    return language


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError) as unknown:
        raise ValueError(f"{tag} is no region that CLDR knows") from unknown
