"""Tool calls as families of models send them: streamed with their slips, or written into the text in their notation.

The notations are those of the models' own chat templates (and of vLLM's and llama.cpp's parsers for them).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Call = Mapping[str, Any]
_PIECE = 4
_SLIPS = {"portfolio": "get_portfolio", "watch_list": "functions.watchlist", "explain_churn": "explain-churn"}


def streamed(family: str, calls: Sequence[Call]) -> Iterator[dict[str, Any]]:
    """The pieces of a stream's calls."""
    again = [*calls, *calls] if family == "parallel" else list(calls)
    for number, call in enumerate(again):
        name, arguments = call["function"]["name"], call["function"]["arguments"]
        if family in {"pieces", "cut"}:
            yield {"index": number, "id": f"c{number}", "type": "function", "function": {"name": name, "arguments": ""}}
            for start in range(0, len(arguments), _PIECE):
                yield {"index": number, "function": {"arguments": arguments[start : start + _PIECE]}}
            continue
        if family == "near_names":
            name = _SLIPS.get(name, f"{name}_tool")
        if family == "wrong_types":
            arguments = json.dumps(_slipped(json.loads(arguments)))
        if family == "objects":
            arguments = json.loads(arguments)
        told = {"index": 0, "type": "function", "function": {"name": name, "arguments": arguments}}
        yield told if family == "no_ids" else {**told, "id": f"c{number}"}


def _slipped(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The same arguments with the types that models mistake: 5 as "5", a list of one as the one, others as text."""

    def slip(value: Any) -> Any:
        if isinstance(value, list):
            return value[0] if len(value) == 1 else json.dumps(value)
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    return {key: slip(value) for key, value in arguments.items()}


def as_text(family: str, calls: Sequence[Call], *, thought: str) -> str:
    """The calls as the family writes them where the server does not read them."""
    read = [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls]
    if family == "channels":
        return _channels(*read[0], thought)
    before, after = _AROUND.get(family, ("", ""))
    told = (_one(family, number, name, arguments) for number, (name, arguments) in enumerate(read))
    return f"{before.format(thought=thought)}{''.join(told)}{after}"


_AROUND = {
    "as_deepseek_v3": ("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"),
    "as_deepseek_v3_1": ("{thought}</think><｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"),
    "as_deepseek_v4": ("<｜DSML｜tool_calls>\n", "</｜DSML｜tool_calls>"),
    "as_minimax": ("<think>{thought}</think>\n<minimax:tool_call>\n", "</minimax:tool_call>"),
    "as_kimi": ("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"),
}
"""What stands around all calls of an answer."""
_JSON_BEHIND = {
    "as_deepseek_v3": "<｜tool▁call▁begin｜>function<｜tool▁sep｜>{name}\n```json\n{body}\n```<｜tool▁call▁end｜>",
    "as_deepseek_v3_1": "<｜tool▁call▁begin｜>{name}<｜tool▁sep｜>{body}<｜tool▁call▁end｜>",
    "as_kimi": "<|tool_call_begin|>functions.{name}:{number}<|tool_call_argument_begin|>{body}<|tool_call_end|>",
    "as_mistral": "[TOOL_CALLS]{name}[ARGS]{body}",
}
_TAGGED = {
    "as_glm": ("<tool_call>{name}\n", "<arg_key>{key}</arg_key>\n<arg_value>{value}</arg_value>\n", "</tool_call>\n"),
    "as_qwen_coder": (
        "<tool_call>\n<function={name}>\n",
        "<parameter={key}>\n{value}\n</parameter>\n",
        "</function>\n</tool_call>\n",
    ),
    "as_minimax": ('<invoke name="{name}">\n', '<parameter name="{key}">{value}</parameter>\n', "</invoke>\n"),
    "as_deepseek_v4": (
        '<｜DSML｜invoke name="{name}">\n',
        '<｜DSML｜parameter name="{key}" string="{text}">{value}</｜DSML｜parameter>\n',
        "</｜DSML｜invoke>\n",
    ),
}


def _one(family: str, number: int, name: str, arguments: Mapping[str, Any]) -> str:
    if family in _JSON_BEHIND:
        return _JSON_BEHIND[family].format(name=name, number=number, body=json.dumps(arguments))
    if family not in _TAGGED:
        return f"<tool_call>\n{json.dumps({'name': name, 'parameters': arguments})}\n</tool_call>\n"
    before, each, after = _TAGGED[family]
    told = (
        each.format(key=key, value=value if isinstance(value, str) else json.dumps(value), text=_is_text(value))
        for key, value in arguments.items()
    )
    return f"{before.format(name=name)}{''.join(told)}{after}"


def _is_text(value: Any) -> str:
    return str(isinstance(value, str)).lower()


def _channels(name: str, arguments: Mapping[str, Any], thought: str) -> str:
    return (
        f"<|channel|>analysis<|message|>{thought}<|end|><|start|>assistant<|channel|>commentary "
        f"to=functions.{name} <|constrain|>json<|message|>{json.dumps(arguments)}<|call|>"
    )
