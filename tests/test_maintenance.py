"""Every SQL block of the operators' documents runs, as the role that it names, and none leaves half of itself."""

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.local.database import OPERATIONS, OWNER
from deploy.local.process import ROOT
from shared.testing.kit import database_url

BLOCK = re.compile(r"^```sql\n(.*?)^```", re.MULTILINE | re.DOTALL)
DOCUMENTS = sorted((ROOT / "ops").rglob("*.md"))


def role_of(block: str) -> str:
    first = block.partition("\n")[0]
    return {"-- as the administrator": "admin", f"-- as {OWNER}": OWNER}.get(first, OPERATIONS)


@pytest.fixture
async def sessions() -> AsyncIterator[dict[str, asyncpg.Connection]]:
    """By role, in the suite's database; what they change is taken back, since other tests work there, too."""
    urls = {role: database_url(role) for role in (OPERATIONS, OWNER)}
    urls["admin"] = database_url("admin").rsplit("/", 1)[0] + "/vetchart"
    found = {role: await asyncpg.connect(url) for role, url in urls.items()}
    for connection in found.values():
        await connection.execute("BEGIN")
    yield found
    for connection in found.values():
        await connection.close()


def test_there_are_blocks_to_run() -> None:
    assert sum(len(BLOCK.findall(document.read_text())) for document in DOCUMENTS) > 10


@pytest.mark.parametrize("text", [each.read_text() for each in DOCUMENTS], ids=[each.name for each in DOCUMENTS])
async def test_each_block_runs(text: str, sessions: dict[str, asyncpg.Connection]) -> None:
    for block in BLOCK.findall(text):
        for statement in filter(str.strip, block.split(";\n")):
            if "CONCURRENTLY" in statement:  # not in a transaction
                alone = await asyncpg.connect(database_url(role_of(block)))
                await alone.execute(statement)
                await alone.close()
            else:
                await sessions[role_of(block)].execute(statement)
