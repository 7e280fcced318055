"""`Idempotency-Key` on every POST: the same key and body replays the stored answer, whoever sends it how often.

The answer is stored in the transaction that does the work, so there is never one without the other. Of one that is too
large to store only the status is, and what it is of: the same request then gets that object as it is now.
"""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import BigInteger, Text, Uuid, bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from shared.data.db import Database, Statement, Transaction
from shared.data.tables import clinics
from shared.data.tables import idempotency_keys as keys
from shared.process import metrics
from shared.wire.documents import Document, Name
from shared.wire.errors import BadRequest, Conflict, Problem

log = structlog.get_logger()
PRUNE_EVERY = 900.0  # seconds
LARGEST = 256 << 10  # bytes of an answer that is stored
# How a large answer's object is read anew, by its kind.
READERS: dict[str, Callable[..., Awaitable[Document]]] = {}
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
    document: Document

    @property
    def too_large(self) -> bool:
        return self.document.name is not None and len(self.document.body.encode()) > LARGEST


_PRUNE = Statement(
    "prune keys",
    delete(keys).where(
        keys.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        keys.c.created_at < func.now() - text("interval '1 day'"),
    ),
)
_CLINICS = Statement("select clinics", select(clinics.c.id))
_where = [
    keys.c.clinic_id == bindparam("clinic_id", type_=Uuid),
    keys.c.user_id == bindparam("user_id", type_=Uuid),
    keys.c.path == bindparam("path", type_=Text),
    keys.c.key == bindparam("key", type_=Text),
]
_LOCK = Statement("lock key", select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger))))
_known = (keys.c.body_hash, keys.c.status, keys.c.version, keys.c.answer, keys.c.kind, keys.c.subject)
_FIND = Statement("select key", select(*_known).where(*_where))
_STORE = Statement("insert key", insert(keys), [c.name for c in keys.c if c.name != "created_at"])


def once(key: str | None, user_id: UUID, path: str, body: bytes, secret: str) -> Once | None:
    """The body's hash is keyed with what isn't in the database: a body may hold a password, and a plain hash of one
    could be tried out."""
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise BadRequest("Idempotency-Key must be 1 to 200 printable ASCII characters without spaces.")
    return Once(user_id, path, key, hmac.digest(secret.encode(), body, "sha256"))


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
    name = Name(row["kind"], row["subject"]) if row["kind"] else None
    return Stored(row["status"], Document(row["answer"], row["version"], name=name))


async def replay(tx: Transaction, stored: Stored) -> Document:
    """The stored answer, else the object as it is now."""
    name = stored.document.name
    return await READERS[name.kind](tx, name.id) if name else stored.document


async def store(tx: Transaction, request: Once, stored: Stored) -> None:
    name = stored.document.name if stored.too_large else None
    await tx.execute(
        _STORE,
        user_id=request.user_id,
        path=request.path,
        key=request.key,
        body_hash=request.body_hash,
        status=stored.status,
        version=stored.document.version,
        answer="" if name else stored.document.body,
        kind=name.kind if name else None,
        subject=name.id if name else None,
    )


async def prune_keys(db: Database) -> None:
    """Forgets those of yesterday, for as long as the process lives."""
    while True:
        try:
            await prune(db)
        except Exception as error:
            log.warning("keys not pruned", error=type(error).__name__)
        await asyncio.sleep(PRUNE_EVERY)


async def prune(db: Database) -> None:
    async with db.autocommit() as tx:
        known = await tx.rows(_CLINICS)
    for row in known:
        async with db.transaction(row["id"]) as tx:
            await tx.execute(_PRUNE)
