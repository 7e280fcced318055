"""The route table, as data: which service answers which path, and who may come without a token."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from shared.identity.tokens import Permission
from shared.wire.errors import BadRequest, NotFound

GATEWAY: Final = "gateway"
SERVICES: Final = ("auth", "patients", "scheduling", "billing")
ID: Final = "{id}"
HASHES: Final = ("/api/auth/login", "/api/auth/password-reset")  # of a password, for which strangers wait
LOGIN_BYTES: Final = 8 * 1024  # strangers may send these, and each is worth a password's hash

# What normalising would change (.., //, %2f, \, ;) is refused, never repaired: the next hop may read it otherwise.
_PLAIN: Final = re.compile(rb"/|(?:/\.?[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+").fullmatch
_QUERY: Final = re.compile(rb"[!-~]*").fullmatch


@dataclass(frozen=True, slots=True)
class Route:
    """`template` names the call in metrics and logs."""

    template: str
    service: str
    public: bool = False

    @property
    def heavy(self) -> bool:
        """Worth a process and seconds, or a password's hash, and waits for its turn over there: nobody floods by its
        time, it is never sent twice, and its refusal says nothing of the service's other calls."""
        return self.template.endswith("/pdf") or self.template in HASHES

    @property
    def needs(self) -> tuple[str, ...]:
        """The services without any of which there is no answer; where the gateway answers what it has, none."""
        if self.service != GATEWAY:
            return (self.service,)
        return SERVICES if self.template.startswith("/api/audit") else ()

    @property
    def body_limit(self) -> int:
        """Bytes. The gateway's own bound counts as well."""
        return LOGIN_BYTES if self.template.startswith("/api/auth/") else sys.maxsize


class _Table(msgspec.Struct):
    paths: dict[str, list[str]]
    public: dict[str, list[str]]
    summary: dict[str, list[str]]
    kinds: dict[str, Permission]


# What the services answer, written by `make table`. A call that isn't listed is forwarded all the same, by its prefix;
# it counts as /api/<prefix>/*.
_TABLE: Final = msgspec.json.decode(Path(__file__).with_name("table.json").read_bytes(), type=_Table)
TABLE: Final[dict[str, list[str]]] = {
    **_TABLE.paths,
    GATEWAY: ["events", "dashboard/stats", "patients/{id}/summary", "audit", "audit/verify"],
}
PUBLIC: Final[dict[str, list[str]]] = {
    **_TABLE.public,
    GATEWAY: ["health", "db/health", "openapi.json", "docs", "docs/style.css"],
}
SUMMARY: Final = _TABLE.summary  # the lists of a patient's summary, by the service that knows them
READ_BY: Final[dict[str, Permission]] = _TABLE.kinds  # a change of a kind that isn't listed is told to nobody


class Routes:
    def __init__(self) -> None:
        self._exact: dict[bytes, Route] = {}
        self._with_id: dict[tuple[bytes, ...], Route] = {}
        self._prefixes: dict[bytes, Route] = {}
        for table, public in ((TABLE, False), (PUBLIC, True)):
            for service, paths in table.items():
                for path in paths:
                    self._add(path, Route(f"/api/{path}", service, public))

    def match(self, path: bytes) -> Route:
        """The route of a raw path below /api. Raises NotFound."""
        found = self._exact.get(path)
        if found is not None:
            return found
        segments = path.split(b"/")[2:]
        for place in (1, 2):  # where the paths of the table have their id
            if len(segments) > place:
                key = (*segments[:place], b"{id}", *segments[place + 1 :])
                if (route := self._with_id.get(key)) is not None:
                    return route
        prefix = self._prefixes.get(segments[0]) if segments else None
        if prefix is None:
            raise NotFound
        return prefix

    def needs(self, path: bytes) -> tuple[str, ...]:
        """The services that must answer; none for a path that nobody does."""
        try:
            return self.match(path).needs
        except NotFound:
            return ()

    def _add(self, path: str, route: Route) -> None:
        segments = tuple(path.encode().split(b"/"))
        if ID in path:
            self._with_id[segments] = route
        else:
            self._exact[b"/api/" + path.encode()] = route
        if route.service != GATEWAY:
            self._prefixes[segments[0]] = Route(f"/api/{segments[0].decode()}/*", route.service)


def check_target(path: bytes, query: bytes) -> None:
    """Raises BadRequest for a path that isn't plain, or a query with bytes that no URL has."""
    if len(path) > 2 and not path.startswith(b"/api/"):
        path = path.removesuffix(b"/")  # people type the page's paths
    if not _PLAIN(path) or not _QUERY(query):
        raise BadRequest("The path isn't a plain one: send it as the documentation writes it, without escapes.")
