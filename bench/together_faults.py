"""The faults a provider has, each as it looks on the wire."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web

STATUSES = (400, 401, 402, 404, 429, 500, 502, 503)
KINDS = (
    *(str(status) for status in STATUSES),
    "refused",
    "hang_before",
    "hang_within",
    "cut",
    "empty",
    "truncated",
    "reasoning_only",
    "endless",
    "garbled",
    "bad_encoding",
    "bad_json",
    "malformed_tool_call",
    "unknown_tool",
)
HANG = 600.0


@dataclass(frozen=True)
class Fault:
    """One fault; ``retry_after`` is sent with 429 and 503."""

    kind: str
    retry_after: float | None = None

    def on_message(self, message: dict[str, Any], finish: str) -> tuple[dict[str, Any], str]:
        """A whole (unstreamed) message with the fault."""
        if self.kind in {"empty", "reasoning_only"}:
            said = {"reasoning_content": "Let me think…"} if self.kind == "reasoning_only" else {}
            return {"role": "assistant", "content": "", **said}, "stop"
        if self.kind == "truncated":
            return {
                "role": "assistant",
                "content": str(message["content"])[: len(str(message["content"])) // 2],
            }, "length"
        if self.kind == "garbled":
            return {"role": "assistant", "content": "\ufffd\ufffd x\u0000k \ufffd"}, "stop"
        if self.kind == "endless":
            return {"role": "assistant", "content": "and so on " * 20_000}, "stop"
        if self.kind in {"malformed_tool_call", "unknown_tool"}:
            call = _strange_call(self.kind)
            return {"role": "assistant", "content": "", "tool_calls": [call]}, "tool_calls"
        return message, finish

    def on_bytes(self, raw: bytes) -> bytes:
        """A whole body with the fault."""
        if self.kind == "bad_encoding":
            return raw.replace(b"assistant", b"assist\xff\xfeant")
        return raw[: len(raw) // 2] if self.kind == "bad_json" else raw


async def fail_before(fault: Fault, request: web.Request) -> web.Response | None:
    """What happens instead of an answer; None when the fault is in the answer itself."""
    if fault.kind.isdigit():
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else None
        body = {"error": {"message": f"scripted {fault.kind}", "type": "error"}}
        return web.json_response(body, status=int(fault.kind), headers=headers)
    if fault.kind == "refused":
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    if fault.kind == "hang_before":
        await asyncio.sleep(HANG)
    return None


async def spoil(fault: Fault | None, events: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """The stream's bytes, with the fault in them."""
    kind = fault.kind if fault else ""
    if kind in {"empty", "reasoning_only", "endless", "malformed_tool_call", "unknown_tool"}:
        async for event in _instead(kind):
            yield _sse(event)
        return
    number = 0
    async for event in events:
        if (number == 4 or _calls(event)) and kind in {
            "hang_within",
            "cut",
            "garbled",
            "bad_encoding",
            "bad_json",
            "truncated",
        }:
            async for raw in _within(kind):
                yield raw
            return
        yield _sse(event)
        number += 1


def _calls(event: dict[str, Any]) -> bool:
    return any(choice["delta"].get("tool_calls") for choice in event["choices"])


async def _within(kind: str) -> AsyncIterator[bytes]:
    if kind == "hang_within":
        await asyncio.sleep(HANG)
    elif kind == "garbled":
        yield _sse(_chunk({"content": "\ufffd\u0001\ufffd qx\ufffd"}))
        yield _sse(_chunk({}, "stop"))
    elif kind == "bad_encoding":
        yield _sse(_chunk({"content": "señor"})).replace("ñ".encode(), b"\xf1 \xff\xfe")
        yield _sse(_chunk({}, "stop"))
    elif kind == "bad_json":
        yield b'data: {"id": "local", "choices": [{"delta": {"cont\n\n'
    elif kind == "truncated":
        yield _sse(_chunk({}, "length"))


async def _instead(kind: str) -> AsyncIterator[dict[str, Any]]:
    if kind == "reasoning_only":
        for _ in range(5):
            yield _chunk({"reasoning_content": "Let me think… "})
    elif kind == "endless":
        for _ in range(200_000):
            yield _chunk({"content": "and so on "})
            await asyncio.sleep(0)
    elif kind in {"malformed_tool_call", "unknown_tool"}:
        yield _chunk({"tool_calls": [{"index": 0, **_strange_call(kind)}]})
    yield _chunk({}, "tool_calls" if "tool" in kind else "stop")


def _strange_call(kind: str) -> dict[str, Any]:
    function = (
        {"name": "portfolio", "arguments": '{"measures": [{"meas'}
        if kind == "malformed_tool_call"
        else {"name": "drop_table", "arguments": "{}"}
    )
    return {"id": "call_x", "type": "function", "function": function}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "local", "object": "chat.completion.chunk", "model": "local", "created": 0, "choices": [choice]}


def _sse(event: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"
