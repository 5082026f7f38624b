"""A chat that really runs: its own process, port and home, stopped by its process id."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.places import Places
from tests.made_once import copied

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120


@dataclass(frozen=True)
class Chat:
    """Where the chat answers and where it lives."""

    url: str
    home: Path
    log: Path
    pid: int = 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def chat(small_home: Places, home: Path, settings: Mapping[str, str] | None = None) -> Iterator[Chat]:
    """Serve a copy of the small bank until the block ends."""
    copied(small_home.home, home, "chainlit", "logs")
    port, log = free_port(), home / "serve.log"
    env = {**os.environ, "MOA_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1", **(settings or {})}
    env.pop("CHAINLIT_APP_ROOT", None)
    with log.open("w") as out:
        served = subprocess.Popen([sys.executable, "-m", "app.serve"], cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, served, log)
            yield Chat(url=url, home=home, log=log, pid=served.pid)
            ended = served.poll()
            assert ended is None, f"the chat ended by itself ({ended}): {log.read_text()}"
        finally:
            served.terminate()
            try:
                served.wait(10)
            except subprocess.TimeoutExpired:
                served.kill()
                served.wait(10)


def wait_for(url: str, served: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(PATIENCE_S * 4):
        if served.poll() is not None:
            raise AssertionError(f"the chat ended at once: {log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise AssertionError(f"the chat did not come up: {log.read_text()}")
