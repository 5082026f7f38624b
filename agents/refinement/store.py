"""Where refinement keeps what people said: thumbs with their credit, versions of the weights, corrections. SQL only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, update

from agents.refinement.masking import GAP, masked
from agents.refinement.weights import Posterior, Rating, posteriors, rater_trust, weights
from db.audit import record
from db.state import accounts, agent_feedback, agent_weights, corrections, now, turns
from db.state.chat_tables import SCOPE

_KEPT_VERSIONS = 200


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Who carried a turn's reply, and what the turn was about."""

    kind: str
    shares: Mapping[str, float]
    question: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """An accepted correction; ``owner``: whose customers its author sees (None: all), ``masked`` for everybody else."""

    kind: str
    question: str
    text: str
    language: str = "es"
    owner: str | None = None
    masked: tuple[str, str] | None = None
    """Question and text without any customer's words; None where that leaves too little."""

    def for_reader(self, owner: str | None) -> tuple[str, str] | None:
        """Question and text as somebody who sees the customers of ``owner`` (None: all) may read them."""
        return (self.question, self.text) if owner is None or owner == self.owner else self.masked


def credit_of(state: Engine, turn_id: str) -> Credit | None:
    """A turn's credit from its stored trace."""
    with state.connect() as connection:
        row = connection.execute(
            select(turns.c.question, turns.c.language, turns.c.trace).where(turns.c.turn_id == turn_id)
        ).one_or_none()
    if row is None:
        return None
    event: dict[str, Any] = next((e for e in reversed(row.trace or []) if e.get("event") == "CreditAssigned"), {})
    return Credit(
        kind=event.get("kind", "other"), shares=event.get("shares", {}), question=row.question, language=row.language
    )


def rate(state: Engine, turn_id: str, user: str, credit: Credit, *, value: int, comment: str | None) -> None:
    """Keep a thumb in place of the person's earlier one on the same turn."""
    t = agent_feedback
    with state.begin() as connection:
        connection.execute(delete(t).where(t.c.turn_id == turn_id, t.c.user == user))
        connection.execute(
            insert(t).values(
                turn_id=turn_id,
                user=user,
                kind=credit.kind,
                rating=value,
                shares=dict(credit.shares),
                comment=comment,
                active=True,
            )
        )


def unrate(state: Engine, turn_id: str, user: str) -> None:
    """Forget a person's thumb on a turn."""
    t = agent_feedback
    with state.begin() as connection:
        connection.execute(delete(t).where(t.c.turn_id == turn_id, t.c.user == user))


def ratings(state: Engine) -> list[Rating]:
    """Every thumb that counts, oldest first."""
    t = agent_feedback
    with state.connect() as connection:
        rows = connection.execute(select(t).where(t.c.active).order_by(t.c.id)).all()
    return [Rating(user=r.user, kind=r.kind or "other", value=r.rating, shares=r.shares or {}) for r in rows]


def set_aside_since(state: Engine, version: int, who: str) -> int:
    """Stop counting the thumbs given after a version of the weights was made; they stay on record."""
    w, t = agent_weights, agent_feedback
    with state.begin() as connection:
        made = connection.scalar(select(func.max(w.c.created)).where(w.c.version == version))
        if made is None:
            return 0
        changed = connection.execute(update(t).where(t.c.active, t.c.created > made).values(active=False))
    record(state, who, "agents.refine.revert", {"version": version, "set_aside": changed.rowcount})
    return int(changed.rowcount)


def keep(state: Engine, found: Mapping[tuple[str, str], Posterior], *, floor: float) -> int:
    """Write a new version of the weights; the oldest versions go."""
    t = agent_weights
    with state.begin() as connection:
        version = int(connection.scalar(select(func.max(t.c.version))) or 0) + 1
        rows = []
        for kind in dict.fromkeys(kind for _, kind in found):
            agents = [agent for agent, k in found if k == kind]
            held = weights(found, agents, kind, floor=floor)
            rows += [
                {
                    "version": version,
                    "agent": agent,
                    "kind": kind,
                    "alpha": found[agent, kind].alpha,
                    "beta": found[agent, kind].beta,
                    "weight": held[agent],
                }
                for agent in agents
            ]
        if rows:
            connection.execute(insert(t), rows)
        connection.execute(delete(t).where(t.c.version <= version - _KEPT_VERSIONS))
    return version


