"""``python -m db.catalog check FILE``: everything that is wrong with a catalog, each problem with its line.

Reading a catalog stops at what keeps it from being one; this goes on, and also finds what would only confuse later:
names that mean two things, values the label does not have, bands out of order.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from db.catalog import Catalog
from db.catalog.consistency import confusions
from db.errors import CatalogProblem
from db.texts.terminal import language, said
from db.validation import wrong_value
from db.yaml_files import parse_yaml

Location = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Finding:
    """One problem and the line it is on."""

    line: int
    message: str
    """In the language of the terminal."""


def check(path: Path) -> list[Finding]:
    """Every problem of a catalog file, by line.

    Raises:
        CatalogProblem: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogProblem(
            "db.check.unreadable",
            path=path,
            reason=error.strerror,
        ) from error
    except UnicodeDecodeError as error:
        raise CatalogProblem("db.check.not_utf8", path=path) from error
    return sorted(set(_findings(text)))


def _findings(text: str) -> Iterator[Finding]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = parse_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "context", None) or said("catalog.unreadable")
        yield Finding(mark.line + 1 if mark else 1, said("catalog.not_yaml", problem=problem))
        return
    if root is None or not isinstance(raw, dict):
        yield Finding(1, said("catalog.no_mapping"))
        return
    lines: dict[Location, int] = {}
    yield from _map_lines(root, (), lines)

    def line(location: Location) -> int:
        while location and location not in lines:
            location = location[:-1]
        return lines.get(location, 1)

    try:
        Catalog.model_validate(raw)
    except ValidationError as error:
        for found in error.errors():
            if found["loc"]:
                yield Finding(line(found["loc"]), _words(found))
    for location, message in confusions(raw):
        yield Finding(line(location), message.say(language()))


def _map_lines(node: yaml.Node, here: Location, lines: dict[Location, int]) -> Iterator[Finding]:
    """Fill ``lines`` with the line of every key and item; yields keys that stand twice in one mapping."""
    lines.setdefault(here, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = _key(key)
            if (*here, name) in lines:
                yield Finding(key.start_mark.line + 1, said("catalog.twice", name=name))
            lines[(*here, name)] = key.start_mark.line + 1
            yield from _map_lines(value, (*here, name), lines)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            lines[(*here, position)] = item.start_mark.line + 1
            yield from _map_lines(item, (*here, position), lines)


def _key(node: yaml.Node) -> str | int:
    value: Any = yaml.SafeLoader("").construct_object(node, deep=True)
    return value if isinstance(value, str | int) else str(value)


def _words(found: ErrorDetails) -> str:
    where = ".".join(str(part) for part in found["loc"] if part != "[key]")
    return f"{where}: {wrong_value(found).say(language())}"


def run(path: Path) -> int:
    """Print the problems, one a line; the exit code is 1 if there are any."""
    found = check(path)
    for finding in found:
        sys.stdout.write(f"{path}:{finding.line}: {finding.message}\n")
    if not found:
        sys.stdout.write(said("catalog.fine", path=str(path)) + "\n")
        return 0
    sys.stderr.write(said("catalog.problems", path=str(path), count=len(found)) + "\n")
    return 1
