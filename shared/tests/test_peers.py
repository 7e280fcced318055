"""A peer that takes connections and says nothing holds up who asks it first, and nobody after that."""

import time

import httpx2 as httpx
import pytest

from shared.identity.peers import Peers
from shared.process.settings import ServiceSettings
from shared.testing.kit import service_token, settings_for
from shared.wire.errors import Unavailable


class Network(httpx.AsyncBaseTransport):
    """Auth gives tokens; patients takes what it is asked, and is silent."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.silent = True
        self.tokens = True

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path == "/internal/token" and self.tokens:
            token = {"token": service_token("billing"), "expires": time.time() + 300}
            return httpx.Response(200, json=token, request=request)
        if self.silent:
            raise httpx.ReadTimeout("silent", request=request)
        return httpx.Response(200, json={}, request=request)


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def peers(network: Network) -> Peers:
    return Peers("billing", ServiceSettings(**settings_for("billing")), network)


async def ask(peers: Peers) -> None:
    with pytest.raises(Unavailable):
        await peers.get("http://patients:8000/internal/owners/1")


async def test_a_silent_peer_is_not_asked_by_everybody(peers: Peers, network: Network) -> None:
    for _ in range(20):
        await ask(peers)
    assert network.asked == ["/internal/token", "/internal/owners/1"]


async def test_another_peer_is_asked_meanwhile(peers: Peers, network: Network) -> None:
    await ask(peers)
    network.silent = False
    assert (await peers.get("http://scheduling:8000/internal/appointments/1")).status_code == 200


async def test_it_is_asked_again_after_a_while(peers: Peers, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.identity.peers.REST", 0.0)
    await ask(peers)
    network.silent = False
    assert (await peers.get("http://patients:8000/internal/owners/1")).status_code == 200


async def test_a_token_that_cannot_be_had_is_not_asked_for_by_everybody(peers: Peers, network: Network) -> None:
    network.tokens = False
    for _ in range(20):
        await ask(peers)
    assert network.asked == ["/internal/token"]
