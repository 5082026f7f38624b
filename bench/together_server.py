"""A local server that speaks Together's chat-completions protocol over a real socket, for tests, benchmarks and by
hand.

    python -m bench.together_server --port 9999
    LLM_BASE_URL=http://127.0.0.1:9999/v1 make run

Its answers come from the offline model (which reads the very prompts a Together model would get) or from a script,
and every fault a provider has can be set per model and call, with latencies. It binds to 127.0.0.1 only.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from agents.roster import read_roster
from bench.together_answers import Answer, offline_answers, script_answers
from bench.together_faults import HANG, Fault, fail_before, spoil
from db.catalog import DEFAULT, read_catalog

Answers = Callable[[str, Mapping[str, Any]], "Answer"]
"""(model, request body) -> what it says."""


@dataclass
class Latency:
    """Seconds: before the first token, and between tokens."""

    first: float = 0.0
    gap: float = 0.0


@dataclass
class Plan:
    """What happens to which call: ``faults[model]`` maps a call's number (from 0; None = every call) to a fault."""

    faults: dict[str, dict[int | None, Fault]] = field(default_factory=dict)
    latencies: dict[str, Latency] = field(default_factory=dict)
    default: Latency = field(default_factory=Latency)

    def fault(self, model: str, call: int) -> Fault | None:
        """The fault of a model's n-th call."""
        of_model = self.faults.get(model, {})
        return of_model.get(call, of_model.get(None))

    def latency(self, model: str) -> Latency:
        """A model's latency."""
        return self.latencies.get(model, self.default)


class TogetherServer:
    """The server; ``calls`` counts requests by model, ``closed`` those whose client hung up before the end."""

    def __init__(self, answers: Answers, *, models: Sequence[str], plan: Plan | None = None, key: str | None = None):
        self.answers, self.models, self.plan, self.key = answers, tuple(models), plan or Plan(), key
        self.calls: dict[str, int] = {}
        self.closed: dict[str, int] = {}
        self.seen: list[Mapping[str, Any]] = []
        self.written: list[Answer | None] = []
        """What was answered to each of ``seen``; None where a fault came first."""
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1; the base URL."""
        app = web.Application(client_max_size=16 * 2**20)
        app.router.add_get("/v1/models", self._list)
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        listening = self._runner.addresses[0]
        self.url = f"http://127.0.0.1:{listening[1]}/v1"
        return self.url

    async def stop(self) -> None:
        """Let go of the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _list(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        listed = [{"id": model, "object": "model", "type": "chat"} for model in self.models]
        return web.json_response({"object": "list", "data": listed})

    def _refused(self, request: web.Request) -> web.Response | None:
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _error(401, "Invalid API key provided")
        return None

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        model = str(body.get("model"))
        self.seen.append(body)
        self.written.append(None)
        number = len(self.seen) - 1
        call = self.calls.get(model, 0)
        self.calls[model] = call + 1
        if model not in self.models:
            return _error(404, f"Unable to access model {model}")
        fault = self.plan.fault(model, call)
        try:
            if fault is not None and (failed := await fail_before(fault, request)) is not None:
                return failed
            return await self._answer(request, body, model, fault, number)
        except (asyncio.CancelledError, ConnectionResetError) as gone:
            self.closed[model] = self.closed.get(model, 0) + 1
            if isinstance(gone, asyncio.CancelledError):
                raise
            return web.Response(status=499)

    async def _answer(
        self, request: web.Request, body: Mapping[str, Any], model: str, fault: Fault | None, number: int
    ) -> web.StreamResponse:
        answer = self.written[number] = self.answers(model, body)
        latency = self.plan.latency(model)
        if not body.get("stream"):
            await asyncio.sleep(latency.first + latency.gap * len(answer.pieces))
            return await _whole(request, answer, model, body, fault)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        clock = asyncio.get_running_loop().time
        due = clock() + latency.first  # each token has its time, so that delays do not add up
        events = _events(answer, model, usage=bool((body.get("stream_options") or {}).get("include_usage")))
        await asyncio.sleep(latency.first)
        async for raw in spoil(fault, events):
            await response.write(raw)
            due += latency.gap
            if latency.gap:
                await asyncio.sleep(max(0.0, due - clock()))
        if fault is not None and fault.kind == "cut":
            if request.transport is not None:
                request.transport.abort()
            return response
        await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        return response


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "error"}}, status=status, headers=headers)


