"""``python -m bench moa --question "…"``: one question of an installation, four ways side by side with their scores."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from agents.engine import Engine
from agents.events import TurnEnded
from agents.llm.providers import ProviderSettings
from agents.proof.side_by_side import Proof, prove
from agents.refine import Refinement
from agents.roster import RefinementSpec
from app.settings import read_settings
from bench import engine_lab as lab
from db.caller import WHOLE_BANK
from db.catalog import DEFAULT, Catalog, read_catalog
from db.engines import state_engine
from db.errors import Language
from db.places import Places
from tools.environment import Desk
from tools.facts import Fact

_TITLES = {
    "es": (
        "Puntos de una buena respuesta",
        "Redactores simulados",
        "dice",
        "de los puntos",
        "frases falsas",
        "llamadas",
    ),
    "en": ("Points of a good answer", "Simulated writers", "says", "of the points", "false sentences", "calls"),
}


def show(question: str, home: Path | None) -> int:
    """Print it."""
    places = lab.places_at(home) if home else read_settings().places()
    own = places.home / "catalog.yaml"
    catalog = read_catalog(own if own.exists() else DEFAULT)
    proof, language = asyncio.run(_proved(question, places, catalog))
    if not proof.trials:
        print("This question's Facts have no known points; nothing can be scored.", file=sys.stderr)
        return 1
    print(as_text(proof, language))
    return 0


async def _proved(question: str, places: Places, catalog: Catalog) -> tuple[Proof, Language]:
    desk, state = Desk.open(places, catalog), state_engine(places)
    engine = Engine.open(desk, state=state, providers=ProviderSettings())
    facts: tuple[Fact, ...] = ()
    language: Language = "en"
    async for event in engine.turn(question, caller=WHOLE_BANK, profile="fast"):
        if isinstance(event, TurnEnded):
            facts = event.facts
        language = getattr(event, "language", language)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(lab.migrated(), Path(folder) / "state.db")
        empty = state_engine(lab.places_at(Path(folder)))
        proof = await prove(
            question, language, facts, catalog=catalog, desk=desk, refinement=Refinement(empty, RefinementSpec())
        )
        empty.dispose()
    return proof, language


def as_text(proof: Proof, language: Language) -> str:
    """The points, then each way of answering with its marks and its score."""
    points, simulated, says, of_points, false, calls = _TITLES[language]
    lines = [f"{points}:", *(f"  {n}. {text}" for n, text in enumerate(proof.points.values(), 1)), "", f"{simulated}:"]
    for trial in proof.trials:
        marks = " ".join(f"{n}{'✓' if point in trial.score.said else '✗'}" for n, point in enumerate(proof.points, 1))
        scored = f"{says} {trial.score.recall:.0%} {of_points} ({marks}); {proof.false[trial.arm]} {false}"
        lines += [
            f"\n== {trial.arm}: {scored}; {trial.calls} {calls}; ${trial.cost:.5f}",
            *(f"   {line}" for line in trial.reply.splitlines()),
        ]
    return "\n".join(lines)
