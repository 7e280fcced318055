"""Domain events: what a service publishes, and what another does with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.contracts.feed import Event
from shared.data.db import Statement, Transaction
from shared.identity.tokens import Permission


@dataclass(frozen=True, slots=True)
class Published:
    """A resource for snapshots: `snapshot` takes clinic_id, after, limit, bytes and gives id, version, document by id;
    the rows after the page's end have no document."""

    kind: str
    read: Permission
    snapshot: Statement


Effect = Callable[[Transaction, list[Event]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Follow:
    """What a service keeps of another: copies of these kinds; and what news of them do here beyond that. The effect
    is in the copies' transaction, and gets of each object the newest event alone."""

    kinds: tuple[str, ...]
    effect: Effect | None = None
