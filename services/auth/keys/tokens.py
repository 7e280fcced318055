"""The two kinds of tokens that auth signs: a user's session, and another service's proof of its name."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.auth.keys.ring import KeyRing
from shared.identity.tokens import ISSUER, SERVICES, USERS
from shared.values.ids import new_id

SERVICE_TOKEN_TTL = 300


@dataclass(frozen=True, slots=True)
class Signed:
    token: str
    expires: int  # seconds since 1970


async def user_token(
    keys: KeyRing, *, clinic_id: UUID, user_id: UUID, session_id: UUID, roles: list[str], ttl: int
) -> Signed:
    claims = {"aud": USERS, "sub": str(user_id), "sid": str(session_id), "clinic": str(clinic_id), "roles": roles}
    return await _sign(keys, claims, ttl)


async def service_token(keys: KeyRing, name: str) -> Signed:
    return await _sign(keys, {"aud": SERVICES, "sub": name}, SERVICE_TOKEN_TTL)


async def _sign(keys: KeyRing, claims: dict[str, Any], ttl: int) -> Signed:
    now = int(time.time())
    made = {"iss": ISSUER, "iat": now, "nbf": now, "exp": now + ttl, "jti": str(new_id())}
    return Signed(await keys.sign(claims | made), now + ttl)
