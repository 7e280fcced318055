"""SQL of sessions, and of revocations: what every process must know of those that ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Float,
    Interval,
    Text,
    Uuid,
    bindparam,
    cast,
    delete,
    extract,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSON, insert

from services.auth.tables import revocations, sessions
from shared.data.db import Statement, SystemTransaction, Transaction, json_object

# A transaction lives 30 s at most (transaction_timeout); what it revoked may be seen that much after its time stamp.
LATE_COMMITS = timedelta(seconds=40)

_clinic = sessions.c.clinic_id == bindparam("clinic_id", type_=Uuid)
_user = sessions.c.user_id == bindparam("user_id", type_=Uuid)
_one = sessions.c.id == bindparam("id", type_=Uuid)
_open = sessions.c.ended_at.is_(None)
_expires = func.now() + bindparam("ttl", type_=Interval)

_INSERT = Statement(
    "insert session",
    insert(sessions).values(expires_at=_expires),
    ["clinic_id", "id", "user_id", "user_agent", "address", "cookie"],
)
_TOUCH = Statement(
    "update session",
    update(sessions)
    .where(_clinic, _one, _open, sessions.c.expires_at > func.now())
    .values(last_seen_at=func.now(), expires_at=_expires)
    .returning(sessions.c.user_id),
)
_document = json_object(
    id=sessions.c.id,
    current=sessions.c.id == bindparam("current", type_=Uuid),
    cookie=sessions.c.cookie,
    userAgent=sessions.c.user_agent,
    address=sessions.c.address,
    createdAt=sessions.c.created_at,
    lastSeenAt=sessions.c.last_seen_at,
    expiresAt=sessions.c.expires_at,
)
_newest = (
    select(_document.label("document"), sessions.c.last_seen_at)
    .where(_clinic, _user, _open, sessions.c.expires_at > func.now())
    .order_by(sessions.c.last_seen_at.desc())
    .limit(500)
    .subquery()
)
_LIST = Statement(
    "select sessions",
    select(
        cast(
            func.coalesce(func.json_agg(_newest.c.document), cast("[]", JSON)),
            Text,
        )
    ),
)


def _end(name: str, *which: Any) -> Statement:
    ended = update(sessions).where(_clinic, _user, _open, *which).values(ended_at=func.now())
    return Statement(name, ended.returning(sessions.c.id))


_END_ONE = _end("end session", _one)
_END_ALL = _end("end sessions", sessions.c.id != bindparam("keep", type_=Uuid))
# Not one statement with the above: revocations belong to no clinic (deploy/citus/distribute.sql).
_REVOKE = Statement(
    "insert revocations",
    insert(revocations)
    .from_select(
        ["session_id", "until"],
        select(func.unnest(bindparam("ids", type_=ARRAY(Uuid))), func.now() + bindparam("ttl", type_=Interval)),
    )
    .on_conflict_do_nothing(),
)
_REVOKED = Statement(
    "select revocations",
    select(revocations.c.session_id, cast(extract("epoch", revocations.c.until), Float).label("until")).where(
        revocations.c.until > func.now(),
        revocations.c.revoked_at
        > func.to_timestamp(bindparam("since", type_=Float)) - bindparam("late", LATE_COMMITS, type_=Interval),
    ),
)
_NOW = Statement("select time", select(cast(extract("epoch", func.now()), Float)))
_FORGET = Statement("delete revocations", delete(revocations).where(revocations.c.until <= func.now()))


async def insert_session(
    tx: Transaction, session_id: UUID, user_id: UUID, *, user_agent: str, address: str, cookie: bool, ttl: int
) -> None:
    values = {"id": session_id, "user_id": user_id, "user_agent": user_agent, "address": address, "cookie": cookie}
    await tx.execute(_INSERT, **values, ttl=timedelta(seconds=ttl))


async def touch_session(tx: Transaction, session_id: UUID, ttl: int) -> UUID | None:
    """Its user, where the session is open; it then lives `ttl` seconds from now."""
    found: UUID | None = await tx.value(_TOUCH, id=session_id, ttl=timedelta(seconds=ttl))
    return found


async def open_sessions(tx: Transaction, user_id: UUID, current: UUID) -> str:
    """As JSON, the last used first."""
    return str(await tx.value(_LIST, user_id=user_id, current=current))


async def end_session(tx: Transaction, user_id: UUID, session_id: UUID, token_ttl: int) -> bool:
    """False where this user has no such open session."""
    ended = await tx.rows(_END_ONE, user_id=user_id, id=session_id)
    await revoke(tx, [row["id"] for row in ended], token_ttl)
    return bool(ended)


async def end_sessions(tx: Transaction, user_id: UUID, token_ttl: int, keep: UUID | None = None) -> None:
    """All of the user's, but for `keep`."""
    ended = await tx.rows(_END_ALL, user_id=user_id, keep=keep or UUID(int=0))
    await revoke(tx, [row["id"] for row in ended], token_ttl)


async def revoke(tx: Transaction, session_ids: list[UUID], token_ttl: int) -> None:
    """Until their last token is over, whether there are such sessions or not."""
    if session_ids:
        await tx.execute(_REVOKE, ids=session_ids, ttl=timedelta(seconds=token_ttl))


async def revoked_since(tx: SystemTransaction, since: float) -> tuple[float, list[tuple[str, float]]]:
    """The database's time now, and the sessions that ended after `since`, each with the time its tokens are over."""
    now = float(await tx.value(_NOW))
    rows = await tx.rows(_REVOKED, since=since)
    return now, [(str(row["session_id"]), row["until"]) for row in rows]


async def forget_revocations(tx: SystemTransaction) -> None:
    await tx.execute(_FORGET)
