"""Each statement of the code goes to one node at most: to the worker of the clinic that it names, or nowhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.local.configuration import Secrets
from deploy.local.database import SERVICES, role_url
from deploy.local.suite import Suite
from shared.data.db import Statement
from tests.citus.statements import Ran, run
from tests.test_citus import statements_of_the_code

# Those that take more than one message, and why.
SEVERAL = {
    "select second factor state": "reads the clinic's policy, which is at the coordinator, beside the user",
    "lock audit": "is a call within an expression",
    "select news": "reads the heads of all clinics",
    "select heads": "reads the heads of all clinics",
    "select positions": "reads the positions of all clinics",
}


@dataclass(frozen=True)
class Services:
    """A connection as each service's role."""

    connections: dict[str, asyncpg.Connection]
    clinic: UUID

    async def run(self, statement: Statement) -> Ran:
        """As the first whose schema has what it names."""
        ran = Ran("nobody's")
        for connection in self.connections.values():
            ran = await run(connection, statement, self.clinic)
            if not ran.error.startswith(("42P01", "42703", "42883")):
                break
        return ran


@pytest.fixture(scope="module")
async def services(suite: Suite) -> AsyncIterator[Services]:
    assert suite.postgres
    kept = Secrets.load_or_create(suite.var / "secrets.json").passwords
    roles = {service: f"{service}_svc" for service in SERVICES}
    made = {
        service: await asyncpg.connect(role_url(suite.postgres.admin_url, role, kept[role]))
        for service, role in roles.items()
    }
    for connection in made.values():
        await connection.execute("SET citus.log_remote_commands = on")
    yield Services(made, uuid4())
    for connection in made.values():
        await connection.close()


async def test_each_statement_of_the_code_runs(services: Services) -> None:
    failed = {}
    for statement in statements_of_the_code():
        if (ran := await services.run(statement)).error:
            failed[statement.name] = ran.error
    assert failed == {}


async def test_each_statement_of_the_code_goes_to_one_place(services: Services) -> None:
    many = {}
    for statement in statements_of_the_code():
        ran = await services.run(statement)
        if len(ran.sent) > 1:
            many[statement.name] = len(ran.sent)
    assert many.keys() <= SEVERAL.keys(), many
