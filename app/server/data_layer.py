"""Conversations as Chainlit shows them again: its data layer, on our own migrated tables.

Chainlit's SQLAlchemy layer builds SQL from thread ids that a browser chooses and logs away what fails; this one binds
everything, keeps charts in the state and lets an error be an error.

Every write asks whose conversation it touches, in the same transaction: a step, an element or a thumb is written,
changed or deleted only inside a conversation of whoever acts (``app.server.identity.acting``). What belongs to somebody
else answers as what does not exist.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from uuid import NAMESPACE_OID, uuid4, uuid5

from chainlit.data.base import BaseDataLayer
from chainlit.data.utils import queue_until_user_message
from chainlit.element import Element, ElementDict
from chainlit.step import StepDict
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from chainlit.user import PersistedUser, User
from chainlit.utils import utc_now
from sqlalchemy import Connection, Engine, delete, func, select, update

from app.server.identity import LOGIN, acting
from app.server.thread_rows import ELEMENT_ROUTE, as_element, as_step, changed, step_row, upsert
from app.server.titles import plain_title, thread_title
from app.server.writes import Writes
from db.errors import AccessProblem
from db.state import elements, feedbacks, steps, threads, users

T = TypeVar("T")
LONGEST_TITLE = 200
LONGEST_COMMENT = 4000
LARGEST_PAGE = 100
INSIDE_A_TRACE = ("tool", "llm")
"""Kinds of step that stand below a trace's heading."""


