"""`make seed SIZE=large`: a clinic of its own with a million patients, by COPY, into a running `make run`.

Written as `vetchart_ops`. The other services' copies are what the feed would have brought, out of the publishers' own
snapshot statements, so a follower that starts anew finds the same. The audit gets one entry in each service: what was
loaded, not a million entries that nobody made.
"""

import asyncio
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from uuid import UUID

import asyncpg

from deploy.local.configuration import Secrets
from deploy.local.database import OPERATIONS, SERVICES, role_url
from deploy.local.postgres import PostgresError, running_admin_url
from deploy.local.process import ROOT
from deploy.local.run import VAR, user_environment
from deploy.operations.seed_rows import BILLS, COLUMNS, TAX_RATE, Sizes, batches
from deploy.table import wings
from shared.data.event import Follow, Published
from shared.feed.events import EPOCH_BITS
from shared.service.plan import published

SIZES = {"small": Sizes(4_000), "medium": Sizes(40_000), "large": Sizes(400_000)}
COPIED_AT_ONCE = 5_000  # each counts as a change in the same row, which is slower the more of them a transaction has


def follows(service: str, source: str) -> tuple[str, ...]:
    """The kinds that it keeps of the source."""
    found: dict[str, Follow] = getattr(import_module(f"services.{service}.app"), "FOLLOWS", {})
    return found[source].kinds if source in found else ()


def register_clinic() -> tuple[UUID, str]:
    """The clinic's id, and the admin's login as one line. Raises PostgresError."""
    username, password = f"load-{secrets.token_hex(3)}", secrets.token_urlsafe(12)
    clinic = ["--name=Load clinic", "--time-zone=UTC", "--currency=USD", f"--tax-rate={TAX_RATE}"]
    admin = [f"--admin-username={username}", f"--admin-email={username}@vetchart.example"]
    names = ["--first-name=Load", "--last-name=Admin", "--password-stdin"]
    command = [sys.executable, "-m", "deploy.local.command", "services.auth.register_clinic", *clinic, *admin, *names]
    done = subprocess.run(command, check=False, cwd=ROOT, input=f"{password}\n", capture_output=True, text=True)
    if done.returncode:
        raise PostgresError(done.stderr.strip())
    return UUID(done.stdout.split()[1]), f"{username} with the password {password}"


class Seed:
    def __init__(self, connection: asyncpg.Connection, clinic: UUID, sizes: Sizes) -> None:
        self._connection = connection
        self._clinic = clinic
        self._sizes = sizes
        self._started = time.monotonic()
        self._rows = 0

    async def run(self) -> None:
        done = 0
        for rows in batches(self._clinic, datetime.now(UTC).date(), self._sizes):
            async with self._connection.transaction():
                for table, columns in COLUMNS.items():
                    await self._copy(table, columns.split(), rows.by_table[table])
            done += len(rows.by_table["patients.patients"])
            self._say(f"{done:,} of {self._sizes.patients:,} patients")
        await self._number_bills()
        for source in ("patients", "scheduling"):
            for each in published(wings(source)):
                await self._insert_copies(source, each)
        for service in SERVICES:
            await self._audit(service)
        self._say("vacuum and statistics")
        await self._vacuum()
        self._say("done")

    async def _copy(self, table: str, columns: list[str], records: Iterable[tuple[object, ...]]) -> None:
        schema, name = table.split(".")
        await self._connection.execute(f"SET search_path TO {schema}")  # the triggers' own names
        result = await self._connection.copy_records_to_table(
            name, schema_name=schema, columns=columns, records=records, timeout=None
        )
        self._rows += int(result.split()[1])

    async def _number_bills(self) -> None:
        """The next bill of a user goes on behind the last of these."""
        last = self._sizes.patients * BILLS // 20
        await self._connection.execute(
            "INSERT INTO billing.document_numbers VALUES ($1, 'bill', $2)", self._clinic, last
        )

    async def _insert_copies(self, source: str, published: Published) -> None:
        """In every service that shows this kind."""
        await self._connection.execute(f"SET search_path TO {source}")
        for service in (name for name in SERVICES if published.kind in follows(name, source)):
            after: UUID | None = UUID(int=0)
            while after:
                after = await self._insert_page(service, published, after)
                self._say(f"copies of {published.kind}s in {service}")

    async def _insert_page(self, service: str, published: Published, after: UUID) -> UUID | None:
        values = {"clinic_id": self._clinic, "after": after, "limit": COPIED_AT_ONCE, "bytes": 2**31 - 1}
        arguments = published.snapshot.arguments(values)
        at = len(arguments)
        sql = f"""WITH page AS ({published.snapshot.sql}), inserted AS (
            INSERT INTO {service}.copies (clinic_id, kind, id, revision, document)
            SELECT ${at + 1}::uuid, ${at + 2}, id, (epoch::bigint << {EPOCH_BITS}) + version, document::jsonb
            FROM page, feed_epoch WHERE document IS NOT NULL ON CONFLICT DO NOTHING RETURNING id)
            SELECT count(*), (SELECT id FROM page ORDER BY id DESC LIMIT 1) FROM inserted"""  # noqa: S608  # ours
        row = await self._connection.fetchrow(sql, *arguments, self._clinic, published.kind, timeout=None)
        count, last = row or (0, None)
        self._rows += count
        return last if count == COPIED_AT_ONCE else None

    async def _audit(self, service: str) -> None:
        await self._connection.execute(f"SET search_path TO {service}")
        call = "SELECT append_audit($1, NULL, '', '', 'clinic.seeded', 'clinic', $1, $2::text::jsonb)"
        document = json.dumps({"owners": self._sizes.owners, "patients": self._sizes.patients})
        await self._connection.execute(call, self._clinic, document)
        # What was loaded has no events: a follower that begins here takes a snapshot.
        await self._connection.execute("UPDATE audit_heads SET whole = false WHERE clinic_id = $1", self._clinic)

    async def _vacuum(self) -> None:
        tables = [*COLUMNS, "scheduling.copies", "billing.copies"]
        await self._connection.execute(f"VACUUM (ANALYZE) {', '.join(tables)}", timeout=None)

    def _say(self, what: str) -> None:
        seconds = time.monotonic() - self._started
        print(f"{seconds:7.1f} s  {self._rows:>11,} rows  {self._rows / seconds:>8,.0f}/s  {what}", flush=True)


async def seed(url: str, clinic: UUID, sizes: Sizes) -> None:
    connection = await asyncpg.connect(url)
    try:
        await Seed(connection, clinic, sizes).run()
    finally:
        await connection.close()


def main(size: str, var: Path = VAR) -> None:
    if size not in SIZES:
        sys.exit(f"SIZE is one of {', '.join(SIZES)}")
    env = user_environment(ROOT / ".env")
    try:
        admin_url = env.get("DATABASE_URL") or running_admin_url(var / "postgres" / "data")
        clinic, login = register_clinic()
    except PostgresError as error:
        sys.exit(str(error))
    print(f"Load clinic {clinic}: log in as {login}")
    password = Secrets.load_or_create(var / "secrets.json").passwords[OPERATIONS]
    asyncio.run(seed(role_url(admin_url, OPERATIONS, password), clinic, SIZES[size]))


if __name__ == "__main__":
    main(os.environ.get("SIZE") or "small")
