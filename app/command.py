"""How every command starts: settings are read, the module's ``main(argv, places)`` runs, errors become one line.

A Problem is printed as its sentence; anything unexpected as a reference id, with the details in the home's log.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.logs import keep_logs, note_failure
from app.settings import Tongue, read_settings
from db.disk import disk_full, out_of_space
from db.errors import Problem, UsageProblem
from db.texts.terminal import language, said, speaking

_UNREAD = 128 + 13


def run(name: str, argv: Sequence[str]) -> int:
    """Run the command ``name`` (a module of any room) in the language of the terminal and return its exit code."""
    with speaking(Tongue().of_terminal()):
        return _run(name, argv)


def _run(name: str, argv: Sequence[str]) -> int:
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
        _say(problem.say(language()))
        return problem.exit_code
    except KeyboardInterrupt:
        _say(said("stopped"))
        return 130
    except Exception as error:  # noqa: BLE001 - the command line's boundary
        if home is not None and out_of_space(error, home):
            _say(disk_full(home).say(language()))
            return 1
        reference = note_failure(name, error)
        _say(said("failed", reference=reference))
        return 1


def _unread() -> int:
    """Nobody reads the output any more (``| head``): end in silence, with the shell's status for it.

    The signal itself stays ignored: its default would end a server because one client hung up.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _UNREAD


def no_command(module: str) -> int:
    """Say that ``python -m module`` does nothing; the exit code."""
    with speaking(Tongue().of_terminal()):
        _say(said("no_module", module=module))
    return UsageProblem.exit_code


def _say(sentence: str) -> None:
    sys.stderr.write(" ".join(sentence.split()) + "\n")


if __name__ == "__main__":
    if sys.argv[0].endswith(".py"):  # run by itself, without a command's name
        with speaking(Tongue().of_terminal()):
            _say(said("starts_others"))
        sys.exit(UsageProblem.exit_code)
    sys.exit(run(sys.argv[0], sys.argv[1:]))
