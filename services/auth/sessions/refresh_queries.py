"""SQL of refresh tokens. Only hashes are kept; a used one stays, so that its reuse is seen.

`-infinity` is the use of one that another successor took the place of: nobody was meant to have it.
"""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Interval, LargeBinary, bindparam, case, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from services.auth.tables import refresh_tokens
from shared.data.db import Statement, SystemTransaction, Transaction

# Two tabs may send one token at the same moment, and both get the same successor.
GRACE = timedelta(seconds=10)
State = Literal["unused", "used", "superseded"]

_one = refresh_tokens.c.hash == bindparam("hash", type_=LargeBinary)
_TAKE = Statement(
    "lock refresh token",
    select(
        refresh_tokens.c.clinic_id,
        refresh_tokens.c.session_id,
        refresh_tokens.c.used_at.is_not(None).label("used"),
        (refresh_tokens.c.used_at < func.now() - bindparam("grace", GRACE, type_=Interval)).label("late"),
    )
    .where(_one, refresh_tokens.c.expires_at > func.now())
    .with_for_update(),
)
_USE = Statement(
    "use refresh token",
    update(refresh_tokens).where(_one).values(used_at=func.now()),
)
_NOBODYS = text("'-infinity'")
_STATE = Statement(
    "select refresh token",
    select(
        case(
            (refresh_tokens.c.used_at.is_(None), "unused"),
            (refresh_tokens.c.used_at == _NOBODYS, "superseded"),
            else_="used",
        )
    ).where(_one),
)
_SUPERSEDE = Statement("supersede refresh token", update(refresh_tokens).where(_one).values(used_at=_NOBODYS))
_ADD = Statement(
    "insert refresh token",
    insert(refresh_tokens).values(expires_at=func.now() + bindparam("ttl", type_=Interval)).on_conflict_do_nothing(),
    ["hash", "clinic_id", "session_id"],
)
_FORGET = Statement("delete refresh tokens", delete(refresh_tokens).where(refresh_tokens.c.expires_at <= func.now()))


async def take(tx: SystemTransaction, token_hash: bytes) -> Any:
    """clinic_id, session_id, used, late; held until the transaction ends. None where there is no such token."""
    return await tx.row(_TAKE, hash=token_hash)


async def use(tx: SystemTransaction, token_hash: bytes) -> None:
    await tx.execute(_USE, hash=token_hash)


async def state(tx: SystemTransaction, token_hash: bytes) -> State | None:
    """None where there is no such token."""
    found: State | None = await tx.value(_STATE, hash=token_hash)
    return found


async def supersede(tx: SystemTransaction, token_hash: bytes) -> None:
    await tx.execute(_SUPERSEDE, hash=token_hash)


async def add(tx: Transaction, token_hash: bytes, session_id: UUID, ttl: int) -> None:
    """Of the transaction's clinic. The same twice is one."""
    await tx.execute(_ADD, hash=token_hash, session_id=session_id, ttl=timedelta(seconds=ttl))


async def forget_expired(tx: SystemTransaction) -> None:
    await tx.execute(_FORGET)
