"""Asking the provider which models it has: what the roster names in vain, and what is there instead.

python -m agents.roster check [--roster FILE] [--base-url URL]
"""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from agents.llm.model_facts import warnings
from agents.llm.providers import TOGETHER_URL, Provider, RemoteProvider
from agents.roster import Roster, read_roster
from db.errors import UsageProblem
from db.places import Places

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
            there = f"; it has {', '.join(near)}" if near else "; it lists no models at all"
            sentences.append(f"{provider.label('en')} has no model {model!r} (used by {users}){there}.")
    return sentences


def suggestions(model: str, available: Sequence[str]) -> list[str]:
    """The available models whose names are nearest."""
    return [name for name, _, _ in process.extract(model, available, scorer=fuzz.token_set_ratio, limit=_SUGGESTIONS)]


def run(argv: Sequence[str], places: Places) -> int:
    """The command behind ``python -m agents.roster``."""
    parser = argparse.ArgumentParser(prog="python -m agents.roster", description="The roster of agents.")
    parser.add_argument("command", choices=["check"])
    parser.add_argument("--roster", type=Path, help="a roster file (default: the setting, else the packaged one)")
    parser.add_argument("--base-url", help="the server to ask (default: the provider the settings name)")
    asked = parser.parse_args(argv)
    if asked.roster and not asked.roster.exists():
        raise UsageProblem("agents.probe.no_file", roster=asked.roster)
    roster = read_roster(asked.roster or places.roster)
    _print(f"The roster is valid: {len(roster.agents)} agents, profiles {', '.join(roster.profiles)}.")
    for warning in warnings(roster):
        _print(f"Warning: {warning}")
    base_url = asked.base_url or places.llm_base_url or (TOGETHER_URL if places.llm_key else None)
    if base_url is None:
        _print("No provider is set: offline, every role is played by the built-in model.")
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
        _print(f"All {len(roster.models())} models are there.")
    return 1 if sentences else 0


def _print(text: str) -> None:
    print(text)  # noqa: T201 - a command's output
