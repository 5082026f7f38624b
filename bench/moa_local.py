"""What a real, tiny model (SmolLM2-135M, `bench.local_server`) writes to the benchmark's questions, written down once.

    python -m bench.local_server --port 8080 &
    python -m bench moa --record http://127.0.0.1:8080/v1

It is asked as the program asks models of its size: the findings in words, answer in one or two sentences.
"""

import json
import random
from pathlib import Path
from typing import Any

import httpx

from agents.moa.brief import Brief
from agents.moa.prompts import writing_messages
from bench.moa_questions import facts_of
from db.catalog import Catalog
from tools.replies.compose import compose

_TOKENS = 90
_ROLES = {"system": "system", "human": "user"}


def record(path: Path, base_url: str, catalog: Catalog) -> int:
    """Add the model's text to every question of the file that has none; how many were asked."""
    held: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    asked = 0
    with httpx.Client(timeout=300) as client:
        for one in random.Random(1).sample(held, len(held)):  # so that a part of them is a fair part
            if "local" in one:
                continue
            one["local"] = _written(client, base_url, one, catalog)
            asked += 1
            path.write_text("".join(f"{json.dumps(o, ensure_ascii=False)}\n" for o in held), encoding="utf-8")
            print(f"{asked}: {one['question']} -> {one['local'][:100]}", flush=True)
    return asked


def _written(client: httpx.Client, base_url: str, one: dict[str, Any], catalog: Catalog) -> str:
    plain = compose(facts_of(one), one["question"], one["language"], catalog)
    words = "\n".join(line for line in plain.splitlines() if line.strip() and not line.startswith("|"))
    brief = Brief(question=one["question"], language=one["language"], words=words)
    messages = [
        {"role": _ROLES[message.type], "content": str(message.content)}
        for message in writing_messages("generalist", brief, nonce="", catalog=catalog, simple=True)
    ]
    body = {"model": "local", "messages": messages, "max_tokens": _TOKENS, "temperature": 0.2, "seed": 1}
    answer = client.post(f"{base_url}/chat/completions", json=body)
    answer.raise_for_status()
    return str(answer.json()["choices"][0]["message"]["content"]).strip()
