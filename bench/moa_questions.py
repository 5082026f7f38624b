"""The questions of the mixture's benchmark: real questions of both languages, with the Facts that the tools find."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from db.caller import WHOLE_BANK
from db.errors import Language
from tools.context import ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import call

_SHARES = {"explain": 0.25, "offer": 0.25, "what_if": 0.15, "risk": 0.1, "figures": 0.15, "similar": 0.1}
_ASKED: dict[str, Mapping[Language, str]] = {
    "explain": {"es": "¿Por qué está en riesgo el cliente {id}?", "en": "Why is customer {id} at risk?"},
    "offer": {"es": "¿Qué le ofrezco al cliente {id}?", "en": "What can I offer customer {id}?"},
    "what_if": {"es": "¿Y si el cliente {id} tuviera {n} productos?", "en": "What if customer {id} had {n} products?"},
    "risk": {"es": "¿Qué riesgo tiene el cliente {id}?", "en": "What is the risk of customer {id}?"},
    "similar": {"es": "¿Quiénes se parecen al cliente {id}?", "en": "Which customers are like {id}?"},
}
_UNTOLD = frozenset({"votes", "warnings", "left_out", "routed_to"})
_FIGURES = ("churn_rate", "mean_risk", "high_risk_share")
_QUESTION = {"es": "{measure} por {group}", "en": "{measure} by {group}"}


def collect(desk: Desk, count: int) -> list[dict[str, Any]]:
    """About ``count`` questions, half in each language, each with its Facts as JSON."""
    ids = _customers(desk, count)
    found: list[dict[str, Any]] = []
    for language in ("es", "en"):
        for kind, share in _SHARES.items():
            wanted, had = round(count / 2 * share), 0
            for question, tool, arguments in _asked(desk, kind, language, ids):
                if had >= wanted:
                    break
                context = ToolContext(caller=WHOLE_BANK, desk=desk)
                fact, _ = call(desk, context, tool, arguments)
                if fact is not None and fact.data.get("status") is None and _worth(kind, fact):
                    found.append(as_json(question, language, (fact,)))
                    had += 1
    return found


def _worth(kind: str, fact: Fact) -> bool:
    """An offer where there is something to offer."""
    return kind != "offer" or bool(fact.data.get("options"))


def _customers(desk: Desk, count: int) -> Iterator[str]:
    context = ToolContext(caller=WHOLE_BANK, desk=desk)
    for at in range(0, 4 * count, 100):
        fact, _ = call(desk, context, "list_customers", {"limit": 100, "offset": at})
        for row in fact.data["rows"] if fact is not None else ():
            yield str(row["customer_id"])


def _asked(desk: Desk, kind: str, language: Language, ids: Iterator[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if kind == "figures":
        yield from _figures(desk, language)
        return
    for number, customer in enumerate(ids):
        products = number % 4 + 1
        question = _ASKED[kind][language].format(id=customer, n=products)
        if kind == "what_if":
            yield question, "what_if", {"customer_id": customer, "changes": {_products(desk): products}}
        elif kind == "risk":
            yield question, "predict_churn", {"customer_ids": [customer]}
        else:
            tool = {"explain": "explain_churn", "offer": "retention_options", "similar": "similar_customers"}[kind]
            yield question, tool, {"customer_id": customer}


def _products(desk: Desk) -> str:
    """The column that what-ifs change: the first number that a bank can act on."""
    return next(c.name for c in desk.catalog.columns.values() if c.actionable and c.numeric and c.kind != "money")


def _figures(desk: Desk, language: Language) -> Iterator[tuple[str, str, dict[str, Any]]]:
    from tools.replies.value_words import Namer  # noqa: PLC0415

    namer = Namer(language, desk.catalog)
    groups = [c.name for c in desk.catalog.columns.values() if c.kind in {"category", "flag"}]
    for measure in _FIGURES:
        for column in groups:
            if column in {desk.catalog.owner, desk.catalog.label.column, desk.catalog.name}:
                continue
            asked = _QUESTION[language].format(measure=namer.measure({"measure": measure}), group=namer.column(column))
            yield asked, "portfolio", {"measures": [{"measure": measure}], "groups": [{"column": column}]}


def as_json(question: str, language: Language, facts: tuple[Fact, ...]) -> dict[str, Any]:
    """A question with its Facts, without what no writer is told."""
    kept = [
        {**fact.as_json(), "data": {k: v for k, v in fact.data.items() if k not in _UNTOLD}, "units": dict(fact.units)}
        for fact in facts
    ]
    return {"question": question, "language": language, "facts": json.loads(json.dumps(kept, default=str))}


def facts_of(asked: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The Facts back."""
    return tuple(Fact.of_json(item) for item in asked["facts"])


def read(path: Path) -> list[dict[str, Any]]:
    """Questions that were written down, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, asked: list[dict[str, Any]]) -> None:
    """Write them down."""
    path.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in asked), encoding="utf-8")
