"""HTTP client for other services: time-outs and limits always set, authenticated, traced, failing fast."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from uuid import UUID

import httpx2 as httpx
import msgspec
import structlog

from shared.identity.refreshed import REST, Refreshed
from shared.identity.tokens import Verifier
from shared.process import metrics
from shared.process.settings import Settings
from shared.process.tracing import traceparent
from shared.wire.errors import Unavailable, Unreachable

LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=30)
# Bytes of an answer: a feed's page has 2 MB or one event, and no object as much as this.
MOST = 8 << 20
AWAY: Final = "Another part of the system can't be reached just now; try again."
STRANGE: Final = "Another part of the system didn't answer as it should; try again."
JSON: Final = {"Content-Type": "application/json"}
T = TypeVar("T")
log = structlog.get_logger()


def client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=httpx.Timeout(5, connect=1),
        limits=LIMITS,
        transport=transport,
        follow_redirects=False,
        trust_env=False,
        event_hooks={"request": [_traced]},
    )


async def _traced(request: httpx.Request) -> None:
    parent = traceparent()
    if parent:
        request.headers["traceparent"] = parent


class Peers:
    """This process's way to the others, with its own token. Raises Unavailable where a peer doesn't answer."""

    def __init__(self, name: str, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.name = name
        self._settings = settings
        self._client = client(transport)
        self._ways: defaultdict[str, _Way] = defaultdict(_Way)
        self._token = ""
        self._expires = 0.0
        refusal = "The sign-in service gives this service no token just now; try again."
        self._new_token = Refreshed(self._fetch_token, refusal)

    async def get(self, url: str, timeout: float = 5, **params: str) -> httpx.Response:
        """GET with the service's token; 404 and 410 are answers, other errors are Unavailable."""
        response = await self._ask("GET", url, timeout, params=params)
        if response.status_code not in (200, 404, 410):
            raise Unavailable(STRANGE)
        return response

    async def post(self, url: str, body: msgspec.Struct, answer: type[T], timeout: float = 5) -> T:
        """The same of a POST that only asks, and so may be sent twice; what isn't 200 is Unavailable."""
        response = await self._ask("POST", url, timeout, content=msgspec.json.encode(body), headers=JSON)
        if response.status_code != 200:
            raise Unavailable(STRANGE)
        return msgspec.json.decode(response.content, type=answer)

    async def _ask(self, method: str, url: str, timeout: float, **request: Any) -> httpx.Response:
        try:
            with self._ways[httpx.URL(url).netloc.decode()].tried():
                response = await self._send(method, url, timeout, **request)
                if response.status_code == 401:  # the key that signed the token is gone
                    self._expires = 0.0
                    response = await self._send(method, url, timeout, **request)
        except httpx.HTTPError as error:
            raise Unreachable(AWAY) from error
        return response

    async def _send(self, method: str, url: str, timeout: float, **request: Any) -> httpx.Response:
        """Raises Unavailable past MOST, before the rest is read."""
        headers = {**request.pop("headers", {}), "Authorization": f"Bearer {await self._own_token()}"}
        async with self._client.stream(method, url, headers=headers, timeout=timeout, **request) as response:
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > MOST:
                    raise Unavailable("Another part of the system says too much; try again.")
        return httpx.Response(response.status_code, content=bytes(body))

    async def jwks(self) -> dict[str, Any]:
        metrics.JWKS_FETCHES.inc()
        response = await self._client.get(f"{self._settings.auth_url}/api/auth/.well-known/jwks.json", timeout=2)
        response.raise_for_status()
        document: dict[str, Any] = response.json()
        return document

    async def close(self) -> None:
        await self._client.aclose()

    async def _own_token(self) -> str:
        if time.time() > self._expires - 60:
            await self._new_token()
        return self._token

    async def _fetch_token(self) -> None:
        answer = await self._client.post(
            f"{self._settings.auth_url}/internal/token",
            auth=(self.name, self._settings.service_secret.get_secret_value()),
        )
        answer.raise_for_status()
        self._token, self._expires = answer.json()["token"], answer.json()["expires"]


class _Way:
    """Circuit breaker of one peer. After a failure it is asked once in a while until it answers: who comes meanwhile is
    refused at once, and holds no connection to the database in vain."""

    def __init__(self) -> None:
        self._failed = False
        self._next = 0.0

    @contextmanager
    def tried(self) -> Iterator[None]:
        """Raises Unavailable."""
        now = time.monotonic()
        if self._failed and now < self._next:
            raise Unreachable(AWAY)
        self._next = now + REST
        try:
            yield
        except httpx.HTTPError:
            self._failed, self._next = True, time.monotonic() + REST
            raise
        self._failed = False


async def follow_revocations(peers: Peers, auth_url: str, verifier: Verifier) -> None:
    """Polls each second for sessions that ended, and keys that are left: a revoked one is refused here within 5 s.
    While auth is down, what is known counts on."""
    since, quiet = "0", False
    while True:
        try:
            answer = (await peers.get(f"{auth_url}/internal/revocations", since=since)).json()
            for session, until in answer["sessions"]:
                verifier.revoke(UUID(session), until)
            if "keys" in answer:  # not of an auth of the last release
                verifier.trust(frozenset(answer["keys"]))
            since, quiet = str(answer["now"]), False
        except Exception as error:
            if not quiet:
                log.warning("revocations unknown", error=type(error).__name__)
            quiet = True
        await asyncio.sleep(1)
