"""The prompts. System messages hold only our own text; all that others wrote is fenced in human messages."""

from pathlib import Path
from typing import Any

import yaml
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agents.moa.brief import Brief, fence
from agents.roster import Role
from db.catalog import Catalog
from db.errors import Language

_WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "prompts.yaml").read_text(encoding="utf-8"))
VERSION: str = _WORDS["version"]


def orchestrator_system(catalog: Catalog) -> str:
    """The orchestrator's system message: our rules and the bank's columns, as the catalog (configuration) names
    them.
    """
    lines = []
    for column in catalog.columns.values():
        values = f": {', '.join(column.values)}" if 0 < len(column.values) <= 12 else ""
        lines.append(f"- {column.name} ({column.kind}; {_names(column.names.en)} / {_names(column.names.es)}){values}")
    label = catalog.label
    lines.append(f"{label.column} = {label.positive} means that the customer left. Amounts are in {catalog.currency}.")
    return f"{_WORDS['orchestrator']}\nColumns of {catalog.title.shown('en') or catalog.table}:\n" + "\n".join(lines)


def writing_messages(role: Role, brief: Brief, *, nonce: str, facts_chars: int = 60_000) -> list[BaseMessage]:
    """What a proposer or an aggregator is sent."""
    task = [_say(brief.language)]
    if brief.examples:
        task.append(_WORDS["examples"])
    if brief.repair:
        task.append(_WORDS["repair"])
    elif brief.drafts and role != "aggregator":
        task.append(_WORDS["refine"])
    return [
        SystemMessage(f"{_WORDS['common']}{_WORDS['roles'][role]}"),
        HumanMessage(fence(brief, nonce=nonce, facts_chars=facts_chars) + "\n\n" + " ".join(task)),
    ]


def _say(language: Language) -> str:
    return "Answer QUESTION from FACTS, in Spanish." if language == "es" else "Answer QUESTION from FACTS, in English."


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names[:2])
