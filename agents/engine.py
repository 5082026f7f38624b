"""The engine: one turn from a question to its last event. It knows nothing of who shows the events."""

import asyncio
import logging
import random
import time
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine as StateEngine

from agents import degradations as lines
from agents import scope_notes
from agents.events import ReplyToken, Status, TraceEvent, TurnEnded, TurnStarted
from agents.gc_tuning import settle
from agents.grounding import cues
from agents.history import PastTurn
from agents.language import detect
from agents.llm import model_facts
from agents.llm.breaker import Breakers
from agents.llm.budget import Accounts, Standing
from agents.llm.calls import Calls
from agents.llm.providers import OfflineProvider, Provider, ProviderSettings, make_provider
from agents.llm.rates import Rates
from agents.moa.committee import Committee, answer, asking
from agents.moa.orchestrator import Findings, Orchestrator
from agents.moa.translation import translated
from agents.off_loop import off_loop
from agents.other_languages import called, wanted
from agents.owned_words import owned_words
from agents.question_size import too_much
from agents.refine import Refinement
from agents.roster import Roster, read_roster
from agents.roster.probe import missing_models
from agents.shortfalls import lines_shown
from agents.status import status_of, worth_writing
from agents.turn import Turn
from db.caller import WHOLE_BANK, Caller
from db.errors import Language, Problem
from db.texts import LANGUAGES, text
from tools.environment import Desk
from tools.replies.compose import compose

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_log = logging.getLogger(__name__)


