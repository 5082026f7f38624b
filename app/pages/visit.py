"""Who asks for one of our own parts, in which language, and what they may see."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from fastapi import HTTPException, Request

from app.bootstrap import House
from app.chat.phrases import page_language, say
from app.chat.process import Page
from app.server.identity import acting
from app.turns.store import within
from db.caller import Caller
from db.errors import Language
from tools.context import ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import call


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request of somebody who is logged in; ``desk`` is one snapshot."""

    house: House
    caller: Caller
    desk: Desk
    language: Language

    def ask(self, tool: str, arguments: Mapping[str, Any]) -> Fact | None:
        """One tool, within what this person may see (blocking); None where the call cannot be made."""
        return call(self.desk, ToolContext(caller=self.caller, desk=self.desk), tool, dict(arguments))[0]


@dataclass(frozen=True, kw_only=True)
class StoredTurn:
    """A turn that whoever asks may see."""

    row: Mapping[str, Any]
    facts: tuple[Fact, ...]

    @property
    def language(self) -> Language:
        """The language of the reply."""
        return cast(Language, self.row["language"])

    def fact(self, fact_id: str) -> Fact:
        """One of its Facts; 404 where there is none of this id."""
        found = next((fact for fact in self.facts if fact.id == fact_id), None)
        if found is None:
            raise HTTPException(status_code=404)
        return found


async def visit(page: Page, request: Request) -> Visit:
    """Who asks; 401 for nobody."""
    name, language = acting(), page_language(request.headers.get("accept-language"))
    if name is None:
        raise HTTPException(status_code=401, detail=say("signed out", language))
    house = await page.house()
    caller = await asyncio.to_thread(house.caller, name)
    return Visit(house=house, caller=caller, desk=house.desk.snapshot(), language=language)


async def stored_turn(who: Visit, turn_id: UUID) -> StoredTurn:
    """A turn of whoever asks (an administrator's view is of all); 404 for anything else."""
    row = await asyncio.to_thread(who.house.store.find, str(turn_id))
    mine = row is not None and (row["user"] == who.caller.name or who.caller.role == "admin")
    if row is None or not mine or not within(row, who.caller):
        raise HTTPException(status_code=404)
    return StoredTurn(row=row, facts=tuple(Fact.of_json(fact) for fact in row["facts"] or []))
