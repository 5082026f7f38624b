"""Parts of a query language in a message (``AVG(x)``, ``WHERE``, ``GROUP BY``, ``IN (2, 3)``, ``0 < x < 5``), as words.

The keywords are a closed set (``words/code.yaml``); what they are applied to stays as written. A keyword that is also
a word of a language (*where*, *limit*) is one of these only where a condition or a number follows as code has it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import yaml

from agents.language import detect
from agents.offline.lexicon import Lexicon
from agents.offline.normalise import fold

_FILE = Path(__file__).parent / "words" / "code.yaml"
_NAME = r"[^\W\d][\w.]*"
_SIGN = r"(?:<=|>=|<>|!=|==|=|<|>|≤|≥|≠)"
_NUMBER = r"\d[\d.,]*"
_CALL = re.compile(r"\b(avg|mean|average|median|min|max|sum|count|percentile_cont|ntile)\s*\(\s*([^()]*?)\s*\)", re.I)
_EVERYTHING = re.compile(r"\bselect\s+(?=count\b|avg\b|min\b|max\b|sum\b|median\b|mean\b)", re.I)
_RECORDS = re.compile(r"\bselect\s+\*\s+from\s+\w+", re.I)
_FIELDS = re.compile(r"\bselect\s+\*", re.I)
_FROM = re.compile(r"\bfrom\s+(?:customers|clientes|bank|table|tabla)\b", re.I)
_GROUP = re.compile(r"\bgroup(?:ed)?\s+by\b", re.I)
_ORDER = re.compile(rf"\border\s+by\s+({_NAME}(?:\s+{_NAME})??)\s+(asc|desc)\b(?:\s+limit\s+(\d+))?", re.I)
_LIMIT = re.compile(r"\blimit\s+(\d+)\b", re.I)
_AMONG = re.compile(rf"(\bnot\s+)?\bin\s*\(\s*({_NUMBER}(?:\s*,\s*{_NUMBER})+|[^()]*?)\s*\)", re.I)
_JOINTS = re.compile(r"\b(?:AND|OR|NOT)\b")
_WITHIN = re.compile(rf"(?<![\w.,])({_NUMBER})\s*(<=|<|≤)\s*({_NAME}(?:\s+{_NAME})?)\s*(<=|<|≤)\s*({_NUMBER})")
_WHERE = re.compile(r"\b(where|having)\b", re.I)
_CODE_AHEAD = re.compile(rf"\W*(?:not\b|{_NAME}(?:\s+{_NAME}){{0,2}}\s*(?:{_SIGN}|\bin\s*\(|\bbetween\b|\bis\b))", re.I)
_QUOTED = re.compile(rf"({_SIGN}\s*)['\"]([^'\"]+)['\"]")
_KEYWORDS = re.compile(r"\b(?:where|select|group\s+by|order\s+by|limit\s+\d|and|or|not)\b|[<>=≤≥≠!]=?|\w\(", re.I)


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return dict(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


class CodeForms:
    """Rewrites the parts of a message that are code over one catalog's words."""

    def __init__(self, lexicon: Lexicon) -> None:
        catalog = lexicon.catalog
        self._lexicon, self._label = lexicon, catalog.label
        name = re.escape(catalog.label.column)
        self._status = re.compile(rf"(?:\bwhere\s+)?\b{name}\s*(=|==|<>|!=|≠|is)\s*['\"]?(\w+)['\"]?", re.I)

    def plain(self, message: str) -> str:
        """The message with code as words; the message itself where it holds none."""
        if _KEYWORDS.search(message) is None:
            return message
        language = detect(message, "es")
        said = _words()[language]
        message = _FIELDS.sub(said["show"], _RECORDS.sub(said["records"], _EVERYTHING.sub("", message)))
        message = _CALL.sub(self._applied(said), message)
        message = (
            _FROM.sub(said["from"], message) if "select" in message.casefold() or _WHERE.search(message) else message
        )
        message = self._status.sub(self._left(said), message)
        message = _WITHIN.sub(lambda m: f"{m[3]} {_turned(m[2])} {m[1]} {said['and']} {m[3]} {m[4]} {m[5]}", message)
        message = _AMONG.sub(self._listed(said), message)
        message = _ORDER.sub(lambda m: f"{said[m[2].casefold()]} {m[3] or ''} {said['by']} {m[1]}", message)
        message = _QUOTED.sub(r"\1\2", message)
        message = _LIMIT.sub(lambda m: f"{said['top']} {m[1]}", message)
        message = _JOINTS.sub(lambda m: said[m[0].casefold()], message)
        return self._conditions(_GROUP.sub(said["by"], message), language, said)

    def _conditions(self, message: str, language: str, said: dict[str, str]) -> str:
        """``where`` as ``with``, where it leads to a condition and asks for no place."""

        def led(match: re.Match[str]) -> str:
            after = message[match.end() :]
            first = fold(re.findall(r"\w+", after)[0]) if re.search(r"\w", after) else ""
            entry = self._lexicon.look_up((first,)) if first else None
            held = entry is not None and (bool(entry.values) or "stay" in entry.cues or "left" in entry.cues)
            foreign = language == "es" and match[0].casefold() == "where"
            return said["with"] if foreign or held or _CODE_AHEAD.match(after) else match[0]

        return _WHERE.sub(led, message)

    def _applied(self, said: dict[str, str]) -> Callable[[re.Match[str]], str]:
        def words(match: re.Match[str]) -> str:
            function, about = match[1].casefold(), match[2]
            if function == "count":
                return said["count"]
            if about.casefold() == self._label.column.casefold() and function in {"avg", "mean", "average"}:
                return said["rate"]
            return said[function].format(about) if function in said and about else match[0]

        return words

    def _left(self, said: dict[str, str]) -> Callable[[re.Match[str]], str]:
        def words(match: re.Match[str]) -> str:
            value, label = match[2].casefold(), self._label
            if value not in {label.positive.casefold(), label.negative.casefold()}:
                return match[0]
            equal = match[1] in {"=", "==", "is", "IS"}
            return said["left" if (value == label.positive.casefold()) == equal else "stayed"]

        return words

    @staticmethod
    def _listed(said: dict[str, str]) -> Callable[[re.Match[str]], str]:
        def words(match: re.Match[str]) -> str:
            values = [value.strip(" '\"") for value in match[2].split(",")]
            joined = f" {said['or']} ".join(values)
            return f"{said['not']} {joined}" if match[1] else joined

        return words


def _turned(sign: str) -> str:
    return {"<": ">", "<=": ">=", "≤": ">="}[sign]
