"""The test kit: a service in this process on a real PostgreSQL, a clinic of its own for each test, peers as stubs."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2 as httpx
import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from starlette.types import Message

from shared.contracts.clinic import ClinicTold
from shared.identity.tokens import ISSUER, SERVICES, USERS
from shared.service.app import ServiceApp
from shared.values.ids import new_id

_KEY = Ed25519PrivateKey.from_private_bytes(b"the same in all of a test's ones")  # so that its processes agree
KID = "test"
SERVICE_SECRET = "a secret of the tests, long enough"


def database_url(role: str) -> str:
    urls: dict[str, str] = json.loads(os.environ["VETCHART_TEST_DATABASES"])
    return urls[role]


def settings_for(service: str) -> dict[str, Any]:
    """What a service's settings need in a test."""
    return {
        "_env_file": None,
        "vetchart_env": "test",
        "database_url": database_url(f"{service}_svc"),
        "service_secret": SERVICE_SECRET,
        "auth_url": "http://auth",
        "db_pool_min": 0,
        "db_acquire_timeout": 10,
        "trusted_proxies": ["127.0.0.1/32"],
    }


def sign(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, _KEY, algorithm="EdDSA", headers={"kid": KID})


def service_token(name: str = "billing") -> str:
    now = int(time.time())
    return sign({"iss": ISSUER, "aud": SERVICES, "sub": name, "iat": now, "exp": now + 300})


def jwks() -> dict[str, Any]:
    key = json.loads(OKPAlgorithm.to_jwk(_KEY.public_key()))
    return {"keys": [{**key, "kid": KID, "alg": "EdDSA", "use": "sig"}]}


@dataclass
class UserStub:
    """Somebody of a clinic, with a token that the services accept."""

    clinic_id: UUID
    roles: tuple[str, ...] = ("admin",)
    id: UUID = field(default_factory=new_id)
    session_id: UUID = field(default_factory=new_id)
    token_seconds: int = 900

    @property
    def token(self) -> str:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": USERS, "sub": str(self.id), "sid": str(self.session_id), "iat": now}
        return sign(
            {**claims, "clinic": str(self.clinic_id), "roles": list(self.roles), "exp": now + self.token_seconds}
        )


@dataclass
class ClinicStub:
    """A clinic as auth would tell of it; each test makes its own."""

    time_zone: str = "America/New_York"
    currency: str = "USD"
    tax_rate: float = 0.08
    tax_inclusive: bool = False
    id: UUID = field(default_factory=new_id)

    def user(self, *roles: str) -> UserStub:
        return UserStub(self.id, roles or ("admin",))

    def today(self) -> date:
        return datetime.now(ZoneInfo(self.time_zone)).date()

    def told(self, **changes: Any) -> ClinicTold:
        """As its auth service tells of it."""
        return msgspec.convert(self.document() | changes, type=ClinicTold)

    def document(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "name": "Test clinic",
            "timeZone": self.time_zone,
            "currency": self.currency,
            "taxRate": self.tax_rate,
            "taxInclusive": self.tax_inclusive,
        }


class PeersStub:
    """The other services, at the network: auth's keys and clinics, look-ups of what a test put in."""

    def __init__(self) -> None:
        self.clinics: dict[str, ClinicStub] = {}
        self.objects: dict[tuple[str, str, str], tuple[int, dict[str, Any]]] = {}
        self.requests: list[httpx.Request] = []
        self.down = False

    def add(self, clinic: ClinicStub) -> ClinicStub:
        self.clinics[str(clinic.id)] = clinic
        return clinic

    def put(self, clinic: ClinicStub, kind: str, document: dict[str, Any], revision: int = 1) -> dict[str, Any]:
        """An object of another service, to be found by look-up."""
        self.objects[(str(clinic.id), kind, document["id"])] = (revision, document)
        return document

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.path
        if path.endswith("/jwks.json"):
            return httpx.Response(200, json=jwks())
        if path == "/internal/token":
            return httpx.Response(200, json={"token": service_token(), "expires": time.time() + 300})
        if path == "/internal/revocations":
            return httpx.Response(200, json={"now": 0, "sessions": []})
        if self.down:
            raise httpx.ConnectError("down")
        return self._look_up(path, request.url.params.get("clinic", ""))

    def _look_up(self, path: str, clinic: str) -> httpx.Response:
        _, _, kind, subject, *_ = [*path.split("/"), "", ""]
        if kind == "clinic" and subject in self.clinics:
            return httpx.Response(200, json={"revision": 1, "document": self.clinics[subject].document()})
        if (clinic, kind, subject) in self.objects:
            revision, document = self.objects[(clinic, kind, subject)]
            return httpx.Response(200, content=msgspec.json.encode({"revision": revision, "document": document}))
        return httpx.Response(404)


class Client(httpx.AsyncClient):
    """Speaks to one service as one user."""

    def __init__(self, app: ServiceApp, user: UserStub | None, base_url: str = "http://service") -> None:
        headers = {"Authorization": f"Bearer {user.token}"} if user else {}
        super().__init__(
            transport=httpx.ASGITransport(app=app, client=("127.0.0.1", 1)), base_url=base_url, headers=headers
        )
        self.app = app
        self.user = user

    @property
    def clinic_id(self) -> UUID:
        assert self.user
        return self.user.clinic_id

    @property
    def user_id(self) -> UUID:
        assert self.user
        return self.user.id


@asynccontextmanager
async def running(app: ServiceApp) -> AsyncIterator[ServiceApp]:
    """Enters the app's lifespan, which httpx's transport doesn't."""
    received: asyncio.Queue[Message] = asyncio.Queue()
    sent: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    task = asyncio.create_task(app(scope, received.get, sent.put))
    await received.put({"type": "lifespan.startup"})
    assert (await sent.get())["type"] == "lifespan.startup.complete"
    try:
        yield app
    finally:
        await received.put({"type": "lifespan.shutdown"})
        assert (await sent.get())["type"] == "lifespan.shutdown.complete"
        await task
