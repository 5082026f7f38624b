"""about_system: what people ask of the program itself, as typed facts of the installed bank and champion."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from db.caller import Caller
from db.errors import ModelProblem
from tools.arguments import SystemArguments
from tools.context import ToolContext
from tools.customer.customer_rows import identity, plain
from tools.environment import Desk
from tools.results import Finding, jsonable
from tools.topics import TERMS, Topic

Data = dict[str, Any]
_CLOSE = 0.1
_HUNDRED = 100
_UNITS: Mapping[str, str] = {
    "base_rate": "share",
    "left_rate": "share",
    "caught": "share",
    "left": "count",
    "lowest": "share",
    "highest": "share",
    "spread": "share",
    "importance_share": "share",
    "per_hundred": "count",
    "by_chance": "count",
    "pairs_per_hundred": "count",
    "guessing_per_hundred": "count",
    "hundred": "count",
    "ece": "share",
    "trained_at": "date",
    "medium_from": "share",
    "high_from": "share",
}


def about_system(desk: Desk, caller: Caller, asked: SystemArguments) -> Finding:
    """What is known of one topic; how the last reply came about is known to the turn alone (``told_by_the_turn``)."""
    if asked.customer_id is not None and asked.topic in ("agreement", "members"):
        data, source = _votes(desk, caller, asked.customer_id)
    elif asked.term is not None:
        data, source = _term(desk, asked.term)
    else:
        data, source = _TOPICS[asked.topic](desk)
    return Finding(data={"topic": asked.topic, **data}, source=source, units=_UNITS)


def told_by_the_turn(context: ToolContext, asked: SystemArguments, found: Finding) -> Finding:
    """The finding with what only the turn knows: the committees there are, and how the reply before came about."""
    if asked.topic == "reply":
        known = context.account is not None
        account = jsonable(asdict(context.account)) if context.account is not None else {}
        return replace(found, data={**found.data, "known": known, **account})
    if asked.topic == "mixture":
        return replace(found, data={**found.data, "committees": [jsonable(asdict(c)) for c in context.committees]})
    return found


def _quality(desk: Desk) -> tuple[Data, str]:
    report, version = _report(desk)
    own = report["mixture"]
    parts = [part for part in report["reliability"] if part["customers"]]
    everybody = sum(part["customers"] for part in parts)
    gone = sum(part["observed"] * part["customers"] for part in parts)
    best = max(parts, key=lambda part: part["predicted"])
    base = gone / everybody
    top = {
        "customers": int(best["customers"]),
        "share": best["customers"] / everybody,
        "left": round(best["observed"] * best["customers"]),
        "left_rate": best["observed"],
        "per_hundred": round(best["observed"] * _HUNDRED),
        "by_chance": round(base * _HUNDRED),
        "caught": best["observed"] * best["customers"] / gone if gone else None,
    }
    measured = {key: own[key] for key in ("auc", "log_loss", "brier", "ece")}
    measured |= {"pairs_per_hundred": round(own["auc"] * _HUNDRED), "guessing_per_hundred": _HUNDRED // 2}
    measured["hundred"] = _HUNDRED
    return {"customers": int(everybody), "left": round(gone), "base_rate": base, **measured, "top": top}, version


def _members(desk: Desk) -> tuple[Data, str]:
    report, version = _report(desk)
    weights = report["weights_in_force"]
    rows = [
        {"member": name, "weight": float(weight), "auc": report["members"].get(name, {}).get("auc")}
        for name, weight in sorted(weights.items(), key=lambda pair: -pair[1])
    ]
    told = {"rows": rows, "members": len(rows), "weighing": sum(_weighs(row["weight"]) for row in rows)}
    return {**told, "auc": report["mixture"]["auc"], "adapted": bool(report.get("weights_version"))}, version


def _drivers(desk: Desk) -> tuple[Data, str]:
    model = desk.need_model()
    pairs = [(name, float(weight)) for name, weight in model.importance()]
    whole = sum(weight for _, weight in pairs)
    rows = [{"column": name, "importance_share": weight / whole if whole else None} for name, weight in pairs]
    return {"rows": rows, "model_version": model.version}, model.version


def _method(desk: Desk) -> tuple[Data, str]:
    """How many models, what they learned from, and what weighs most in them."""
    members, version = _members(desk)
    counted = {key: members[key] for key in ("members", "weighing")}
    return {**_training(desk)[0], **_drivers(desk)[0], **counted}, version


def _training(desk: Desk) -> tuple[Data, str]:
    report, version = _report(desk)
    learned = list(report["features"])
    left_out = [column.name for column in desk.catalog.features if column.name not in learned]
    base = report["positives"] / report["rows"] if report["rows"] else None
    told = {"customers": report["rows"], "left": report["positives"], "base_rate": base, "folds": report["folds"]}
    return {**told, "features": learned, "left_out": left_out, "trained_at": report.get("trained_at") or None}, version


def _votes(desk: Desk, caller: Caller, customer_id: str) -> tuple[Data, str]:
    """What each model says of one customer, those of most weight first; how far apart those that count are."""
    model = desk.need_model()
    row, _ = desk.customer(customer_id, caller)
    prediction = model.predict([plain(row, desk.catalog)])[0]
    votes = sorted(prediction.votes, key=lambda vote: -vote.weight)
    counting = [vote.probability for vote in votes if _weighs(vote.weight)]
    lowest, highest = min(counting), max(counting)
    bands = {desk.catalog.risk_bands.of(p) for p in counting}
    agreement = "close" if highest - lowest < _CLOSE else "same_band" if len(bands) == 1 else "apart"
    data = {
        **identity(row, desk.catalog),
        "probability": prediction.probability,
        "band": prediction.band,
        "rows": [{"member": v.member, "probability": v.probability, "weight": v.weight} for v in votes],
        "weighing": len(counting),
        "routed_to": prediction.routed_to,
        "lowest": lowest,
        "highest": highest,
        "spread": highest - lowest,
        "agreement": agreement if len(counting) > 1 else "alone",
        "model_version": model.version,
    }
    return data, model.version


def _mixture(desk: Desk) -> tuple[Data, str]:
    try:
        report, version = _report(desk)
    except ModelProblem:
        return {}, ""
    return {"members": len(report["weights_in_force"])}, version


def _limits(desk: Desk) -> tuple[Data, str]:
    dates = [column.name for column in desk.catalog.columns.values() if column.kind == "date"]
    version = desk.model_version
    return {"dates": dates, "columns": list(desk.catalog.columns)}, version


def _term(desk: Desk, term: str) -> tuple[Data, str]:
    """What a term stands for in this bank: where levels begin, what is at stake, which column says who left."""
    catalog = desk.catalog
    if term in TERMS:
        bands = {"medium_from": catalog.risk_bands.medium, "high_from": catalog.risk_bands.high}
        told = {"term": term, "label": catalog.label.column, "value_column": catalog.value}
        more = bands if term == "band" else {"short": "ECE"} if term == "calibration" else {}
        return told | more, desk.model_version
    spec = catalog.columns[term]
    low, high = spec.range
    possible = {"possible_from": low, "possible_to": high} if low is not None and high is not None else {}
    return {"column": term, "learned_from": spec in catalog.features, **possible}, desk.model_version


def _nothing(desk: Desk) -> tuple[Data, str]:
    return {}, desk.model_version


def _report(desk: Desk) -> tuple[Data, str]:
    model = desk.need_model()
    report = jsonable(model.report())
    return report, model.version


def _weighs(weight: float) -> bool:
    """Whether a weight shows at one decimal of a percentage."""
    return weight >= 0.0005


_TOPICS: Mapping[Topic, Callable[[Desk], tuple[Data, str]]] = {
    "quality": _quality,
    "members": _members,
    "method": _method,
    "drivers": _drivers,
    "training": _training,
    "agreement": _nothing,
    "reply": _nothing,
    "mixture": _mixture,
    "limits": _limits,
    "decides": _nothing,
    "term": _nothing,
    "fields": _limits,
    "self": _nothing,
    "export": _nothing,
    "agenda": _nothing,
}
