"""The peer of ``bench page``: Chainlit alone with the words, steps and pace of our own turns."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.e2e.running import Chat, free_port, wait_for

APP = Path(__file__).with_name("page_peer_app.py")
PIECES = 4
"""Our page sends a reply in about so many pieces."""


@contextmanager
def bare_chainlit(folder: Path, home: Path, questions: Sequence[str], profile: str) -> Iterator[Chat]:
    """Serve the peer until the block ends."""
    folder.mkdir()
    turns = [_played(turn) for turn in _asked(home, questions, profile)]
    (folder / "turns.json").write_text(json.dumps(turns), encoding="utf-8")
    shutil.copy(APP, folder / "app.py")
    port, log = free_port(), folder / "serve.log"
    command = [sys.executable, "-m", "chainlit", "run", "app.py", "--headless", "--port", str(port)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("CHAINLIT")}
    with log.open("w") as out:
        served = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, served, log)
            yield Chat(url=url, home=folder, log=log, pid=served.pid)
        finally:
            served.terminate()
            served.wait(10)


def _asked(home: Path, questions: Sequence[str], profile: str) -> list[dict[str, Any]]:
    """Our own turns; the first is asked twice, since a process's first turn is slow."""
    command = [sys.executable, "-m", "app.ask", "--json", "--profile", profile, questions[0], *questions]
    env = {**os.environ, "MOA_HOME": str(home)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()][1:]


def _played(turn: dict[str, Any]) -> dict[str, Any]:
    """When which words come, how long the turn lasts, and the steps below its heading."""
    trace, reply = turn["trace"], turn["reply"]
    first = next(event["at_ms"] for event in trace if event["event"] == "ReplyToken") / 1000
    lasts = trace[-1]["at_ms"] / 1000
    cuts = [len(reply) * number // PIECES for number in range(PIECES + 1)]
    pieces = [
        (first + (lasts - first) * number / PIECES, reply[start:end])
        for number, (start, end) in enumerate(pairwise(cuts))
    ]
    shown = [event for event in trace if event["event"] in {"PromptSent", "ToolReturned", "DraftDone", "AgentChanged"}]
    steps = [
        (event["event"], json.dumps(event, ensure_ascii=False)) for event in shown if event.get("state") != "waiting"
    ]
    return {"pieces": pieces, "lasts": lasts, "steps": steps}
