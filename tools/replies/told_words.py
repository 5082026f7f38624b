"""What people told of a customer, and by whom."""

from collections.abc import Mapping
from typing import Any

from tools.replies import formats
from tools.replies.value_words import Namer, first_upper


def told_left(n: Namer, data: Mapping[str, Any]) -> str:
    """Who told, and when, that the customer left; empty where it is the bank's own label that says so."""
    told = data.get("told")
    if not told or told["outcome"] != "left":
        return ""
    earlier = told["observed_at"] != told["at"][:10]
    return _say(n, "left_earlier" if earlier else "left", data, told)


def told_stayed(n: Namer, data: Mapping[str, Any]) -> str:
    """Who told, and when, that the customer is still one; empty where nobody did."""
    told = data.get("told")
    return _say(n, "stayed", data, told) if told and told["outcome"] == "stayed" else ""


def counted(n: Namer, data: Mapping[str, Any]) -> str:
    """How many of the customers of a figure count as left because somebody told so; empty where none."""
    many = data.get("told_left") or 0
    if not many:
        return ""
    return n.plural("tools.told.counted", many, n=formats.number(many, n.language))


def calibration_alarm(n: Namer, data: Mapping[str, Any]) -> str:
    """That predictions no longer fit what becomes of customers; empty where they do, or nothing is known."""
    found = data.get("calibration") or {}
    if not found.get("drifted"):
        return ""
    shares = {key: formats.share(found[key], n.language) for key in ("predicted", "observed")}
    return n.text("tools.told.alarm", n=formats.number(found["outcomes"], n.language), **shares)


def _say(n: Namer, key: str, data: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    return n.text(
        f"tools.told.{key}",
        who=first_upper(n.customer(data)),
        by=n.plain(str(told["by"])),
        at=formats.day(told["at"][:10], n.language),
        day=formats.day(told["observed_at"], n.language),
    )
