"""Tables that nobody described, read by their drafted catalogs without an edit."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import Catalog
from db.catalog.drafting.infer import infer
from db.yaml_files import parse_yaml


@cache
def drafted(name: str, table: str) -> Catalog:
    """The catalog drafted of a CSV text in a file of this name."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.csv")
        path.write_text(table)
        return Catalog.model_validate(parse_yaml(infer(str(path))))


@cache
def planner_of(name: str, table: str) -> Planner:
    """The planner of the drafted catalog."""
    return Planner(Lexicon(drafted(name, table)))


def figures_asked(name: str, table: str, question: str) -> dict[str, Any]:
    """The arguments of the one call for figures that a question is planned as."""
    (call,) = planner_of(name, table).next_calls(Conversation(question))
    assert call.tool == "portfolio", (question, call)
    return dict(call.arguments)
