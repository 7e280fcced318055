"""Password hashing with argon2id, beside the event loop, few at once: each takes 19 MiB and a core.

Hashes are computed for one address or clinic at a time, in turn: who tries many keeps nobody else from logging in.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from shared.process.shares import Shares
from shared.wire.errors import Unavailable

AT_ONCE = 2
PATIENCE = 5.0  # seconds that a login waits for its turn


class Passwords:
    def __init__(self) -> None:
        # OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turns: Shares[object] = Shares(AT_ONCE, 1)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    @asynccontextmanager
    async def turn(self, who: object) -> AsyncIterator[None]:
        """`who`: whose turn it is, an address or a clinic. Raises Unavailable where too many of theirs wait."""
        try:
            if not self._turns.take(who):
                await self._turns.wait(who, PATIENCE)
        except TimeoutError as error:
            raise Unavailable("Too many people log in just now; try again in a moment.", retry_after=2) from error
        try:
            yield
        finally:
            self._turns.leave(who)

    async def hash(self, password: str, who: object = None) -> str:
        """`who`: as of turn()."""
        async with self.turn(who):
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def match(self, password: str, password_hash: str | None) -> bool:
        """To be called in one's `turn`. Without a hash it is False, after the time that a wrong password takes."""
        matches = await asyncio.to_thread(self._verify, _normal(password), password_hash or self._nobodys)
        return matches and password_hash is not None

    def _verify(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    """One keyboard composes what another sends in parts: é, 한."""
    return unicodedata.normalize("NFC", password)
