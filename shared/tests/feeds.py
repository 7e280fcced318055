"""A publisher of things and its follower, in one process."""

from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

from shared.feed.follower import Follower
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, service_token
from shared.tests.things import Schema

Json = dict[str, Any]


@dataclass
class Publisher:
    app: ServiceApp
    schema: Schema
    clinics: list[ClinicStub]

    async def add(self, clinic: int = 0, name: str = "box") -> Json:
        async with Client(self.app, self.clinics[clinic].user()) as client:
            thing: Json = (await client.post("/api/things", json={"name": name})).json()
            return thing

    async def change(self, thing: Json, name: str, clinic: int = 0) -> None:
        async with Client(self.app, self.clinics[clinic].user()) as client:
            await client.put(f"/api/things/{thing['id']}", json={"name": name})

    async def ask(self, path: str, **params: str) -> httpx.Response:
        """As another service."""
        async with Client(self.app, None) as client:
            client.headers["Authorization"] = f"Bearer {service_token()}"
            return await client.get(path, params=params)

    async def ask_for(self, behind: list[Json]) -> httpx.Response:
        """The events after these positions, as another service."""
        async with Client(self.app, None) as client:
            client.headers["Authorization"] = f"Bearer {service_token()}"
            return await client.post("/internal/feed", json={"kinds": ["thing"], "behind": behind})

    async def keep(self) -> None:
        """As a backup does."""
        tables = ("things", "audit", "audit_heads")
        await self.schema.script(";".join(f"CREATE TABLE kept_{name} AS TABLE {name}" for name in tables))

    async def restore(self) -> None:
        for name in ("things", "audit", "audit_heads"):
            await self.schema.script(f"TRUNCATE {name}; INSERT INTO {name} TABLE kept_{name}")


@dataclass
class Copying:
    publisher: Publisher
    follower: Follower
    schema: Schema

    async def catch_up(self) -> None:
        """Also with what nobody tells."""
        await self.follower.start()
        for _ in range(100):
            if not await self.follower.step(wait=0):
                return
        raise AssertionError("the feed has no end")

    async def hear(self) -> None:
        """What is told by itself."""
        while await self.follower.step(wait=0):
            pass

    async def ledger(self) -> list[tuple[str, int]]:
        """(type, version) of each event that took effect, in order."""
        rows = await self.schema.admin("SELECT type, revision % (1::bigint << 40) FROM ledger ORDER BY seq")
        return [(row[0], row[1]) for row in rows]

    async def names(self) -> list[str]:
        rows = await self.schema.admin("SELECT document->>'name' FROM copies ORDER BY 1")
        return [row[0] for row in rows]
