"""Conditions on coded values, which only mean something beside their column: ``rated D or E``, ``segment 2``."""

from collections.abc import Sequence

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.condition import Condition
from agents.understanding.rules.items import Item

_FAR = 3
_NOR = frozenset(["ni", "nor", "neither"])


def code_conditions(row: Sequence[Item], lexicon: Lexicon, taken: set[int]) -> list[Condition]:
    """Two or more letters of a category, joined, at its name; their items and that of the name are taken."""
    found = []
    for column in lexicon.catalog.columns.values():
        codes = {value for value in column.values if len(value) == 1 and value.isalpha()}
        if column.kind != "category" or not codes or column.name == lexicon.catalog.label.column:
            continue
        named = [i for i, item in enumerate(row) if i not in taken and _names(item, codes, column.name)]
        said = {i: code for i, item in enumerate(row) if (code := _code(item, codes, column.name)) is not None}
        for at in named:
            run = _run(row, at, said)
            if run and (len(run) > 1 or not row[at].entry.values):
                start, end = min(at, *run), max(at, *run) + 1
                values = list(dict.fromkeys(said[i] for i in run))
                found.append(
                    Condition(column.name, _operator(row, start, many=len(values) > 1), _one(values), start, end)
                )
                taken.update(range(start, end))
                break
    return found


def _one(values: list[str]) -> str | list[str]:
    return values if len(values) > 1 else values[0]


def _names(item: Item, codes: set[str], column: str) -> bool:
    return column in item.entry.columns or _within(item, codes, column) is not None


def _code(item: Item, codes: set[str], column: str) -> str | None:
    """The letter as it is stored, in capitals as codes are written, or within a phrase such as ``rating A``."""
    return item.text if item.text in codes and item.text.isupper() else _within(item, codes, column)


def _within(item: Item, codes: set[str], column: str) -> str | None:
    ends = {item.words[0].upper(), item.words[-1].upper()}
    return next((code for name, code in item.entry.values if name == column and code in codes & ends), None)


def _run(row: Sequence[Item], at: int, said: dict[int, str]) -> list[int]:
    """The letters nearest the name: after it, else before it, joined by commas, and, or."""
    for step in (1, -1):
        run = [at] if at in said else []
        i, gap = at + step, 0
        while 0 <= i < len(row) and gap <= _FAR:
            if i in said:
                run.append(i)
                gap = 0
            elif _joins(row[i]):
                gap += 1
            else:
                break
            i += step
        if run and run != [at]:
            return run
    return [at] if at in said else []


def _joins(item: Item) -> bool:
    return item.stop or item.sign or (item.has("and", "or", "are", "in") and item.plain) or item.words[-1] in _NOR


def _operator(row: Sequence[Item], start: int, *, many: bool) -> str:
    before = row[max(0, start - 3) : start]
    negated = any(item.has("not", "except", "without") for item in before)
    return {(False, False): "eq", (False, True): "ne", (True, False): "in", (True, True): "not_in"}[many, negated]
