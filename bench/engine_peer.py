"""The algorithm of togethercomputer/MoA's ``moa.py`` and ``advanced-moa.py``, re-stated from reading them (no code
of theirs).

Reference models are asked all at once and awaited together (a barrier); each further layer puts the numbered answers
of the one before into a system message; the aggregator then streams. Only rate limits are retried, after 1, 2 and 4
seconds; there are no timeouts; any other error ends the run.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import openai

_WAITS = (1, 2, 4)
_MERGE = "Merge these responses into one reply.\n"


async def run(
    url: str, *, proposers: Sequence[str], aggregator: str, layers: int, question: str
) -> tuple[float, float]:
    """Seconds to the first token of the aggregator and to its last."""
    client = openai.AsyncOpenAI(base_url=url, api_key="key", max_retries=0, timeout=None)
    began = time.perf_counter()
    answers: list[str] = []
    for _ in range(layers):
        answers = list(await asyncio.gather(*(_ask(client, model, question, answers) for model in proposers)))
    stream = await client.chat.completions.create(
        model=aggregator,
        messages=_messages(question, answers),
        stream=True,
    )
    first = 0.0
    async for chunk in stream:
        if not first and chunk.choices and chunk.choices[0].delta.content:
            first = time.perf_counter() - began
    total = time.perf_counter() - began
    await client.close()
    return first, total


async def _ask(client: openai.AsyncOpenAI, model: str, question: str, answers: Sequence[str]) -> str:
    for wait in _WAITS:
        try:
            reply = await client.chat.completions.create(model=model, messages=_messages(question, answers))
            return str(reply.choices[0].message.content)
        except openai.RateLimitError:
            await asyncio.sleep(wait)
    raise RuntimeError("rate limited")


def _messages(question: str, answers: Sequence[str]) -> list[Any]:
    """As the client's own types would have them, in plain words."""
    user = {"role": "user", "content": question}
    if not answers:
        return [user]
    numbered = "\n".join(f"{number}. {answer}" for number, answer in enumerate(answers, start=1))
    return [{"role": "system", "content": _MERGE + numbered}, user]
