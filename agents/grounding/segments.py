"""Cutting a text into the pieces that are checked and released whole: a sentence, a line, a table row."""

import re
from collections.abc import Iterator

_ABBREVIATIONS = frozenset(
    {"sr", "sra", "srta", "dr", "dra", "d", "dña", "mr", "mrs", "ms", "vs", "approx", "aprox", "etc", "no", "núm", "nº"}
    | {"p", "ej", "e.g", "i.e", "ee", "uu", "máx", "mín", "max", "min", "st", "jr", "p.ej", "cf", "fig", "pág", "art"}
    | {"co", "sta", "sto", "avda", "mt", "ft"}
)
_END = re.compile(r"(?:[.!?…]+[\"'»”’)\]*_]*(?=\s)\s+)|\n+")
_COMPANY = re.compile(r"(?:\w\.)+\w|ltd|inc|co|cia|bros|corp|plc")
"""How a company's name ends: "Muebles Gracia S.L. (M31-044370-A)"."""
_WORD_BEFORE = re.compile(r"([\w.]+)$")


def cut(text: str, *, ended: bool) -> tuple[list[str], str]:
    """The whole segments of a text (their trailing space included) and the unfinished rest; none when it has ended."""
    segments: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match.end() == len(text) and not ended and "\n" not in match.group():
            break
        if _ends_here(text, start, match):
            segments.append(text[start : match.end()])
            start = match.end()
    rest = text[start:]
    if ended and rest:
        segments.append(rest)
        rest = ""
    return segments, rest


def _ends_here(text: str, start: int, match: "re.Match[str]") -> bool:
    if "\n" in match.group():
        return True
    if text[start : start + 4].lstrip(" \t").startswith("|"):  # a table's row is whole, whatever its cells say
        return False
    before = _WORD_BEFORE.search(text, start, match.start())
    if not match.group().startswith(".") or match.group().startswith("..") or before is None:
        return True
    word = before.group(1).lower()
    company = _COMPANY.fullmatch(word) is not None and not text[match.end() : match.end() + 1].isupper()
    if word in _ABBREVIATIONS or company:
        return False
    if len(word) == 1 and before.group(1).isupper():  # an initial: "J. Smith"
        return False
    return not (word.isdigit() and text[start : before.start()].strip(" *_#>-") == "")  # the numbering of a list


def lines(text: str) -> Iterator[str]:
    """Lines of a text with their line breaks."""
    yield from text.splitlines(keepends=True)
