"""What auth decides counts in every process of the suite, soon enough, and without a request that fails."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import jwt
import pytest

from deploy.local.database import psql
from deploy.local.suite import Suite
from tests.conftest import eventually
from tests.test_commands import command

LogIn = Callable[[str], httpx.Client]
PASSWORD = "a password of the test"
PROMISE = 5.0  # seconds until an ended session is refused everywhere
ASKED = {
    "gateway": "/api/owners",
    "auth": "/api/auth/me",
    "patients": "/api/owners",
    "patients-2": "/api/owners",
    "scheduling": "/api/appointments",
    "billing": "/api/bills",
}


@pytest.fixture
def user(log_in: LogIn) -> Any:
    name = f"{uuid4().hex}@vetchart.example"
    body = {"username": name, "email": name, "firstName": "A", "lastName": "B", "roles": ["staff"]}
    answer = log_in("admin@vetchart.com").post("/api/users", json={**body, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def everywhere(suite: Suite, user: Any) -> Iterator[dict[str, httpx.Client]]:
    """The user's one session, at the gateway and at each service itself."""
    login = {"username": user["username"], "password": PASSWORD}
    token = httpx.post(f"{suite.gateway_url}/api/auth/login", json=login).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    urls = {name: f"http://127.0.0.1:{suite.processes[name].port}" for name in ASKED}
    clients = {name: httpx.Client(base_url=url, headers=headers, timeout=20) for name, url in urls.items()}
    assert _answers(clients) == dict.fromkeys(ASKED, 200)
    yield clients
    for client in clients.values():
        client.close()


def _answers(clients: dict[str, httpx.Client]) -> dict[str, int]:
    return {name: client.get(ASKED[name]).status_code for name, client in clients.items()}


def _seconds_until_refused(clients: dict[str, httpx.Client]) -> float:
    start, refused = time.monotonic(), dict.fromkeys(ASKED, 401)
    eventually(lambda: _answers(clients) == refused)
    return time.monotonic() - start


class TestAnEndedSession:
    def test_is_refused_everywhere_within_5_s(self, suite: Suite, everywhere: dict[str, httpx.Client]) -> None:
        session = everywhere["gateway"].get("/api/auth/sessions").json()[0]["id"]
        assert everywhere["gateway"].delete(f"/api/auth/sessions/{session}").status_code == 200
        assert _seconds_until_refused(everywhere) < PROMISE


class TestADisabledUser:
    def test_is_refused_everywhere_within_5_s(
        self, log_in: LogIn, user: Any, everywhere: dict[str, httpx.Client]
    ) -> None:
        admin = log_in("admin@vetchart.com")
        assert admin.put(f"/api/users/{user['id']}", json={"disabled": True}).status_code == 200
        assert _seconds_until_refused(everywhere) < PROMISE


class TestKeyRotation:
    def test_fails_no_request(self, suite: Suite) -> None:
        """The ten minutes from the command to the first signature are a second here; nothing else is changed."""
        over = Event()
        with ThreadPoolExecutor(2) as pool:
            working = [pool.submit(_log_in_and_read, suite.gateway_url, over) for _ in range(2)]
            done = command(suite.var, "services.auth.rotate_keys")
            kid = done.stdout.split()[1]
            eventually(lambda: kid in httpx.get(f"{suite.gateway_url}/api/auth/.well-known/jwks.json").text)
            _sign_now(suite, kid)
            eventually(lambda: _signed_by(_log_in(suite.gateway_url)) == kid)
            over.set()
        codes = [code for each in working for code in each.result()]
        assert len(codes) > 20
        assert set(codes) == {200}


def _log_in(url: str) -> str:
    login = {"username": "vet@vetchart.com", "password": "password"}
    answer = httpx.post(f"{url}/api/auth/login", json=login, timeout=20)
    return str(answer.raise_for_status().json()["token"])


def _log_in_and_read(url: str, over: Event) -> list[int]:
    """With tokens of before, of between and of after the switch, at every service."""
    codes, paths = [], sorted(set(ASKED.values()))
    with httpx.Client(base_url=url, timeout=20) as client:
        while not over.is_set():
            token = {"Authorization": f"Bearer {_log_in(url)}"}
            codes += [client.get(path, headers=token).status_code for path in paths]
    return codes


def _signed_by(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def _sign_now(suite: Suite, kid: str) -> None:
    assert suite.postgres
    sql = f"UPDATE auth.signing_keys SET signs_from = now() WHERE kid = '{kid}'"
    moved = psql(suite.postgres.admin_url, r"--command=\connect vetchart", f"--command={sql}")
    assert "UPDATE 1" in moved.stdout, moved.stderr
