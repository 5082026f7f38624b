"""How every command starts: settings are read, the module's ``main(argv, places)`` runs, errors become one line.

A Problem is printed as its sentence; anything unexpected as a reference id, with the details in the home's log.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.logs import keep_logs, note_failure
from app.settings import read_settings
from db.disk import disk_full, out_of_space
from db.errors import Problem, UsageProblem

_UNREAD = 128 + 13


def run(name: str, argv: Sequence[str]) -> int:
    """Run the command ``name`` (a module of any room) and return its exit code."""
    argparse.ArgumentParser.error = _refuse  # type: ignore[method-assign,assignment]
    home: Path | None = None
    try:
        settings = read_settings()
        home = settings.moa_home
        places = settings.places()
        keep_logs(places.home, settings.log_level)
        module = importlib.import_module(name)
        status = int(module.main(list(argv), places))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _unread()
    except Problem as problem:
        _say(problem.say("en"))
        return problem.exit_code
    except KeyboardInterrupt:
        _say("Stopped.")
        return 130
    except Exception as error:  # noqa: BLE001 - the command line's boundary
        if home is not None and out_of_space(error, home):
            _say(str(disk_full(home)))
            return 1
        reference = note_failure(name, error)
        _say(f"Something went wrong; the log in the home's folder has the details under reference {reference}.")
        return 1


def _unread() -> int:
    """Nobody reads the output any more (``| head``): end in silence, with the shell's status for it.

    The signal itself stays ignored: its default would end a server because one client hung up.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _UNREAD


def _refuse(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    raise UsageProblem("app.command.usage", command=parser.prog, problem=message)


def _say(sentence: str) -> None:
    sys.stderr.write(" ".join(sentence.split()) + "\n")


if __name__ == "__main__":
    if sys.argv[0].endswith(".py"):  # run by itself, without a command's name
        sys.stderr.write("app.command starts other commands; `python -m app.cli --help` lists them.\n")
        sys.exit(2)
    sys.exit(run(sys.argv[0], sys.argv[1:]))