class Threads(BaseDataLayer):
    """Threads, steps, elements and thumbs in the state; blocking work runs in threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writes = Writes(engine)

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """The Chainlit user of this name."""
        return await asyncio.to_thread(self._user, identifier)

    def _user(self, identifier: str) -> PersistedUser | None:
        with self.engine.connect() as connection:
            row = connection.execute(select(users).where(users.c.identifier == identifier)).mappings().first()
        if row is None:
            return None
        metadata = json.loads(row["metadata"] or "{}")
        return PersistedUser(id=row["id"], identifier=identifier, createdAt=row["createdAt"], metadata=metadata)

    async def create_user(self, user: User) -> PersistedUser | None:
        """Keep a user at log-in; the same one twice is one."""
        row = {"id": str(uuid4()), "identifier": user.identifier, "createdAt": utc_now()}
        row["metadata"] = json.dumps({name: value for name, value in user.metadata.items() if name != LOGIN})
        await self._write(lambda c: upsert(c, users, row, key="identifier", keep=("id", "createdAt")))
        return await self.get_user(user.identifier)

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Keep the one thumb on a message of one's own conversation, in place of an earlier one; returns its id.

        Raises:
            AccessProblem: no such message, or another thumb's id.
        """
        who = acting()
        kept = str(uuid5(NAMESPACE_OID, feedback.forId))

        def write(connection: Connection) -> None:
            query = select(steps.c.threadId).where(steps.c.id == feedback.forId)
            thread_id = connection.execute(query).scalar()
            _check_owner(connection, thread_id, who)
            others = select(feedbacks.c.id).where(feedbacks.c.id == feedback.id, feedbacks.c.forId != feedback.forId)
            if connection.execute(others).first() is not None:
                raise _no_such()
            twice = (feedbacks.c.forId == feedback.forId) & (feedbacks.c.id != kept)
            connection.execute(delete(feedbacks).where(twice))
            row = {"id": kept, "forId": feedback.forId, "threadId": thread_id}
            row |= {"value": feedback.value, "comment": (feedback.comment or "")[:LONGEST_COMMENT] or None}
            if not upsert(connection, feedbacks, row, within="forId"):
                raise _no_such()

        await self._write(write)
        feedback.id = kept
        return kept

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Take one's own thumb back."""
        who = acting()

        def write(connection: Connection) -> None:
            query = select(steps.c.threadId).join_from(feedbacks, steps, steps.c.id == feedbacks.c.forId)
            _check_owner(connection, connection.execute(query.where(feedbacks.c.id == feedback_id)).scalar(), who)
            connection.execute(delete(feedbacks).where(feedbacks.c.id == feedback_id))

        await self._write(write)
        return True

    @queue_until_user_message()
    async def create_element(self, element: Element) -> None:
        """Keep a chart with its content, so that it outlives a reload."""
        if not element.for_id:
            return
        content = element.content.decode() if isinstance(element.content, bytes) else element.content or ""
        row = {k: v for k, v in element.to_dict().items() if k in elements.c and v is not None}
        row["url"] = ELEMENT_ROUTE.format(thread_id=element.thread_id, element_id=element.id)
        row |= {"chainlitKey": None, "props": json.dumps({"content": content})}
        await self._put(elements, row)

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        """One element, without its content."""
        row = await self._element(thread_id, element_id)
        return None if row is None else as_element(row)

    async def element_content(self, thread_id: str, element_id: str) -> str | None:
        """The content of one element."""
        row = await self._element(thread_id, element_id)
        return None if row is None else str(json.loads(row["props"] or "{}").get("content", ""))

    async def _element(self, thread_id: str, element_id: str) -> Mapping[str, Any] | None:
        found = await self._all(
            select(elements)
            .where(elements.c.threadId == thread_id, elements.c.id == element_id, _mine(elements))
            .limit(1)
        )
        return found[0] if found else None

    @queue_until_user_message()
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Forget an element."""
        await self._write(lambda c: c.execute(delete(elements).where(elements.c.id == element_id, _mine(elements))))

    @queue_until_user_message()
    async def create_step(self, step_dict: StepDict) -> None:
        """Keep a message or a step of the trace; the first one of a conversation makes it this person's."""
        await self._put(steps, step_row(step_dict))

    @queue_until_user_message()
    async def update_step(self, step_dict: StepDict) -> None:
        """Keep its newest form."""
        await self._put(steps, step_row(step_dict))

    @queue_until_user_message()
    async def delete_step(self, step_id: str) -> None:
        """Forget a step with its thumbs and elements."""
        mine = select(steps.c.id).where(steps.c.id == step_id, _mine(steps))
        await self._run(
            delete(feedbacks).where(feedbacks.c.forId.in_(mine)),
            delete(elements).where(elements.c.forId.in_(mine), _mine(elements)),
            delete(steps).where(steps.c.id == step_id, _mine(steps)),
        )

    async def _put(self, table: Any, row: Mapping[str, Any]) -> None:
        """Write a row of a conversation that is this person's or new, unless the row is another conversation's."""
        who = acting()

        def write(connection: Connection) -> None:
            self._writes.once((row["threadId"], who), lambda: _open_thread(connection, row["threadId"], who))
            if not upsert(connection, table, row, within="threadId"):
                raise _no_such()

        await self._write(write)

    async def owner(self, thread_id: str) -> str | None:
        """Whose conversation it is, or None."""
        rows = await self._all(select(threads.c.userIdentifier).where(threads.c.id == thread_id))
        return rows[0]["userIdentifier"] if rows else None

    async def step_thread(self, step_id: str) -> str | None:
        """The conversation that has a step of this id, or None."""
        rows = await self._all(select(steps.c.threadId).where(steps.c.id == step_id))
        return rows[0]["threadId"] if rows else None

    async def get_thread_author(self, thread_id: str) -> str:
        """Whose conversation it is: the name of whoever asks.

        Raises:
            AccessProblem: it is nobody's or somebody else's.
        """
        who = acting()
        if who is None or await self.owner(thread_id) != who:
            raise _no_such()
        return who

    async def delete_thread(self, thread_id: str) -> None:
        """Forget one's own conversation on the page; its turns stay in the audit's reach."""
        await self.get_thread_author(thread_id)
        parts = select(steps.c.id).where(steps.c.threadId == thread_id)
        await self._run(
            delete(feedbacks).where(feedbacks.c.forId.in_(parts)),
            delete(elements).where(elements.c.threadId == thread_id),
            delete(steps).where(steps.c.threadId == thread_id),
            delete(threads).where(threads.c.id == thread_id),
        )

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        """A page of a person's conversations, the latest first."""
        latest = select(func.max(steps.c.createdAt)).where(steps.c.threadId == threads.c.id).scalar_subquery()
        query = select(threads).where(threads.c.userId == filters.userId)
        if filters.search:
            words = select(steps.c.threadId).where(steps.c.output.icontains(filters.search, autoescape=True))
            query = query.where(threads.c.name.icontains(filters.search, autoescape=True) | threads.c.id.in_(words))
        if filters.feedback is not None:
            query = query.where(
                threads.c.id.in_(select(feedbacks.c.threadId).where(feedbacks.c.value == filters.feedback))
            )
        rows = await self._all(query.order_by(func.coalesce(latest, threads.c.createdAt).desc()).limit(1000))
        ids = [row["id"] for row in rows]
        start = ids.index(pagination.cursor) + 1 if pagination.cursor in ids else 0
        page = rows[start : start + max(1, min(pagination.first, LARGEST_PAGE))]
        info = PageInfo(
            hasNextPage=len(rows) > start + len(page),
            startCursor=page[0]["id"] if page else None,
            endCursor=page[-1]["id"] if page else None,
        )
        return PaginatedResponse(pageInfo=info, data=[_thread(row, [], []) for row in page])

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A conversation of whoever asks: messages, headings of traces (their steps: ``below``), charts, thumbs."""
        rows = await self._all(select(threads).where(threads.c.id == thread_id, threads.c.userIdentifier == acting()))
        if not rows:
            return None
        shown_at_once = (steps.c.threadId == thread_id) & steps.c.type.not_in(INSIDE_A_TRACE)
        parts = await self._all(select(steps).where(shown_at_once).order_by(steps.c.createdAt))
        thumbs = await self._all(select(feedbacks).where(feedbacks.c.forId.in_([part["id"] for part in parts])))
        charts = await self._all(select(elements).where(elements.c.threadId == thread_id))
        by_step = {thumb["forId"]: thumb for thumb in thumbs}
        shown = [as_step(part, by_step.get(part["id"])) for part in parts]
        return _thread(rows[0], shown, [as_element(chart) for chart in charts])

    async def below(self, step_id: str) -> list[StepDict]:
        """The steps below one of one's own, the first one first; a page asks for them when a trace is opened."""
        same = steps.c.threadId == select(steps.c.threadId).where(steps.c.id == step_id).scalar_subquery()
        tree = select(steps.c.id).where(same, steps.c.parentId == step_id).cte("tree", recursive=True)
        deeper = select(steps.c.id).where(same, steps.c.parentId == tree.c.id)
        inside = select(tree.union(deeper).c.id)
        query = select(steps).where(steps.c.id.in_(inside), _mine(steps)).order_by(steps.c.createdAt)
        return [as_step(part, None) for part in await self._all(query)]

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Create a conversation of whoever acts (one with a name), or change what is given of theirs.

        A session that ends keeps its settings this way; a conversation deleted meanwhile stays deleted, and one of
        somebody else's is passed over alike.
        """
        who = acting()

        def write(connection: Connection) -> None:
            own = select(threads.c.id).where(threads.c.id == thread_id, threads.c.userIdentifier == who)
            if name is None and connection.execute(own).first() is None:
                return
            before = _open_thread(connection, thread_id, who)
            # with a user it is the first message, else a name that somebody gave
            title = thread_title(name, _titles(connection, thread_id, who)) if name and user_id else name
            row: dict[str, Any] = {"name": plain_title(title)[:LONGEST_TITLE] if title is not None else None}
            row["tags"] = json.dumps(tags) if tags is not None else None
            row["metadata"] = json.dumps(changed(before, metadata)) if metadata is not None else None
            news = {key: value for key, value in row.items() if value is not None}
            if news:
                connection.execute(update(threads).where(threads.c.id == thread_id).values(news))

        await self._write(write)

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        """None: favourites are switched off."""
        return []

    async def build_debug_url(self) -> str:
        """None: there is no outside service."""
        return ""

    async def close(self) -> None:
        """The engine belongs to the house."""

    async def _all(self, query: Any) -> list[Mapping[str, Any]]:
        def fetch() -> list[Mapping[str, Any]]:
            with self.engine.connect() as connection:
                return [dict(row) for row in connection.execute(query).mappings()]

        return await asyncio.to_thread(fetch)

    async def _run(self, *statements: Any) -> None:
        def run(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self._write(run)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._writes.add(work)


def _no_such() -> AccessProblem:
    return AccessProblem("app.data_layer.no_conversation")


def _mine(table: Any) -> Any:
    """The condition that a row lies in a conversation of whoever acts."""
    return table.c.threadId.in_(select(threads.c.id).where(threads.c.userIdentifier == acting()))


def _check_owner(connection: Connection, thread_id: str | None, who: str | None) -> None:
    owner = connection.execute(select(threads.c.userIdentifier).where(threads.c.id == thread_id)).scalar()
    if who is None or owner != who:
        raise _no_such()


def _titles(connection: Connection, thread_id: str, who: str | None) -> list[str]:
    """What this person's other conversations are called, the newest ones."""
    theirs = (threads.c.userIdentifier == who) & (threads.c.id != thread_id) & threads.c.name.is_not(None)
    query = select(threads.c.name).where(theirs).order_by(threads.c.createdAt.desc()).limit(LARGEST_PAGE)
    return list(connection.execute(query).scalars())


def _open_thread(connection: Connection, thread_id: str, who: str | None) -> str | None:
    """The stored metadata of this person's conversation, which is made where the id is new.

    Raises:
        AccessProblem: the conversation is somebody else's, or nobody acts.
    """
    if who is None:
        raise _no_such()
    user_id = connection.execute(select(users.c.id).where(users.c.identifier == who)).scalar()
    fresh = {"id": thread_id, "createdAt": utc_now(), "userId": user_id, "userIdentifier": who, "metadata": "{}"}
    upsert(connection, threads, fresh, keep=tuple(fresh))
    _check_owner(connection, thread_id, who)
    return connection.execute(select(threads.c.metadata).where(threads.c.id == thread_id)).scalar()


def _thread(row: Mapping[str, Any], shown: list[StepDict], charts: list[ElementDict]) -> ThreadDict:
    return cast(
        ThreadDict,
        {
            **{key: row[key] for key in ("id", "createdAt", "name", "userId", "userIdentifier")},
            "tags": json.loads(row["tags"] or "[]"),
            "metadata": json.loads(row["metadata"] or "{}"),
            "steps": shown,
            "elements": charts,
        },
    )
