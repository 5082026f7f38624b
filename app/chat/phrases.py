"""What the page says in its own words, by key; replies and Facts have theirs below."""

from db.texts import Language, has, text

_GROUPS = {
    "tool": "tool",
    "heading": "heading",
    "kind": "claim_kind",
    "outcome": "outcome",
    "points": "points",
    "setting": "setting",
    "theme": "theme",
}
"""The first word of a key, and the group of the catalogue where the rest stands."""


def known(key: str) -> bool:
    """Whether there is a phrase of this name."""
    return has("en", _path(key))


def say(key: str, language: Language) -> str:
    """The phrase in the person's language; what has none (an agent of somebody's own roster) by its own name."""
    path = _path(key)
    return text(language, path) if has(language, path) else key.removeprefix("tool ")


def _path(key: str) -> str:
    group, _, rest = key.partition(" ")
    return f"page.{_GROUPS[group]}.{rest}" if rest and group in _GROUPS else f"page.phrase.{key.replace(' ', '_')}"


def page_language(tags: str | None) -> Language:
    """The page's language for a browser that sends these tags, the first preferred: Spanish or else English."""
    return "es" if (tags or "").strip().lower().startswith("es") else "en"
