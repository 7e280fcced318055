"""SQL of tokens that work once. Only hashes are kept, one for each user and purpose."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Interval, LargeBinary, Text, Uuid, any_, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from services.auth.tables import one_time_tokens as tokens
from shared.data.db import Statement, SystemTransaction, Transaction

_mine = [
    tokens.c.clinic_id == bindparam("clinic_id", type_=Uuid),
    tokens.c.user_id == bindparam("user_id", type_=Uuid),
]
_purposes = tokens.c.purpose == any_(bindparam("purposes", type_=ARRAY(Text)))
_purpose = tokens.c.purpose == bindparam("purpose", type_=Text)

_UPSERT = insert(tokens).values(expires_at=func.now() + bindparam("ttl", type_=Interval))
_UPSERT_TOKEN = Statement(
    "upsert one-time token",
    _UPSERT.on_conflict_do_update(
        index_elements=["clinic_id", "user_id", "purpose"],
        set_={"hash": _UPSERT.excluded.hash, "expires_at": _UPSERT.excluded.expires_at},
    ),
    ["clinic_id", "user_id", "purpose", "hash"],
)
_LOCK = Statement(
    "lock one-time token",
    select(tokens.c.clinic_id, tokens.c.user_id)
    .where(tokens.c.hash == bindparam("hash", type_=LargeBinary), _purposes, tokens.c.expires_at > func.now())
    .with_for_update(),
)
_DROP = Statement("delete one-time token", delete(tokens).where(*_mine, _purpose))
_DROP_ALL = Statement("delete one-time tokens", delete(tokens).where(*_mine))
_FORGET = Statement("forget one-time tokens", delete(tokens).where(tokens.c.expires_at <= func.now()))


async def upsert_token(tx: Transaction, user_id: UUID, purpose: str, token_hash: bytes, ttl: timedelta) -> None:
    """In the place of the one before."""
    await tx.execute(_UPSERT_TOKEN, user_id=user_id, purpose=purpose, hash=token_hash, ttl=ttl)


async def lock_token(tx: SystemTransaction, purposes: Iterable[str], token_hash: bytes) -> Any:
    """clinic_id, user_id; held until the transaction ends. None where there is none, or it is over."""
    return await tx.row(_LOCK, purposes=list(purposes), hash=token_hash)


async def drop_token(tx: Transaction, user_id: UUID, purpose: str) -> None:
    await tx.execute(_DROP, user_id=user_id, purpose=purpose)


async def drop_tokens(tx: Transaction, user_id: UUID) -> None:
    """All of the user's: a link that was made before must not outlive a new password or a disabled account."""
    await tx.execute(_DROP_ALL, user_id=user_id)


async def forget_tokens(tx: SystemTransaction) -> None:
    await tx.execute(_FORGET)
