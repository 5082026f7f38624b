"""``moa-churn COMMAND …``: every command of the program behind one name; the ``python -m`` forms do the same."""

import sys

from app.command import run

COMMANDS = {
    "run": ("app.serve", "prepare the installation and serve the chat"),
    "ask": ("app.ask", "ask without a browser"),
    "replay": ("app.replay", "print a stored turn again"),
    "load": ("db.load", "load or update the bank from a file"),
    "catalog": ("db.catalog.__main__", "draft or check a catalog"),
    "demo": ("db.demo.__main__", "make and load the demo bank"),
    "users": ("db.users", "people who may log in"),
    "train": ("ml.train", "train and register the ensemble"),
    "score": ("ml.score", "score every customer"),
    "report": ("ml.report", "the champion's grade"),
    "adapt": ("ml.adapt", "move the weights by outcomes"),
    "roster": ("agents.roster.__main__", "check the roster of language models"),
    "refine": ("agents.refine", "what ratings made of the agents' weights"),
}
"""Name to the module that does it and a few words."""


def main() -> int:
    """Run the command that is named first; 2 where none of that name exists."""
    name, *argv = sys.argv[1:] or ["--help"]
    if name in {"-h", "--help"}:
        lines = [f"  {name:<8} {words}" for name, (_, words) in COMMANDS.items()]
        sys.stdout.write("usage: moa-churn COMMAND [--help] …\n\n" + "\n".join(lines) + "\n")
        return 0
    if name not in COMMANDS:
        sys.stderr.write(f"There is no command {name!r}; there are {', '.join(COMMANDS)}.\n")
        return 2
    return run(COMMANDS[name][0], argv)


if __name__ == "__main__":
    sys.exit(main())
