"""How auth's own processes learn that a session ended: from the table, each second, and at once where it ended."""

import asyncio
from uuid import UUID

import structlog

from services.auth.sessions.queries import revoked_since
from shared.auth import Verifier
from shared.db import Database
from shared.service import Service

log = structlog.get_logger()


class Revocations:
    def __init__(self) -> None:
        self._since = 0.0
        self._quiet = False

    async def pull(self, db: Database, verifier: Verifier) -> None:
        """Never fails: what isn't learnt now is learnt in a second."""
        try:
            async with db.transaction(None) as tx:
                self._since, ended = await revoked_since(tx, self._since)
        except Exception as error:
            if not self._quiet:
                log.warning("revocations unknown", error=type(error).__name__)
            self._quiet = True
            return
        self._quiet = False
        for session, until in ended:
            verifier.revoke(UUID(session), until)

    async def run(self, service: Service) -> None:
        while True:
            await self.pull(service.db, service.verifier)
            await asyncio.sleep(1)
