"""Letters and e-mails: headers, quoting, salutations and signatures are taken off; what is left is what is said."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.words import word_file
from db.text import unaccented

_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_NAME = r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\.?|de|da|del|la|y|and)"
_NAMES = re.compile(rf"^[\s,]*(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\.?)(?:[\s,]+{_NAME}){{0,4}}[\s,.]*$")
_SIGNER = re.compile(r"(?<=[.?!])\s+(?P<name>[A-ZÁÉÍÓÚÑ][\w'’-]*\.?(?:\s+[A-ZÁÉÍÓÚÑ][\w'’-]*\.?){0,2})\s*$")
_SIGNATURE = re.compile(
    r"(?:^|(?<=[.?!])\s+)[A-ZÁÉÍÓÚÑ][^.?!,;:\d]{0,50}(?:,| de| from)\s*[A-ZÁÉÍÓÚÑ][\w'’-]*\.?"
    r"(?:\s+[A-ZÁÉÍÓÚÑ][\w'’-]*\.?){0,2}(?:\s*\([^)\d]*\))?\s*\.?\s*$"
)
"""The last sentence of a letter: a few words, a comma and a name."""
_LONGEST_FRAME = 90
"""Characters of a salutation, or of a signature; more is said in earnest."""
_DIGIT = re.compile(r"\d|\?")
_SHORTEST_NAME = 2
_WRAPPED = 55


@dataclass(frozen=True)
class _Forms:
    header: re.Pattern[str]
    topic: re.Pattern[str]
    separator: re.Pattern[str]
    attribution: re.Pattern[str]
    salutation: re.Pattern[str]
    greeting: re.Pattern[str]
    closing: re.Pattern[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    raw = word_file("letters")

    def either(key: str) -> str:
        found = raw[key]
        return "|".join(found.split() if isinstance(found, str) else [*found["es"], *found["en"]])

    def made(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Forms(
        header=made(rf"^\s*(?:{either('headers')})\s*:\s+(?P<rest>.*)$"),
        topic=made(rf"^\s*(?:{either('topic')})\s*:"),
        separator=made(rf"^\s*[-_=*]{{2,}}[^\d?¿]*(?:{either('separators')})[^\d?¿]*[-_=*]{{2,}}\s*$"),
        attribution=made(rf"^.{{0,{_LONGEST_FRAME}}}\b(?:{either('attribution')})\s*:\s*$"),
        salutation=made(rf"^\s*(?:{either('salutations')})\b[^,:;.!?¿\d\n]{{0,{_LONGEST_FRAME}}}[,:;]+"),
        greeting=re.compile(
            rf"^\s*(?i:{either('greetings')})\s+(?:[A-ZÁÉÍÓÚÑ]\w+|all|both|team|tod[oa]s|equipo)\s*[,:!]+"
        ),
        closing=made(rf"(?:^|(?<=[.?!,;])\s*|(?<=[.?!,;]\s))(?P<said>(?:{either('closings')})\b)"),
    )


def body(message: str, signers: frozenset[str] = frozenset(), asks: Callable[[str], bool] = lambda text: False) -> str:
    """What somebody says without what frames it as a letter; the message itself where nothing else is in it.

    ``signers``: folded names that signed before; ``asks``: whether a text by itself asks something of the bank.
    """
    given = message.split("\n")
    lines = _own(_unsigned(given, asks), asks)
    kept, topics = _lines(lines)
    names = signers | _named(lines)
    said = [_unframed(line, names, first=i == 0, lined=len(lines) > 1) for i, line in enumerate(kept)]
    framed = kept != given or said != kept
    if framed or names:
        said = [part for part in said if part.strip() and not (framed and _signed(part))]
    said = [_without_signer(part, names, framed=framed) for part in said]
    if not framed and said == lines:
        return message
    return _joined(said) or _joined(topics) or message


def _own(lines: list[str], asks: Callable[[str], bool]) -> list[str]:
    """The lines without those quoted from others, where the rest asks by itself."""
    own = [line for line in lines if not _QUOTE.match(line)]
    return own if len(own) < len(lines) and asks("\n".join(own)) else lines


def _unsigned(lines: list[str], asks: Callable[[str], bool]) -> list[str]:
    """The lines up to who signs: what follows the closing words and a name is where he works and his telephone."""
    for i, line in enumerate(lines[:-2]):
        closing = _closing(line, lined=True)
        rest = [after for after in lines[i + 2 :] if after.strip()]
        small = all(len(after) <= _LONGEST_FRAME and "?" not in after for after in rest)
        if closing is not None and not closing[0].strip() and rest and small and not asks("\n".join(rest)):
            return lines[: i + 2]
    return lines


def is_title(word: str) -> bool:
    """Whether a folded word is how somebody is addressed: mr, doña."""
    return word in _titles()


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(unaccented(word_file("letters")["titles"]).split())


def signers(messages: tuple[str, ...]) -> frozenset[str]:
    """The folded names that some messages are signed with."""
    found: set[str] = set()
    for message in messages:
        for line in message.split("\n"):
            closing = _closing(_QUOTE.sub("", line))
            if closing is not None:
                found |= _words(closing[1])
    return frozenset(found)


def _joined(lines: list[str]) -> str:
    """The lines as sentences; a long line that goes on in small letters was only wrapped."""
    found = ""
    for line in (line.strip() for line in lines if line.strip(" \t,.;:")):
        wrapped = len(found.rpartition("\n")[2]) > _WRAPPED and line[:1].islower()
        ends = not found or wrapped or found[-1] in ".?!:;,"
        found += line if not found else f"{' ' if ends else '. '}{line}"
    return found


def _lines(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without headers, separators and marks of quoting; what the subjects say."""
    kept, topics, several = [], [], len(lines) > 1
    for line in lines:
        bare = _QUOTE.sub("", line) if several else line
        header = _forms().header.match(bare) if several else None
        if header is not None:
            topics += [header["rest"]] if _forms().topic.match(bare) else []
        elif not several or not (_forms().separator.match(bare) or _forms().attribution.match(unaccented(bare))):
            kept.append(bare)
    return kept, topics


