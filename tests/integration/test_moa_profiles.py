"""Self-MoA, the scout, and what the editor is told: each through the committee, over real Facts and a local server."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from agents.proof import arms
from agents.proof.arms import EDITOR, MODELS, WRITER, Arm
from agents.proof.dial import Dial
from agents.proof.simulation import Case
from agents.proof.trial import Trial, attempt
from bench.moa_questions import read
from bench.moa_run import cases_of, running
from db.catalog import DEFAULT, read_catalog

CATALOG = read_catalog(DEFAULT)
_ALL = read(Path(__file__).parents[2] / "bench" / "moa_cases.jsonl")
_KNOWS, _NOTHING = Dial(told=1.0), Dial(told=0.0, errors={"drop": 1.0})


def _one(language: str, tool: str) -> list[dict[str, object]]:
    return [next(one for one in _ALL if one["language"] == language and one["facts"][0]["tool"] == tool)]


async def _answered(arm: Arm, dials: Mapping[str, Dial], language: str = "en") -> tuple[Trial, Case, list[str]]:
    """A trial, its case, and the last human message of every request."""
    asked = _one(language, "explain_churn")
    async with running(cases_of(asked, CATALOG), CATALOG, sorted(arm.dials)) as made:
        made.simulation.dials = {**arm.dials, **dials}
        case = next(iter(made.simulation.cases.values()))
        trial = await attempt(arm, case, made.around)
        return trial, case, [json.dumps(body["messages"][-1]) for body in made.seen()]


async def test_one_model_is_mixed_with_itself() -> None:
    trial, _, _ = await _answered(arms.self_mixed(3), {WRITER: _KNOWS, EDITOR: _KNOWS})
    assert sorted(event.agent for event in trial.drafts) == ["writer", "writer#2", "writer#3"]
    assert trial.calls == 4
    assert trial.score.recall == 1.0


async def test_a_complete_scout_needs_no_committee() -> None:
    trial, _, _ = await _answered(arms.scout(), {WRITER: _KNOWS})
    assert trial.calls == 1
    assert trial.score.recall == 1.0


async def test_where_the_scout_lacks_something_the_committee_sits() -> None:
    knowing = dict.fromkeys((*MODELS[1:], EDITOR), _KNOWS)
    trial, _, _ = await _answered(arms.scout(), {WRITER: Dial(told=0.05, errors={"drop": 1.0}), **knowing})
    assert trial.calls > 3
    assert trial.score.recall > 0.6


@pytest.mark.parametrize("language", ["es", "en"])
async def test_what_no_draft_says_is_told_to_the_editor(language: str) -> None:
    """No proposer knows anything but one point: the editor has the others from the list, and the trace shows them."""
    silent = {model: replace(_KNOWS, unknown=frozenset({"driver", "caution"})) for model in MODELS}
    told, case, sent = await _answered(arms.mixed(roles=False), {**silent, EDITOR: _KNOWS}, language)
    assert told.compared is not None
    assert told.compared.agreed
    blind = [point for point in case.points if point.kind in {"driver", "caution"}]
    assert len(told.compared.blind) == len(blind)
    assert "no_draft_says" in sent[-1]
    assert told.score.recall == 1.0
    untold, _, sent = await _answered(arms.mixed(roles=False, told=False), {**silent, EDITOR: silent[WRITER]}, language)
    assert "no_draft_says" not in sent[-1]
    assert untold.score.recall < 0.7


async def test_each_point_stands_in_one_of_the_lists() -> None:
    dials = {
        MODELS[0]: _KNOWS,
        MODELS[1]: replace(_KNOWS, unknown=frozenset({"driver"})),
        MODELS[2]: replace(_KNOWS, unknown=frozenset({"driver", "caution"})),
    }
    trial, case, _ = await _answered(arms.mixed(roles=False), {**dials, EDITOR: _KNOWS})
    compared = trial.compared
    assert compared is not None
    lists = (compared.agreed, compared.unique, compared.missing, compared.blind)
    assert sum(len(one) for one in lists) == len(case.points)
    assert {one["agent"] for one in compared.unique} == {"proposer_0"}
    assert {one["agents"] for one in compared.missing} == {"proposer_2"}


async def test_the_best_draft_is_the_reply_where_no_editor_merges() -> None:
    trial, _, _ = await _answered(arms.best_of(3), {WRITER: Dial(told=0.6)})
    assert trial.calls == 3
    assert trial.reply in [" ".join(draft.text.split()) for draft in trial.drafts] or trial.score.recall > 0


async def test_a_liar_among_three_does_not_reach_the_reader() -> None:
    lies = Dial(told=0.0, errors={"wrong": 1.0, "drop": 0.0, "invent": 0.0})
    trial, _, _ = await _answered(arms.mixed(roles=False), {MODELS[2]: lies, MODELS[0]: _KNOWS, EDITOR: _KNOWS})
    assert trial.score.contradicted == trial.score.unsupported == 0
    assert trial.score.recall == 1.0
