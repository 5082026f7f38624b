"""A turn that fell short says it in one line for each cause."""

import itertools

import pytest

from agents.degradations import Code, line
from agents.llm.faults import Kind
from agents.shortfalls import lines_shown
from db.errors import Language

ALL: tuple[Code, ...] = ("orchestrator_offline", "proposer_failed", "proposer_late", "no_drafts", "deadline")
FAULTS: tuple[Kind, ...] = ("rate", "busy", "unreachable", "silent", "key", "payment", "no_model")


def degraded(*codes: Code, language: Language = "en") -> dict[Code, str]:
    return {code: line(code, language, names="risk analyst", share="85%") for code in codes}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", FAULTS)
def test_one_cause_is_one_line_however_many_parts_it_hit(language: Language, kind: Kind) -> None:
    ends: tuple[Code, ...] = ("all_failed", "plain_reply", "best_draft", "aggregator_standin")
    for count, end in itertools.product(range(len(ALL) + 1), ends):
        said = degraded(*ALL[:count], end, language=language)
        assert len(lines_shown(said, [kind] * 3, language)) == 1 + ("deadline" in said and end not in ends[:2])


def test_the_one_line_names_its_cause_and_what_it_did() -> None:
    (said,) = lines_shown(degraded("proposer_failed", "best_draft"), ["rate", "rate", "resting"], "en")
    assert said.startswith("The language models take no more requests for the moment.")
    assert "risk analyst" in said
    assert "best draft" in said


def test_other_causes_keep_their_own_lines() -> None:
    said = degraded("budget_near", "draft_cut", "proposer_failed", "best_draft")
    assert len(lines_shown(said, ["rate"], "en")) == 3
    assert len(lines_shown(said, ["rate", "key"], "en")) == 4
    assert lines_shown(degraded("sentences_removed"), [], "en") == list(degraded("sentences_removed").values())
