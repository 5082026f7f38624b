"""How ``python -m db.load`` and its like start: settings are read by the outermost room, which then calls ``main``.

Python runs any module as a program; one without a command of its own would do nothing and succeed. Every room calls
``refuse_without_command`` when it is imported, and that happens before Python looks at the module it was asked to run.
"""

import importlib
import re
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_GUARD = re.compile(r"^if __name__ == \"__main__\":", re.MULTILINE)
_MODULE_FLAG = re.compile(r"-[A-Za-z]*m(.*)")
_WITH_VALUE = frozenset({"-X", "-W", "--check-hash-based-pycs"})


def launch(command: str) -> None:
    """Run ``command`` (a module with ``main(argv, places) -> int``) with the application's settings and error handling.

    The hand-over is by name, like the shell's: the room below never imports the room above.
    """
    sys.argv = [command, *sys.argv[1:]]
    runpy.run_module("app.command", run_name="__main__")


def launched(command: str, argv: Sequence[str]) -> int:
    """Run ``command`` with these arguments as the shell would, within this process; its exit status."""
    sys.argv = [command, *argv]
    try:
        launch(command)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


def refuse_without_command(room: str) -> None:
    """End the process with one sentence where Python was asked to run a module of this room that is no command."""
    if sys.argv[0] != "-m":  # what it is while ``python -m`` looks for its module, and never afterwards
        return
    module = asked_module(sys.orig_argv)
    if module.partition(".")[0] == room and not is_command(module):
        raise SystemExit(importlib.import_module("app.command").no_command(module))


def asked_module(arguments: list[str]) -> str:
    """The module named by ``-m`` on Python's own command line, or an empty text."""
    waiting = iter(arguments[1:])
    for argument in waiting:
        if argument in _WITH_VALUE:
            next(waiting, None)
        elif found := _MODULE_FLAG.fullmatch(argument):
            return found.group(1) or next(waiting, "")
    return ""


def is_command(module: str) -> bool:
    """Whether this module of ours does something when it is run."""
    path = _ROOT.joinpath(*module.split("."))
    file = path / "__main__.py" if path.is_dir() else path.with_name(path.name + ".py")
    return file.is_file() and _GUARD.search(file.read_text(encoding="utf-8")) is not None
