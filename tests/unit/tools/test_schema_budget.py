"""What the tools take of a planner's prompt: their schemas are told in few characters and tokens."""

import json

from agents.llm.tokens import count
from tools.registry import TOOLS
from tools.schemas import schema_of

CHARACTERS = 6_000
TOKENS = 2_600


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_the_arguments_of_all_tools_fit_their_characters() -> None:
    assert sum(len(_compact(schema_of(tool.takes))) for tool in TOOLS) <= CHARACTERS


def test_the_tools_as_sent_fit_their_tokens() -> None:
    sent = [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.says, "parameters": schema_of(tool.takes)},
        }
        for tool in TOOLS
    ]
    assert sum(count(_compact(one)) for one in sent) <= TOKENS


def test_every_choice_is_told_with_its_type_and_values() -> None:
    """A template that writes types from ``type`` alone shows no choice without it."""

    def choices(node: object) -> list[dict[str, object]]:
        if isinstance(node, list):
            return [one for item in node for one in choices(item)]
        if not isinstance(node, dict):
            return []
        return ([node] if "enum" in node else []) + [one for item in node.values() for one in choices(item)]

    found = [choice for tool in TOOLS for choice in choices(schema_of(tool.takes))]
    assert found
    assert all(choice.get("type") for choice in found)
