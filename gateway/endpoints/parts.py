"""Asks services for the parts of an answer that the gateway composes."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from gateway.http.calls import OwnCall
from gateway.http.headers import answer_fields
from gateway.http.outgoing import Outgoing
from gateway.settings import GatewaySettings
from gateway.upstreams.connection import UpstreamConnection, UpstreamError
from gateway.upstreams.proxy import Proxy
from shared.wire.errors import BadGateway, GatewayTimeout, Unavailable

# Bytes of one part. A list has 2 MB or one object; more than this no service of ours answers.
MOST: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class Part:
    status: int
    fields: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def goes_on(self) -> bool:
        """A list that has more pages."""
        return self.header(b"link") is not None

    def header(self, name: bytes) -> bytes | None:
        return next((value for each, value in self.fields if each == name), None)

    def response(self) -> Response:
        """The service's own answer, passed on."""
        response = Response(status_code=self.status)
        response.body, response.raw_headers = self.body, answer_fields(self.fields, self.status)
        return response


class Parts:
    def __init__(self, proxy: Proxy, settings: GatewaySettings) -> None:
        self._proxy = proxy
        self._settings = settings

    async def ask(self, service: str, target: str, call: OwnCall | None, timeout: float | None = None) -> Part | None:
        """GET of the target for whoever makes the call, without one for the gateway itself.

        None where the service can't be reached, fails, takes too long or says too much.
        """
        request = Outgoing("GET", target.encode(), call.lines if call else [], target.partition("?")[0])
        request.who = call.identity.clinic_id if call and call.identity else None
        seconds = timeout or self._settings.compose_timeout
        try:
            async with asyncio.timeout(seconds), self._proxy.exchange(service, request, seconds) as exchange:
                connection = exchange.connection
                part = Part(connection.status, connection.headers, await _body(connection, seconds))
        except (TimeoutError, UpstreamError, Unavailable, BadGateway, GatewayTimeout):
            return None
        return part if part.status < 500 else None


async def _body(connection: UpstreamConnection, seconds: float) -> bytes:
    """Raises BadGateway past MOST, before the rest is read."""
    body = bytearray()
    while not connection.ended:
        body += await connection.read(seconds)
        if len(body) > MOST:
            raise BadGateway("An answer is too large.")
    return bytes(body)
