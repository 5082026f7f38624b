"""What agents note of their work: kept in English with the turn's events, shown in the reader's language."""

from typing import Any

from db.texts import text


def note(key: str, /, **values: Any) -> str:
    """A note on a draft, a reply or a claim."""
    return text("en", f"trace.note.{key}", **values)


def fault_detail(key: str, /, **values: Any) -> str:
    """What went wrong with a call, beside the kind of fault."""
    return text("en", f"trace.detail.{key}", **values)
