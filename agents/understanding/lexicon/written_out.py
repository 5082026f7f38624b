"""Signs and spans of time as the words that they stand for."""

from collections.abc import Sequence
from dataclasses import replace

from agents.understanding.lexicon.normalise import Token

_SPANS = {"decada": 10, "decadas": 10, "decade": 10, "decades": 10, "lustro": 5, "lustros": 5}
_TIMES = {
    **dict.fromkeys(["una", "un", "a", "one"], 1.0),
    **dict.fromkeys(["media", "medio", "half a", "half"], 0.5),
    **dict.fromkeys(["dos", "two", "a couple of", "un par de"], 2.0),
    **dict.fromkeys(["tres", "three"], 3.0),
    **dict.fromkeys(["cuatro", "four"], 4.0),
    **dict.fromkeys(["cinco", "five"], 5.0),
    **dict.fromkeys(["seis", "six"], 6.0),
}


def written_out(row: list[Token]) -> list[Token]:
    """``w/``, ``w/o``, ``+60`` and ``# of`` in words."""
    found: list[Token] = []
    i = 0
    while i < len(row):
        token = row[i]
        following = row[i + 1] if i + 1 < len(row) else None
        if (
            token.text == "+"
            and not (i and row[i - 1].kind == "number")
            and following is not None
            and (following.word in {"de", "than"} or (following.kind == "number" and following.glued))
        ):
            found.append(Token(">", ">", token.start, token.end, "sign"))
            i += 1
        elif (
            token.text == "#" and following is not None and (following.word in {"of", "de"} or following.kind == "word")
        ):
            found.append(Token("#", "number", token.start, token.end))
            if following.word not in {"of", "de"}:
                found.append(Token("#", "of", token.start, token.end))
            i += 1
        elif token.word in {"no", "nr"} and [t.text for t in row[i + 1 : i + 2]] == ["."] and _of(row, i + 2):
            found.append(replace(token, word="number"))
            i += 2
        elif (years := _decades(row, i)) is not None:
            found.extend(years[0])
            i += years[1]
        elif token.word == "w" and i + 1 < len(row) and row[i + 1].text == "/":
            bare = i + 2 < len(row) and row[i + 2].word == "o"
            found.append(Token(token.text, "without" if bare else "with", token.start, token.end))
            i += 3 if bare else 2
        else:
            found.append(token)
            i += 1
    return found


def _of(row: Sequence[Token], i: int) -> bool:
    return i < len(row) and row[i].word in {"of", "de"}


def _decades(row: Sequence[Token], i: int) -> tuple[list[Token], int] | None:
    """``a decade``, ``media década``, ``two decades``, ``un lustro`` as a number of years, and their tokens."""
    for length in (3, 2):
        words = [t.word for t in row[i : i + length]]
        if len(words) < length or words[-1] not in _SPANS:
            continue
        times = _TIMES.get(" ".join(words[:-1]))
        if times is None and length == 2 and row[i].kind == "number":
            times = float(row[i].word) if row[i].word.isdigit() else None
        if times is not None:
            years = f"{times * _SPANS[words[-1]]:g}"
            first, last = row[i], row[i + length - 1]
            return [replace(first, text=years, word=years, kind="number"), replace(last, word="years")], length
    return None
