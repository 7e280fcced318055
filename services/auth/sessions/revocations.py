"""Revocation list of auth's own process: read from the tables each second, told at once where it ended here."""

import asyncio
import contextlib
from uuid import UUID

import structlog

from services.auth.keys.ring import KeyRing
from services.auth.sessions.queries import revoked_since
from shared.api.service import Service
from shared.data.db import Database
from shared.identity.tokens import Verifier
from shared.wire.errors import Unavailable

log = structlog.get_logger()


class Revocations:
    def __init__(self) -> None:
        self._since = 0.0
        self._quiet = False

    async def pull(self, db: Database, verifier: Verifier) -> None:
        """Never fails: what isn't learnt now is learnt in a second."""
        try:
            async with db.system_transaction() as tx:
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
        ring = service.resource(KeyRing)
        while True:
            await self.pull(service.db, service.verifier)
            with contextlib.suppress(Unavailable):
                service.verifier.trust(await ring.kids())
            await asyncio.sleep(1)
