"""Results fitted into what a writer may be sent: all by one rule (`tools.shown`), the oldest reduced first."""

from collections.abc import Sequence
from typing import Any

from agents.llm.tokens import count
from tools.facts import Fact
from tools.shown import LEAST, Shown, measured, shown


def fitted(facts: Sequence[Fact], *, rows: int, tokens: int) -> list[dict[str, Any]]:
    """This turn's results for a writer, the first ones reduced first where all would be too long."""
    levels = [Shown(rows)] * len(facts)
    told = [_told(fact, level) for fact, level in zip(facts, levels, strict=True)]
    sizes = [count(str(item)) for item in told]
    for index, fact in enumerate(facts):
        for level in (Shown(max(rows // 2, 5)), *LEAST):
            if sum(sizes) <= tokens:
                return told
            told[index] = _told(fact, level)
            sizes[index] = count(str(told[index]))
    return told


def _told(fact: Fact, level: Shown) -> dict[str, Any]:
    data = shown(fact.data, level)
    arguments = {key: value for key, value in fact.arguments.items() if value not in ([], (), {})}
    keys = measured(data)
    units = {key: unit for key, unit in fact.units.items() if key in keys}
    return {"id": fact.id, "tool": fact.tool, "arguments": arguments, "data": data, "units": units}
