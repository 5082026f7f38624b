"""Whether the data of a Fact is what its tool's type says: every key named, none missing, every value of its kind."""

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from tools.facts import Fact
from tools.registry import TOOLS
from tools.result_types.outcomes import OUTCOMES


def wrong(fact: Fact) -> list[str]:
    """What does not fit the nearest of the types this Fact may have; empty where one fits."""
    shapes = OUTCOMES if fact.data.get("status") else next(tool.results for tool in TOOLS if tool.name == fact.tool)
    found = [misfits(fact.data, shape, fact.tool) for shape in shapes]
    return min(found, key=len)


def misfits(value: Any, shape: Any, at: str) -> list[str]:
    """Where a value is not of a type."""
    origin, inside = get_origin(shape), get_args(shape)
    if shape is Any:
        return []
    if is_typeddict(shape):
        return _keys(value, shape, at)
    if origin in (Union, UnionType):
        return min((misfits(value, one, at) for one in inside), key=len)
    if origin is Literal:
        return [] if value in inside else [f"{at}: {value!r} is none of {inside}"]
    if origin is list:
        if not isinstance(value, list | tuple):
            return [f"{at}: {type(value).__name__} is no list"]
        return [one for i, item in enumerate(value) for one in misfits(item, inside[0], f"{at}[{i}]")]
    if origin is dict:
        if not isinstance(value, dict):
            return [f"{at}: {type(value).__name__} is no mapping"]
        return [one for key, item in value.items() for one in misfits(item, inside[1], f"{at}.{key}")]
    if shape in (None, NoneType):
        return [] if value is None else [f"{at}: {value!r} is not None"]
    fits = isinstance(value, int | float) if shape is float else isinstance(value, shape)
    odd = isinstance(value, bool) and shape in (int, float)
    return [] if fits and not odd else [f"{at}: {value!r} is no {shape.__name__}"]


def _keys(value: Any, shape: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at}: {type(value).__name__} is no {shape.__name__}"]
    hints = get_type_hints(shape)
    unknown = [f"{at}.{key}: not in {shape.__name__}" for key in value.keys() - hints.keys()]
    missing = [f"{at}.{key}: missing" for key in shape.__required_keys__ - value.keys()]
    inner = [one for key in value.keys() & hints.keys() for one in misfits(value[key], hints[key], f"{at}.{key}")]
    return [*unknown, *missing, *inner]
