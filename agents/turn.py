"""One turn in progress: its clock and deadline, where its events go, what it has cost and where it fell short."""

import asyncio
import threading
from dataclasses import dataclass, field, replace

from agents.degradations import Code, line
from agents.events import Degraded, ReplyReplaced, ReplyToken, TraceEvent
from agents.llm.faults import Kind
from agents.llm.usage import Ledger
from agents.moa.fences import new_nonce
from agents.scope_notes import Beyond
from db.errors import Language
from tools.environment import Desk


@dataclass
class Turn:
    """State of one turn; everything that happens in it is emitted here. Lives on one event loop."""

    turn_id: str
    question: str
    language: Language
    deadline: float
    """Seconds the whole turn may take."""
    desk: Desk
    """The snapshot that this turn reads: one version of the weights and of the scores."""
    say_in: str = ""
    """The language to answer in, by its English name, where it is another than the program's own."""
    held: bool = False
    """Nothing of the reply is shown yet: what is written will be translated."""
    user: str = ""
    """Who asks, for the queues of the models."""
    beyond: Beyond | None = None
    """What the question asks beyond what the person may see."""
    nonce: str = field(default_factory=new_nonce)
    ledger: Ledger = field(default_factory=Ledger)
    events: asyncio.Queue[TraceEvent | None] = field(default_factory=asyncio.Queue)
    degraded: dict[Code, str] = field(default_factory=dict)
    """Code -> its line; ``agents.shortfalls`` says which of them the reader sees."""
    faults: dict[str, Kind] = field(default_factory=dict)
    """Agent -> how its last call failed; one that answers after all is taken out."""

    def __post_init__(self) -> None:
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self._clock = self._loop.time
        self._began = self._clock()

    def emit(self, event: TraceEvent) -> None:
        """Stamp an event and hand it on, from whichever thread it happened in."""
        if self.held and isinstance(event, ReplyToken | ReplyReplaced):
            return
        stamped = replace(event, at_ms=round((self._clock() - self._began) * 1000, 2))
        if threading.get_ident() == self._thread:
            self.events.put_nowait(stamped)
        else:
            self._loop.call_soon_threadsafe(self.events.put_nowait, stamped)

    def left(self) -> float:
        """Seconds left of the turn's deadline, never negative."""
        return max(0.0, self._began + self.deadline - self._clock())

    def degrade(self, code: Code, **words: str) -> None:
        """Something fell short: one honest line, said once per code."""
        if code not in self.degraded:
            self.degraded[code] = line(code, self.language, **words)
            self.emit(Degraded(code=code, line=self.degraded[code]))