async def _whole(
    request: web.Request, answer: Answer, model: str, body: Mapping[str, Any], fault: Fault | None
) -> web.StreamResponse:
    message: dict[str, Any] = {"role": "assistant", "content": "".join(answer.pieces)}
    finish = answer.finish
    if answer.tool_calls:
        message["tool_calls"] = answer.tool_calls
        finish = "tool_calls"
    if fault is not None:
        message, finish = fault.on_message(message, finish)
    payload = {
        "id": "local",
        "object": "chat.completion",
        "model": model,
        "created": 0,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": answer.usage,
    }
    raw = json.dumps(payload).encode()
    if fault is not None:
        raw = fault.on_bytes(raw)
        if fault.kind in {"cut", "hang_within"} and request.transport is not None:
            response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(raw))})
            await response.prepare(request)
            await response.write(raw[: len(raw) // 2])
            if fault.kind == "hang_within":
                await asyncio.sleep(HANG)
            request.transport.abort()
            return response
    return web.Response(body=raw, content_type="application/json")


async def _events(answer: Answer, model: str, *, usage: bool) -> AsyncIterator[dict[str, Any]]:
    head = {"id": "local", "object": "chat.completion.chunk", "model": model, "created": 0}
    for number, piece in enumerate(answer.pieces):
        delta: dict[str, Any] = {"content": piece} if number else {"role": "assistant", "content": piece}
        yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    for number, call in enumerate(answer.tool_calls):
        yield {
            **head,
            "choices": [{"index": 0, "delta": {"tool_calls": [{"index": number, **call}]}, "finish_reason": None}],
        }
    finish = "tool_calls" if answer.tool_calls else answer.finish
    yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
    if usage:
        yield {**head, "choices": [], "usage": answer.usage}


async def _serve(port: int, wait: float, script: Mapping[str, Any] | None) -> None:
    if script is not None:
        server = from_script(script)
    else:
        roster = read_roster()
        plan = Plan(default=Latency(wait, wait / 10))
        server = TogetherServer(offline_answers(read_catalog(DEFAULT), roster), models=roster.models(), plan=plan)
    url = await server.start(port)
    print(f"Listening on {url} with models {', '.join(server.models)}. Stop with Ctrl+C.", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


def from_script(script: Mapping[str, Any]) -> TogetherServer:
    """A server from a script, for example ``{"models": {"m": {"says": "…", "first": 1, "gap": 0.02, "faults": {"0":
    "429"}}}}``.

    ``says``: text, or one text per call; ``tool``: a tool the model calls once, then it says DONE; ``faults``: call
    number (or ``"*"``) to a kind of `bench.together_faults`.
    """
    models: Mapping[str, Mapping[str, Any]] = script["models"]
    plan = Plan()
    for model, spec in models.items():
        plan.latencies[model] = Latency(float(spec.get("first", 0)), float(spec.get("gap", 0)))
        plan.faults[model] = {
            None if call == "*" else int(call): Fault(kind) for call, kind in spec.get("faults", {}).items()
        }
    return TogetherServer(script_answers(models), models=tuple(models), plan=plan)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.together_server", description="A local server speaking Together's protocol."
    )
    parser.add_argument("--port", type=int, default=9999, help="0: any free one")
    parser.add_argument("--latency", type=float, default=0.2, help="seconds to the first token")
    parser.add_argument("--script", help="a JSON file saying what each model does (default: the offline model answers)")
    asked = parser.parse_args(argv)
    try:
        script = json.loads(Path(asked.script).read_text(encoding="utf-8")) if asked.script else None
        asyncio.run(_serve(asked.port, asked.latency, script))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"Port {asked.port} cannot be used: {error.strerror}.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
