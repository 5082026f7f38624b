"""Reading a model's stream warily: thinking is dropped; output that is not text for people is a fault, not a draft."""

import re

from agents.llm.faults import CallFailed, Fault

_BROKEN = re.compile(
    "[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"  # undecodable or control characters
    "|Ã[\x80-\xbf©³¡±­º¼]|â‚¬|â€|Â[\xa0-\xbf]"  # UTF-8 read as Latin-1 or Windows-1252
)
_SPECIAL = re.compile(
    r"<\|[^|\n]{0,40}\|>|</?tool_call|</?function|\[TOOL_CALLS\]|\[/?INST\]"
    r"|<<<[A-Z]+-|^\s*\{\s*\"(?:name|tool)\""
)
_FOREIGN = re.compile("[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OPEN, _CLOSE = "<think>", "</think>"


class Cleaner:
    """Takes pieces as they come and gives the visible text; ``limit`` is the most characters a sane answer has."""

    def __init__(self, limit: int) -> None:
        self.text = ""
        self.thought = False
        self._limit = limit
        self._pending = ""
        self._thinking = False
        self._received = 0

    def feed(self, piece: str) -> str:
        """The visible part of a piece.

        Raises:
            CallFailed: the stream is endless, garbled or an attempt to call tools.
        """
        self._received += len(piece)
        if self._received > self._limit:
            raise CallFailed(Fault(kind="endless", detail=f"over {self._limit} characters"))
        visible = self._without_thinking(piece)
        if visible:
            self.text += visible
            self._inspect(len(visible))
        return visible

    def finish(self) -> str:
        """What was held back in case a thinking mark followed."""
        rest, self._pending = ("" if self._thinking else self._pending), ""
        self.text += rest
        return rest

    def _inspect(self, fresh: int) -> None:
        tail = self.text[-(fresh + 40) :]
        if _BROKEN.search(tail) or len(_FOREIGN.findall(tail)) > 8:
            raise CallFailed(Fault(kind="garbled", detail="not readable text"))
        if _SPECIAL.search(tail if len(self.text) > len(tail) else self.text):
            raise CallFailed(Fault(kind="tool_call", detail="tool call or special tokens in the text"))

    def _without_thinking(self, piece: str) -> str:
        text, shown = self._pending + piece, ""
        self._pending = ""
        while text:
            mark = _CLOSE if self._thinking else _OPEN
            before, found, after = text.partition(mark)
            if not found:
                keep = _overlap(text, mark)
                visible = text[: len(text) - keep]
                self._pending = text[len(text) - keep :]
                return shown if self._thinking else shown + visible
            shown += "" if self._thinking else before
            self.thought = self.thought or not self._thinking
            self._thinking, text = not self._thinking, after
        return shown


def _overlap(text: str, mark: str) -> int:
    """How many characters at the end of ``text`` could begin ``mark``."""
    return next((size for size in range(min(len(mark) - 1, len(text)), 0, -1) if mark.startswith(text[-size:])), 0)
