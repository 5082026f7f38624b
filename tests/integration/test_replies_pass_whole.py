"""Every reply the program composes passes its own check whole: every tool, both languages, banks of eight shapes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agents.grounding.checker import Checker
from agents.moa.brief import Brief
from agents.offline.draft import draft
from db.caller import WHOLE_BANK, Caller
from db.errors import Language
from tests.asked_of_banks import BANKS, Call, asked_of
from tools.clarify import EARLIER
from tools.context import CommitteeShape, ToolContext
from tools.customer.records import keep, propose_outcome
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import TOOLS, call
from tools.replies.compose import compose

ROLES = ("risk_analyst", "retention_strategist", "sceptic")
COMMITTEES = tuple(
    CommitteeShape(profile=name, drafting=ROLES, layers=layers)
    for layers, name in enumerate(("fast", "moa", "scout", "self_moa", "deep", "own_name"))
)
LANGUAGES: tuple[Language, ...] = ("es", "en")


@pytest.fixture(scope="module", params=BANKS)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = BANKS[request.param](tmp_path_factory.mktemp(request.param))
    yield made
    made.bank.engine.dispose()
    made.state_engine.dispose()


def _fact(desk: Desk, asked: Call) -> Fact:
    tool, arguments, caller = asked
    fact, text = call(desk, ToolContext(caller=caller, desk=desk, committees=COMMITTEES), tool, arguments)
    assert fact is not None, (asked, text)
    return fact


def _removed(desk: Desk, facts: tuple[Fact, ...], language: Language) -> list[str]:
    """What the check takes away from the composed reply and the drafts."""
    brief = Brief(question="", language=language, facts=facts)
    texts = {compose(facts, "", language, desk.catalog), *(draft(role, brief, desk.catalog) for role in ROLES)}
    checker = Checker(facts, question="", language=language, catalog=desk.catalog)
    removed = []
    for text in texts:
        reading = checker.reading()
        for segment in checker.segments(text):
            found = reading.check(segment)
            removed += [f"{facts[0].tool} {language}: {segment.strip()} -> {found.unsupported}"] * bool(
                found.unsupported
            )
    return removed


def _all_removed(desk: Desk, facts: list[Fact]) -> list[str]:
    return [text for fact in facts for language in LANGUAGES for text in _removed(desk, (fact,), language)]


def test_every_reply_and_draft_passes_whole(desk: Desk) -> None:
    facts = [_fact(desk, asked) for asked in asked_of(desk)]
    removed = _all_removed(desk, facts)
    assert not removed, "\n".join(removed)
    unasked = {tool.name for tool in TOOLS} - {fact.tool for fact in facts} - {EARLIER}
    assert unasked <= {"about_system", *(() if desk.catalog.name else ("find_customers",))}


def test_replies_of_several_facts_pass_whole(desk: Desk) -> None:
    asked = [
        call for call in asked_of(desk) if call[0] in {"customer_card", "explain_churn", "portfolio", "watch_list"}
    ]
    for number in range(0, min(len(asked), 60) - 2, 3):
        three = enumerate(asked[number : number + 3], start=1)
        facts = tuple(replace(_fact(desk, one), id=f"F{place}") for place, one in three)
        for language in LANGUAGES:
            removed = _removed(desk, facts, language)
            assert not removed, "\n".join(removed)


@pytest.mark.parametrize("bank", ["telco", "odd", "packaged"])
def test_replies_after_a_told_outcome_pass_whole(bank: str, tmp_path: Path) -> None:
    desk = BANKS[bank](tmp_path)
    current, _ = call(desk, ToolContext(caller=WHOLE_BANK, desk=desk), "watch_list", {"limit": 2})
    assert current is not None
    one = str(current.data["rows"][0]["customer_id"])
    teller = Caller(name="ana", role="admin")
    keep(desk, teller, propose_outcome(desk, teller, one, left=True, day=date.today()))
    calls: list[Call] = [
        (tool, {"customer_id": one}, WHOLE_BANK)
        for tool in ("customer_card", "explain_churn", "retention_options", "customer_rank", "similar_customers")
    ]
    calls += [("watch_list", {"limit": 5}, WHOLE_BANK), ("portfolio", {"measures": ["churn_rate"]}, WHOLE_BANK)]
    calls += [("list_customers", {"limit": 5, "population": "left"}, WHOLE_BANK)]
    facts = [_fact(desk, asked) for asked in calls]
    removed = _all_removed(desk, facts)
    assert not removed, "\n".join(removed)


def test_replies_over_a_trained_model_pass_whole(small_home, catalog) -> None:  # type: ignore[no-untyped-def]
    desk = Desk.open(small_home, catalog)
    try:
        facts = [
            _fact(desk, asked) for number, asked in enumerate(asked_of(desk)) if number % 3 == 0 or "system" in asked[0]
        ]
        removed = _all_removed(desk, facts)
        assert not removed, "\n".join(removed)
    finally:
        desk.bank.engine.dispose()
        desk.state_engine.dispose()
