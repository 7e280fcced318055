"""Resolves the client's address: the peer's, or that for which a trusted proxy speaks."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from gateway.http.headers import RequestHead
from shared.process.http1.framing import Field
from shared.process.settings import Network

HOPS: Final = 16  # that are looked at
LONGEST: Final = 64  # letters of an address, with its zone


class Clients:
    def __init__(self, trusted_proxies: Sequence[Network], metrics_allow: Sequence[Network]) -> None:
        self._trusted = tuple(trusted_proxies)
        self._metrics = tuple(metrics_allow)

    def trusts(self, peer: str) -> bool:
        """Whether it is a proxy, which speaks for many."""
        return _within(peer, self._trusted)

    def address(self, peer: str, head: RequestHead) -> str:
        """Walks X-Forwarded-For from its end, past the proxies that are trusted, to the first that isn't."""
        if not self._trusted or head.forwarded_for is None:
            return peer
        hops = [hop.strip() for hop in head.forwarded_for.rsplit(",", HOPS)[-HOPS:]]
        address = peer
        while hops and _within(address, self._trusted):
            address = hops.pop()
        return address if _is_address(address) else peer

    def address_in(self, peer: str, fields: list[Field]) -> str:
        """As `address`, of a head that isn't read yet."""
        forwarded = b",".join(value for name, value in fields if name == b"x-forwarded-for")
        return self.address(peer, RequestHead(forwarded_for=forwarded.decode("latin-1") or None))

    def scheme(self, peer: str, head: RequestHead, scheme: str) -> bytes:
        if head.forwarded_proto in (b"http", b"https") and _within(peer, self._trusted):
            return head.forwarded_proto
        return scheme.encode()

    def may_see_metrics(self, peer: str, head: RequestHead) -> bool:
        """Only who comes straight: what a proxy passes on may be anybody's, also where it comes from a neighbour."""
        if head.forwarded_for is not None or not _is_address(peer):
            return False
        return ip_address(peer).is_loopback or _within(peer, self._metrics)


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    return bool(networks) and len(address) <= LONGEST and _lies_within(address, networks)


@lru_cache(4096)
def _lies_within(address: str, networks: tuple[Network, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
