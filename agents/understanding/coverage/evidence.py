"""What tool calls (a planner's or a language model's) use of a message: columns, values, numbers, words, measures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from agents.understanding.calls import Call
from db.text import unaccented


@dataclass
class Evidence:
    """Everything the arguments of some calls name."""

    tools: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)
    compared: bool = False
    """Whether a condition compares otherwise than by equality."""
    equal: set[float] = field(default_factory=set)
    """Numbers that a condition takes to be equal."""

    @classmethod
    def of(cls, calls: Sequence[Call]) -> "Evidence":
        """The evidence of all calls together."""
        found = cls()
        for call in calls:
            found.tools.add(call.tool)
            found._read(call.arguments)
        return found

    def tells_who_left(self, label: str) -> bool:
        """Whether a call speaks of those who left or stayed; ``label``: the column that says it."""
        return label in self.columns or bool({"current", "left"} & self.words) or "churn_rate" in self.measures

    def _read(self, node: Any, column: str = "") -> None:
        if isinstance(node, Mapping):
            own = str(node.get("column", column))
            self._compares(node.get("op"), node.get("value"))
            for key, value in node.items():
                self._key(str(key), value)
                self._read(value, own if key in {"value", "column", "op"} else str(key))
        elif isinstance(node, list | tuple):
            self.numbers |= {float(len(node)), *_steps(node)}
            for part in node:
                self._read(part, column)
        elif isinstance(node, int | float) and not isinstance(node, bool):
            self.numbers.add(abs(float(node)))
            self.values.add((column, str(node)))
        elif isinstance(node, str):
            self.values.add((column, node))
            self.columns.add(node)
            self.words |= set(re.findall(r"\w+", unaccented(node)))
            if (percentile := re.fullmatch(r"p(\d+(?:\.\d+)?)", node)) is not None:
                self.numbers.add(100 - float(percentile[1]))
            self.numbers |= {float(digits) for digits in re.findall(r"\d+(?:\.\d+)?", node)}

    def _compares(self, op: Any, value: Any) -> None:
        self.compared |= isinstance(op, str) and op not in {"eq", "in"}
        if op == "eq" and isinstance(value, int | float) and not isinstance(value, bool):
            self.equal.add(float(value))

    def _key(self, key: str, value: Any) -> None:
        self.columns.add(key)
        if key == "measure":
            self.measures.add(str(value))


def _steps(values: Sequence[Any]) -> Iterator[float]:
    """The widths of bands, and the middle of a range that stands for ``around``."""
    plain = [float(v) for v in values if isinstance(v, int | float)]
    yield from (abs(after - before) for before, after in pairwise(plain))
    if len(plain) == 2:
        yield sum(plain) / 2
