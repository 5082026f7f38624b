"""Text from people and banks made safe to stand in Markdown: letters stay letters, addresses never become links.

The page reads GitHub's Markdown. Its parser looks for addresses (``http://…``, ``www.…``, ``name@host``) in the text it
has already unescaped, so that no backslash keeps one from becoming a link; a code span does, shows the same letters and
is copied as they are. ``escaped`` is for a text that is to be shown as it is; ``inert`` for Markdown of ours or of a
model, in which tables and emphasis stay and everything that links, shows pictures or acts as a directive goes.
"""

import re
from dataclasses import dataclass, field

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&:])")
_LINE_START = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-=]+(?:\s|$)))([-=.)])")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.\-]*://|www\.)(?=[^\s\x00])(?P<rest>[^\s\x00`|<>\"“”«»]*)"
    r"|[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+",
    re.IGNORECASE,
)
_AFTER_ADDRESS = ".,;:!?'\"()[]{}*_~…"
_ENDS = frozenset('*[]()<>|`"')
"""Marks that end an address where they stand for themselves, unescaped."""
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CURSOR = "\u200b"
"""The page draws a blinking cursor where this stands."""


def escaped(text: object) -> str:
    """The text with nothing in it that Markdown would read as more than letters, on one line."""
    line, parts, at = " ".join(str(text).replace(_CURSOR, "").split()), [], 0
    for start, end in _addresses(line):
        parts += [_literal(line[at:start]), f"`{line[start:end]}`"]
        at = end
    return "".join([*parts, _literal(line[at:])])


def _literal(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def inert(markdown: str) -> str:
    """The Markdown without anything that leads elsewhere; what people read and copy stays the same."""
    units = _units(markdown.replace(_CURSOR, ""))
    seen = "".join("\x00" if len(unit) == 1 and unit in _ENDS else unit[-1] for unit in units)
    parts, at = [], 0
    for start, end in _addresses(seen):
        parts += [_without_marks(units, at, start), f"`{seen[start:end]}`"]
        at = end
    return "".join([*parts, _without_marks(units, at, len(units))])


@dataclass
class InertStream:
    """The same for a text that comes in pieces: whole words are given, the last one waits for its end."""

    _waiting: str = field(default="", repr=False)

    def feed(self, piece: str) -> str:
        """What can be shown by now."""
        text = self._waiting + piece
        cut = max((place.end() for place in re.finditer(r"\s", text)), default=0)
        self._waiting = text[cut:]
        return inert(text[:cut])

    def finish(self) -> str:
        """The rest."""
        text, self._waiting = self._waiting, ""
        return inert(text)


def _units(markdown: str) -> list[str]:
    """Characters, those after a backslash together with it."""
    units, at = [], 0
    while at < len(markdown):
        pair = markdown[at] == "\\" and markdown[at + 1 : at + 2] in _PUNCTUATION and at + 1 < len(markdown)
        units.append(markdown[at : at + 1 + pair])
        at += 1 + pair
    return units


def _addresses(text: str) -> list[tuple[int, int]]:
    """Where addresses begin and end, without the punctuation that follows them."""
    found = []
    for match in _ADDRESS.finditer(text):
        head = match.start("rest") if match["rest"] is not None else match.end()
        end = max(head + bool(match["rest"]), match.start() + len(match.group().rstrip(_AFTER_ADDRESS)))
        found.append((match.start(), end))
    return found


def _without_marks(units: list[str], start: int, end: int) -> str:
    return "".join(_defused(units, at) for at in range(start, end))


def _defused(units: list[str], at: int) -> str:
    """One character, with a backslash where it would begin a link, a reference, an element or a directive."""
    unit = units[at]
    before, after = units[at - 1] if at else "", units[at + 1] if at + 1 < len(units) else ""
    letter = after.isascii() and after.isalpha()
    link = unit in {"(", "[", ":"} and before == "]"
    directive = unit == ":" and (after == ":" or letter)
    entity = unit == "&" and (after == "#" or letter)
    backslash = unit == "\\" and after != "\n"  # it would make a letter of the mark put behind it
    return f"\\{unit}" if link or directive or entity or backslash or unit in {"`", "<"} else unit


def fenced(text: str, kind: str = "") -> str:
    """The text as a code block it cannot end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{kind}\n{text}\n{fence}"


def table(header: list[str], rows: list[list[str]], numeric: set[int] | None = None) -> str:
    """A markdown table of cells that are already escaped; ``numeric`` columns are set to the right."""
    marks = ["---:" if i in (numeric or set()) else "---" for i in range(len(header))]
    lines = [header, marks, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
