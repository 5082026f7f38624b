"""Proposers and editors under time and faults: quorum, grace, cancellation, retries, stand-ins, the gate."""

import asyncio
from typing import Any, cast

import httpx
import openai
import pytest

from agents.events import AgentChanged, ReplyReplaced, ReplyToken, TraceEvent
from agents.grounding import cues
from agents.grounding.checker import Checker
from agents.llm.breaker import Breakers
from agents.llm.calls import Calls
from agents.llm.faults import Fault
from agents.llm.rates import Rates
from agents.moa.aggregator import Editing, edit
from agents.moa.brief import Brief
from agents.moa.drafts import Draft
from agents.moa.layers import Bench, run_layer
from agents.points.covered import PointReader
from agents.roster import AgentSpec, Breaker, Layer, Retries
from agents.turn import Turn
from tests.unit.agents.facts_at_hand import CATALOG, WATCH
from tests.unit.agents.scripted import Line, ScriptedProvider, says
from tools.environment import Desk

cues.warm()  # as the engine does before a turn's clock starts
GOOD = "Hargrave (15634602) has a churn risk of 83.1%."
BRIEF = Brief(question="q", language="en", facts=(WATCH,))
NAMES = ("one", "two", "three")


def spec(name: str, **changes: Any) -> AgentSpec:
    role = "aggregator" if name.startswith("editor") else "risk_analyst"
    times = {"timeout": 3.0, "first_token": 1.0, "gap": 0.5} | changes
    return AgentSpec(name=name, role=role, model=f"model-{name}", **times)


def calls(attempts: int = 1, failures: int = 9) -> Calls:
    clock = asyncio.get_running_loop().time
    retries = Retries(attempts=attempts, base=0.01, cap=0.02)
    return Calls(Breakers(Breaker(failures=failures), clock), retries, Rates({}, clock))


def turn() -> Turn:
    return Turn(turn_id="t", question="q", language="en", deadline=10, desk=cast(Desk, None))


def checker() -> Checker:
    return Checker([WATCH], question="q", language="en", catalog=CATALOG)


def emitted(of: Turn) -> list[TraceEvent]:
    found = []
    while not of.events.empty():
        event = of.events.get_nowait()
        assert event is not None
        found.append(event)
    return found


async def drafted(provider: ScriptedProvider, layer: Layer, of: Turn, with_calls: Calls | None = None) -> list[Draft]:
    bench = Bench(
        turn=of,
        provider=provider,
        calls=with_calls or calls(),
        checker=checker(),
        catalog=CATALOG,
        room=None,
        weights={},
        exclude_over=0.5,
        reader=PointReader((), checker()),
    )
    return await run_layer(bench, layer, [spec(name) for name in NAMES], BRIEF, number=1, reserve=0)


def states(of: Turn, agent: str) -> list[str]:
    return [event.state for event in emitted(of) if isinstance(event, AgentChanged) and event.agent == agent]


async def test_after_the_quorum_a_straggler_gets_the_grace_and_is_cancelled() -> None:
    provider = says(one=Line(GOOD), two=Line(GOOD), three=Line(GOOD, wait=0.9))
    of = turn()
    drafts = await drafted(provider, Layer(proposers=NAMES, quorum=2, grace=0.05), of)
    assert [draft.spec.name for draft in drafts] == ["one", "two"]
    assert provider.models["three"].cancelled == 1
    assert "three" in of.degraded["proposer_late"]
    assert states(of, "three")[-1] == "late"


async def test_a_draft_within_the_grace_still_counts() -> None:
    provider = says(one=Line(GOOD), two=Line(GOOD), three=Line(GOOD, wait=0.1))
    drafts = await drafted(provider, Layer(proposers=NAMES, quorum=2, grace=2), turn())
    assert len(drafts) == 3


async def test_one_proposers_error_costs_only_its_draft() -> None:
    provider = says(one=Line(GOOD), two=Line(error=RuntimeError("boom")), three=Line(GOOD))
    of = turn()
    drafts = await drafted(provider, Layer(proposers=NAMES, quorum=2), of)
    assert len(drafts) == 2
    assert "two" in of.degraded["proposer_failed"]


async def test_a_draft_against_the_facts_is_excluded_with_the_reason() -> None:
    provider = says(
        one=Line(GOOD), two=Line(GOOD), three=Line("Hill has a risk of 12% and owes €9,999 since 2020-01-01.")
    )
    of = turn()
    drafts = await drafted(provider, Layer(proposers=NAMES, quorum=2, grace=2), of)
    assert [draft.spec.name for draft in drafts] == ["one", "two"]
    excluded = [e for e in emitted(of) if isinstance(e, AgentChanged) and e.state == "excluded"]
    assert "12%" in excluded[0].reason


