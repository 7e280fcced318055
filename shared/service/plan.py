"""What a service is made of, as data."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from shared.api.endpoints import Endpoint
from shared.api.service import Service
from shared.data.db import Transaction
from shared.data.event import Effect, Published
from shared.identity.tokens import Keys


@dataclass(frozen=True)
class Plan:
    """What makes one service different from another.

    `follows`: service -> (its URL, what an event of it does here) · `look_ups`: kind -> URL of its look-up ·
    `demo` loads this service's part of the demo clinics, once; it raises while others' parts are missing ·
    `background` runs as long as the process · `resources`: anything else that handlers need, by its type ·
    `name_of` a user, where that isn't in the copies.
    """

    name: str
    endpoints: list[Endpoint]
    publishes: tuple[Published, ...] = ()
    follows: dict[str, tuple[str, Effect]] = field(default_factory=dict)
    look_ups: dict[str, str] = field(default_factory=dict)
    demo: Callable[[Service], Awaitable[None]] | None = None
    background: tuple[Callable[[Service], Awaitable[None]], ...] = ()
    resources: tuple[object, ...] = ()
    keys: Keys | None = None
    name_of: Callable[[Transaction, UUID], Awaitable[str]] | None = None
