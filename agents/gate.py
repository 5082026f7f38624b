"""The gate between the aggregator and the reader: a sentence or table row passes when the Facts bear it, else it is withheld."""

from dataclasses import dataclass, field

from agents.events import Claim, ReplyReplaced, ReplyToken
from agents.grounding import Checker, Reading
from agents.scope import Turn
from agents.segments import cut


@dataclass
class Gate:
    """Feeds on the aggregator's stream; ``shown`` is what the reader has before them."""

    turn: Turn
    checker: Checker
    shown: str = ""
    supported: list[Claim] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    written: str = ""

    def __post_init__(self) -> None:
        self._reading: Reading = self.checker.reading()
        self._buffer = ""
        self._stale = False

    def feed(self, text: str) -> None:
        """Take a piece of the stream; whole segments are checked and released."""
        self.written += text
        segments, self._buffer = cut(self._buffer + text, ended=False)
        for segment in segments:
            self._pass(segment)

    def finish(self, *, truncated: bool = False) -> None:
        """The stream has ended; an unfinished sentence of a truncated one is dropped."""
        segments, self._buffer = cut(self._buffer, ended=True)
        for segment in () if truncated else segments:
            self._pass(segment)

    def restart(self) -> None:
        """Another writer begins: what is shown stands until its first words are there."""
        self._reading = self.checker.reading()
        self._buffer = self.written = ""
        self.supported, self.withheld, self.unsupported = [], [], []
        self._stale = self._stale or bool(self.shown)

    def _pass(self, segment: str) -> None:
        verdict = self._reading.check(segment)
        if verdict.unsupported:
            self.withheld.append(segment.strip())
            self.unsupported += verdict.unsupported
            return
        self.supported += verdict.supported
        self._release(segment)

    def _release(self, text: str) -> None:
        if self._stale:
            self.replace(text, reason="another writer took over")
        elif text:
            self.shown += text
            self.turn.emit(ReplyToken(text=text))

    def stand(self, text: str) -> None:
        """Show a whole text: in place of what is shown, or as the first words."""
        if self.shown:
            self.replace(text, reason="another text stands instead")
        else:
            self._release(text)

    def replace(self, text: str, *, reason: str) -> None:
        """Withdraw what is shown; ``text`` stands instead."""
        self._stale = False
        self.shown = text
        self.turn.emit(ReplyReplaced(text=text, reason=reason))
