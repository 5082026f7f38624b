"""What people told of a customer, and by whom; the words are in ``told_words.yaml``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tools.replies import formats
from tools.replies.value_words import Namer, first_upper

_WORDS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


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
    words = _WORDS[n.language]
    return words["counted_one"] if many == 1 else words["counted"].format(n=formats.number(many, n.language))


def calibration_alarm(n: Namer, data: Mapping[str, Any]) -> str:
    """That predictions no longer fit what becomes of customers; empty where they do, or nothing is known."""
    found = data.get("calibration") or {}
    if not found.get("drifted"):
        return ""
    shares = {key: formats.share(found[key], n.language) for key in ("predicted", "observed")}
    return _WORDS[n.language]["alarm"].format(n=formats.number(found["outcomes"], n.language), **shares)


def _say(n: Namer, key: str, data: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    return _WORDS[n.language][key].format(
        who=first_upper(n.customer(data)),
        by=n.plain(str(told["by"])),
        at=formats.day(told["at"][:10], n.language),
        day=formats.day(told["observed_at"], n.language),
    )