def _named(lines: list[str]) -> frozenset[str]:
    """Who is named in the headers of an e-mail, and who signs it."""
    found: set[str] = set()
    for line in lines if len(lines) > 1 else []:
        header = _forms().header.match(_QUOTE.sub("", line))
        if header is not None and not _forms().topic.match(line):
            found |= _words(header["rest"])
    return frozenset(found) | signers(("\n".join(lines),))


def _words(text: str) -> set[str]:
    return {unaccented(word) for word in re.findall(r"[A-ZÁÉÍÓÚÑ][\w'’-]+", text) if len(word) > _SHORTEST_NAME}


def _unframed(line: str, names: frozenset[str], *, first: bool, lined: bool) -> str:
    """A line without its salutation and without its signature."""
    for pattern in (_forms().salutation, _forms().greeting):
        found = pattern.match(line)
        if found is not None and (line[found.end() :].strip() or not first):
            line = line[found.end() :]
    vocative = re.match(r"^\s*([A-ZÁÉÍÓÚÑ][\w'’-]+)\s*,\s*(?=\S)", line)
    if vocative is not None and unaccented(vocative[1]) in names:
        line = line[vocative.end() :]
    closing = _closing(line, lined=lined)
    return line if closing is None else closing[0]


def _closing(line: str, *, lined: bool = False) -> tuple[str, str] | None:
    """What stands before a letter's closing words, and from them on; ``lined``: a line of several."""
    for found in _forms().closing.finditer(line):
        before, after = line[: found.start("said")], line[found.end("said") :]
        names = _NAMES.match(after) is not None
        ends = (
            len(after) <= _LONGEST_FRAME
            and not _DIGIT.search(after)
            and not re.search(r"[.!;]\s+\S+\s+\S+\s+\S+", after)
            and not any(word in symbol_set("leads") for word in re.findall(r",\s+(\w+)", after))
        )
        several = " " in found["said"].strip()
        if ends and (names or (several and (before.strip() or lined)) or not after.strip(" .!,")):
            return before, after
    return None


def _signed(part: str) -> bool:
    """A line of nothing but a name, under what frames a letter."""
    return _NAMES.match(part) is not None and len(part.split()) <= 3


def _without_signer(part: str, names: frozenset[str], *, framed: bool) -> str:
    """A line without the name after its last sentence: of somebody who signed before, or of a letter."""
    signature = _SIGNATURE.search(part) if framed else None
    part = part[: signature.start()] if signature is not None else part
    found = _SIGNER.search(part)
    if found is None:
        return part
    known = bool(_words(found["name"])) and _words(found["name"]) <= names
    return part[: found.start()] if known or framed else part
