"""The stage view: one turn as a picture of the mixture, live while it is written and again from the store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse

from app.chat.asked import asked_words
from app.chat.differences import difference_words
from app.chat.live import LIVE
from app.chat.paths import path_words
from app.chat.phrases import known, say
from app.chat.process import Page
from app.chat.trace_text import agent_words, point_lists
from app.pages.proof import proof_values
from app.pages.render import NO_STORE, html, page_words
from app.pages.visit import stored_turn, visit
from db.catalog import Catalog
from db.errors import Language
from db.texts.again import again
from tools.replies.formats import number, share

Event = Mapping[str, Any]


class Stage:
    """The routes' work."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def live(self, request: Request) -> HTMLResponse:
        """The stage that follows whatever this person asks next in the chat."""
        who = await visit(self.page, request)
        return html("stage.html", who.language, turn_id="", words=page_words(who.language))

    async def show(self, request: Request, turn_id: UUID) -> HTMLResponse:
        """The stage of one turn: its permalink."""
        who = await visit(self.page, request)
        if LIVE.events(who.caller.name, str(turn_id)) is None:
            await stored_turn(who, turn_id)
        return html("stage.html", who.language, turn_id=str(turn_id), words=page_words(who.language))

    async def latest(self, request: Request) -> JSONResponse:
        """The id of this person's last turn, for the live stage."""
        who = await visit(self.page, request)
        return JSONResponse({"turn": LIVE.latest(who.caller.name)}, headers=NO_STORE)

    async def events(self, request: Request, turn_id: UUID) -> JSONResponse:
        """The picture of a turn, so far or whole."""
        who = await visit(self.page, request)
        events = LIVE.events(who.caller.name, str(turn_id))
        if events is None or any(event["event"] == "TurnEnded" for event in events):
            turn = await stored_turn(who, turn_id)
            picture = picture_of(turn.row["trace"], who.house.catalog, who.language)
            picture |= {"reply": turn.row["reply"], "question": turn.row["question"], "done": True}
            picture["facts"] = picture["facts"] or _stored_facts(
                turn.row["facts"] or [], who.house.catalog, who.language
            )
        else:
            picture = picture_of(events, who.house.catalog, who.language)
        return JSONResponse(picture, headers=NO_STORE)

    async def proof(self, request: Request, turn_id: UUID) -> HTMLResponse:
        """The turn's question answered four ways by simulated writers, with their scores."""
        who = await visit(self.page, request)
        turn = await stored_turn(who, turn_id)
        return html("proof.html", who.language, **await proof_values(who, turn))


@dataclass
class _Drafts:
    """Drafts by agent and layer, in the order they began."""

    by_key: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    def of(self, event: Event, language: Language) -> dict[str, Any]:
        key = (event["agent"], event["layer"])
        name = agent_words(event["agent"], event["agent"], language)
        fresh = {"name": name, "layer": event["layer"], "text": "", "state": "waiting", "from": event["at_ms"],
                 "to": event["at_ms"], "model": "", "reason": "", "spent": "", "unsupported": []}  # fmt: skip
        return self.by_key.setdefault(key, fresh)


def picture_of(events: Sequence[Event], catalog: Catalog, language: Language) -> dict[str, Any]:
    """What the stage draws of a turn's events; times are milliseconds since the turn began."""
    drafts, words = _Drafts(), page_words(language)
    picture: dict[str, Any] = {
        "question": "", "provider": "", "profile": "", "facts": [], "compared": [], "claims": [], "removed": [],
        "reply": "", "credit": "", "done": False, "notices": [], "usage": "", "merge_from": 0.0,
    }  # fmt: skip
    for event in events:
        _see(event, picture, drafts, catalog, language)
    picture["drafts"] = list(drafts.by_key.values())
    picture["times"] = _times(events, picture, words, language)
    return picture


def _see(event: Event, picture: dict[str, Any], drafts: _Drafts, catalog: Catalog, language: Language) -> None:
    kind = event["event"]
    if kind in {"AgentChanged", "DraftToken", "DraftDone"} and event["layer"] > 0:
        _draft(event, drafts.of(event, language), catalog, language)
    elif kind == "AgentChanged" and event["layer"] < 0 and event["state"] == "writing":
        picture["merge_from"] = picture["merge_from"] or event["at_ms"]
    elif kind in _SEEN:
        _SEEN[kind](picture, event, catalog, language)


def _start(picture: dict[str, Any], event: Event, _: Catalog, language: Language) -> None:
    profile = event["profile"]
    picture |= {"question": event["question"], "provider": event["provider"]}
    picture["profile"] = say(profile, language) if known(profile) else profile


def _returned(picture: dict[str, Any], event: Event, catalog: Catalog, language: Language) -> None:
    if event.get("fact"):
        picture["facts"].append(_fact(event["fact"], event, catalog, language))


def _write(picture: dict[str, Any], event: Event, _: Catalog, __: Language) -> None:
    picture["reply"] += event["text"]


