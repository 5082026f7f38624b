"""Links, images and raw HTML, found with the kind of parser the page uses (CommonMark with GitHub's extensions)."""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_ACTIVE = frozenset({"link_open", "image", "html_inline", "html_block"})
_PARSER = MarkdownIt("gfm-like", {"html": True, "linkify": True})
_PARSER.linkify.set({"fuzzy_link": False, "fuzzy_email": True})  # type: ignore[union-attr]


def _address(text: str, at: int, _self: Any = None) -> int:
    """How long an address without a scheme (``www.…``) is."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in "<>|":
        end += 1
    return end - at


_PARSER.linkify.add("www.", {"validate": lambda _self, text, at: _address(text, at)})  # type: ignore[union-attr]
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""GitHub's Markdown links an address whatever its last part; the parser only where it knows it."""
_SIGNS = ("[", "<", "@", "://", "www.", "mailto:", "WWW.")


def links(segment: str) -> Iterator[str]:
    """What would become a link, an image or HTML on the page, reference definitions included."""
    if not any(sign in segment for sign in _SIGNS):
        return
    env: dict[str, Any] = {}
    tokens = _PARSER.parse(segment, env)
    yield from env.get("references", {})
    for token in tokens:
        yield from _active(token)
    yield from _MAIL.findall(segment)
    if _reference(segment):
        yield segment.strip()


def _active(token: Token) -> Iterator[str]:
    if token.type in _ACTIVE:
        yield str(token.attrs.get("href") or token.attrs.get("src") or token.content.strip())
    for child in token.children or ():
        yield from _active(child)


def _reference(segment: str) -> bool:
    """A use of a definition that another segment holds: ``[text][id]``; alone it would stay text."""
    return "][" in segment
