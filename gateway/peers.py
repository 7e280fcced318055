"""The frame's own calls to auth (keys, revocations, tokens), to whichever replica of it lives."""

import httpx2 as httpx

from gateway.balancer import Balancer
from gateway.upstream import UpstreamError


class ThroughBalancer(httpx.AsyncHTTPTransport):
    def __init__(self, balancer: Balancer) -> None:
        super().__init__()
        self._balancer = balancer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        replica = self._balancer.pick()
        if replica is None:
            raise httpx.ConnectError("no replica is known")
        request.url = request.url.copy_with(host=replica.address, port=replica.port)
        try:
            return await super().handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            replica.failed(UpstreamError("no connection", sent=False))
            raise
