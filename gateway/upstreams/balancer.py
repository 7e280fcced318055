"""Load balancer of a service: discovers replicas by DNS, picks the less busy of two, probes all of them."""

import asyncio
import random
import socket
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from gateway.upstreams.replica import Replica


class Balancer:
    """One service. `urls` are resolved by refresh(); each address of a name is a replica.

    `most`: requests at once for each. Those that a replica can't work on yet wait there, for a connection to its
    database. Who may ask at all is said before (gateway/upstreams/shares.py).
    """

    def __init__(self, service: str, urls: Iterable[str], most: int = 100) -> None:
        self.service = service
        self._most = most
        self.replicas: list[Replica] = []
        self._targets = [(parts.hostname or "", parts.port or 80) for parts in map(urlsplit, urls)]

    def pick(self, tried: Collection[Replica] = ()) -> Replica | None:
        """Power of two choices: the less busy of two at random. Where none is usable or has room, one of those: trying
        beats refusing. One that takes no connection is no better for its room."""
        untried = [replica for replica in self.replicas if replica not in tried]
        if not untried:
            return None
        usable = [replica for replica in untried if replica.usable] or untried
        candidates = [replica for replica in usable if replica.in_flight < replica.room] or usable
        if len(candidates) == 1:
            return candidates[0]
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
        self.replicas = [*kept, *(Replica(self.service, *target, self._most) for target in sorted(new))]

    async def follow(self, interval: float) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(interval if self.replicas else min(interval, 1))

    async def probe(self, interval: float) -> None:
        """Asks every replica again and again, so that the first to notice a dead one is not a user."""
        while interval:
            await asyncio.gather(*(replica.probe(min(interval, 1)) for replica in self.replicas))
            await asyncio.sleep(interval)

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
