"""When a process says that it is ready."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from shared.data.db import Database
from shared.service.health import why_not_ready
from shared.tests.things import Schema, make_schema


@pytest.fixture
async def service() -> AsyncIterator[Any]:
    schema = await make_schema()
    await schema.script(
        f"CREATE TABLE schema_version (version_num text); GRANT SELECT ON schema_version TO {schema.name}_svc"
    )
    db = Database(schema.settings())
    yield SimpleNamespace(db=db, migration="0002", draining=False, demo_loaded=True, schema=schema)
    await db.close()


async def migrate(schema: Schema, version: str) -> None:
    await schema.admin(f"INSERT INTO schema_version VALUES ('{version}')")


class TestReady:
    async def test_not_before_its_schema_is_there(self, service: Any) -> None:
        assert "the schema is at None" in (await why_not_ready(service) or "")

    async def test_not_on_a_schema_older_than_the_code(self, service: Any) -> None:
        await migrate(service.schema, "0001")
        assert await why_not_ready(service) == "the schema is at 0001, this code needs 0002"

    @pytest.mark.parametrize("version", ["0002", "0003"])
    async def test_on_its_own_schema_and_on_a_newer_one(self, service: Any, version: str) -> None:
        """So the last release stays ready while the next one's migration is in, and can be rolled back to."""
        await migrate(service.schema, version)
        assert await why_not_ready(service) is None
