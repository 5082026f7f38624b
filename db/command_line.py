"""The parser of every command; what it says comes from the catalogue, in the language of the terminal.

A command's description is ``commands.<its key>.about``, an argument's help ``commands.<its key>.arguments.<its name>``:
an argument without words does not exist.
"""

import argparse
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NoReturn

from db.errors import UsageProblem
from db.texts import entry, has, text
from db.texts.terminal import language, said

_METAVARS = "commands.metavars"


class CommandParser(argparse.ArgumentParser):
    """A parser for ``python -m MODULE``; a wrong command line raises UsageProblem."""

    def __init__(self, *, key: str, prog: str, **further: Any) -> None:
        self._key = key
        self._inner: argparse._SubParsersAction[CommandParser] | None = None
        super().__init__(prog=prog, description=said(f"{key}.about"), **further)

    def add_argument(self, *names: str, **how: Any) -> argparse.Action:
        """An argument with its help, and its placeholder in the language."""
        if how.get("action") != "help":
            name = how.get("dest") or names[-1].lstrip("-").replace("-", "_")
            how["help"] = said(f"{self._key}.arguments.{name}", **how.pop("filling", {}))
        if isinstance(placeholder := how.get("metavar"), str):
            how["metavar"] = "|".join(_placeholder(part) for part in placeholder.split("|"))
        return super().add_argument(*names, **how)

    def command(self, name: str) -> "CommandParser":
        """A command beneath this one, with arguments of its own; its name arrives as ``command``."""
        if self._inner is None:
            self._inner = self.add_subparsers(dest="command", required=True)
        key = f"{self._key}.{name}"
        below: CommandParser = self._inner.add_parser(name, key=key, help=said(f"{key}.about"))
        return below

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises:
            UsageProblem: always.
        """
        raise UsageProblem("app.command.usage", command=self.prog, problem=message)


def whole(written: str) -> int:
    """A whole number on the command line."""
    return int(_read(int, written, "whole"))


def number(written: str) -> float:
    """A number on the command line."""
    return float(_read(float, written, "number"))


def _read(kind: Callable[[str], float], written: str, name: str) -> float:
    try:
        return kind(written)
    except ValueError:
        raise argparse.ArgumentTypeError(said(f"types.{name}", value=written)) from None


def _placeholder(part: str) -> str:
    key = f"{_METAVARS}.{part}"
    return text(language(), key) if has(language(), key) else part


@cache
def _own_words() -> Mapping[str, str]:
    """What argparse says, to its key."""
    return {said_so: key for key, said_so in entry("en", "commands.argparse").items()}


def _translated(english: str) -> str:
    key = _own_words().get(english)
    return english if key is None else text(language(), f"commands.argparse.{key}")


def _counted(one: str, many: str, count: int) -> str:
    return _translated(one if count == 1 else many)


# The two names by which argparse asks gettext for its words: gettext's own catalogue would be a second one.
argparse._ = _translated  # type: ignore[attr-defined]
argparse.ngettext = _counted  # type: ignore[attr-defined]