class Engine:
    """Answers turns; many at once on one event loop."""

    def __init__(
        self,
        desk: Desk,
        roster: Roster,
        provider: Provider,
        *,
        refinement: Refinement,
        accounts: Accounts,
        tools: "Sequence[BaseTool] | None" = None,
    ) -> None:
        self.desk, self.roster, self.provider = desk, roster, provider
        self.refinement, self.accounts = refinement, accounts
        self.offline: Provider = provider if provider.kind == "offline" else OfflineProvider(desk.catalog, desk.bank)
        self.calls = Calls(
            Breakers(roster.breaker, time.monotonic), roster.retries, Rates(roster.rates, time.monotonic)
        )
        self._running: Counter[str] = Counter()
        """Turns being answered, by the person's name."""
        self._orchestrator = Orchestrator(desk, tools, roster, self.calls, offline=self.offline)

    @classmethod
    def open(cls, desk: Desk, *, state: StateEngine, providers: ProviderSettings) -> Self:
        """Wire an engine from the settings.

        Raises:
            SettingsProblem: the roster cannot be used.
        """
        roster = read_roster(providers.roster)
        engine = cls(
            desk,
            roster,
            make_provider(providers, desk.catalog, desk.bank),
            refinement=Refinement(state, roster.refinement),
            accounts=Accounts(state, roster.budget),
        )
        settle()
        return engine

    @property
    def profiles(self) -> dict[str, dict[Language, str]]:
        """The roster's profiles, each in one line."""
        return {
            n: {language: text(language, f"agents.profile.{n}") for language in LANGUAGES} for n in self.roster.profiles
        }

    @property
    def default_profile(self) -> str:
        """The profile of a turn that names none."""
        return self.roster.default_profile

    @property
    def question_limit(self) -> int:
        """The longest question that is read, in characters."""
        return self.roster.limits.question_chars

    def provider_label(self, language: Language) -> str:
        """Who answers."""
        return self.provider.label(language)

    async def check_provider(self) -> list[str]:
        """What is wrong with the provider or the roster's models, one sentence each; empty when all is well."""
        try:
            return await missing_models(self.roster, self.provider)
        except Problem as problem:
            return [problem.say("en")]

    def warm(self) -> None:
        """Make the offline planner and the grounding check ready; a second or two, for another thread."""
        self._orchestrator.warm()
        cues.warm()

    def _load(self) -> None:
        cues.warm()
        model_facts.known()
        self._orchestrator.load()

    async def aclose(self) -> None:
        """Let connections go."""
        await self.provider.aclose()

    async def turn(
        self,
        question: str,
        *,
        caller: Caller,
        profile: str | None = None,
        history: Sequence[PastTurn] = (),
        turn_id: str | None = None,
        desk: Desk | None = None,
    ) -> AsyncGenerator[TraceEvent]:
        """The events of one turn, ending with ``TurnEnded``; closing the generator stops every call.

        ``desk``: the snapshot to read, where the caller has taken one.
        """
        fallback = history[-1].language if history else caller.language or "es"
        owned = partial(owned_words, self.desk, caller)
        language, say_in = await off_loop(
            lambda: wanted(question, detect(question, fallback), fallback=fallback, owned=owned)
        )
        chosen = profile if profile in self.roster.profiles else self.roster.default_profile
        # Loaded on the event loop, in the middle of a turn, the dictionaries would count as the models' silence.
        await asyncio.to_thread(self._load)
        turn = Turn(
            turn_id=turn_id or str(uuid.uuid4()),
            question=question.strip(),
            language=language,
            deadline=self.roster.profiles[chosen].deadline,
            user=caller.name,
            say_in=say_in,
            desk=desk if desk is not None else await asyncio.to_thread(self.desk.snapshot),
        )
        task = asyncio.create_task(self._run(turn, caller, chosen, history))
        task.add_done_callback(lambda _: turn.events.put_nowait(None))
        try:
            while (event := await turn.events.get()) is not None:
                yield event
        finally:
            if not task.done():
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self, turn: Turn, caller: Caller, profile: str, history: Sequence[PastTurn]) -> None:
        """The turn's boundary: whatever breaks inside, it ends with a sentence and a reference."""
        self._running[caller.name] += 1
        try:
            await self._answer(turn, caller, profile, history)
        except Exception:  # noqa: BLE001 - the turn's boundary
            _log.exception("turn %s broke", turn.turn_id)
            reference = turn.turn_id[:8]
            self._end(turn, "error", lines.went_wrong(reference, turn.language), reference=reference)
        finally:
            self._leave(caller.name)
            usage = turn.ledger.by_agent_and_model()
            if usage:
                await asyncio.shield(self.accounts.add(caller.name, usage))

    def _leave(self, name: str) -> None:
        """One turn of this person less; a name without any is forgotten."""
        self._running[name] -= 1
        if not self._running[name]:
            del self._running[name]

    async def _answer(self, turn: Turn, caller: Caller, profile: str, history: Sequence[PastTurn]) -> None:
        standing = await self._standing(caller)
        provider, profile = self._allowed(standing, profile)
        turn.emit(
            TurnStarted(
                turn_id=turn.turn_id,
                question=turn.question,
                language=turn.language,
                profile=profile,
                provider=provider.label(turn.language),
            )
        )
        _say_standing(turn, standing)
        if (sentence := self._unread(turn, provider, caller)) is not None:
            return self._say(turn, "clarify", sentence)
        turn.beyond = await asyncio.to_thread(_beyond, turn, caller)
        if turn.beyond == "others":
            return self._say(turn, "refused", scope_notes.others_sentence(turn.language))
        findings = await self._orchestrator.find(turn, provider, caller=caller, history=history)
        status = _status(findings)
        if status == "error" and findings.problem is not None:
            return self._say(turn, "error", findings.problem.say(turn.language), findings)
        turn.held = bool(turn.say_in)
        facts = worth_writing(findings.facts)

        def plain() -> str:
            return compose(facts, turn.question, turn.language, self.desk.catalog)

        if status != "answered" or not facts:
            told = await self._in_their_language(turn, provider, profile, await off_loop(plain), findings)
            return self._say(turn, status, told, findings)
        committee = Committee(
            turn=turn,
            provider=provider,
            calls=self.calls,
            roster=self.roster,
            refinement=self.refinement,
            catalog=self.desk.catalog,
            rng=random.Random(turn.turn_id),
            asking=asking(caller),
            owner=caller.owner,
        )
        reply = await answer(committee, profile, facts, plain=plain, history=history)
        if turn.held:
            told = await self._in_their_language(turn, provider, profile, reply, findings)
            return self._say(turn, "answered", told, findings)
        return self._end(turn, "answered", reply + self._footer(turn, reply, findings), findings)

    async def _in_their_language(
        self, turn: Turn, provider: Provider, profile: str, reply: str, findings: Findings
    ) -> str:
        """The reply in the language it is wanted in, or as it is where no model translates it as it stands."""
        if not turn.say_in:
            return reply
        aggregators = self.roster.profiles[profile].aggregators  # type: ignore[index]
        specs = [self.roster.agent(name) for name in aggregators]
        told = await translated(turn, provider, self.calls, specs, reply=reply, facts=findings.facts)
        turn.held = False
        if told is None:
            turn.degrade("untranslated", name=called(turn.say_in, turn.language))
        return told or reply

    def _unread(self, turn: Turn, provider: Provider, caller: Caller) -> str | None:
        """Why a question is not even read; None where it is."""
        if not turn.question:
            return lines.empty(turn.language)
        if (sentence := too_much(turn.question, self.roster.limits, turn.language)) is not None:
            return sentence
        if self._running[caller.name] > self.roster.limits.user_turns and caller != WHOLE_BANK:
            return lines.busy(self.roster.limits.user_turns, turn.language)
        if turn.say_in and provider.kind == "offline":
            return lines.other_language(called(turn.say_in, turn.language), turn.language)
        return None

    async def _standing(self, caller: Caller) -> Standing | None:
        """How the caller's day stands; None where nothing is billed."""
        return None if self.provider.kind == "offline" else await self.accounts.standing(caller.name)

    def _allowed(self, standing: Standing | None, profile: str) -> tuple[Provider, str]:
        """The provider and profile the budget allows."""
        if standing is not None and standing.allowance == "offline":
            return self.offline, profile
        if standing is not None and standing.allowance == "fast":
            return self.provider, "fast"
        return self.provider, profile

    def _say(self, turn: Turn, status: Status, text: str, findings: Findings | None = None) -> None:
        turn.emit(ReplyToken(text=text))
        self._end(turn, status, text + self._footer(turn, text, findings), findings)

    def _footer(self, turn: Turn, reply: str, findings: Findings | None) -> str:
        """The honest lines under the reply, streamed like the rest: whose customers it covers, what fell short."""
        facts = findings.facts if findings is not None else ()
        scope = scope_notes.note(facts, reply, turn.language, turn.beyond)
        warned = lines_shown(turn.degraded, turn.faults.values(), turn.language)
        said = "".join(f"\n> {line}  " for line in (scope, *warned) if line)
        footer = f"\n{said}" if said else ""
        if footer:
            turn.emit(ReplyToken(text=footer))
        return footer

    def _end(
        self, turn: Turn, status: Status, reply: str, findings: Findings | None = None, *, reference: str = ""
    ) -> None:
        turn.emit(
            TurnEnded(
                turn_id=turn.turn_id,
                status=status,
                reply=reply,
                facts=findings.facts if findings else (),
                usage=turn.ledger.total(),
                usage_by_agent=turn.ledger.by_agent(),
                reference=reference,
            )
        )


def _beyond(turn: Turn, caller: Caller) -> scope_notes.Beyond | None:
    """What a question asks beyond what the caller may see; reads the bank."""
    own = turn.desk.portfolio(caller)
    return None if own is None else scope_notes.asked_beyond(turn.question, turn.desk.other_owners(caller), own)


def _status(findings: Findings) -> Status:
    if not findings.facts and findings.problem is not None:
        return "error"
    return status_of(findings.facts)


def _say_standing(turn: Turn, standing: Standing | None) -> None:
    """A budget that is nearly or wholly spent is said."""
    if standing is None:
        return
    if standing.allowance == "offline":
        turn.degrade("budget_offline")
    elif standing.allowance == "fast":
        turn.degrade("budget_fast")
    elif standing.near:
        turn.degrade("budget_near", share=f"{standing.spent_share:.0%}")
