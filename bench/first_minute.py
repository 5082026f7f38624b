"""``python -m bench first_minute``: from ``make run`` in a fresh clone to the first true reply with a risk in it.

Beside it, in the same run: a bare ``uv pip install`` of the same lock into an empty environment. What is asked is a
call list over the page's own socket, again and again until a reply carries a probability; the limit is on what the
program adds to the bare installation. Needs uv on the machine or in this environment.
"""

import argparse
import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.e2e.running import free_port
from tests.e2e.socket_client import Client

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 60.0
PATIENCE_S = 900.0
_RISK = re.compile(r"\d+[.,]\d+\s?%")


def main(argv: list[str]) -> int:
    """Print the two times; 1 when the program adds more than a minute to the bare installation."""
    argparse.ArgumentParser(prog="python -m bench first_minute", description=__doc__).parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="first-minute-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        bare = _bare_install(clone, Path(folder) / "bare")
        page, reply = _first_reply(clone)
    print(f"bare uv pip install          {bare:6.1f} s")
    print(f"make run until the page      {page:6.1f} s")
    more = reply - bare
    print(f"make run until a risk        {reply:6.1f} s, {more:.1f} s more than the bare install (limit {LIMIT_S:.0f})")
    return int(more > LIMIT_S)


def _bare_install(clone: Path, target: Path) -> float:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise SystemExit("The bench needs uv: pip install uv.")
    started = time.perf_counter()
    subprocess.run([uv, "venv", "--quiet", str(target)], check=True)
    lock = str(clone / "requirements.lock")
    python = str(target / "bin" / "python")
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock], check=True)
    return time.perf_counter() - started


def _first_reply(clone: Path) -> tuple[float, float]:
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINLIT_", "MOA_", "VIRTUAL_ENV"))}
    started = time.perf_counter()
    served = subprocess.Popen(
        ["make", "run", f"PORT={port}"], cwd=clone, env=inherited, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        return asyncio.run(_asked(url, started))
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        served.wait(30)


async def _asked(url: str, started: float) -> tuple[float, float]:
    page = await _page(url, started)
    while time.perf_counter() - started < PATIENCE_S:
        async with Client(url) as person:
            await person.log_in("sofia", "sofia-demo")
            await person.open()
            reply = await person.ask("Who should I call first?")
            if _RISK.search(str(reply["output"])):
                return page, time.perf_counter() - started
        await asyncio.sleep(0.5)
    raise SystemExit("No reply carried a risk in a quarter of an hour.")


async def _page(url: str, started: float) -> float:
    async with httpx.AsyncClient() as http:
        while time.perf_counter() - started < PATIENCE_S:
            try:
                if (await http.get(url)).status_code == 200:
                    return time.perf_counter() - started
            except httpx.HTTPError:
                await asyncio.sleep(0.25)
    raise SystemExit("The page did not answer in a quarter of an hour.")
