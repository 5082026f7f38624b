"""Calls whose arguments are not JSON never reach a tool: this middleware answers them, so that the model can try again.

LangChain puts such calls aside (``invalid_tool_calls``) and would take the message for a final answer.
"""

from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, AnyMessage, RemoveMessage, ToolMessage
from langgraph.runtime import Runtime

from tools.context import ToolContext

NOT_JSON = "The arguments of {tool} were not a JSON object; call it again with valid JSON."
MAX_TRIES = 3


class InvalidCalls(AgentMiddleware[AgentState[Any], ToolContext]):
    """Answers calls that are not JSON with a sentence, at most ``MAX_TRIES`` times a turn."""

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[ToolContext]) -> dict[str, Any] | None:
        """Replace the message by one whose broken calls are empty ones, each answered by how to mend it."""
        del runtime
        last = state["messages"][-1]
        if not isinstance(last, AIMessage) or not last.invalid_tool_calls or last.tool_calls:
            return None
        if sum(_is_answer(message) for message in state["messages"]) >= MAX_TRIES:
            return None
        calls = [
            {"name": call["name"] or "unknown", "args": {}, "id": call["id"] or f"broken-{i}", "type": "tool_call"}
            for i, call in enumerate(last.invalid_tool_calls)
        ]
        told = AIMessage(content=last.content, tool_calls=calls, id=last.id)
        answers = [
            ToolMessage(
                content=NOT_JSON.format(tool=call["name"]), name=call["name"], tool_call_id=call["id"], status="error"
            )
            for call in calls
        ]
        dropped = [RemoveMessage(id=last.id)] if last.id else []
        return {"messages": [*dropped, told, *answers], "jump_to": "model"}

    async def aafter_model(self, state: AgentState[Any], runtime: Runtime[ToolContext]) -> dict[str, Any] | None:
        """The same, for asynchronous agents."""
        return self.after_model(state, runtime)


def _is_answer(message: AnyMessage) -> bool:
    return isinstance(message, ToolMessage) and message.status == "error" and "not a JSON object" in message.text
