"""A point as a sentence in the reader's language: what the trace and the editor are told, and what a text may say."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.points.model import Point
from db.catalog import Catalog
from db.errors import Language
from db.yaml_files import read_yaml
from tools.replies import change_words, formats
from tools.replies.portfolio_words import group_words
from tools.replies.value_words import Namer, first_upper

_FILE = Path(__file__).with_name("points.yaml")


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, dict[str, list[str]]]]:
    words: dict[str, dict[str, dict[str, list[str]]]] = read_yaml(_FILE)
    return words


def manners(words: str, language: Language) -> int:
    """In how many ways a point's sentence can be put."""
    return len(_words()[language]["sentences"][words])


def caution_phrases(words: str) -> tuple[str, ...]:
    """By what a caution is known in a text of either language, folded."""
    return tuple(phrase for language in _words().values() for phrase in language["cautions"].get(words, ()))


def sentence(
    point: Point, language: Language, catalog: Catalog, *, words: str = "", value: float | None = None, manner: int = 0
) -> str:
    """The point said; another key (``words``) or ``value`` than its own says something else, which may be false."""
    n = Namer(language, catalog, "", str(point.fact.data.get("population", "all")))
    said = words or _key(point)
    templates = _words()[language]["sentences"][said]
    return first_upper(templates[manner % len(templates)].format(**_told(point, n, value)))


def _key(point: Point) -> str:
    """Of somebody who left a risk is told as what it would have been."""
    left = point.told.get("customer", point.fact.data).get("left")
    return "probability_left" if point.words == "probability" and left else point.words


def _told(point: Point, n: Namer, value: float | None) -> dict[str, str]:
    told, data = point.told, point.fact.data
    customer = told.get("customer", data)
    name = n.customer(customer)  # of a described person: the described profile
    filled = {"value": _value(point, n, told.get("value") if value is None else value)}
    filled |= {"who": name, "name": name, "of": n.of(customer), "to": n.to(customer)}
    if point.columns:
        filled["column"] = n.both([n.column(column) for column in point.columns])
    if "option" in told:
        clause = change_words.supposed if point.words == "supposed" else change_words.proposed
        filled["change"] = clause(n, told["option"])
    if "measure" in told:
        filled["measure"] = n.measure(told["measure"])
    if "row" in told:
        filled["group"] = group_words(n, data["groups"], told["row"])
    for end in ("low", "high"):
        if end in told:
            filled[end] = formats.share(told[end], n.language)
    return filled


def _value(point: Point, n: Namer, value: Any) -> str:
    if value is None:
        return ""
    if "measure" in point.told:
        return n.figure(point.told["measure"], value)
    if point.words == "value_at_risk":
        return n.value("value_at_risk", value)
    if point.words == "similar":
        return formats.number(float(value), n.language)
    return formats.share(float(value), n.language)
