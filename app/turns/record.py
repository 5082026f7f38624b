"""One turn as a record: what ``app.ask --json`` prints, the state keeps and the replay reads."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from agents.events import DraftToken, ReplyReplaced, ReplyToken, TraceEvent, TurnEnded, TurnStarted
from db.errors import Language


@dataclass(frozen=True, kw_only=True)
class TurnRecord:
    """A finished turn: its question, its whole trace and how it ended. ``elapsed_ms`` is wall time."""

    question: str
    started: TurnStarted | None
    ended: TurnEnded
    events: tuple[TraceEvent, ...]
    elapsed_ms: float
    language: Language

    def as_json(self) -> dict[str, Any]:
        """The line ``app.ask --json`` prints for this turn."""
        usage = self.ended.usage
        return {
            "question": self.question,
            "language": self.language,
            "status": self.ended.status,
            "reply": self.ended.reply,
            "facts": [fact.as_json() for fact in self.ended.facts],
            "trace": [event.as_json() for event in self.events],
            "usage": asdict(usage),
            "elapsed_ms": round(self.elapsed_ms, 1),
        }


def compact(events: Iterable[TraceEvent]) -> tuple[TraceEvent, ...]:
    """The trace with each agent's tokens joined at the time of the first; the closing event without its Facts again."""
    kept: list[TraceEvent] = []
    place: dict[tuple[object, ...], int] = {}
    replies = 0
    for event in events:
        if isinstance(event, DraftToken):
            _join(kept, place, ("draft", event.agent, event.layer), event)
        elif isinstance(event, ReplyToken):
            _join(kept, place, ("reply", replies), event)
        else:
            replies += isinstance(event, ReplyReplaced)
            kept.append(replace(event, facts=()) if isinstance(event, TurnEnded) else event)
    return tuple(kept)


def _join(
    kept: list[TraceEvent],
    place: dict[tuple[object, ...], int],
    key: tuple[object, ...],
    event: DraftToken | ReplyToken,
) -> None:
    if key in place:
        before = kept[place[key]]
        if isinstance(before, DraftToken | ReplyToken):
            kept[place[key]] = replace(before, text=before.text + event.text)
    else:
        place[key] = len(kept)
        kept.append(event)


def dumps(value: Mapping[str, Any] | list[Any]) -> str:
    """JSON on one line, with letters as people write them; dates and numpy numbers become plain values."""
    try:
        line = json.dumps(value, ensure_ascii=False, default=_plain, allow_nan=False)
    except ValueError:  # not a number: JSON has no word for it
        loose = json.loads(json.dumps(value, default=_plain), parse_constant=lambda _: None)
        line = json.dumps(loose, ensure_ascii=False)
    return line.encode("utf-8", "replace").decode("utf-8")


def plain(value: Any) -> Any:
    """The same value with only JSON types in it."""
    return json.loads(dumps({"value": value}))["value"]


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
