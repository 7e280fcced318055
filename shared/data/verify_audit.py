"""Verifies every audit chain of every service: `DATABASE_URL=<vetchart_ops' or the administrator's> python -m
shared.data.verify_audit`. Exits with 1 and the broken entries' numbers if one isn't whole."""

import asyncio
import os
import sys
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from shared.data.audit import Verification, verify
from shared.data.db import Transaction

_SCHEMAS = "SELECT schemaname FROM pg_tables WHERE tablename = 'audit_heads' ORDER BY 1"
_CLINICS = "SELECT id FROM clinics UNION SELECT clinic_id FROM audit_heads UNION SELECT clinic_id FROM audit ORDER BY 1"


@dataclass(frozen=True)
class Chain:
    service: str
    clinic_id: UUID
    found: Verification


async def verify_all(url: str) -> list[Chain]:
    """The role must pass row-level security, else it would see no chain."""
    connection = await asyncpg.connect(url)
    try:
        schemas = [row[0] for row in await connection.fetch(_SCHEMAS)]
        return [chain for schema in schemas for chain in await _of_service(connection, schema)]
    finally:
        await connection.close()


async def _of_service(connection: asyncpg.Connection, schema: str) -> list[Chain]:
    await connection.execute(f'SET search_path TO "{schema}"')
    clinics = [row[0] for row in await connection.fetch(_CLINICS)]
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return [Chain(schema, clinic, await verify(Transaction(connection, clinic))) for clinic in clinics]


def main() -> int:
    chains = asyncio.run(verify_all(os.environ["DATABASE_URL"]))
    for chain in chains:
        if not chain.found.intact:
            numbers = ", ".join(map(str, chain.found.broken[:20]))
            print(f"{chain.service}: the chain of clinic {chain.clinic_id} is broken at {numbers}", file=sys.stderr)
    print(f"{len(chains)} audit chains, {sum(chain.found.entries for chain in chains)} entries")
    return int(not all(chain.found.intact for chain in chains))


if __name__ == "__main__":
    sys.exit(main())
