"""Every tool is registered whole: what it takes, what it does, when to call it, how it is told."""

import pytest

from tools.clarify import EARLIER
from tools.registry import TOOLS, Tool

WITHOUT_DATA = {"ask_back", "decline", "talk", "not_used", "propose_record", EARLIER}
"""Tools whose Facts have a status and are told by it."""


def test_names_are_used_once() -> None:
    names = [tool.name for tool in TOOLS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_tool_has_all_that_others_read_of_it(tool: Tool) -> None:  # type: ignore[type-arg]
    assert tool.says.strip()
    assert callable(tool.work)
    assert tool.name in WITHOUT_DATA or tool.words is not None
