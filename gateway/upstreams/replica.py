"""One replica of a service: its idle connections, adaptive concurrency limit, and ejection as an outlier."""

import asyncio
import time

from gateway.upstreams.connection import UpstreamConnection, UpstreamError
from shared.process import logging, metrics

IDLE = 30.0  # seconds; shorter than the services keep an idle connection (shared/process/http1/connection.py)
FAILURES = 3  # in a row, after which a replica that still takes connections is left out
EJECTED = 1.0  # seconds, doubled with each further failure
EJECTED_MOST = 30.0
# A replica that refuses for its own load gets a fifth less at once, down to what its database works on anyway; with
# each answer there is room for a little more. A refusal here costs next to nothing, one over there a wait in its queue.
LESS = 0.8
LEAST_ROOM = 10
READY = b"GET /readyz HTTP/1.1\r\nhost: %b\r\nconnection: close\r\n\r\n"

log = logging.get()


class Replica:
    """`ready`: what its own /readyz said last; a process that stops says no before it takes no more requests.

    `most`: requests at once; `room`: how many of those just now.
    """

    def __init__(self, service: str, host: str, address: str, port: int, most: int) -> None:
        self.service = service
        self.host = host
        self.address = address
        self.port = port
        self.name = f"{address}:{port}"
        self.authority = f"{host}:{port}".encode()
        self.in_flight = 0
        self.room = float(most)
        self._most = most
        self.ready = True
        self.ejected_until = 0.0
        self._failures = 0
        self._idle: dict[UpstreamConnection, float] = {}
        metrics.UPSTREAM_IN_FLIGHT.labels(service, self.name).set_function(lambda: self.in_flight)
        metrics.UPSTREAM_ROOM.labels(service, self.name).set_function(lambda: self.room)
        metrics.UPSTREAM_EJECTED.labels(service, self.name).set_function(lambda: float(not self.usable))

    @property
    def ejected(self) -> bool:
        return self.ejected_until > 0.0 and self.ejected_until > time.monotonic()

    @property
    def usable(self) -> bool:
        return self.ready and not self.ejected

    async def connection(self, timeout: float) -> UpstreamConnection:
        """An idle one, else a new one. Raises UpstreamError, with nothing sent."""
        now = time.monotonic()
        while self._idle:
            connection, since = self._idle.popitem()  # the newest: the rest may grow old and be closed
            if not connection.closed and now - since < IDLE:
                return connection
            connection.close()
        return await self._connect(timeout)

    async def probe(self, timeout: float) -> None:
        """Asks it whether it is ready, on a connection of its own. What it says, or fails to say, counts."""
        connection = None
        try:
            connection = await self._connect(timeout)
            connection.start(READY % self.authority, bodiless=False)
            await connection.head(timeout)
            ready = connection.status == 200
            if ready and self.ready:
                self.worked()
            elif ready != self.ready:
                log.info("replica ready" if ready else "replica not ready", upstream=self.service, replica=self.name)
            self.ready = ready
        except UpstreamError as error:
            self.failed(error)
        finally:
            if connection is not None:
                connection.abort()

    def give_back(self, connection: UpstreamConnection) -> None:
        if connection.reusable:
            connection.used = True
            self._idle[connection] = time.monotonic()
        else:
            connection.close()

    def close_idle(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    def worked(self) -> None:
        if self._failures:
            self._failures, self.ejected_until = 0, 0.0

    def make_room(self, *, refused: bool) -> None:
        """Adapts the concurrency limit after an answer. `refused`: it was too busy itself (503)."""
        if refused:
            self.room = max(min(LEAST_ROOM, self._most), self.room * LESS)
        elif self.room < self._most:
            self.room = min(self._most, self.room + 1 / self.room)

    def failed(self, error: UpstreamError) -> None:
        """Ejects it when it takes no connection, or has failed several times in a row."""
        self._failures = max(self._failures + 1, 0 if error.sent else FAILURES)
        if self._failures >= FAILURES and not self.ejected:
            seconds = min(EJECTED * 2 ** (self._failures - FAILURES), EJECTED_MOST)
            self.ejected_until = time.monotonic() + seconds
            self.close_idle()
            metrics.UPSTREAM_EJECTIONS.labels(self.service, self.name).inc()
            log.warning("replica ejected", upstream=self.service, replica=self.name, reason=error.reason)

    def remove(self) -> None:
        self.close_idle()
        metrics.UPSTREAM_IN_FLIGHT.remove(self.service, self.name)
        metrics.UPSTREAM_ROOM.remove(self.service, self.name)
        metrics.UPSTREAM_EJECTED.remove(self.service, self.name)

    async def _connect(self, timeout: float) -> UpstreamConnection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                return (await loop.create_connection(UpstreamConnection, self.address, self.port))[1]
        except OSError as error:  # TimeoutError is one
            raise UpstreamError("no connection", sent=False) from error
