"""Text from people and banks made safe to stand in markdown."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~$])")


def escaped(text: object) -> str:
    """The text with nothing in it that markdown would read as more than letters, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


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
