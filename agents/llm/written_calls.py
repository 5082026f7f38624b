"""Calls that a model wrote into its text, in the notations of its family, where a server does not read them.

JSON alone, in a code block or in ``<tool_call>`` (Qwen, Hermes, Llama); a name and then JSON (gpt-oss, Kimi, DeepSeek
V3, Mistral, ``<function=…>``); a name and then tagged arguments (GLM, MiniMax, DeepSeek V3.2 and later, Qwen Coder).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.messages.tool import ToolCall

_FENCED = re.compile(r"```(?:json)?\s*(.*?)```|<tool_call>\s*(.*?)\s*(?:</tool_call>|$)", re.DOTALL)
_NAME = r"(?:functions?\.)?(?P<name>[\w-]+)(?::\d+)?"
_NAMED = re.compile(
    r"(?:<function=|<\|tool_call_begin\|>\s*|<｜tool▁call▁begin｜>(?:function<｜tool▁sep｜>)?|\[TOOL_CALLS\]\s*|to=)"
    + _NAME
    + r"(?:\s*(?:>|<\|tool_call_argument_begin\|>|<｜tool▁sep｜>|\[ARGS\])|\s[^{]*)\s*(?:```(?:json)?)?\s*(?=\{)"
)
_TAGGED = re.compile(
    r"<tool_call>\s*(?P<glm>[\w-]+)\s*(?P<a>(?:<arg_key>.*?)?)(?:</tool_call>|$)"
    r"|<(?:｜+DSML｜+)?invoke\s+name=\"(?P<invoke>[\w.-]+)\"[^>]*>(?P<b>.*?)(?:</(?:｜+DSML｜+)?invoke>|$)"
    r"|<function=(?P<qwen>[\w-]+)>\s*(?P<c>(?:<parameter.*?)?)(?:</function>|$)",
    re.DOTALL,
)
_ARGUMENT = re.compile(
    r"<arg_key>\s*(?P<k1>.*?)\s*</arg_key>\s*<arg_value>(?P<v1>.*?)</arg_value>"
    r"|<(?:｜+DSML｜+)?parameter(?:\s+name=\"|=)(?P<k2>[\w.-]+)\"?[^>]*>(?P<v2>.*?)</(?:｜+DSML｜+)?parameter>",
    re.DOTALL,
)
_MARKS = ("<|python_tag|>", "[TOOL_CALLS]")
_MOST_CALLS = 6


def written_calls(text: str) -> list[ToolCall]:
    """The calls in a text, in their order; none where it holds words alone."""
    found = [*_named(text)] or [*_tagged(text)] or [*_bare(text)]
    return [
        ToolCall(name=name, args=dict(arguments), id=f"text-{number}", type="tool_call")
        for number, (name, arguments) in enumerate(found[:_MOST_CALLS])
    ]


def _named(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for match in _NAMED.finditer(text):
        try:
            arguments, _ = json.JSONDecoder().raw_decode(text, match.end())
        except ValueError:
            continue
        yield match["name"], arguments


def _tagged(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for match in _TAGGED.finditer(text):
        name = match["glm"] or match["invoke"] or match["qwen"]
        body = match["a"] or match["b"] or match["c"] or ""
        whole = read_json(body)
        pairs = {one["k1"] or one["k2"]: _value(one["v1"] or one["v2"] or "") for one in _ARGUMENT.finditer(body)}
        yield name, whole if isinstance(whole, dict) else pairs


def _value(raw: str) -> Any:
    """A tagged argument: JSON where it is JSON, else its text."""
    read = read_json(raw.strip())
    return raw.strip() if read is None else read


def _bare(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for mark in _MARKS:
        text = text.replace(mark, "")
    bodies: Sequence[str] = [one or other for one, other in _FENCED.findall(text)] or [text]
    for body in bodies:
        yield from _in_json(read_json(body.strip()))


def _in_json(raw: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(raw, list):
        for item in raw:
            yield from _in_json(item)
    if not isinstance(raw, dict):
        return
    inner = raw["function"] if isinstance(raw.get("function"), dict) else raw
    name = inner.get("name") or inner.get("tool")
    arguments = inner.get("arguments", inner.get("parameters", inner.get("args")))
    arguments = read_json(arguments) if isinstance(arguments, str) else arguments
    if isinstance(name, str) and isinstance(arguments, dict):
        yield name, arguments


def read_json(text: str) -> Any:
    """JSON as its value; None where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None
