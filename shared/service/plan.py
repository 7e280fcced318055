"""What a service is made of, as data."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from shared.api.endpoints import Endpoint
from shared.api.service import Service
from shared.data.db import Transaction
from shared.data.event import Effect, Published
from shared.data.resources import Resource
from shared.identity.tokens import Keys
from shared.service.look_ups import look_up_endpoints


@dataclass(frozen=True)
class Wing:
    """A part of a service: the calls of its rooms, and things others are told of; resources can be looked up, too."""

    endpoints: list[Endpoint]
    publishes: tuple[Resource | Published, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What makes one service different from another.

    `follows`: service -> (its URL, what an event of it does here) · `look_ups`: kind -> URL of its look-up ·
    `demo` loads this service's part of the demo clinics, once; it raises while others' parts are missing ·
    `background` runs as long as the process · `resources`: anything else that handlers need, by its type ·
    `name_of` a user, where that isn't in the copies.
    """

    name: str
    wings: tuple[Wing, ...]
    follows: dict[str, tuple[str, Effect]] = field(default_factory=dict)
    look_ups: dict[str, str] = field(default_factory=dict)
    demo: Callable[[Service], Awaitable[None]] | None = None
    background: tuple[Callable[[Service], Awaitable[None]], ...] = ()
    resources: tuple[object, ...] = ()
    keys: Keys | None = None
    name_of: Callable[[Transaction, UUID], Awaitable[str]] | None = None

    @property
    def endpoints(self) -> list[Endpoint]:
        return endpoints(self.wings)

    @property
    def publishes(self) -> tuple[Published, ...]:
        return published(self.wings)


def endpoints(wings: tuple[Wing, ...]) -> list[Endpoint]:
    resources = [each for wing in wings for each in wing.publishes if isinstance(each, Resource)]
    return [*(each for wing in wings for each in wing.endpoints), *look_up_endpoints(resources)]


def published(wings: tuple[Wing, ...]) -> tuple[Published, ...]:
    everything = [each for wing in wings for each in wing.publishes]
    return tuple(each.published() if isinstance(each, Resource) else each for each in everything)
