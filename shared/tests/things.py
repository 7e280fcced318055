"""A service of the tests' own: one resource on the frame, in a schema of its own; and one that follows it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg
import httpx2 as httpx
from msgspec.structs import asdict
from sqlalchemy import Column, MetaData, Numeric, Table, Text, text
from sqlalchemy.schema import CreateTable
from starlette.responses import Response

from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.api.service import Service
from shared.contracts.feed import Event
from shared.data.db import DIALECT, Statement, Transaction
from shared.data.event import Follow
from shared.data.migrations import NO_OUTBOX, briefs, changes, feed, frame, protect
from shared.data.paging import Filter
from shared.data.resources import Resource, resource_columns
from shared.data.tables import CONVENTION
from shared.feed.follower import Follower
from shared.process.settings import ServiceSettings
from shared.service.app import ServiceApp, service_app
from shared.service.plan import Plan, Wing
from shared.testing.kit import PeersStub, database_url, settings_for
from shared.wire.documents import Change, Document
from shared.wire.shapes import Line, Name, Shape

things = Table(
    "things",
    MetaData(naming_convention=CONVENTION),
    *resource_columns(),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("size", Numeric),
)


class ThingIn(Shape):
    name: Name
    note: Line = ""
    size: Decimal | None = None


class Thing(ThingIn, kw_only=True):
    id: UUID
    version: int
    created_at: str


THINGS = Resource("thing", things, Thing, read="read")
LIST = THINGS.listing(cached=False)


async def create(tx: Transaction, thing: ThingIn) -> Document:
    return (await THINGS.create(tx, **asdict(thing))).answer()


async def update(tx: Transaction, thing_id: UUID, change: Change[ThingIn]) -> Document:
    thing = change.over(await THINGS.lock(tx, thing_id))
    return (await THINGS.change(tx, thing_id, **asdict(thing))).answer()


async def list_things(call: Call) -> Response:
    return await call.page(LIST, call.query(Filter))


async def create_thing(call: Call) -> Response:
    return await call.write(201, create, await call.body(ThingIn))


async def get_thing(call: Call) -> Response:
    return call.answer(await call.read(THINGS.get, call.id()))


async def update_thing(call: Call) -> Response:
    return await call.write(200, update, call.id(), await call.change(ThingIn))


ENDPOINTS = [
    Endpoint("GET", "/things", list_things, "read", response=list[Thing], query=Filter),
    Endpoint("POST", "/things", create_thing, "read", response=Thing, body=ThingIn, status=201),
    Endpoint("GET", "/things/{id}", get_thing, "read", response=Thing),
    Endpoint("PUT", "/things/{id}", update_thing, "read", response=Thing, body=ThingIn),
]


@dataclass(frozen=True)
class Schema:
    """`url` is that of its application role, `admin_url` may everything."""

    name: str
    url: str
    admin_url: str

    def settings(self, **more: Any) -> ServiceSettings:
        return ServiceSettings(**{**settings_for("patients"), "database_url": self.url, **more})

    async def admin(self, statement: str) -> list[asyncpg.Record]:
        """Runs it as a superuser, whom no row-level security holds."""
        async with self._superuser() as connection:
            return await connection.fetch(statement)

    async def script(self, sql: str) -> None:
        async with self._superuser() as connection:
            await connection.execute(sql)

    @asynccontextmanager
    async def _superuser(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.admin_url, server_settings={"search_path": self.name})
        try:
            yield connection
        finally:
            await connection.close()


async def make_schema() -> Schema:
    name = f"things_{uuid4().hex[:8]}"
    url = urlsplit(database_url("admin"))._replace(path="/vetchart")
    address = url.netloc.rpartition("@")[2]
    app_url = urlunsplit(url._replace(netloc=f"{name}_svc:secret@{address}"))
    schema = Schema(name, app_url, urlunsplit(url))
    await schema.script(f"""
        SELECT pg_advisory_xact_lock(hashtext('make_schema')); -- GRANT ON DATABASE by two at once fails
        CREATE ROLE {name}_svc LOGIN PASSWORD 'secret';
        GRANT CONNECT ON DATABASE vetchart TO {name}_svc;
        ALTER ROLE {name}_svc SET search_path = {name};
        CREATE SCHEMA {name};
        GRANT USAGE ON SCHEMA {name} TO {name}_svc;
        {frame(name)}
        {changes(name)}
        {briefs()}
        {feed(name)}
        {NO_OUTBOX}
        {CreateTable(things).compile(dialect=DIALECT)};
        CREATE TABLE ledger (seq bigint GENERATED ALWAYS AS IDENTITY, subject uuid, revision bigint, type text);
        {protect("things")}
        GRANT SELECT, INSERT, UPDATE ON things, ledger TO {name}_svc;
    """)  # fmt: skip
    return schema


def things_app(schema: Schema, peers: PeersStub, **settings: Any) -> ServiceApp:
    follows = {"auth": Follow(("user", "clinic"))}
    plan = Plan(name="things", wings=(Wing(endpoints=ENDPOINTS, publishes=(THINGS,)),), follows=follows)
    return service_app(plan, schema.settings(**settings), peers.transport())


class Network(httpx.AsyncBaseTransport):
    """The host `things` is an app in this process, any other is a stub, one of 127.0.0.1 is real."""

    def __init__(self, peers: PeersStub, things: ServiceApp | None = None) -> None:
        self._stubs = peers.transport()
        self._real = httpx.AsyncHTTPTransport()
        self._things = httpx.ASGITransport(app=things) if things else None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "things" and self._things:
            return await self._things.handle_async_request(request)
        real = request.url.host == "127.0.0.1"
        return await (self._real if real else self._stubs).handle_async_request(request)


def following(schema: Schema, network: Network) -> Service:
    return Service("follower", schema.settings(), network, look_ups={})


_LEDGER = Statement(
    "insert ledger",
    text(
        "INSERT INTO ledger (subject, revision, type)"
        " VALUES (CAST(:subject AS uuid), CAST(:revision AS bigint), CAST(:type AS text))"
    ),
)


async def write_ledger(tx: Transaction, events: list[Event]) -> None:
    """An effect that would show each second time, and fails for some."""
    for event in events:
        if b'"poison"' in bytes(event.data):
            raise ValueError
        await tx.execute(_LEDGER, subject=event.subject, revision=event.revision, type=event.type)


def follower(service: Service, url: str) -> Follower:
    """Of the feed of things."""
    return Follower(service.nodes, service.peers, "things", url, Follow(("thing",), write_ledger))