def _check(picture: dict[str, Any], event: Event, catalog: Catalog, language: Language) -> None:
    picture["claims"] = [_claim(claim, catalog, language) for claim in event["supported"]]
    picture["removed"] = list(event["unsupported"])


def _credit(picture: dict[str, Any], event: Event, _: Catalog, language: Language) -> None:
    ranked = sorted(event["shares"].items(), key=lambda pair: -pair[1])
    picture["credit"] = ", ".join(f"{agent_words(a, a, language)} {share(part, language, 0)}" for a, part in ranked)


_SEEN: dict[str, Callable[[dict[str, Any], Event, Catalog, Language], object]] = {
    "TurnStarted": _start,
    "ToolReturned": _returned,
    "DraftsCompared": lambda picture, event, catalog, language: picture["compared"].append(
        _compared(event, catalog, language)
    ),
    "ReplyToken": _write,
    "ReplyReplaced": lambda picture, event, catalog, language: picture.update(reply=event["text"]),
    "GroundingChecked": _check,
    "Degraded": lambda picture, event, catalog, language: picture["notices"].append(event["line"]),
    "CreditAssigned": _credit,
    "TurnEnded": lambda picture, event, catalog, language: picture.update(
        done=True, usage=_spent(event.get("usage"), language)
    ),
}
"""What an event changes in the picture, but for the drafts and who writes."""


def _draft(event: Event, draft: dict[str, Any], catalog: Catalog, language: Language) -> None:
    draft["to"] = event["at_ms"]
    if event["event"] == "DraftToken":
        draft["text"] += event["text"]
    elif event["event"] == "DraftDone":
        draft |= {"text": event["text"], "unsupported": list(event["unsupported"])}
    else:
        draft |= {
            "state": event["state"],
            "label": say(event["state"], language),
            "model": _model(event["model"], language),
        }
        draft["reason"] = difference_words(event.get("reason") or "", catalog, language) or draft["reason"]
        draft["spent"] = _spent(event.get("usage"), language) or draft["spent"]
        if event["state"] == "writing":
            draft["from"] = event["at_ms"]


def _compared(event: Event, catalog: Catalog, language: Language) -> dict[str, Any]:
    lists = point_lists(event, language, catalog)
    return {
        "layer": event["layer"],
        "figures": share(event["figures"], language, 0),
        "lists": [{"title": title, "points": points} for title, points in lists],
    }


def _model(name: str, language: Language) -> str:
    return say(name, language) if name == "offline" else name


def _fact(fact: Event, event: Event, catalog: Catalog, language: Language) -> dict[str, Any]:
    asked = asked_words(fact, catalog, language)
    took = f"{number(float(event.get('elapsed_ms') or 0), language, 0)} ms"
    return {"id": fact["id"], "tool": say(f"tool {fact['tool']}", language), "asked": asked[:160], "at": event["at_ms"],
            "took": took}  # fmt: skip


def _stored_facts(facts: Sequence[Event], catalog: Catalog, language: Language) -> list[dict[str, Any]]:
    return [_fact(fact, {"at_ms": 0.0}, catalog, language) for fact in facts]


def _claim(claim: Event, catalog: Catalog, language: Language) -> dict[str, str]:
    where = again("trace.note", claim.get("derived") or "", language) or path_words(
        claim.get("path") or "", catalog, language
    )
    return {"text": claim["text"], "fact": claim["fact_id"] or "", "where": where}


def _spent(usage: Any, language: Language) -> str:
    if not usage:
        return ""
    tokens = int(usage.get("input_tokens") or 0) + int(usage.get("output_tokens") or 0)
    words = page_words(language)
    cost = f"${number(float(usage['cost']), language, 5)}" if usage.get("cost") else words["stage_no_cost"]
    return f"{number(tokens, language)} {words['stage_tokens']} · {cost}" if tokens else ""


def _times(
    events: Sequence[Event], picture: Mapping[str, Any], words: Mapping[str, str], language: Language
) -> list[dict[str, str]]:
    """Finding, drafting, merging: each begins where the one before ends; they add up to the whole, also as shown."""
    end = _shown_ms(max((float(event["at_ms"]) for event in events), default=0.0))
    drafted = min((_shown_ms(float(draft["from"])) for draft in picture["drafts"]), default=None)
    merged = _shown_ms(float(picture["merge_from"])) or end
    begun = drafted if drafted is not None else merged
    parts = [("stage_step_tools", begun)]
    if drafted is not None:
        parts.append(("stage_step_drafts", merged - begun))
    parts.append(("stage_step_merge", end - merged))
    parts.append(("stage_total", end))
    return [{"name": words[key], "time": f"{number(ms / 1000, language, 2)} s"} for key, ms in parts]


def _shown_ms(moment: float) -> float:
    """A moment to the hundredth of a second that is shown."""
    return round(moment / 10) * 10.0
