"""Application state of a service: what its handlers, followers and health checks share. Made once, in create_app."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from ipaddress import ip_address
from typing import TypeVar
from uuid import UUID

import httpx2 as httpx

from shared.data import revisions
from shared.data.cache import AnswerCache
from shared.data.db import SYSTEM, Actor, Database, Transaction
from shared.data.single_flight import SingleFlight
from shared.feed.desk import Desk
from shared.feed.directory import Directory
from shared.feed.nodes import Nodes
from shared.identity.peers import Peers
from shared.identity.tokens import Keys, RemoteKeys, Verifier
from shared.process.rendering.renderer import Renderer
from shared.process.settings import ServiceSettings

T = TypeVar("T")


class Service:
    """`transport`: how peers are reached, for tests; the rest as the plan has it."""

    def __init__(
        self,
        name: str,
        settings: ServiceSettings,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        look_ups: dict[str, str],
        resources: tuple[object, ...] = (),
        keys: Keys | None = None,
        name_of: Callable[[Transaction, UUID], Awaitable[str]] | None = None,
        has_demo: bool = False,
    ) -> None:
        self.name = name
        self.settings = settings
        self.db = Database(settings)
        self.peers = Peers(name, settings, transport)
        self.verifier = Verifier(keys or RemoteKeys(self.peers.jwks))
        self.directory = Directory(self.db, self.peers, look_ups)
        self.name_of = name_of or self.directory.name_of
        self.demo_loaded = not (has_demo and settings.demo_clinics)
        self._resources = resources
        self.draining = False
        self.cache = AnswerCache()
        self.renderer = Renderer()
        self.changes = SingleFlight(self.db.changes)
        self.nodes = Nodes(self.db)
        self._wake = asyncio.Event()

    @cached_property
    def migration(self) -> str:
        """The newest that this code knows."""
        return revisions.head(self.name)

    @asynccontextmanager
    async def desk(self, clinic_id: UUID, actor: Actor = SYSTEM) -> AsyncIterator[Desk]:
        """Opens a unit of work of this clinic, for operations. Who writes here is thereby known here, as what
        goes through all clinics needs it. Raises NotFound, Unavailable."""
        clinic = await self.directory.clinic(clinic_id)
        async with self.db.transaction(clinic_id, actor) as tx:
            yield Desk(tx, clinic, self.directory)

    def resource(self, kind: type[T]) -> T:
        return next(each for each in self._resources if isinstance(each, kind))

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
