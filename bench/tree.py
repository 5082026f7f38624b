"""The tree in figures, as docs/decisions/0024-the-tree-in-figures.md has them: files, lines, functions, complexity.

Complexity is McCabe's with boolean operators: one, and one more for every branch, loop, handler, condition in an
expression or a comprehension, assertion, case and further operand of ``and`` or ``or``.
"""

import argparse
import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "agents", "tools", "ml", "db", "bench")
LONG, LONGER = 150, 250
COMPLEX = 15
_BRANCHES = (
    *(ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert, ast.match_case),
    ast.comprehension,
)


def main(argv: Sequence[str]) -> int:
    """Print the figures of a checkout, and with ``--list`` what is long or complex."""
    parser = argparse.ArgumentParser(prog="python -m bench tree", description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT, help="the checkout (default: this one)")
    parser.add_argument("--list", action="store_true", help="name the long files and the complex functions")
    options = parser.parse_args(argv)
    lines = {path: path.read_text(encoding="utf-8") for path in sources(options.root)}
    lengths = {path: text.count("\n") for path, text in lines.items()}
    found = {(path, *one) for path, text in lines.items() for one in functions(ast.parse(text))}
    complex_ones = [one for one in found if one[3] > COMPLEX]
    print(f"files {len(lengths)}, lines {sum(lengths.values())}, median {median(lengths.values()):.0f}")
    over = {most: sum(length > most for length in lengths.values()) for most in (LONGER, LONG)}
    print(f"files over {LONGER} lines {over[LONGER]}, over {LONG} {over[LONG]}")
    print(f"functions {len(found)}, of complexity over {COMPLEX}: {len(complex_ones)}")
    for room in ROOMS:
        own = [one for one in complex_ones if one[0].is_relative_to(options.root / room)]
        print(f"  {room:<7} {len(own)}")
    if options.list:
        told = [(length, path, "") for path, length in lengths.items() if length > LONGER]
        told += [(weight, path, f":{line} {name}") for path, name, line, weight in complex_ones]
        for figure, path, place in sorted(told, key=lambda one: (bool(one[2]), -one[0])):
            print(f"{figure:>5}  {path.relative_to(options.root)}{place}")
    return 0


def sources(root: Path) -> Iterator[Path]:
    """Every Python file outside the tests."""
    for room in ROOMS:
        yield from sorted((root / room).rglob("*.py"))


def functions(tree: ast.AST) -> Iterator[tuple[str, int, int]]:
    """Name, line and complexity of every function; an inner function counts for itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, 1 + sum(_weight(inside) for inside in _own(node))


def _own(node: ast.AST) -> Iterator[ast.AST]:
    for below in ast.iter_child_nodes(node):
        if not isinstance(below, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield below
            yield from _own(below)


def _weight(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return int(isinstance(node, _BRANCHES))
