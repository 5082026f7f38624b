"""HTML of our own parts: Jinja templates that escape everything, words from one file per language."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.server.preferred import page_mark
from db.texts import Language, entry

HERE = Path(__file__).parent
NO_STORE = {"Cache-Control": "private, no-store"}


@lru_cache(maxsize=2)
def page_words(language: Language) -> dict[str, str]:
    """The words of our own parts by key."""
    return dict(entry(language, "pages"))


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    made.trim_blocks = made.lstrip_blocks = True
    return made


def html(template: str, language: Language, **values: Any) -> HTMLResponse:
    """A template with its values and the words of the language as ``w``."""
    text = _templates().get_template(template).render(w=page_words(language), language=language, **values)
    return HTMLResponse(text, headers={**NO_STORE, "X-Moa-Page": page_mark()})
