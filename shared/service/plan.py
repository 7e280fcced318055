"""What a service is made of, as data."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shared.api.endpoints import Endpoint
from shared.api.room import Room
from shared.api.service import Service
from shared.api.summary import OfPatient, summary_endpoint
from shared.data.db import Transaction
from shared.data.event import Follow, Published
from shared.data.resources import Resource
from shared.identity.tokens import Keys
from shared.process.settings import ServiceSettings
from shared.service.look_ups import look_up_endpoints


@dataclass(frozen=True)
class Wing:
    """A part of a service: its rooms; the calls of what is no room, what is published beside the rooms'
    things; and the lists of it that a patient's summary shows."""

    rooms: tuple[Room, ...] = ()
    endpoints: Sequence[Endpoint] = ()
    publishes: tuple[Resource | Published, ...] = ()
    of_patient: tuple[OfPatient, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What makes one service different from another.

    `follows`: service -> what is kept of it, and what its news do here ·
    `demo` loads this service's part of the demo clinics, once; it raises while others' parts are missing ·
    `background` runs as long as the process · `resources`: anything else that handlers need, by its type ·
    `name_of` a user, where that isn't in the copies.
    """

    name: str
    wings: tuple[Wing, ...]
    follows: dict[str, Follow] = field(default_factory=dict)
    demo: Callable[[Service], Awaitable[None]] | None = None
    background: tuple[Callable[[Service], Awaitable[None]], ...] = ()
    resources: tuple[object, ...] = ()
    keys: Keys | None = None
    name_of: Callable[[Transaction, UUID], Awaitable[str]] | None = None

    @property
    def endpoints(self) -> list[Endpoint]:
        return endpoints(self.wings)

    def urls(self, settings: ServiceSettings) -> dict[str, str]:
        """Service -> its URL, of those that it follows."""
        return {source: getattr(settings, f"{source}_url") for source in self.follows}

    def look_ups(self, settings: ServiceSettings) -> dict[str, str]:
        """Kind -> URL of its look-up."""
        urls = self.urls(settings)
        return {
            kind: f"{urls[source]}/internal/{kind}" for source, follow in self.follows.items() for kind in follow.kinds
        }

    @property
    def publishes(self) -> tuple[Published, ...]:
        return published(self.wings)


def rooms(wings: tuple[Wing, ...]) -> list[Room]:
    return [room for wing in wings for room in wing.rooms]


def endpoints(wings: tuple[Wing, ...]) -> list[Endpoint]:
    """Also those by which other services look up a resource, and the gateway this service's part of a summary."""
    calls = [each for room in rooms(wings) for each in room.endpoints()]
    calls += [each for wing in wings for each in wing.endpoints]
    resources = [each for each in _things(wings) if isinstance(each, Resource)]
    patients = next((each for each in resources if each.kind == "patient"), None)
    lists = of_patient(wings)
    return [*calls, *look_up_endpoints(resources), *([summary_endpoint(lists, patients)] if lists else [])]


def of_patient(wings: tuple[Wing, ...]) -> list[OfPatient]:
    return [each for wing in wings for each in wing.of_patient]


def published(wings: tuple[Wing, ...]) -> tuple[Published, ...]:
    return tuple(each.published() if isinstance(each, Resource) else each for each in _things(wings))


def _things(wings: tuple[Wing, ...]) -> list[Resource | Published]:
    return [each for wing in wings for each in (*wing.publishes, *(room.resource for room in wing.rooms))]
