"""How each family of models behaves on the wire, for tests and by hand: the same words, sent as that family sends them.

``thinking_field`` and ``thinking_field_2`` (their thinking in ``reasoning`` or ``reasoning_content``),
``thinking_text``, ``thinking_unopened`` (a closing tag alone), ``channels`` (gpt-oss with its markers),
``thinks_first`` (thinking alone until it is asked with less effort or more tokens), ``no_tools`` (refuses tools),
``text_calls`` (writes its calls as text), ``parallel`` (several calls, all numbered 0), ``unforced`` (refuses
``tool_choice`` and unknown fields), ``limited`` (so many requests at once, else 429), ``busy`` (503 at first),
``pieces`` (arguments a few characters at a time), ``cut`` (the first call ends in the middle), ``objects`` (arguments
as an object, not as its text), ``no_ids``, ``near_names`` (tools nearly called so), ``wrong_types`` (numbers as text,
one thing for a list, a list as text); the calls of ``as_…`` are text in that family's notation.
"""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bench.family_calls import as_text, streamed
from bench.together_answers import Answer
from bench.together_server import Answers, TogetherServer

FAMILIES = (
    "thinking_field",
    "thinking_field_2",
    "thinking_text",
    "thinking_unopened",
    "channels",
    "thinks_first",
    "no_tools",
    "text_calls",
    "parallel",
    "unforced",
    "limited",
    "busy",
    "pieces",
    "cut",
    "objects",
    "no_ids",
    "near_names",
    "wrong_types",
    "as_deepseek_v3",
    "as_deepseek_v3_1",
    "as_deepseek_v4",
    "as_kimi",
    "as_glm",
    "as_minimax",
    "as_qwen_coder",
    "as_mistral",
)
THOUGHT = "The user wants figures, so I should check F1 and then write the answer. "
_AT_ONCE = 2
_ROOM = 2000


class FamilyServer(TogetherServer):
    """The local server with one family's manners for all its models."""

    def __init__(self, family: str, answers: Answers, **given: Any) -> None:
        super().__init__(answers, **given)
        self.family = family
        self.refused: list[str] = []
        self._running = 0

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if (refusal := self._refusal(body)) is not None:
            self.refused.append(self.family)
            return refusal
        self._running += 1
        try:
            return await super()._complete(request)
        finally:
            self._running -= 1

    def _refusal(self, body: Mapping[str, Any]) -> web.Response | None:
        match self.family:
            case "no_tools" if body.get("tools"):
                return _error(400, "This model does not support tools.")
            case "unforced" if "tool_choice" in body or "reasoning" in body or "reasoning_effort" in body:
                return _error(400, "Unrecognized request argument supplied.")
            case "limited" if self._running >= _AT_ONCE:
                return _error(429, "Too many requests.", {"Retry-After": "0.05"})
            case "busy" if len(self.refused) < 1:
                return _error(503, "The model is over capacity.")
        return None

    async def _answer(
        self, request: web.Request, body: Mapping[str, Any], model: str, fault: Any, number: int
    ) -> web.StreamResponse:
        answer = self.written[number] = self.answers(model, body)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        cut = self.family == "cut" and bool(answer.tool_calls) and not self.refused
        if cut:
            self.refused.append(self.family)
        for delta, finish in _deltas(self.family, answer, body, cut=cut):
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            event = {"id": "x", "object": "chat.completion.chunk", "model": model, "created": 0, "choices": [choice]}
            await response.write(b"data: " + json.dumps(event).encode() + b"\n\n")
        usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150, "cached_tokens": 64}
        await response.write(b"data: " + json.dumps({"choices": [], "usage": usage}).encode() + b"\n\n")
        await response.write(b"data: [DONE]\n\n")
        return response


Delta = tuple[dict[str, Any], str | None]


def _deltas(family: str, answer: Answer, body: Mapping[str, Any], *, cut: bool) -> list[Delta]:
    """What is sent: thinking as the family marks it, then the text or the calls."""
    text = "".join(answer.pieces)
    if family == "thinks_first" and _lazy(body):
        return [({"reasoning": THOUGHT}, None)] * 3 + [({}, "length")]
    before: list[Delta] = [({"role": "assistant", "content": ""}, None)]
    match family:
        case "thinking_field" | "thinks_first":
            before += [({"reasoning": THOUGHT, "content": None}, None)] * 2
        case "thinking_field_2":
            before += [({"reasoning_content": THOUGHT}, None)] * 2
        case "thinking_text":
            text = f"<think>\n{THOUGHT}\n</think>\n\n{text}"
        case "thinking_unopened":
            text = f"{THOUGHT}\n</think>\n\n{text}"
        case "channels":
            text = (
                f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>"
                f"{text}<|return|>"
            )
    in_text = family.startswith("as_") or family in {"text_calls", "channels"}
    if answer.tool_calls and in_text:
        text = as_text(family, answer.tool_calls, thought=THOUGHT)
    calls = [] if in_text else _call_deltas(family, answer, cut=cut)
    pieces: list[Delta] = [({"content": text[i : i + 7]}, None) for i in range(0, len(text), 7)]
    return [*before, *pieces, *calls, ({}, "length" if cut else "tool_calls" if calls else "stop")]


def _call_deltas(family: str, answer: Answer, *, cut: bool) -> list[Delta]:
    calls: list[Delta] = [({"tool_calls": [piece]}, None) for piece in streamed(family, answer.tool_calls)]
    return calls[: len(calls) // 2] if cut else calls


def _lazy(body: Mapping[str, Any]) -> bool:
    """Whether a request leaves no room for an answer behind the thinking."""
    return int(body.get("max_tokens") or body.get("max_completion_tokens") or 0) < _ROOM


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "error"}}, status=status, headers=headers)