def stand(state: Engine) -> tuple[int, int, int]:
    """What tells that thumbs were given, taken back or set aside: the newest version, how many count, the last one."""
    w, t = agent_weights, agent_feedback
    with state.connect() as connection:
        version = connection.scalar(select(func.max(w.c.version)))
        count, last = connection.execute(select(func.count(), func.max(t.c.id)).where(t.c.active)).one()
    return int(version or 0), int(count), int(last or 0)


def propose(state: Engine, turn_id: str, credit: Credit, author: str, text: str) -> int:
    """Keep a correction until an administrator decides."""
    with state.begin() as connection:
        done = connection.execute(
            insert(corrections).values(
                turn_id=turn_id,
                kind=credit.kind,
                language=credit.language,
                question=credit.question,
                text=text,
                author=author,
                status="proposed",
            )
        )
    key = done.inserted_primary_key
    return int(key[0]) if key else 0


def decide(state: Engine, number: int, status: str, who: str) -> bool:
    """Accept or withdraw a correction; False when there is none of that number."""
    t = corrections
    with state.begin() as connection:
        changed = connection.execute(
            update(t).where(t.c.id == number).values(status=status, decided_by=who, decided=now())
        )
    if changed.rowcount:
        record(state, who, f"agents.refine.{status}", {"correction": number})
    return bool(changed.rowcount)


def decisions(state: Engine) -> tuple[int, datetime | None]:
    """What changes with each decision of an administrator, whichever process it was told to."""
    t = corrections
    with state.connect() as connection:
        count, last = connection.execute(select(func.count(t.c.decided), func.max(t.c.decided))).one()
    return int(count), last


def accepted(state: Engine) -> list[Correction]:
    """The corrections that are examples, newest first."""
    t = corrections
    told = (t.c.kind, t.c.question, t.c.text, t.c.language, accounts.c.owner, turns.c.facts, turns.c.versions)
    query = select(*told).where(t.c.status == "accepted")
    query = query.select_from(
        t.outerjoin(accounts, accounts.c.name == t.c.author).outerjoin(turns, turns.c.turn_id == t.c.turn_id)
    )
    with state.connect() as connection:
        rows = connection.execute(query.order_by(t.c.id.desc())).all()
    return [
        Correction(
            kind=row.kind,
            question=row.question,
            text=row.text,
            language=row.language,
            owner=_owner(row),
            masked=_masked(row),
        )
        for row in rows
    ]


def _owner(row: Any) -> str | None:
    """Whose customers the author saw when the reply was given: an account may have another portfolio since."""
    versions: dict[str, str | None] = row.versions if isinstance(row.versions, dict) else {}
    return versions.get(SCOPE, row.owner)


def _masked(row: Any) -> tuple[str, str] | None:
    facts = row.facts or []
    question, text = masked(row.question or "", facts), masked(row.text or "", facts)
    return None if text is None else (question or GAP, text)


def report(state: Engine, *, prior: float, floor: float) -> dict[str, Any]:
    """Weights by kind, raters and how much they count, corrections, versions."""
    said = ratings(state)
    found = posteriors(said, prior=prior)
    by_kind = {
        kind: {
            agent: {
                "weight": weight,
                "up": round(found[agent, kind].alpha, 2),
                "down": round(found[agent, kind].beta, 2),
            }
            for agent, weight in weights(found, [a for a, k in found if k == kind], kind, floor=floor).items()
        }
        for kind in sorted({kind for _, kind in found})
    }
    trust = rater_trust(said, prior=prior)
    with state.connect() as connection:
        versions = connection.execute(
            select(agent_weights.c.version, func.max(agent_weights.c.created))
            .group_by(agent_weights.c.version)
            .order_by(agent_weights.c.version.desc())
            .limit(10)
        ).all()
        written = connection.execute(select(corrections).order_by(corrections.c.id.desc()).limit(50)).all()
    return {
        "weights": by_kind,
        "raters": {
            user: {"ratings": sum(r.user == user for r in said), "counts": round(t, 2)} for user, t in trust.items()
        },
        "versions": [{"version": v, "made": made} for v, made in versions],
        "corrections": [
            {"id": r.id, "status": r.status, "question": r.question, "text": r.text, "author": r.author}
            for r in written
        ],
    }
