"""Long tables and lists that the program writes itself, below what a language model says about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact
from tools.replies.compose import one, worth_saying
from tools.replies.value_words import Namer

_FEW = 6
"""Rows that a writer may put into words; from there on the program writes the table."""


@dataclass(frozen=True, kw_only=True)
class Appendix:
    """The tables, and the ids of the Facts they show."""

    facts: tuple[Fact, ...]
    text: str


def appendix(facts: Sequence[Fact], question: str, language: Language, catalog: Catalog) -> Appendix:
    """The tables of those Facts that have too many rows to be told in sentences."""
    namer = Namer(language, catalog, question)
    shown = [(fact, table) for fact in worth_saying(facts) if (table := _table(one(fact, namer)))]
    return Appendix(facts=tuple(fact for fact, _ in shown), text="\n\n".join(table for _, table in shown))


def _table(text: str) -> str:
    """The table of a Fact's words with what stands below it; nothing where it is short or there is none."""
    lines = text.splitlines()
    first = next((number for number, line in enumerate(lines) if line.startswith("|")), None)
    if first is None:
        return ""
    rows = sum(line.startswith("|") for line in lines[first:]) - 2
    return "\n".join(lines[first:]).strip() if rows > _FEW else ""
