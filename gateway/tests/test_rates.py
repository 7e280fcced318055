import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest
from pydantic import SecretStr, ValidationError

from gateway.ingress.rates import Rates
from gateway.settings import GatewaySettings
from gateway.tests.conftest import Start
from shared.testing.kit import SERVICE_SECRET
from shared.wire.errors import TooManyRequests


class TestAnAddress:
    async def test_may_have_a_rate_before_anybody_is_known(self, start: Start) -> None:
        suite = await start(address_rate="3/minute")
        paths = ["/api/auth/login", "/api/owners", "/api/owners", "/api/owners", "/api/health"]
        answers = [await suite.client.get(path, headers={"Authorization": ""}) for path in paths]
        assert [answer.status_code for answer in answers][2:] == [401, 429, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert (await suite.client.get("/healthz")).status_code == 200

    async def test_behind_a_trusted_proxy_is_the_clients(self, start: Start) -> None:
        suite = await start(address_rate="1/minute", trusted_proxies=["127.0.0.1/32"])
        for address in ("192.0.2.1", "192.0.2.2"):
            headers = {"X-Forwarded-For": address}
            codes = [(await suite.client.get("/api/owners", headers=headers)).status_code for _ in range(2)]
            assert codes == [200, 429]


def test_a_rate_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError):
        GatewaySettings(service_secret=SecretStr(SERVICE_SECRET), user_rate="much")


@pytest.fixture
def redis_url() -> Iterator[str]:
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("needs valkey-server or redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([program, "--port", str(port), "--save", ""], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    next(line for line in server.stdout if "Ready to accept" in line)
    yield f"redis://127.0.0.1:{port}"
    server.kill()
    server.communicate()


class TestAStorage:
    async def test_is_shared_by_gateways(self, redis_url: str) -> None:
        one, other = (Rates({"user": "2/minute"}, redis_url) for _ in range(2))
        await one.count("user", "a")
        await other.count("user", "a")
        for rates in (one, other):
            with pytest.raises(TooManyRequests):
                await rates.count("user", "a")
        await one.count("user", "b")
        for rates in (one, other):
            await rates.close()

    async def test_that_is_away_limits_nobody(self) -> None:
        rates = Rates({"user": "1/minute"}, "redis://127.0.0.1:1")
        for _ in range(3):
            await rates.count("user", "a")
        await rates.close()
