"""Passwords are kept as argon2id, computed beside the event loop, few at once: each takes 19 MiB and a core."""

import asyncio
import secrets
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from shared.errors import Unavailable

AT_ONCE = 2
PATIENCE = 5.0  # seconds that a login waits for its turn


class Passwords:
    def __init__(self) -> None:
        # OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of the few that may compute now. Raises Unavailable where too many wait."""
        try:
            await asyncio.wait_for(self._turns.acquire(), PATIENCE)
        except TimeoutError as error:
            raise Unavailable("Too many people log in just now; try again in a moment.", retry_after=2) from error
        try:
            yield
        finally:
            self._turns.release()

    async def hash(self, password: str) -> str:
        async with self.turn():
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
