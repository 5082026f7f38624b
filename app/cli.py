"""``moa-churn COMMAND …``: every command of the program behind one name; the ``python -m`` forms do the same."""

import sys

from app.command import run
from app.settings import Tongue
from db.errors import UsageProblem
from db.texts.terminal import said, speaking

COMMANDS = {
    "run": "app.serve",
    "ask": "app.ask",
    "replay": "app.replay",
    "load": "db.load",
    "catalog": "db.catalog.__main__",
    "demo": "db.demo.__main__",
    "users": "db.users",
    "train": "ml.train",
    "score": "ml.score",
    "report": "ml.report",
    "adapt": "ml.adapt",
    "roster": "agents.roster.__main__",
    "refine": "agents.refine",
}
"""Name to the module that does it; what it does is said under ``commands.NAME.about``."""


def main() -> int:
    """Run the command that is named first; 2 where none of that name exists."""
    name, *argv = sys.argv[1:] or ["--help"]
    if name in COMMANDS:
        return run(COMMANDS[name], argv)
    with speaking(Tongue().of_terminal()):
        return _listed(name)


def _listed(name: str) -> int:
    """The commands, where they are asked for; else that there is none of this name."""
    if name in {"-h", "--help"}:
        lines = [f"  {name:<8} {said(f'{name}.about').splitlines()[0]}" for name in COMMANDS]
        sys.stdout.write(said("console") + "\n\n" + "\n".join(lines) + "\n")
        return 0
    sys.stderr.write(said("no_command", name=name, names=", ".join(COMMANDS)) + "\n")
    return UsageProblem.exit_code


if __name__ == "__main__":
    sys.exit(main())
