"""Domain events: one change of a resource, as a follower sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import msgspec

from shared.data.db import Statement, Transaction
from shared.identity.tokens import Permission


@dataclass(frozen=True, slots=True)
class Published:
    """A resource for snapshots: `snapshot` takes clinic_id, after, limit, bytes and gives id, version, document by id;
    the rows after the page's end have no document."""

    kind: str
    read: Permission
    snapshot: Statement


class Event(msgspec.Struct, frozen=True):
    """One change, as a follower sees it; `revision` grows with each, also over a restore. An object out of a snapshot
    has the type `thing.snapshot` and no time."""

    type: str
    kind: str
    subject: UUID
    revision: int
    data: msgspec.Raw
    time: str = ""
    traceparent: str | None = None


Effect = Callable[[Transaction, list[Event]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Follow:
    """What a service keeps of another: copies of these kinds; and what news of them do here beyond that. The effect
    is in the copies' transaction, and gets of each object the newest event alone."""

    kinds: tuple[str, ...]
    effect: Effect | None = None