async def test_a_wrong_sentence_is_taken_out_of_a_draft_and_lowers_its_weight() -> None:
    text = f"{GOOD} Its value at risk is €104,325. Hill has a risk of 12%."
    provider = says(one=Line(GOOD), two=Line(GOOD), three=Line(text))
    drafts = await drafted(provider, Layer(proposers=NAMES, quorum=3), turn())
    marked = drafts[-1] if drafts[-1].spec.name == "three" else next(d for d in drafts if d.spec.name == "three")
    assert marked.unsupported == ("12%",)
    assert "12%" not in marked.kept
    assert marked.weight < 1


async def test_retry_after_is_honoured_and_attempts_are_bounded() -> None:
    response = httpx.Response(429, headers={"retry-after": "0.2"}, request=httpx.Request("POST", "http://x"))
    busy = openai.RateLimitError("busy", response=response, body=None)  # type: ignore[arg-type]
    provider = says(one=[Line(error=busy), Line(GOOD)], two=Line(GOOD), three=Line(error=busy))
    of = turn()
    drafts = await drafted(provider, Layer(proposers=NAMES, quorum=3, deadline=5), of, calls(attempts=2))
    assert {draft.spec.name for draft in drafts} == {"one", "two"}
    assert provider.models["three"].calls == 2
    retried = next(e for e in emitted(of) if isinstance(e, AgentChanged) and "again in" in e.reason)
    assert "again in 0.2" in retried.reason


async def test_a_server_over_capacity_is_asked_again_without_a_word() -> None:
    response = httpx.Response(503, request=httpx.Request("POST", "http://x"))
    busy = openai.InternalServerError("over capacity", response=response, body=None)  # type: ignore[arg-type]
    provider = says(one=[Line(error=busy), Line(error=busy), Line(GOOD)])
    of = turn()
    written = await calls(attempts=3).write(
        of, provider, spec("one"), [], layer=1, on_text=lambda _: None, on_restart=lambda: None
    )
    assert written.text.strip() == GOOD
    assert provider.models["one"].calls == 3
    assert not of.degraded


async def test_waits_grow_are_spread_and_stay_below_the_cap() -> None:
    made = Calls(calls().breakers, Retries(attempts=6, base=1, cap=20), calls().rates)
    chains = []
    for _ in range(300):
        waits = [0.0]
        for _ in range(6):
            waits.append(made._wait(Fault(kind="busy"), waits[-1]))
        chains.append(waits[1:])
    means = [sum(waits) / len(waits) for waits in zip(*chains, strict=True)]
    assert means[0] < means[1] < means[2] < means[3]
    assert max(max(chain) for chain in chains) <= 20
    assert all(len({round(wait, 6) for wait in waits}) > 100 for waits in list(zip(*chains, strict=True))[:3])
    assert made._wait(Fault(kind="rate", retry_after=45), 1.0) == 45


async def test_each_call_is_told_the_time_it_has() -> None:
    provider = says(one=Line(GOOD))
    provider.takes_timeout = True
    for deadline, timeout in ((10.0, 3.0), (1.0, 3.0)):
        of = Turn(turn_id="t", question="q", language="en", deadline=deadline, desk=cast(Desk, None))
        await calls().write(
            of,
            provider,
            spec("one", timeout=timeout),
            [],
            layer=1,
            on_text=lambda _: None,
            on_restart=lambda: None,
        )
        assert deadline / 2 < provider.models["one"].timeouts[-1] * max(1, deadline / timeout) <= deadline


async def test_a_model_that_keeps_failing_rests() -> None:
    provider = says(one=Line(error=httpx.ConnectError("refused")))
    made = calls(failures=2)
    for _ in range(4):
        of = turn()
        bench = Bench(
            turn=of,
            provider=provider,
            calls=made,
            checker=checker(),
            catalog=CATALOG,
            room=None,
            weights={},
            exclude_over=0.5,
            reader=PointReader((), checker()),
        )
        await run_layer(bench, Layer(proposers=("one",), quorum=1), [spec("one")], BRIEF, number=1, reserve=0)
    assert provider.models["one"].calls == 2


async def reply(provider: ScriptedProvider, of: Turn, drafts: tuple[Draft, ...] = (), **changes: Any) -> str:
    editing = Editing(
        turn=of,
        provider=provider,
        calls=calls(),
        checker=checker(),
        catalog=CATALOG,
        room=None,
        plain=lambda: "PLAIN 83.1%.",
    )
    return await edit(editing, [spec("editor", **changes), spec("editor_2", **changes)], BRIEF, drafts)


def shown(events: list[TraceEvent]) -> str:
    text = ""
    for event in events:
        if isinstance(event, ReplyToken):
            text += event.text
        elif isinstance(event, ReplyReplaced):
            text = event.text
    return text


async def test_a_true_reply_streams_and_what_is_shown_is_what_is_returned() -> None:
    of = turn()
    text = await reply(says(editor=Line(f"{GOOD} Call Hargrave first.")), of)
    events = emitted(of)
    assert text.strip() == f"{GOOD} Call Hargrave first."
    assert shown(events) == text
    assert not of.degraded


