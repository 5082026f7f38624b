"""What a retention strategist and a sceptic see in the Facts: single sentences, each beginning with its mark."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db.errors import Language
from tools.facts import Fact
from tools.replies import formats
from tools.replies.change_words import proposed
from tools.replies.value_words import Namer

Angle = Callable[[Namer, Mapping[str, Any]], list[str]]
MARKS: dict[Language, tuple[str, ...]] = {"es": ("Siguiente paso:", "Cautela:"), "en": ("Next step:", "Caution:")}
_FEW = 100
_WIDE = 0.2
_RATES = frozenset({"churn_rate", "mean_risk", "high_risk_share"})


def sentences(angles: Mapping[str, Angle], facts: Sequence[Fact], n: Namer) -> list[str]:
    """What an angle says of these Facts."""
    said = [s for f in facts if f.data.get("status") is None and f.tool in angles for s in angles[f.tool](n, f.data)]
    return list(dict.fromkeys(said))


def next_steps(facts: Sequence[Fact], n: Namer) -> list[str]:
    """What to do next; not to ask for what another of these Facts holds."""
    answered = {str(fact.data.get("customer_id")) for fact in facts if fact.tool == "retention_options"}
    return sentences(RETENTION, [fact for fact in facts if _offered_to(fact) not in answered], n)


def _offered_to(fact: Fact) -> str | None:
    """The customer for whom a step after this Fact would be to ask what to offer."""
    if fact.tool == "watch_list" and fact.data["rows"]:
        return str(fact.data["rows"][0]["customer_id"])
    return str(fact.data["customer_id"]) if fact.tool == "explain_churn" else None


def _step(n: Namer, key: str, **values: str) -> list[str]:
    return [n.text("agents.angle.step", what=n.text(f"agents.angle.{key}", **values))]


def _care(n: Namer, key: str, **values: str) -> list[str]:
    return [n.text("agents.angle.caution", what=n.text(f"agents.angle.{key}", **values))]


# --- what to do


def _act_explain(n: Namer, data: Mapping[str, Any]) -> list[str]:
    if data.get("left"):
        return []
    open_to_us = [
        a["column"]
        for a in data["attributions"]
        if a["shapley"] > 0 and (spec := n.spec(a["column"])) is not None and spec.actionable
    ]
    if not open_to_us:
        return []
    names = n.both([n.column(c) for c in open_to_us[:2]])
    return _step(n, "can_act", of=n.of(data), names=names)


def _act_watch(n: Namer, data: Mapping[str, Any]) -> list[str]:
    if not data["rows"]:
        return []
    return _step(n, "before_calling", to=n.to(data["rows"][0]), who=n.customer(data["rows"][0]))


def _act_options(n: Namer, data: Mapping[str, Any]) -> list[str]:
    if data.get("left") or not data["options"]:
        return []
    simple = next((option for option in data["options"][1:] if len(option["changes"]) == 1), None)
    if simple is None or len(data["options"][0]["changes"]) == 1:
        names = n.both([n.column(c) for c in data["options"][0]["changes"]])
        return _step(n, "propose", to=n.to(data), who=n.customer(data), names=names)
    change, risk = proposed(n, simple), formats.share(simple["probability"], n.language)
    return _step(n, "propose_less", change=change, risk=risk)


RETENTION: dict[str, Angle] = {
    "explain_churn": _act_explain,
    "watch_list": _act_watch,
    "retention_options": _act_options,
}

# --- what to doubt


def _doubt_risk(n: Namer, data: Mapping[str, Any]) -> list[str]:
    interval = data.get("interval")
    if not interval or interval[1] - interval[0] < _WIDE or "rows" in data:
        return []
    low, high = (formats.share(x, n.language) for x in interval)
    return _care(n, "wide", of=n.of(data), low=low, high=high)


def _doubt_figures(n: Namer, data: Mapping[str, Any]) -> list[str]:
    if not any(m["measure"] in _RATES for m in data["measures"]):
        return []  # a count, a sum or a mean of the bank is what it is, however few they are
    few = [r for r in data["rows"] if 0 < r["customers"] < _FEW] if data["rows"] else []
    if few or (not data["rows"] and 0 < data["total"]["customers"] < _FEW):
        return _care(n, "few")
    return []


def _doubt_change(n: Namer, data: Mapping[str, Any]) -> list[str]:
    del data
    return _care(n, "model_only")


def _doubt_similar(n: Namer, data: Mapping[str, Any]) -> list[str]:
    del data
    return _care(n, "cases")


SCEPTIC: dict[str, Angle] = {
    "explain_churn": _doubt_risk,
    "predict_churn": _doubt_risk,
    "portfolio": _doubt_figures,
    "what_if": _doubt_change,
    "retention_options": _doubt_change,
    "similar_customers": _doubt_similar,
}
