"""What is left of a text when some of its segments are taken out: still Markdown of the same blocks.

A list marker, a quote's or a heading's sign stays with what is left of its line; a line of which nothing is left goes;
spans in bold that a removed piece opened or closed are opened and closed again; items are numbered anew; children of an
item that is gone move out to its place; a table without its heading, or with nothing below it, goes; two lists stay
two when all that stood between them is gone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-*+•](?=\s)|\d{1,9}[.)](?=\s)|#{1,6}(?=\s)))*[ \t]*(?:\[[ xX]\][ \t]+)?")
_ITEM = re.compile(r"^([ \t]*)(?:([-*+•])|(\d{1,9})([.)]))([ \t]+)")
_DELIMITER = re.compile(r"\\.|\*\*|__|`+|[*_]")
_RULE = re.compile(r"^[\s|:=-]+$")
Piece = tuple[str, bool]
"""A segment, and whether it stays."""


@dataclass
class _Line:
    """One line: its sign, what is left of its text, the line breaks after it."""

    prefix: str = ""
    text: str = ""
    breaks: int = 0
    whole: str = ""
    cut: bool = False
    within: int = 0
    """The number of the outermost list that it is an item of; 0 for other lines."""

    @property
    def gone(self) -> bool:
        """Whether all of its text was taken out."""
        return self.cut and not self.text.strip()

    @property
    def indent(self) -> int:
        """Blanks before its sign."""
        return len(self.prefix) - len(self.prefix.lstrip())

    @property
    def row(self) -> bool:
        """Whether it is a table's."""
        return self.whole.lstrip().startswith("|")


def without(pieces: Sequence[Piece]) -> str:
    """The text of the pieces that stay; the text itself where all do."""
    if all(stays for _, stays in pieces):
        return "".join(text for text, _ in pieces)
    lines = _lines(pieces)
    _hand_down(lines)
    _drop_tables(lines)
    _name_lists(lines)
    _move_out(lines)
    _part(lines)
    _number(lines)
    return _joined(lines)


def _lines(pieces: Sequence[Piece]) -> list[_Line]:
    """The lines with what stays of each; emphasis that crosses a cut is closed before and opened after it."""
    lines, line, spans = [], _Line(), _Spans()
    before, indent = True, ""
    for text, stays in pieces:
        body, breaks, indent_after = _ended(indent + text)
        indent = indent_after
        if not line.whole:
            line.prefix = _PREFIX.match(body).group()  # type: ignore[union-attr]
            body = body[len(line.prefix) :]
            line.whole = line.prefix
            spans.open.clear()
            before = stays
        line.whole += body
        opened = "".join(spans.open) if stays and not before else ""
        if not stays and before:
            line.text = line.text.rstrip() + "".join(reversed(spans.open)) + " " * bool(line.text)
        spans.read(body)
        line.text += opened + body if stays else ""
        line.cut = line.cut or not stays
        before = stays
        if breaks:
            line.breaks = breaks
            lines.append(line)
            line, before = _Line(), True
    return [*lines, line] if line.whole else lines


def _ended(text: str) -> tuple[str, int, str]:
    """A piece without the line breaks it ends with, how many they are, and the indentation of the next line."""
    body = text.rstrip()
    breaks = text.count("\n", len(body))
    return (body, breaks, text.rpartition("\n")[2]) if breaks else (text, 0, "")


@dataclass
class _Spans:
    """The signs of emphasis and code that are open where a text is cut."""

    open: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        """Follow a piece to its end."""
        for match in _DELIMITER.finditer(text):
            sign = match.group()
            if sign.startswith("\\") or (self.open and self.open[-1].startswith("`") and sign != self.open[-1]):
                continue
            if sign in self.open:
                del self.open[self.open.index(sign) :]
            elif _opens(text, match):
                self.open.append(sign)


def _opens(text: str, match: "re.Match[str]") -> bool:
    """Whether a sign begins a span: something follows it, and no letter stands before an underscore."""
    after = text[match.end() : match.end() + 1]
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    return bool(after.strip()) and not ("_" in match.group() and before.isalnum())


def _hand_down(lines: list[_Line]) -> None:
    """The sign of a line that is gone goes to the line that continues it; a rule below a title goes with the title."""
    for line, following in pairwise(lines):
        if not line.gone or line.breaks > 1 or line.row or following.row:
            continue
        if _RULE.match(following.whole) and not line.prefix.strip():
            following.text, following.cut = "", True
        elif line.prefix.strip() and not following.prefix.strip() and not line.prefix.lstrip().startswith("#"):
            following.prefix, line.prefix = line.prefix, ""


