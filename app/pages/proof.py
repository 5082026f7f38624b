"""Prove it on this question: what four ways of answering make of a turn's own Facts, as the stage shows it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from agents.proof.side_by_side import Proof, prove
from agents.proof.trial import Trial
from agents.refine import Refinement
from agents.roster import RefinementSpec
from app.pages.render import page_words
from app.pages.visit import StoredTurn, Visit
from db.errors import Language
from tools.replies.formats import number, share

_ONE_AT_A_TIME = asyncio.Semaphore(1)
"""A proof is some seconds of work: several at once would slow everybody's page."""


async def proof_values(who: Visit, turn: StoredTurn) -> dict[str, Any]:
    """What the template shows; the writers are simulated and the Facts are those that the turn found."""
    async with _ONE_AT_A_TIME:
        proof = await asyncio.to_thread(lambda: asyncio.run(_proved(who, turn)))
    return shown(proof, who.language)


async def _proved(who: Visit, turn: StoredTurn) -> Proof:
    """In a loop of its own, off the page's; nothing is learned from it and nothing kept."""
    return await prove(
        turn.row["question"],
        turn.language,
        turn.facts,
        catalog=who.house.catalog,
        desk=who.desk,
        refinement=Refinement(who.house.state, RefinementSpec()),
    )


def shown(proof: Proof, language: Language) -> dict[str, Any]:
    """Points and ways of answering in the reader's words; no ways where nothing can be scored."""
    words = page_words(language)
    return {
        "points": list(_numbered(proof)),
        "arms": [_arm(trial, proof, words, language) for trial in proof.trials],
        "best": _best(proof, words, language) if proof.trials else "",
    }


def _arm(trial: Trial, proof: Proof, words: Mapping[str, str], language: Language) -> dict[str, Any]:
    cost = f"${number(trial.cost, language, 5)}"
    return {
        "name": words[f"proof {trial.arm}"],
        "recall": trial.score.recall,
        "says": words["proof_says"].format(share=share(trial.score.recall, language, 0)),
        "false": words["proof_false"].format(count=number(proof.false[trial.arm], language)),
        "spent": words["proof_spent"].format(calls=number(trial.calls, language), cost=cost),
        "marks": [
            (place, text, bool(points & trial.score.said))
            for place, (text, points) in enumerate(_numbered(proof).items(), start=1)
        ],
        "reply": trial.reply,
    }


def _numbered(proof: Proof) -> dict[str, set[str]]:
    """The points' sentences with the points they say: the same figure may be a point of several Facts."""
    told: dict[str, set[str]] = {}
    for point, text in proof.points.items():
        told.setdefault(text, set()).add(point)
    return told


def _best(proof: Proof, words: Mapping[str, str], language: Language) -> str:
    """Who says most here, with its share; all alike where all are."""
    most = max(trial.score.recall for trial in proof.trials)
    best = [trial for trial in proof.trials if trial.score.recall == most]
    key = "proof_alike" if len(best) == len(proof.trials) else "proof_best"
    names = ", ".join(words[f"proof {trial.arm}"] for trial in best)
    return words[key].format(names=names, share=share(most, language, 0))
