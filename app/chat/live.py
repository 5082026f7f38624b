"""The turn each person is asking right now, for a stage view that watches while it is written."""

from collections import OrderedDict
from typing import Any

from agents.events import PromptSent, TraceEvent
from app.turns.record import compact

MOST = 500


class LiveTurns:
    """The last turn of each person, with its events while it runs; in this process only."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, tuple[str, list[TraceEvent]]] = OrderedDict()

    def see(self, user: str, turn_id: str, event: TraceEvent) -> None:
        """One more event of somebody's turn."""
        known = self._turns.get(user)
        if known is None or known[0] != turn_id:
            known = self._turns[user] = (turn_id, [])
            self._turns.move_to_end(user)
            while len(self._turns) > MOST:
                self._turns.popitem(last=False)
        if not isinstance(event, PromptSent):
            known[1].append(event)

    def latest(self, user: str) -> str | None:
        """The id of this person's last turn."""
        known = self._turns.get(user)
        return known[0] if known else None

    def events(self, user: str, turn_id: str) -> list[dict[str, Any]] | None:
        """The events so far of this person's turn, or None where it is not his last one."""
        known = self._turns.get(user)
        if known is None or known[0] != turn_id:
            return None
        return [event.as_json() for event in compact(known[1])]


LIVE = LiveTurns()