def _drop_tables(lines: list[_Line]) -> None:
    """A table needs its heading and a row below it."""
    for rows in _runs(lines):
        ruled = len(rows) > 1 and _RULE.match(rows[1].whole)
        if rows[0].gone or (ruled and (rows[1].gone or all(row.gone for row in rows[2:]))):
            for row in rows:
                row.text, row.cut = "", True


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    run: list[_Line] = []
    for line in lines:
        if line.row:
            run.append(line)
        if run and (not line.row or line.breaks > 1):
            yield run
            run = []
    if run:
        yield run


def _move_out(lines: list[_Line]) -> None:
    """What stands indented below items that are gone moves out by their width."""
    above: list[tuple[int, int, bool]] = []  # where an item begins, where its text does, whether it is gone
    for line in lines:
        indent = line.indent
        while above and indent < above[-1][1]:
            above.pop()
        out = sum(text - begins for begins, text, gone in above if gone)
        item = _ITEM.match(line.prefix)
        line.prefix = line.prefix[min(out, indent) :]
        if item:
            above.append((indent, item.end(), line.gone))


def _name_lists(lines: list[_Line]) -> None:
    """Number the outermost lists, and say of each item in which it stands."""
    number, sign, text_at = 0, "", -1  # ``text_at``: where the text of the list's item begins, or -1 outside
    apart = True
    for line in lines:
        item = _ITEM.match(line.prefix)
        if item is None:
            blocks = apart or line.row or line.prefix.lstrip().startswith(("#", ">"))
            text_at = -1 if blocks and line.indent < text_at else text_at
        elif text_at < 0 or line.indent < text_at:
            number += text_at < 0 or _sign(item) != sign
            sign, text_at = _sign(item), item.end()
        line.within = number if item is not None else 0
        apart = line.breaks > 1


def _part(lines: list[_Line]) -> None:
    """Markdown joins two lists of one sign with nothing between them: the second gets another sign."""
    before, shown = 0, ""
    changed: dict[tuple[int, str], str] = {}
    for line in lines:
        item = _ITEM.match(line.prefix)
        if line.gone or (line.indent and item is not None):
            continue
        if item is None:
            before = before if line.indent else 0
            continue
        known = (line.within, _sign(item))
        if before not in {0, line.within} and shown == known[1]:
            changed[known] = _OTHER[known[1]]
        before, shown = line.within, changed.get(known, known[1])
        line.prefix = _resigned(item, shown)


_OTHER = {"-": "*", "*": "-", "+": "-", "•": "•", ".": ")", ")": "."}


def _sign(item: "re.Match[str]") -> str:
    return item.group(2) or item.group(4)


def _resigned(item: "re.Match[str]", sign: str) -> str:
    """The item's sign and what follows it, with another sign."""
    marked = sign if item.group(2) else f"{item.group(3)}{sign}"
    return f"{item.group(1)}{marked}{item.group(5)}{item.string[item.end() :]}"


def _number(lines: list[_Line]) -> None:
    """Items that stay are numbered on from where their list began, as the page shows them."""
    last: dict[int, int] = {}  # the number given last, per indentation
    apart, before = True, 0
    for line in lines:
        item = _ITEM.match(line.prefix)
        indent = line.indent
        numbered = item is not None and item.group(3) is not None
        if line.within not in {0, before}:
            last, before = {}, line.within
        if not line.gone and (numbered or item is not None or apart):
            last = {at: number for at, number in last.items() if at < indent or (numbered and at == indent)}
        if item is not None and numbered:
            given = last.get(indent, int(item.group(3)) - 1) + (not line.gone)
            last[indent] = given
            line.prefix = f"{item.group(1)}{given}{item.group(4)}{item.group(5)}{line.prefix[item.end() :]}"
        apart = line.breaks > 1 or (apart and line.gone)


def _joined(lines: Sequence[_Line]) -> str:
    """The lines that stay; between two of them the widest gap that was there."""
    text, gap = "", 0
    for line in lines:
        gap = max(gap, line.breaks) if line.gone else gap
        if not line.gone:
            text += "\n" * gap * bool(text) + line.prefix + (line.text.rstrip() if line.cut else line.text)
            gap = line.breaks
    return text + "\n" * gap * bool(text)
