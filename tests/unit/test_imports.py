"""The house's rule on doors: imports point down, Chainlit stays in app/, the environment is read in one room."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "db": set(),
    "ml": {"db"},
    "tools": {"ml", "db"},
    "agents": {"tools", "ml", "db"},
    "app": {"agents", "tools", "ml", "db"},
    "bench": {"app", "agents", "tools", "ml", "db", "tests"},  # the page is measured with the tests' own clients
}
ROOMS = set(MAY_IMPORT) | {"tests"}
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv"}


def sources(*rooms: str) -> list[Path]:
    return sorted(p for room in rooms for p in (ROOT / room).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def reads_environment(tree: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in ENVIRONMENT)
        or (isinstance(node, ast.ImportFrom) and any(alias.name in ENVIRONMENT for alias in node.names))
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room}
    crossings = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(room)
        for name in imported(tree_of(path))
        if (top := name.split(".")[0]) in ROOMS and top not in allowed
    ]
    assert crossings == []


def test_only_the_app_imports_chainlit() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sources(*(set(MAY_IMPORT) - {"app"}))
        if any(n.split(".")[0] == "chainlit" for n in imported(tree_of(path)))
    ]
    assert elsewhere == ["bench/page_peer_app.py"], "a bare Chainlit application to measure ours against"


def test_only_the_settings_read_the_environment() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sources(*(set(MAY_IMPORT) - {"bench"}))
        if path != ROOT / "app" / "settings.py" and reads_environment(tree_of(path))
    ]
    assert elsewhere == []


def test_the_rule_itself_sees_the_environment_read_in_any_spelling() -> None:
    for line in ("import os; os.environ['A']", "from os import getenv", "import os; os.getenv('A')"):
        assert reads_environment(ast.parse(line))
    assert not reads_environment(ast.parse("import os; os.getpid()"))


WALLS = {
    "agents/grounding": ("agents.understanding", "agents.offline"),
    "agents/understanding": ("agents.grounding", "agents.offline", "agents.moa", "agents.llm"),
    "agents/offline": ("agents.grounding",),
    "tools/replies": ("ml", "db.state", "db.loading", "tools.environment", "tools.arguments"),
}
"""What a folder may not import: the check and the planner never meet; replies read Facts and the catalog."""


def modules() -> dict[str, Path]:
    found = {}
    for path in sources(*(set(MAY_IMPORT) - {"bench"})):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def needs(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of ours that importing ``path`` runs first."""
    found = set()
    for node in tree_of(path).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {full if (full := f"{node.module}.{a.name}") in known else node.module for a in node.names}
    return found & set(known)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A circle of modules, or nothing."""
    finished: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str]:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in finished:
            return []
        for needed in sorted(graph[module]):
            if found := walk(needed, [*way, module]):
                return found
        finished.add(module)
        return []

    return next((found for module in sorted(graph) if (found := walk(module, []))), [])


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = modules()
    graph = {name: needs(path, known) - {name} for name, path in known.items()}
    assert circle(graph) == []


def test_the_rule_itself_sees_a_circle() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b"}, "b": set()}) == []


@pytest.mark.parametrize("folder", sorted(WALLS))
def test_walls_inside_a_room_hold(folder: str) -> None:
    crossings = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(folder)
        for name in imported(tree_of(path))
        if any(name == wall or name.startswith(f"{wall}.") for wall in WALLS[folder])
    ]
    assert crossings == []
