"""Asking the provider which models it has: what the roster names in vain, and what is there instead.

python -m agents.roster check [--roster FILE] [--base-url URL]
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from agents.llm.model_facts import warnings
from agents.llm.providers import TOGETHER_URL, Provider, RemoteProvider
from agents.roster import Roster, read_roster
from db.command_line import CommandParser
from db.errors import UsageProblem
from db.places import Places
from db.texts.terminal import language, said

_SUGGESTIONS = 3


async def missing_models(roster: Roster, provider: Provider) -> list[str]:
    """One sentence per model of the roster that the provider lacks, with the nearest it has.

    Raises:
        ProviderProblem: the provider cannot be asked.
    """
    available = await provider.available()
    if available is None:
        return []
    sentences = []
    for model in roster.models():
        if model not in available:
            users = ", ".join(name for name, spec in roster.agents.items() if spec.model == model)
            near = suggestions(model, available)
            there = said("roster.it_has", names=", ".join(near)) if near else said("roster.lists_none")
            label = provider.label(language())
            sentences.append(said("roster.no_model", provider=label, model=model, agents=users, there=there))
    return sentences


def suggestions(model: str, available: Sequence[str]) -> list[str]:
    """The available models whose names are nearest."""
    return [name for name, _, _ in process.extract(model, available, scorer=fuzz.token_set_ratio, limit=_SUGGESTIONS)]


def run(argv: Sequence[str], places: Places) -> int:
    """The command behind ``python -m agents.roster``."""
    parser = CommandParser(key="roster", prog="python -m agents.roster")
    checking = parser.command("check")
    checking.add_argument("--roster", type=Path, metavar="FILE")
    checking.add_argument("--base-url", metavar="URL")
    asked = parser.parse_args(argv)
    if asked.roster and not asked.roster.exists():
        raise UsageProblem("agents.probe.no_file", roster=asked.roster)
    roster = read_roster(asked.roster or places.roster)
    _print(said("roster.valid", count=len(roster.agents), names=", ".join(roster.profiles)))
    for warning in warnings(roster):
        _print(said("roster.warning", warning=warning))
    base_url = asked.base_url or places.llm_base_url or (TOGETHER_URL if places.llm_key else None)
    if base_url is None:
        _print(said("roster.offline"))
        return 0
    return asyncio.run(_ask(roster, base_url, places.llm_key or "none"))


async def _ask(roster: Roster, base_url: str, key: str) -> int:
    provider = RemoteProvider(
        base_url=base_url, api_key=key, kind="together" if base_url == TOGETHER_URL else "compatible"
    )
    try:
        sentences = await missing_models(roster, provider)
    finally:
        await provider.aclose()
    for sentence in sentences:
        _print(sentence)
    if not sentences:
        _print(said("roster.all_there", count=len(roster.models())))
    return 1 if sentences else 0


def _print(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