async def test_an_unsupported_sentence_is_repaired_once() -> None:
    of = turn()
    provider = says(editor=[Line(f"{GOOD} Hill has a risk of 12%."), Line(f"{GOOD} Hill has a risk of 71%.")])
    text = await reply(provider, of)
    events = emitted(of)
    assert text == f"{GOOD} Hill has a risk of 71%."
    assert shown(events) == text
    assert all("12%" not in e.text for e in events if isinstance(e, ReplyToken | ReplyReplaced))


async def test_what_a_repair_does_not_mend_is_removed_and_said() -> None:
    of = turn()
    text = await reply(says(editor=Line(f"{GOOD} Call Hargrave first. Hill has a risk of 12%.")), of)
    assert text.strip() == f"{GOOD} Call Hargrave first."
    assert shown(emitted(of)) == text
    assert "sentences_removed" in of.degraded


async def test_a_reply_mostly_against_the_facts_gives_way_to_the_plain_one() -> None:
    of = turn()
    text = await reply(says(editor=Line("Hill has a risk of 12%. Hargrave has a risk of 13%.")), of)
    assert text == "PLAIN 83.1%."
    assert "reply_replaced" in of.degraded


@pytest.mark.parametrize(
    "nonsense",
    [
        "Hargrave is the customer.",
        "The customer of the bank is Hargrave, a customer.",
        "Hargrave is a person of the bank.",
        "What if Hargrave (15634602) had a churn risk of 83.1%?",
        "Is Hargrave at high risk? **Should I call Hargrave first?**",
        "¿Tiene Hargrave (15634602) un riesgo del 83,1 %?",
    ],
)
async def test_a_reply_that_only_names_the_customer_gives_way_to_the_plain_one(nonsense: str) -> None:
    of = turn()
    assert await reply(says(editor=Line(nonsense)), of) == "PLAIN 83.1%."
    assert "reply_replaced" in of.degraded


@pytest.mark.parametrize(
    "words", ["Hargrave is at high risk.", "Call Hargrave first.", "Hargrave has the highest risk."]
)
async def test_a_reply_in_words_stands(words: str) -> None:
    of = turn()
    assert (await reply(says(editor=Line(words)), of)).strip() == words
    assert not of.degraded


async def test_a_failed_editor_hands_over_even_after_it_began() -> None:
    of = turn()
    provider = says(editor=Line(f"{GOOD} And so on", finish=""), editor_2=Line("Call Hargrave first."))
    text = await reply(provider, of)
    assert text.strip() == "Call Hargrave first."
    assert shown(emitted(of)) == text
    assert "aggregator_standin" in of.degraded


async def test_what_a_slow_editor_has_already_said_stays() -> None:
    of = turn()
    advice = "Call Hargrave first. Ask how the account is used. Listen before you offer anything. Plan the next call. "
    slow = Line(f"{GOOD} {advice * 15}", gap=0.05)
    provider = says(editor=slow, editor_2=Line("Call Hargrave first."))
    text = await reply(provider, of, timeout=1.5, gap=1.4)
    assert text.startswith(GOOD)
    assert provider.models["editor_2"].calls == 0
    assert "reply_slow" in of.degraded
    assert not any(isinstance(event, ReplyReplaced) for event in emitted(of))


async def test_without_editors_the_best_draft_stands_and_without_drafts_the_facts() -> None:
    broken = Line(error=RuntimeError("boom"))
    draft = Draft(
        spec=spec("one"), layer=1, text=GOOD, kept=GOOD, supported=tuple(_claims()), unsupported=(), weight=1.0
    )
    of = turn()
    assert await reply(says(editor=broken, editor_2=broken), of, (draft,)) == GOOD
    assert "best_draft" in of.degraded
    of = turn()
    assert await reply(says(editor=broken, editor_2=broken), of) == "PLAIN 83.1%."
    assert "plain_reply" in of.degraded


def _claims() -> list[Any]:
    return list(checker().reading().check(GOOD).supported)


async def test_a_truncated_reply_ends_at_its_last_whole_sentence() -> None:
    of = turn()
    text = await reply(says(editor=Line(f"{GOOD} The next thing to", finish="length")), of)
    assert text.strip() == GOOD
    assert shown(emitted(of)) == text
    assert "reply_cut" in of.degraded


async def test_silence_before_and_within_the_stream_is_noticed() -> None:
    of = turn()
    provider = says(editor=Line(GOOD, wait=5), editor_2=Line(GOOD, gap=5))
    text = await reply(provider, of, first_token=0.1, gap=0.1)
    assert text == "PLAIN 83.1%."
    reasons = [e.reason for e in emitted(of) if isinstance(e, AgentChanged) and e.state == "failed"]
    assert reasons[0].startswith("silent")
    assert reasons[1].startswith("stalled")
