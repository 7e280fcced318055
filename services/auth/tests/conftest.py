from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from services.auth.app import create_app
from services.auth.clinics.schemas import NewClinic
from services.auth.register_clinic import register
from services.auth.second_factors import operations as second_factors
from services.auth.settings import AuthSettings
from services.auth.tests.phones import Clock, Phone
from services.auth.users.schemas import FirstAdmin
from shared.service.app import ServiceApp
from shared.testing.kit import Client, running, settings_for
from shared.wire.shapes import decode

PASSWORD = "correct horse battery"


def settings(**changes: Any) -> AuthSettings:
    secrets = {"jwt_secret": "a secret of the tests that is long enough", "service_secrets": SERVICE_SECRETS}
    return AuthSettings(**{**settings_for("auth"), **secrets, **changes})


SERVICE_SECRETS = f"billing={'b' * 40},patients={'p' * 40}"


@dataclass
class Hospital:
    """A clinic of the test's own with its admin, and an address that nobody else logs in from."""

    app: ServiceApp
    id: str = ""
    admin: str = field(default_factory=lambda: f"admin-{uuid4().hex}@example.com")
    address: str = field(default_factory=lambda: str(uuid4()))

    def client(self, token: str = "", address: str = "") -> httpx.AsyncClient:
        headers = {"X-Forwarded-For": address or self.address}
        transport = httpx.ASGITransport(app=self.app, client=("127.0.0.1", 1))
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(transport=transport, base_url="https://service", headers=headers)

    async def log_in(self, username: str = "", password: str = PASSWORD, **more: Any) -> httpx.Response:
        async with self.client() as client:
            body = {"username": username or self.admin, "password": password, **more}
            return await client.post("/api/auth/login", json=body)

    async def logged_in(self, username: str = "", password: str = PASSWORD) -> httpx.AsyncClient:
        return self.client((await self.log_in(username, password)).json()["token"])

    async def logged_in_by(self, phone: Phone) -> httpx.AsyncClient:
        return self.client((await self.log_in(code=phone.next())).json()["token"])

    async def asks(self, username: str = "") -> Client:
        """As one of its users, with the kit's client."""
        client = Client(self.app, None)
        token = (await self.log_in(username)).json()["token"]
        client.headers |= {"X-Forwarded-For": self.address, "Authorization": f"Bearer {token}"}
        return client

    async def add(self, *roles: str) -> dict[str, Any]:
        name = f"user-{uuid4().hex}@example.com"
        user = {"username": name, "email": name, "firstName": "Ann", "lastName": "Lee", "roles": list(roles)}
        async with await self.logged_in() as admin:
            answer = await admin.post("/api/users", json={**user, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        added: dict[str, Any] = answer.json()
        return added


@pytest.fixture(scope="session")
async def app() -> AsyncIterator[ServiceApp]:
    async with running(create_app(settings())) as app:
        yield app


async def founded(app: ServiceApp) -> Hospital:
    made = Hospital(app)
    clinic = {"name": "Test", "timeZone": "Asia/Seoul", "currency": "KRW", "taxRate": 0, "taxInclusive": True}
    admin = {"username": made.admin, "email": made.admin, "firstName": "A", "lastName": "B", "roles": ["admin"]}
    new_admin = decode({**admin, "password": PASSWORD}, FirstAdmin)
    made.id = await register(settings(), decode(clinic, NewClinic), new_admin)
    return made


@pytest.fixture
async def hospital(app: ServiceApp) -> Hospital:
    return await founded(app)


@pytest.fixture
async def another_hospital(app: ServiceApp) -> Hospital:
    return await founded(app)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(second_factors, "now", lambda: clock.now)
    return clock


async def enrol(client: httpx.AsyncClient, clock: Clock) -> Phone:
    """Through the calls, as whoever `client` is."""
    started = (await client.post("/api/auth/second-factor", json={"password": PASSWORD})).json()
    phone = Phone(clock, started["secret"], [])
    answer = await client.post("/api/auth/second-factor/confirm", json={"code": phone.code()})
    assert answer.status_code == 200, answer.text
    phone.recovery_codes = answer.json()["recoveryCodes"]
    return phone


@pytest.fixture
async def phone(hospital: Hospital, clock: Clock) -> Phone:
    """The admin's, whose logins ask for it from now on."""
    async with await hospital.logged_in() as admin:
        return await enrol(admin, clock)
