"""Frames: what a question wants, as typed objects; planners fill them, tools' calls come out of them."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from tools.topics import Topic

Node = dict[str, Any]
MOST_GROUPS = 2


class Frame(BaseModel):
    """One wish of a message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def call(self) -> tuple[str, dict[str, Any]]:
        """The tool that serves it and its arguments."""
        raise NotImplementedError


class Query(Frame):
    """Figures over customers, by groups or not."""

    measures: tuple[Node, ...]
    where: Node | None = None
    groups: tuple[Node, ...] = ()
    having: tuple[Node, ...] = ()
    population: Literal["all", "current", "left"] | None = None
    order: Literal["asc", "desc"] | None = None
    order_by: int | None = None
    limit: int | None = None
    offset: int | None = None

    def call(self) -> tuple[str, dict[str, Any]]:
        """``portfolio``."""
        return "portfolio", _given(self)


class Listing(Frame):
    """Customers that fit, in an order."""

    where: Node | None = None
    columns: tuple[str, ...] = ()
    order_by: str | None = None
    order: Literal["asc", "desc"] | None = None
    within: str | None = None
    limit: int | Literal["all"] | None = None
    offset: int | None = None
    population: Literal["all", "current", "left"] | None = None

    def call(self) -> tuple[str, dict[str, Any]]:
        """``list_customers``."""
        return "list_customers", _given(self)


class Watch(Frame):
    """Whom to call first."""

    where: Node | None = None
    order_by: Literal["value_at_risk", "probability"] | None = None
    limit: int | None = None
    offset: int | None = None

    def call(self) -> tuple[str, dict[str, Any]]:
        """``watch_list``."""
        return "watch_list", _given(self)


class Comparison(Frame):
    """Customers of several descriptions side by side."""

    groups: tuple[Node, ...]
    measures: tuple[Node, ...]
    population: Literal["all", "current", "left"] | None = None

    def call(self) -> tuple[str, dict[str, Any]]:
        """``compare``."""
        return "compare", _given(self)


class Spread(Frame):
    """How one column is spread."""

    column: str
    where: Node | None = None
    population: Literal["all", "current", "left"] | None = None

    def call(self) -> tuple[str, dict[str, Any]]:
        """``distribution``."""
        return "distribution", _given(self)


class Concentration(Frame):
    """How few customers hold how much of a column."""

    column: str | None = None
    share: float | None = None
    top: int | None = None
    top_percent: float | None = None
    where: Node | None = None
    population: Literal["all", "current", "left"] | None = None

    def call(self) -> tuple[str, dict[str, Any]]:
        """``concentration``."""
        return "concentration", _given(self)


class System(Frame):
    """A question about the program itself."""

    topic: Topic
    customer_id: str | None = None
    term: str | None = None

    def call(self) -> tuple[str, dict[str, Any]]:
        """``about_system``."""
        return "about_system", _given(self)


class Customer(Frame):
    """Something about one customer."""

    tool: Literal[
        "customer_card", "predict_churn", "explain_churn", "score_history", "similar_customers", "retention_options"
    ]
    customer_id: str
    columns: tuple[str, ...] = ()

    def call(self) -> tuple[str, dict[str, Any]]:
        """The tool of the aspect."""
        if self.tool == "predict_churn":
            return self.tool, {"customer_ids": [self.customer_id]}
        shown = {"columns": list(self.columns)} if self.columns and self.tool == "customer_card" else {}
        return self.tool, {"customer_id": self.customer_id, **shown}


class WhatIf(Frame):
    """One customer with some columns changed."""

    customer_id: str
    changes: Mapping[str, Any]

    def call(self) -> tuple[str, dict[str, Any]]:
        """``what_if``."""
        return "what_if", {"customer_id": self.customer_id, "changes": dict(self.changes)}


def _given(frame: Frame) -> dict[str, Any]:
    """The fields that say something, lists as JSON has them."""
    return {key: value for key, value in frame.model_dump(mode="json").items() if value not in (None, [], {})}
