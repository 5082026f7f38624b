"""The gate between aggregator and reader: a sentence or table row passes when the Facts bear it, else it is withheld.

So that the first words come at once, a sentence's leading words go ahead while they are plain: no figure, no name,
nothing that could be a claim. If the sentence is withheld after all, they are taken back with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.events import Claim, Removed, ReplyReplaced, ReplyToken
from agents.grounding.checker import Checker, Reading, removed
from agents.grounding.normal import normal
from agents.grounding.removal import Piece, without
from agents.grounding.segments import cut
from agents.llm.thinking import aloud
from agents.notes import note
from agents.off_loop import off_loop
from agents.turn import Turn

_WORD = re.compile(r"(\S+)\s+(?=\S)")
"""A whole word and the space after it, when the next word has begun."""


@dataclass
class Gate:
    """Feeds on the aggregator's stream; ``shown`` is what the reader has before them."""

    turn: Turn
    checker: Checker
    tables: bool = True
    """Whether the writer's own tables pass; not where the program appends them."""
    shown: str = ""
    supported: list[Claim] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    written: str = ""
    plain: bool = False
    """The reply composed from the Facts stands instead."""

    def __post_init__(self) -> None:
        self._reading: Reading = self.checker.reading()
        self._pieces: list[Piece] = []
        self._buffer = ""
        self._stale = False
        self._ahead = 0
        self._open = True

    async def take(self, text: str) -> None:
        """Take a piece of the stream; a segment that ends is checked off the event loop."""
        if cut(self._buffer + text, ended=False)[0]:
            await off_loop(lambda: self.feed(text))
        else:
            self.feed(text)

    def feed(self, text: str) -> None:
        """Take a piece of the stream; whole segments are checked and released."""
        self.written += text
        segments, self._buffer = cut(self._buffer + text, ended=False)
        for segment in segments:
            self._pass(segment)
        self._go_ahead()

    def finish(self, *, truncated: bool = False) -> None:
        """The stream has ended; an unfinished sentence of a truncated one is dropped."""
        segments, self._buffer = cut(self._buffer, ended=True)
        for segment in segments:
            if truncated:
                self._pieces.append((segment, False))
            else:
                self._pass(segment)
        self._take_back()
        self._mend()

    def _mend(self) -> None:
        """What was taken out leaves no broken lists, tables or emphasis behind."""
        mended = without(self._pieces)
        if self._pieces and not self._stale and mended.strip() != self.shown.strip():
            self.replace(mended, reason=note("markdown_left"))

    def restart(self) -> None:
        """Another writer begins: what is shown stands until its first words are there."""
        self._reading = self.checker.reading()
        self._buffer = self.written = ""
        self._pieces = []
        self._ahead, self._open = 0, True
        self.supported, self.withheld, self.unsupported, self.removed = [], [], [], []
        self._stale = self._stale or bool(self.shown)

    @property
    def said_something(self) -> bool:
        """Whether at least one whole sentence with a claim in it has passed."""
        return bool(self.supported)

    def append(self, text: str, claims: Sequence[Claim]) -> None:
        """Add what the program writes itself below the text."""
        self.supported += claims
        self._release(text if self.shown.strip() else text.lstrip())

    def _pass(self, segment: str) -> None:
        segment = normal(segment)  # what is checked is what the reader sees
        if aloud(segment) or (not self.tables and segment.lstrip().startswith("|")):
            self._take_back()
            self._pieces.append((segment, False))
            self._open = True
            return
        verdict = self._reading.check(segment)
        self._open = True
        self._pieces.append((segment, not verdict.unsupported))
        if verdict.unsupported:
            self._take_back()
            self.withheld.append(segment.strip())
            self.unsupported += verdict.unsupported
            self.removed += removed(segment, verdict)
            return
        self.supported += verdict.supported
        ahead, self._ahead = self._ahead, 0
        self._release(segment[ahead:])

    def _go_ahead(self) -> None:
        """Release the leading plain words of an unfinished sentence."""
        while self._open and (word := _WORD.match(self._buffer, self._ahead)) is not None:
            if not self.checker.plain(word.group(1), opens=self._ahead == 0):
                self._open = False
                return
            self._ahead = word.end()
            self._release(word.group())

    def _take_back(self) -> None:
        """The sentence whose first words are out does not pass."""
        if self._ahead:
            kept, self._ahead = self.shown[: -self._ahead], 0
            self.replace(kept, reason=note("unheld_begun"))

    def _release(self, text: str) -> None:
        if self._stale:
            self.replace(text, reason=note("another_writer"))
        elif text:
            self.shown += text
            self.turn.emit(ReplyToken(text=text))

    def stand(self, text: str) -> None:
        """Show a whole text: in place of what is shown, or as the first words."""
        if self.shown:
            self.replace(text, reason=note("another_text"))
        else:
            self._release(text)

    def replace(self, text: str, *, reason: str) -> None:
        """Withdraw what is shown; ``text`` stands instead."""
        self._stale = False
        self.shown = text
        self.turn.emit(ReplyReplaced(text=text, reason=reason))
