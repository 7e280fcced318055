"""One running service: what its handlers, followers and health checks share. Made once, in create_app."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import ip_address
from typing import TypeVar
from uuid import UUID

import httpx2 as httpx

from shared import revisions
from shared.auth import Jwks, Keys, Verifier
from shared.copies import Directory
from shared.db import Database, Transaction
from shared.endpoints import Endpoint
from shared.events import Effect, Published
from shared.joined import Joined
from shared.kept import Kept
from shared.peers import Peers
from shared.rendering.renderer import Renderer
from shared.settings import ServiceSettings

T = TypeVar("T")


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
    demo: "Callable[[Service], Awaitable[None]] | None" = None
    background: "tuple[Callable[[Service], Awaitable[None]], ...]" = ()
    resources: tuple[object, ...] = ()
    keys: Keys | None = None
    name_of: Callable[[Transaction, UUID], Awaitable[str]] | None = None


class Service:
    def __init__(
        self, plan: Plan, settings: ServiceSettings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.plan = plan
        self.name = plan.name
        self.settings = settings
        self.db = Database(settings)
        self.peers = Peers(plan.name, settings, transport)
        self.verifier = Verifier(plan.keys or Jwks(self.peers.jwks))
        self.directory = Directory(self.db, self.peers, plan.look_ups)
        self.name_of = plan.name_of or self.directory.name_of
        self.demo_loaded = plan.demo is None or not settings.demo_clinics
        self.draining = False
        self.kept = Kept()
        self.renderer = Renderer()
        self.changes = Joined(self.db.changes)
        self._wake = asyncio.Event()

    @cached_property
    def migration(self) -> str:
        """The newest that this code knows."""
        return revisions.head(self.name)

    def resource(self, kind: type[T]) -> T:
        return next(each for each in self.plan.resources if isinstance(each, kind))

    def trusts(self, address: str) -> bool:
        """Whether X-Forwarded-For of this peer is believed."""
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.settings.trusted_proxies)

    def woken(self) -> asyncio.Event:
        """Set at the next write of this process."""
        return self._wake

    def wake_followers(self) -> None:
        self._wake.set()
        self._wake = asyncio.Event()

    def drain(self) -> None:
        self.draining = True
        self.wake_followers()
