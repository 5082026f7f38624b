"""``python -m app.serve``: what ``make run`` starts: prepares the installation and serves the chat."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from app.first_model import needed
from app.port import in_use
from app.prepare import prepare
from app.server.chainlit_files import furnish
from app.settings import ROOT, export_for_chainlit, read_settings
from db.command_line import CommandParser, whole
from db.errors import SettingsProblem, UsageProblem
from db.places import Places
from db.texts.terminal import said

_FIRST_MODEL = ("-m", "app.first_model")


def main(argv: Sequence[str], places: Places) -> int:
    """Serve until stopped.

    Raises:
        SettingsProblem: the port is taken (asked before anything else).
        Problem: the bank, the catalog or the champion cannot be prepared.
    """
    parser = CommandParser(key="run", prog="python -m app.serve")
    parser.add_argument("--data", metavar="FILE|URL")
    parser.add_argument("--catalog", type=Path, metavar="FILE")
    parser.add_argument("--port", type=whole)
    args = parser.parse_args(argv)
    if args.catalog is not None and args.data is None:
        raise UsageProblem(
            "app.serve.catalog_without_data",
        )
    settings = read_settings()
    if args.port is not None:
        settings = settings.model_copy(update={"port": args.port})
    if not 1 <= settings.port <= 65535:
        raise SettingsProblem("app.serve.port_range")
    if in_use(settings.port, settings.host):
        raise SettingsProblem("app.serve.port_taken", port=settings.port, next=settings.port + 1)
    places = prepare(settings, places, data=args.data, catalog=args.catalog)
    export_for_chainlit(settings, app_root=furnish(settings))
    with _first_model(places):
        _serve(settings.port)
    return 0


@contextmanager
def _first_model(places: Places) -> Iterator[None]:
    """Train and score behind the page what is not yet, in a process of its own that ends with the page."""
    if not needed(places):
        yield
        return
    making = subprocess.Popen([sys.executable, *_FIRST_MODEL], cwd=ROOT)  # noqa: S603 - our own module
    # Uvicorn hands SIGTERM on when it has shut down, and its default would end this process before what follows.
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        making.terminate()
        making.wait()


def _end(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _serve(port: int) -> None:
    from chainlit.cli import run_chainlit  # noqa: PLC0415 - takes seconds, and reads what was just exported
    from chainlit.config import config  # noqa: PLC0415

    config.run.headless = True
    sys.stdout.write(said("run.serving", port=str(port)) + "\n")
    sys.stdout.flush()
    run_chainlit(str(ROOT / "app" / "main.py"))


if __name__ == "__main__":
    from db.launch import launch

    launch("app.serve")
