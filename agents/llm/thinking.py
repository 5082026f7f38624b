"""Thinking told apart from answers, in all the ways model families mark it, while the answer streams.

Marks are data (`thinking.yaml`): tags, gpt-oss's channels with or without their special tokens, headings. A closing
tag alone means that everything before it was thinking, so what was shown is void. What is marked by nothing ("I should
check F1…") is recognised sentence by sentence (`aloud`).
"""

import re
from pathlib import Path
from typing import Any

from db.yaml_files import read_yaml

_DATA: dict[str, Any] = read_yaml(Path(__file__).parent / "thinking.yaml")


def _tag_names() -> tuple[str, str]:
    """Alternatives for opening and for closing names."""
    opening, closing = [], []
    for name in _DATA["tags"]:
        one, _, other = str(name).partition("|:|")
        if other:
            opening.append(re.escape(f"{one}|"))
            closing.append(re.escape(f"|{other}"))
        else:
            opening.append(re.escape(name))
            closing.append("/" + re.escape(name))
    return "|".join(opening), "|".join(closing)


_OPENS, _CLOSES = _tag_names()
_BRACKETS = r"[<\[◁]\s*(?P<{0}>{1})\s*[>\]▷]"
_MARK = re.compile(
    _BRACKETS.format("open", _OPENS)
    + "|"
    + _BRACKETS.format("close", _CLOSES)
    + r"|<\|(?P<token>channel|message|start|end|return|constrain)\|>",
    re.IGNORECASE,
)
_LONGEST = 32
_BARE = re.compile(rf"\s*(?:{'|'.join(_DATA['bare_channels']['thinking'])})(?=[A-Z¿¡\"'(]|\s+[A-Z¿¡])")
_BARE_END = re.compile(re.escape(_DATA["bare_channels"]["answer"]))
_HEADING = re.compile(
    rf"[\s*#_>]*(?:{'|'.join(map(re.escape, _DATA['headings']['thinking']))})[*_]*\s*[:：][*_]*", re.IGNORECASE
)
_HEADING_END = re.compile(
    rf"(?:^|\n)[\s*#_>]*(?:{'|'.join(map(re.escape, _DATA['headings']['answer']))})[*_]*\s*[:：][*_]*\s*(?=[^\s*_])",
    re.IGNORECASE,
)
_UNDECIDED = max(len(word) for word in (*_DATA["headings"]["thinking"], *_DATA["bare_channels"]["thinking"])) + 8
_STARTS = tuple(word.casefold() for word in (*_DATA["headings"]["thinking"], *_DATA["bare_channels"]["thinking"]))


class Thinking:
    """Takes the pieces of a stream and gives what is not thinking; ``void``: what was given so far was thinking too."""

    def __init__(self) -> None:
        self.thought = False
        self.void = False
        self._pending = ""
        self._hidden = False
        self._header = False
        self._channel = ""
        self._undecided = True
        self._until: re.Pattern[str] | None = None

    def feed(self, piece: str) -> str:
        """The visible part of what is known by now."""
        text, self._pending = self._pending + piece, ""
        if self._undecided and (text := self._opening(text)) == "":
            return ""
        return self._unheaded(text) if self._until is not None else self._unmarked(text)

    def finish(self) -> str:
        """What was held back in case a mark followed."""
        rest, self._pending = self._pending, ""
        if self._undecided:
            self._undecided = False
            return self._unmarked(rest) + self.finish() if rest else ""
        if self._until is not None:
            return ""
        return "" if self._hidden or self._header else rest

    def _opening(self, text: str) -> str:
        """Decide how the answer begins; empty while that is open."""
        for pattern, end in ((_BARE, _BARE_END), (_HEADING, _HEADING_END)):
            if match := pattern.match(text):
                self._undecided, self.thought, self._until = False, True, end
                return text[match.end() :] or " "
        bare = text.strip(" \n\t*#_>").casefold()
        if len(text) < _UNDECIDED and any(start.startswith(bare) or bare.startswith(start) for start in _STARTS):
            self._pending = text
            return ""
        self._undecided = False
        return text

    def _unheaded(self, text: str) -> str:
        """Thinking under a heading, until the answer's heading."""
        assert self._until is not None
        found = self._until.search(text)
        if found is None:
            self._pending = text[-_UNDECIDED:]
            return ""
        self._until = None
        return self._unmarked(text[found.end() :])

    def _unmarked(self, text: str) -> str:
        shown = ""
        while match := _MARK.search(text):
            shown += self._visible(text[: match.start()])
            text = text[match.end() :]
            if match["token"]:
                self._special(match["token"].lower())
            elif match["open"]:
                self._hidden, self.thought = True, True
            else:
                if not self._hidden:
                    shown, self.void = "", True
                self._hidden, self.thought = False, True
        keep = _begun(text)
        self._pending = text[len(text) - keep :]
        return shown + self._visible(text[: len(text) - keep])

    def _visible(self, text: str) -> str:
        if self._header:
            self._channel += text
            return ""
        return "" if self._hidden else text

    def _special(self, name: str) -> None:
        """One of gpt-oss's special tokens."""
        if name in {"channel", "start"}:
            self._header, self._channel = True, ""
        elif name == "message":
            named = self._channel.split()[:1]
            self._hidden = bool(named) and named[0] not in (*_DATA["visible_channels"], "assistant")
            self._header, self.thought = False, self.thought or self._hidden
        elif name in {"end", "return"}:
            self._hidden = self._header = False


def _begun(text: str) -> int:
    """How many characters at the end could be the beginning of a mark."""
    start = max(text.rfind(bracket) for bracket in "<[◁")
    size = len(text) - start
    if start < 0 or size > _LONGEST or any(end in text[start:] for end in ">]▷\n"):
        return 0
    return size


_OPENER = re.compile(rf"^[\s*_>\"“(-]*(?:{'|'.join(_DATA['aloud']['openers'])})\b", re.IGNORECASE)
_VERB = re.compile(rf"^[\s,]*(?:\w+ly\s+)?(?:{'|'.join(map(re.escape, _DATA['aloud']['verbs']))})\b", re.IGNORECASE)
_WHOLE = re.compile(rf"^[\s*_>\"“(-]*(?:{'|'.join(_DATA['aloud']['whole'])})\s*$", re.IGNORECASE | re.DOTALL)
_MACHINERY = re.compile("|".join(_DATA["machinery"]))


def aloud(sentence: str) -> bool:
    """Whether a sentence of an answer is its writer thinking aloud, or speaks of the prompt's own parts."""
    if _WHOLE.match(sentence) or _MACHINERY.search(sentence):
        return True
    opener = _OPENER.match(sentence)
    return opener is not None and _VERB.match(sentence[opener.end() :]) is not None
