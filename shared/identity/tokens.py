"""Authentication and authorization: every process verifies tokens itself, and trusts no network."""

import re
import time
from collections.abc import Awaitable, Callable, Iterable
from hashlib import sha256
from typing import Any, Final, Literal, Protocol
from uuid import UUID

import jwt
import msgspec

from shared.identity.refreshed import Refreshed
from shared.wire.errors import Forbidden, Unauthenticated, Unavailable

ISSUER: Final = "vetchart"
USERS: Final = "vetchart"
SERVICES: Final = "vetchart-internal"
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+").fullmatch
TOKEN_BYTES: Final = 4096
LEEWAY: Final = 2.0  # seconds that the signer's clock may be ahead of ours; a token that is over is over
CACHED_TOKENS: Final = 50_000
BAD: Final = "The token is missing, invalid or expired; log in again."

Role = Literal["admin", "veterinarian", "technician", "staff"]
Permission = Literal[
    "read",
    "owners:write",
    "patients:write",
    "records:write",
    "records:sign",
    "appointments:write",
    "appointments:overbook",
    "bills:write",
    "bills:credit",
    "prices:write",
    "appointments:correct",
    "hours:write",
    "users:admin",
    "audit:read",
    "analytics:read",
    "database:probe",
    "service",
]

_STAFF: frozenset[Permission] = frozenset(
    ("read", "owners:write", "patients:write", "appointments:write", "bills:write")
)
_TECHNICIAN: frozenset[Permission] = _STAFF | {"records:write"}
_VETERINARIAN: frozenset[Permission] = _TECHNICIAN | {"records:sign", "appointments:overbook", "bills:credit"}
PERMISSIONS: Final[dict[str, frozenset[Permission]]] = {
    "staff": _STAFF,
    "technician": _TECHNICIAN,
    "veterinarian": _VETERINARIAN,
    "admin": _VETERINARIAN
    | {
        "prices:write",
        "appointments:correct",
        "hours:write",
        "users:admin",
        "audit:read",
        "analytics:read",
        "database:probe",
    },
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in roles))


class Identity(msgspec.Struct, frozen=True):
    user_id: UUID
    clinic_id: UUID
    session_id: UUID
    roles: tuple[str, ...]
    permissions: frozenset[Permission]
    expires: float
    kid: str = ""  # of the key that signed it

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        if permission not in self.permissions:
            raise Forbidden(f"This needs the permission {permission}, which your roles don't have.")


class ServiceIdentity(msgspec.Struct, frozen=True):
    """Another process of the suite, by its own short-lived token."""

    name: str
    expires: float


class Keys(Protocol):
    """Where public keys come from: auth's JWKS for everyone, its own table for auth."""

    async def key(self, kid: str) -> jwt.PyJWK | None: ...

    def retain(self, kids: frozenset[str]) -> None:
        """Forgets all others, and asks at once for one of these that it doesn't know."""


class RemoteKeys:
    """Auth's public keys: cached, refetched on an unknown key id at most once per cooldown, stale if auth is down."""

    def __init__(self, fetch: Callable[[], Awaitable[dict[str, Any]]], cooldown: float = 5.0) -> None:
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._refresh = Refreshed(self._read, "The sign-in service can't be reached just now; try again.", cooldown)

    async def key(self, kid: str) -> jwt.PyJWK | None:
        if kid not in self._keys:
            try:
                await self._refresh()
            except Unavailable:
                if not self._keys:
                    raise
        return self._keys.get(kid)

    def retain(self, kids: frozenset[str]) -> None:
        if kids - self._keys.keys():
            self._refresh.soon()
        self._keys = {kid: key for kid, key in self._keys.items() if kid in kids}

    async def _read(self) -> None:
        document = await self._fetch()
        self._keys = {key["kid"]: jwt.PyJWK.from_dict(key) for key in document["keys"]}


class Verifier:
    """Tokens to identities. A verified token is cached by its hash until it expires: ~90 µs become ~1."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._users: dict[bytes, Identity] = {}
        self.revoked: dict[UUID, float] = {}

    async def user(self, authorization: str | None) -> Identity:
        """Raises Unauthenticated for anything but a valid, unrevoked user's token."""
        token = _bearer(authorization)
        digest = _digest(token)
        identity = self._users.get(digest)
        if identity is None:
            identity = self._identity(await self._claims(token, USERS))
            self._remember(digest, identity)
        if identity.expires <= time.time() or identity.session_id in self.revoked:
            raise Unauthenticated(BAD)
        return identity

    def known(self, authorization: str | None) -> Identity | None:
        """Whose token this is, where it was verified before and may still be; it gives no leave to do anything."""
        return self._users.get(_digest(authorization.partition(" ")[2])) if authorization else None

    async def service(self, authorization: str | None) -> ServiceIdentity:
        claims = await self._claims(_bearer(authorization), SERVICES)
        return ServiceIdentity(claims["sub"], claims["exp"])

    def revoke(self, session_id: UUID, until: float) -> None:
        self.revoked[session_id] = until
        if len(self.revoked) % 1000 == 0:
            now = time.time()
            self.revoked = {session: end for session, end in self.revoked.items() if end > now}

    def trust(self, kids: frozenset[str]) -> None:
        """Auth's keys are these and no others any more: after a restore, what the old ones signed ends at once."""
        self._keys.retain(kids)
        for digest, identity in list(self._users.items()):
            if identity.kid not in kids:
                del self._users[digest]
                self.revoke(identity.session_id, identity.expires)

    async def _claims(self, token: str, audience: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            if header.get("alg") != "EdDSA" or not isinstance(kid, str) or "crit" in header:
                raise Unauthenticated(BAD)
            key = await self._keys.key(kid)
            if key is None:
                raise Unauthenticated(BAD)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                audience=audience,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"], "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Unauthenticated(BAD) from error
        if int(claims["exp"]) <= time.time():
            raise Unauthenticated(BAD)
        return {**claims, "kid": kid}

    def _identity(self, claims: dict[str, Any]) -> Identity:
        try:
            roles = tuple(str(role) for role in claims["roles"])
            return Identity(
                UUID(claims["sub"]),
                UUID(claims["clinic"]),
                UUID(claims["sid"]),
                roles,
                permissions_of(roles),
                float(claims["exp"]),
                claims["kid"],
            )
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unauthenticated(BAD) from error

    def _remember(self, digest: bytes, identity: Identity) -> None:
        if len(self._users) >= CACHED_TOKENS:
            now = time.time()
            self._users = {key: value for key, value in self._users.items() if value.expires > now}
            if len(self._users) >= CACHED_TOKENS:
                self._users.clear()
        self._users[digest] = identity


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or len(token) > TOKEN_BYTES or not TOKEN(token):
        raise Unauthenticated(BAD)
    return token
