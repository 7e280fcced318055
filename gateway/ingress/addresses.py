"""Limits of connections and of buffered bytes, for each client address and for all."""

import resource
from collections import Counter
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final, Protocol

from gateway.settings import GatewaySettings
from shared.process import logging, metrics

OWN_DESCRIPTORS: Final = 512  # connections to the services, files of the page

log = logging.get()


class Holder(Protocol):
    """A connection."""

    @property
    def buffered_bytes(self) -> int: ...

    def cut(self) -> None:
        """Closes at once."""


class Addresses:
    """`trusted`: whether it is a proxy's address, behind which are many. Such a one has the bounds of all."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._most = descriptors_for(settings.max_connections)
        self._all_connections = self._all_bytes = 0
        self._connections: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        # Those that buffer something: whose, how many bytes, since when.
        self._buffering: dict[Holder, tuple[str, int, float]] = {}

    def enter(self, address: str, *, trusted: bool) -> bool:
        """Counts a connection, until leave(). False: there is no room for it, and it isn't counted."""
        most = self._settings.address_connections
        if self._all_connections >= self._most or (most and not trusted and self._connections[address] >= most):
            return False
        self._connections[address] += 1
        self._all_connections += 1
        return True

    def leave(self, holder: Holder, address: str) -> None:
        self._forget(holder)
        self._connections[address] -= 1
        self._all_connections -= 1
        if not self._connections[address]:
            del self._connections[address]

    def note_buffered(self, holder: Holder, address: str, now: float, *, trusted: bool) -> None:
        """Notes how much it buffers now. Past a bound those are cut that have buffered the most for the longest."""
        size = holder.buffered_bytes
        since = self._forget(holder) or now
        if size:
            self._buffering[holder] = address, size, since
            self._bytes[address] += size
            self._all_bytes += size
        while self._all_bytes > self._settings.max_waiting_bytes:
            self._cut(now, None)
        while not trusted and self._bytes[address] > self._settings.address_waiting_bytes:
            self._cut(now, address)

    def _forget(self, holder: Holder) -> float | None:
        address, size, since = self._buffering.pop(holder, ("", 0, None))
        if size:
            self._bytes[address] -= size
            self._all_bytes -= size
            if not self._bytes[address]:
                del self._bytes[address]
        return since

    def _cut(self, now: float, whose: str | None) -> None:
        buffering = ((each, holder) for holder, each in self._buffering.items() if whose in (None, each[0]))
        _, worst = max(buffering, key=lambda found: found[0][1] * (now - found[0][2] + 1))
        self._forget(worst)
        metrics.REQUESTS_SHED.labels("bytes").inc()
        worst.cut()


@lru_cache(4096)
def share_of(address: str) -> str:
    """Who has one address of IPv6 has the 2^64 beside it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def descriptors_for(connections: int) -> int:
    """As many of the connections as the system lets this process open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = connections + OWN_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if soft < needed:
            log.warning("fewer connections than set: the limit of open files is low", limit=soft)
    return connections if soft == resource.RLIM_INFINITY else min(connections, max(1, soft - OWN_DESCRIPTORS))
