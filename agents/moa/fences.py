"""Fences: how the question, Facts and drafts enter a prompt as data that can never act as prompt.

Untrusted text (bank text, people's words, other agents' drafts) is only ever put into human messages, inside

    <<<FACTS-6f1d0c9a7b3e2244
    {"facts": [...]}
    FACTS-6f1d0c9a7b3e2244>>>

with a nonce drawn per turn. The body is one line of JSON in which every character that could end a fence, begin a line,
a numbering, a special token or hide (angle brackets, line breaks, control and format characters, ``[INST]``-like
marks) is written as a ``\\uXXXX`` escape: nothing inside can look like structure, and reading it back loses nothing.
"""

import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

_FENCE = re.compile(r"^<<<([A-Z]+)-([0-9a-f]{16})\n([^\n]*)\n\1-\2>>>$", re.MULTILINE)
_MARK = re.compile(r"\[(?=/?[A-Z_]{3,}\])")
_UNCOMMON = re.compile(r"[^ -;=?-~]")
"""All but printable ASCII without angle brackets."""
_STAND_IN = "\ue000"
_HIDING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def new_nonce() -> str:
    """A fresh nonce for one turn (64 random bits, hexadecimal)."""
    return secrets.token_hex(8)


def pack(kind: str, payload: Mapping[str, Any], nonce: str) -> str:
    """One fenced block; ``kind`` is upper-case letters (QUESTION, FACTS, DRAFTS, ...)."""
    return f"<<<{kind}-{nonce}\n{escape(payload)}\n{kind}-{nonce}>>>"


def unpack(text: str) -> dict[str, Any]:
    """The payload of every fenced block in a prompt, by kind; the first block of a kind counts."""
    found: dict[str, Any] = {}
    for kind, _nonce, body in _FENCE.findall(text):
        found.setdefault(kind, json.loads(body))
    return found


def escape(payload: Any) -> str:
    """JSON on one line in which no text can act as structure; ``json.loads`` gives the payload back."""
    text = json.dumps(_marked(payload), ensure_ascii=False, separators=(",", ":"), default=str)
    return _UNCOMMON.sub(lambda match: _escaped(match.group()), text)


def escape_json(text: str) -> str:
    """The same for text that is JSON already; other text becomes a JSON string."""
    try:
        return escape(json.loads(text))
    except json.JSONDecodeError:
        return escape(text)


def _marked(value: Any) -> Any:
    if isinstance(value, str):
        return _MARK.sub(_STAND_IN, value.replace(_STAND_IN, ""))
    if isinstance(value, Mapping):
        return {str(_marked(str(key))): _marked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(item) for item in value]
    return value


def _escaped(character: str) -> str:
    if character == _STAND_IN:
        return "\\u005b"
    if character in "<>" or unicodedata.category(character) in _HIDING:
        return "".join(f"\\u{unit:04x}" for unit in _utf16(character))
    return character


def _utf16(character: str) -> tuple[int, ...]:
    raw = character.encode("utf-16-be", "surrogatepass")
    return tuple(int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2))
