"""How ``python -m db.load`` and its like start: settings are read by the outermost room, which then calls ``main``."""

import runpy
import sys


def launch(command: str) -> None:
    """Run ``command`` (a module with ``main(argv, places) -> int``) with the application's settings and error handling.

    The hand-over is by name, like the shell's: the room below never imports the room above.
    """
    sys.argv = [command, *sys.argv[1:]]
    runpy.run_module("app.command", run_name="__main__")
