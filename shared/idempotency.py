"""`Idempotency-Key` on every POST: the same key and body replays the stored answer, whoever sends it how often.

The answer is stored in the transaction that does the work, so there is never one without the other.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import asyncpg
from sqlalchemy import BigInteger, Text, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from shared import metrics
from shared.db import Statement, Transaction
from shared.errors import BadRequest, Conflict, Problem
from shared.tables import idempotency_keys as keys

KEY = re.compile(r"[\x21-\x7e]{1,200}")


class KeyReused(Problem):
    status, slug = 422, "idempotency-key-reused"


@dataclass(frozen=True, slots=True)
class Once:
    """One keyed request: who sends which body where."""

    user_id: UUID
    path: str
    key: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    status: int
    version: int | None
    answer: str


_where = [
    keys.c.clinic_id == bindparam("clinic_id", type_=Uuid),
    keys.c.user_id == bindparam("user_id", type_=Uuid),
    keys.c.path == bindparam("path", type_=Text),
    keys.c.key == bindparam("key", type_=Text),
]
_LOCK = Statement("lock key", select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger))))
_FIND = Statement("select key", select(keys.c.body_hash, keys.c.status, keys.c.version, keys.c.answer).where(*_where))
_STORE = Statement("insert key", insert(keys), [c.name for c in keys.c if c.name != "created_at"])


def once(key: str | None, user_id: UUID, path: str, body: bytes) -> Once | None:
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise BadRequest("Idempotency-Key must be 1 to 200 printable ASCII characters without spaces.")
    return Once(user_id, path, key, sha256(body).digest())


async def find(tx: Transaction, request: Once) -> Stored | None:
    """The answer that was given before, or None with the key locked: the caller is the one who does it.

    Raises Conflict where the first is still running after 2 s, KeyReused where its body was another.
    """
    lock = sha256(f"{tx.clinic_id}{request.user_id}{request.path}{request.key}".encode()).digest()
    try:
        await tx.connection.execute("SET LOCAL lock_timeout = '2s'")
        await tx.value(_LOCK, lock=int.from_bytes(lock[:8], signed=True))
    except asyncpg.LockNotAvailableError as error:
        raise Conflict(
            "A request with this Idempotency-Key is still running; ask again in a moment.", slug="in-progress"
        ) from error
    row = await tx.row(_FIND, user_id=request.user_id, path=request.path, key=request.key)
    if row is None:
        return None
    if row["body_hash"] != request.body_hash:
        raise KeyReused("This Idempotency-Key was used with another body; take a new key for a new request.")
    metrics.IDEMPOTENT_REPLAYS.inc()
    return Stored(row["status"], row["version"], row["answer"])


async def store(tx: Transaction, request: Once, stored: Stored) -> None:
    await tx.execute(
        _STORE,
        user_id=request.user_id,
        path=request.path,
        key=request.key,
        body_hash=request.body_hash,
        status=stored.status,
        version=stored.version,
        answer=stored.answer,
    )
