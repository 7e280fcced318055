"""The replicas of a service: who they are, which one gets the next request, and who gets none for a while."""

import asyncio
import random
import socket
import time
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from gateway.upstream import Connection, UpstreamError
from shared import logging, metrics

IDLE = 30.0  # seconds; shorter than the services keep an idle connection (shared/server.py)
FAILURES = 3  # in a row, after which a replica that still takes connections is left out
EJECTED = 1.0  # seconds, doubled with each further failure
EJECTED_MOST = 30.0

log = logging.get()


class Replica:
    def __init__(self, service: str, host: str, address: str, port: int) -> None:
        self.service = service
        self.host = host
        self.address = address
        self.port = port
        self.name = f"{address}:{port}"
        self.authority = f"{host}:{port}".encode()
        self.in_flight = 0
        self.ejected_until = 0.0
        self._failures = 0
        self._idle: dict[Connection, float] = {}
        metrics.UPSTREAM_IN_FLIGHT.labels(service, self.name).set_function(lambda: self.in_flight)
        metrics.UPSTREAM_EJECTED.labels(service, self.name).set_function(lambda: float(self.ejected))

    @property
    def ejected(self) -> bool:
        return self.ejected_until > time.monotonic()

    async def connection(self, timeout: float) -> Connection:
        """An idle one, else a new one. Raises UpstreamError, with nothing sent."""
        now = time.monotonic()
        while self._idle:
            connection, since = self._idle.popitem()  # the newest: the rest may grow old and be closed
            if not connection.closed and now - since < IDLE:
                return connection
            connection.close()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                return (await loop.create_connection(Connection, self.address, self.port))[1]
        except OSError as error:  # TimeoutError is one
            raise UpstreamError("no connection", sent=False) from error

    def give_back(self, connection: Connection) -> None:
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

    def failed(self, error: UpstreamError) -> None:
        """Takes it out when it takes no connection, or has failed several times in a row."""
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
        metrics.UPSTREAM_EJECTED.remove(self.service, self.name)


class Balancer:
    """One service. `urls` are resolved by refresh(); each address of a name is a replica."""

    def __init__(self, service: str, urls: Iterable[str]) -> None:
        self.service = service
        self.replicas: list[Replica] = []
        self._targets = [(parts.hostname or "", parts.port or 80) for parts in map(urlsplit, urls)]

    def pick(self, tried: Collection[Replica] = ()) -> Replica | None:
        """Two at random, the less busy of them. Where all are ejected, one of those: trying beats refusing."""
        if len(self.replicas) == 1:
            return None if tried else self.replicas[0]
        untried = [replica for replica in self.replicas if replica not in tried]
        candidates = [replica for replica in untried if not replica.ejected] or untried
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        one, other = random.sample(candidates, 2)
        return one if one.in_flight <= other.in_flight else other

    async def refresh(self) -> None:
        """Looks the names up again; what can't be resolved just now stays as it was."""
        found = await asyncio.gather(*(_addresses(host, port) for host, port in self._targets))
        wanted = {
            (host, address, port)
            for (host, port), addresses in zip(self._targets, found, strict=True)
            for address in addresses
        }
        unknown = {host for (host, _), addresses in zip(self._targets, found, strict=True) if not addresses}
        kept = [r for r in self.replicas if (r.host, r.address, r.port) in wanted or r.host in unknown]
        for replica in set(self.replicas) - set(kept):
            replica.remove()
        new = wanted - {(replica.host, replica.address, replica.port) for replica in kept}
        self.replicas = [*kept, *(Replica(self.service, *target) for target in sorted(new))]

    async def follow(self, interval: float) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(interval if self.replicas else min(interval, 1))

    def close(self) -> None:
        for replica in self.replicas:
            replica.remove()
        self.replicas = []


async def _addresses(host: str, port: int) -> set[str]:
    """Those of one family: a host with an IPv4 and an IPv6 address is one replica."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return set()
    by_family: dict[int, set[str]] = {}
    for family, _, _, _, address in found:
        by_family.setdefault(family, set()).add(str(address[0]))
    return by_family.get(socket.AF_INET) or by_family.get(socket.AF_INET6) or set()
