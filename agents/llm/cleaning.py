"""Reading a model's stream warily: thinking is dropped; output that is not text for people is a fault, not a draft."""

import re

from agents.llm.faults import CallFailed, Fault
from agents.llm.thinking import Thinking
from agents.notes import fault_detail

_BROKEN = re.compile(
    "[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"  # undecodable or control characters
    "|Ã[\x80-\xbf©³¡±­º¼]|â‚¬|â€|Â[\xa0-\xbf]"  # UTF-8 read as Latin-1 or Windows-1252
)
_SPECIAL = re.compile(
    r"<\|[^|\n]{0,40}\|>|</?tool_call|</?function|\[TOOL_CALLS\]|\[/?INST\]"
    r"|<<<[A-Z]+-|^\s*\{\s*\"(?:name|tool)\""
)
_FOREIGN = re.compile("[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_TAIL = 600
_LONGEST_ROUND = 12
"""Words of a round that a model may be caught in."""
_ROUNDS = 5
_FIGURE = 4
"""Digits above which a repeated number is no column of small figures."""


class Cleaner:
    """Takes pieces as they come and gives the visible text; ``limit`` is the most characters a sane answer has."""

    def __init__(self, limit: int) -> None:
        self.text = ""
        self._limit = limit
        self._thinking = Thinking()
        self._received = 0

    @property
    def thought(self) -> bool:
        """Whether some of the stream was thinking."""
        return self._thinking.thought

    def feed(self, piece: str) -> str:
        """The visible part of a piece.

        Raises:
            CallFailed: the stream is endless, garbled or an attempt to call tools.
        """
        self._received += len(piece)
        if self._received > self._limit:
            raise CallFailed(Fault(kind="endless", detail=fault_detail("over", count=self._limit)))
        return self._kept(self._thinking.feed(piece))

    def taken_back(self) -> bool:
        """Whether what was given before the last piece has turned out to be thinking; asked once per piece."""
        void, self._thinking.void = self._thinking.void, False
        return void

    def finish(self) -> str:
        """What was held back in case a thinking mark followed."""
        return self._kept(self._thinking.finish())

    def _kept(self, visible: str) -> str:
        if self._thinking.void:
            self.text = ""
        if not self.text:
            visible = visible.lstrip()  # what stood between thinking and answer
        if visible:
            self.text += visible
            self._inspect(len(visible))
        return visible

    def _repeats(self) -> bool:
        """Whether the text goes round in circles: the same few words many times over, outside of a table."""
        last = self.text.rpartition("\n")[2]
        if last.lstrip().startswith("|"):
            return False
        words = _WORD.findall(last[-_TAIL:].lower())
        for period in range(1, _LONGEST_ROUND + 1):
            rounds = _ROUNDS if period > 1 else _ROUNDS * 2
            if len(words) >= period * rounds and words[-period * (rounds - 1) :] == words[-period * rounds : -period]:
                return any(word.isalpha() or len(word) > _FIGURE for word in words[-period:])
        return False

    def _inspect(self, fresh: int) -> None:
        tail = self.text[-(fresh + 40) :]
        if self._repeats():
            raise CallFailed(Fault(kind="garbled", detail=fault_detail("repeats")))
        if _BROKEN.search(tail) or len(_FOREIGN.findall(tail)) > 8:
            raise CallFailed(Fault(kind="garbled", detail=fault_detail("unreadable")))
        if _SPECIAL.search(tail if len(self.text) > len(tail) else self.text):
            raise CallFailed(Fault(kind="tool_call", detail=fault_detail("special")))
