"""Domain events (CloudEvents): one change of a resource, as a follower sees it."""

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
    """One change, as a follower sees it; `revision` grows with each, also over a restore."""

    id: str
    type: str
    kind: str
    subject: UUID
    clinicid: UUID
    revision: int
    time: str
    data: msgspec.Raw
    cursor: str = ""
    traceparent: str | None = None

    def document(self) -> str:
        return bytes(self.data).decode()


Effect = Callable[[Transaction, Event], Awaitable[None]]
