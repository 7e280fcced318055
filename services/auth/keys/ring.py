"""Key cache of this process: refreshed from the database within seconds, served stale while that is away."""

import json
import time
from typing import Any

import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.auth.keys.operations import end_sessions_of_another, make_first_key, open_key
from services.auth.keys.queries import published_keys
from services.auth.keys.sealing import Seal
from shared.data.db import Database
from shared.identity.refreshed import Refreshed
from shared.wire.errors import Unavailable

FRESH = 5.0  # seconds until the keys are read again
UNKNOWN = 1.0  # the same where a token names a key that isn't there: strangers can make any number of those
log = structlog.get_logger()


class KeyRing:
    """What signs and what verifies. `db` is given once the service that owns it is made."""

    db: Database

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self._public: dict[str, jwt.PyJWK] = {}
        self._documents: list[dict[str, Any]] = []
        self._private: dict[str, Ed25519PrivateKey] = {}
        self._signing = ""
        self._read_at = float("-inf")
        self._reading = Refreshed(self._read, "The signing keys can't be read just now; try again.")

    async def key(self, kid: str) -> jwt.PyJWK | None:
        await self._refresh(FRESH if kid in self._public else UNKNOWN)
        return self._public.get(kid)

    async def sign(self, claims: dict[str, Any]) -> str:
        await self._refresh(FRESH)
        return jwt.encode(claims, self._private[self._signing], algorithm="EdDSA", headers={"kid": self._signing})

    async def jwks(self) -> dict[str, Any]:
        await self._refresh(FRESH)
        return {"keys": self._documents}

    async def kids(self) -> frozenset[str]:
        """Of the keys that verify."""
        await self._refresh(UNKNOWN)
        return frozenset(self._public)

    def retain(self, kids: frozenset[str]) -> None:
        """It reads them itself: they are its own."""

    async def load(self) -> None:
        """Reads the keys; makes the first, and seals with the current secret what the previous one sealed.

        Raises SealedByAnother.
        """
        async with self.db.system_transaction() as tx:
            if await end_sessions_of_another(tx):
                log.warning("this database is a restored copy: all sessions ended")
            rows = await published_keys(tx)
            if not any(row["signs"] for row in rows):
                await make_first_key(tx, self._seal)
                rows = await published_keys(tx)
            for row in rows:
                if row["kid"] not in self._private:
                    self._private[row["kid"]] = await open_key(tx, self._seal, row["kid"], row["sealed"])
        self._documents = [json.loads(row["public"]) for row in rows]
        self._public = {key["kid"]: jwt.PyJWK.from_dict(key) for key in self._documents}
        self._signing = next(row["kid"] for row in rows if row["signs"])

    async def _refresh(self, after: float) -> None:
        if time.monotonic() - self._read_at >= after:
            try:
                await self._reading()
            except Unavailable:
                if not self._public:
                    raise

    async def _read(self) -> None:
        try:
            await self.load()
        except Exception as error:
            log.warning("signing keys not read", error=type(error).__name__)
            raise
        self._read_at = time.monotonic()
