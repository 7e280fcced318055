"""SQL of the signing keys. Which one signs, and which are over, is decided by the database's clock."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Integer,
    Interval,
    LargeBinary,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.auth.tables import signing_keys
from shared.data.db import Statement, SystemTransaction

KEYS_LOCK = 0x4B45_5953  # "KEYS": two replicas that start at once make one first key

# What a copy of the database has otherwise, wherever a dump of it was restored: its server or its own number.
_HOME = Statement(
    "select home",
    text(
        """SELECT md5(system_identifier || '/' || oid) FROM pg_control_system(), pg_database
        WHERE datname = current_database()"""
    ),
)
_LOCK = Statement("lock keys", select(func.pg_advisory_xact_lock(bindparam("lock", type_=Integer))))
_KEYS = Statement(
    "select keys",
    select(
        signing_keys.c.kid,
        cast(signing_keys.c.public, Text).label("public"),
        signing_keys.c.sealed,
        (signing_keys.c.signs_from <= func.now()).label("signs"),
    )
    .where(or_(signing_keys.c.retires_at.is_(None), signing_keys.c.retires_at > func.now()))
    .order_by(signing_keys.c.signs_from.desc()),
)
_ADD = Statement(
    "insert key",
    insert(signing_keys).values(
        kid=bindparam("kid", type_=Text),
        public=cast(bindparam("public", type_=Text), JSONB),
        sealed=bindparam("sealed", type_=LargeBinary),
        signs_from=func.now() + bindparam("delay", type_=Interval),
    ),
)
_RETIRE = Statement(
    "retire keys",
    update(signing_keys)
    .where(signing_keys.c.retires_at.is_(None))
    .values(retires_at=func.now() + bindparam("after", type_=Interval)),
)
_RESEAL = Statement(
    "reseal key",
    update(signing_keys)
    .where(signing_keys.c.kid == bindparam("kid", type_=Text))
    .values(sealed=bindparam("sealed", type_=LargeBinary)),
)
_FORGET = Statement("delete keys", delete(signing_keys).where(signing_keys.c.retires_at <= func.now()))


async def home(tx: SystemTransaction) -> str:
    """Names this database among its copies."""
    return str(await tx.value(_HOME))


async def lock_keys(tx: SystemTransaction) -> None:
    await tx.value(_LOCK, lock=KEYS_LOCK)


async def published_keys(tx: SystemTransaction) -> list[Any]:
    """kid, public, sealed, signs; the first that `signs` is the one that does."""
    return await tx.rows(_KEYS)


async def add_key(tx: SystemTransaction, kid: str, public: str, sealed: bytes, delay: timedelta) -> None:
    await tx.execute(_ADD, kid=kid, public=public, sealed=sealed, delay=delay)


async def retire_keys(tx: SystemTransaction, after: timedelta) -> int:
    return await tx.execute(_RETIRE, after=after)


async def reseal_key(tx: SystemTransaction, kid: str, sealed: bytes) -> None:
    await tx.execute(_RESEAL, kid=kid, sealed=sealed)


async def forget_retired_keys(tx: SystemTransaction) -> None:
    await tx.execute(_FORGET)
