"""The gateway's own calls to services (keys, revocations, tokens, changes), to whichever replica lives."""

from collections.abc import Mapping

import httpx2 as httpx

from gateway.upstreams.balancer import Balancer
from gateway.upstreams.connection import UpstreamError


class ThroughBalancers(httpx.AsyncHTTPTransport):
    """A service's name stands where the host would."""

    def __init__(self, balancers: Mapping[str, Balancer]) -> None:
        super().__init__()
        self._balancers = balancers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        replica = self._balancers[request.url.host].pick()
        if replica is None:
            raise httpx.ConnectError("no replica is known")
        request.url = request.url.copy_with(host=replica.address, port=replica.port)
        try:
            return await super().handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            replica.failed(UpstreamError("no connection", sent=False))
            raise
