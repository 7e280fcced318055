"""Whatever a client can send, in every place of a service's calls: nothing of it may be an error of ours."""

import json
import os
import random
import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec

from shared.api.endpoints import Endpoint
from shared.service.app import ServiceApp
from shared.testing.kit import Client, service_token
from shared.values.ids import new_id

Json = dict[str, Any]
T = TypeVar("T")
EACH = int(os.environ.get("HOSTILE_VALUES", "8"))
_ID: Final = "0195f6a0-0000-7000-8000-00000000abcd"
OTHER_SPELLINGS = [_ID.upper(), _ID.replace("-", ""), f"{{{_ID}}}", f"urn:uuid:{_ID}"]
_IDS = [*OTHER_SPELLINGS, _ID, "x", "1" * 5000]
_DAYS = "0001-01-01 0026-01-05 1899-12-31 1900-01-01 2199-12-31 2200-01-01 9999-12-31 10000-01-01".split()  # noqa: SIM905
_TIMES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00", "-62135596801"]
_NUMBERS = ["0", "-1", "-0", "2.0", "2147483648", "9223372036854775808", "1" * 5000, "1e400", "nan", "inf", "+1", "٣"]
_TEXTS = ["\0", " ", "é", "x" * 3000, "24:00", "23:59", "%", "\\", "../../etc/passwd", "localtime", "Factory", "A=="]
_CURSORS = [
    urlsafe_b64encode(cursor.encode()).decode().rstrip("=")
    for cursor in (
        '["0001-01-01T00:00:00+14:00",1]',
        f'["9999-12-31T23:59:59-14:00","{_ID}"]',
        f'["2026-01-01T00:00:00","{_ID}"]',
        f'["2026-01-05",{10**30}]',
        f'["\\u0000","{_ID}"]',
        "[null,null]",
        "{}",
    )
]
_BY_KIND = {
    msgspec.inspect.DateType: _DAYS,
    msgspec.inspect.DateTimeType: [*_DAYS, *_TIMES],
    msgspec.inspect.UUIDType: _IDS,
    msgspec.inspect.IntType: _NUMBERS,
    msgspec.inspect.FloatType: _NUMBERS,
    msgspec.inspect.StrType: [*_TEXTS, *_CURSORS],
}
_ANY = ["null", "true", "1", "[]"]
BYTES = ["%ED%A0%80", "%FF", "%C3", "%F0%9F%90%B6", "a%0D%0Ab", "%00"]
HEADERS = [b"", b"\xff", b'"1-"', b'"99999999999999999999-ab"', b'W/"1-ab", "x', b"*", b"9" * 5000, b"x" * 200]
HEADER_NAMES = ["If-Match", "If-None-Match", "Idempotency-Key", "Accept-Language", "Content-Type", "X-Forwarded-For"]
# As they stand in JSON.
_JSON_NUMBERS = """-1 -0.0 1e2 0.5 0.0005 0.99999999999999999999999 1e-30 1e-999999 1e400 1e30 -1e30 2147483648
    9007199254740993 9223372036854775808 999999999999999 1000000000000000 1e9999999999999999999 NaN""".split()  # noqa: SIM905
_JSON_ANY = [*_ANY, "{}", "[null]", "[{}]", '"1"', '""', "0", '"\\ud800"', "1" * 5000]
BODIES = [b"", b"\xff\xfe", b"null", b"[]", b'{"a":1,"a":2}', b"[" * 100_000, b'{"\xff":1}', b"\xef\xbb\xbf{}"]


@dataclass
class Hostile:
    """Asks as one user and, below /internal, as a service. `bodies`: a good one by the call's path, of which one field
    at a time is replaced; `ids`: what a path's id names, by the path."""

    client: Client
    app: ServiceApp
    bodies: Mapping[str, Json]
    ids: Mapping[str, str]
    seen: Counter[int] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)

    async def ask_all(self, without: tuple[str, ...] = ()) -> list[str]:
        """The calls that were answered with a 5xx. Raises where a resource has no example."""
        paths = {each.path for each in self.app.endpoints}
        resources = {
            each.path for each in self.app.endpoints if each.method == "POST" and f"{each.path}/{{id}}" in paths
        }
        assert resources <= self.bodies.keys()
        assert {f"{path}/{{id}}" for path in resources} <= self.ids.keys()
        for endpoint in self.app.endpoints:
            if endpoint.path not in without:
                await self._ask(endpoint)
        return self.found

    async def _ask(self, endpoint: Endpoint) -> None:
        for target in [*self._paths(endpoint), *self._queries(endpoint)]:
            await self._send(endpoint, target, self._body(endpoint))
        for name in HEADER_NAMES if endpoint.permission != "service" else ():
            for value in _some(HEADERS, endpoint.path + name):
                await self._send(endpoint, self._target(endpoint), self._body(endpoint), {name: value})
        for body in self._bodies(endpoint):
            await self._send(endpoint, self._target(endpoint), body)

    def _target(self, endpoint: Endpoint, bad: str = "") -> str:
        good = self.ids.get(endpoint.path, str(new_id()))
        return re.sub(r"{\w+}", bad or good, endpoint.url) + "?limit=1"

    def _paths(self, endpoint: Endpoint) -> Iterator[str]:
        if "{" in endpoint.path:
            yield from (self._target(endpoint, bad) for bad in [*map(quote, _IDS), *BYTES])

    def _queries(self, endpoint: Endpoint) -> Iterator[str]:
        fields = _fields(endpoint.query) if endpoint.query else {}
        if endpoint.permission == "service":
            fields |= dict.fromkeys(("clinic", "follower", "after", "cursor", "wait"), msgspec.inspect.StrType())
        for name, kind in fields.items():
            for value in _some([*(quote(text, safe="") for text in _texts(kind)), *BYTES], endpoint.path + name):
                yield f"{self._target(endpoint)}&{name}={value}"

    def _body(self, endpoint: Endpoint) -> bytes | None:
        return json.dumps(self.bodies.get(endpoint.path, {})).encode() if endpoint.body else None

    def _bodies(self, endpoint: Endpoint) -> Iterator[bytes]:
        if endpoint.body is None:
            return
        yield from BODIES
        good = self.bodies.get(endpoint.path, {})
        for name, kind in _fields(endpoint.body).items():
            yield from _replaced(good, name, kind)
            for part, inner in _inner(kind).items():
                item = (good.get(name) or [{}])[0]
                yield from (_in_list(good, name, each) for each in _replaced(item, part, inner))

    async def _send(self, endpoint: Endpoint, target: str, body: bytes | None, headers: Any = None) -> None:
        given: dict[str, Any] = {"Content-Type": "application/json"} | (headers or {})
        if endpoint.permission == "service" and "Authorization" not in given:
            given["Authorization"] = f"Bearer {service_token()}"
        answer = await self.client.request(endpoint.method, target, content=body, headers=given)
        self.seen[answer.status_code] += 1
        if answer.status_code >= 500:
            self.found.append(f"{endpoint.method} {target[:200]} {headers or ''} {(body or b'')[:300]!r}")


def _fields(shape: type) -> dict[str, msgspec.inspect.Type]:
    info = msgspec.inspect.type_info(shape)
    assert isinstance(info, msgspec.inspect.StructType)
    return {each.encode_name: each.type for each in info.fields}


def _kinds(kind: msgspec.inspect.Type) -> list[msgspec.inspect.Type]:
    if isinstance(kind, msgspec.inspect.UnionType):
        return list(kind.types)
    return [kind, *_kinds(kind.item_type)] if isinstance(kind, msgspec.inspect.ListType) else [kind]


def _inner(kind: msgspec.inspect.Type) -> dict[str, msgspec.inspect.Type]:
    """The fields of the objects that it is a list of."""
    found = [each for one in _kinds(kind) for each in _kinds(one) if isinstance(each, msgspec.inspect.StructType)]
    return _fields(found[0].cls) if found else {}


def _texts(kind: msgspec.inspect.Type) -> list[str]:
    return [text for each in _kinds(kind) for text in _BY_KIND.get(type(each), [])] + _ANY


def _some(values: list[T], name: str) -> list[T]:
    """A few for each field, others for the next: the calls have so many fields that every value has its turn."""
    return random.Random(name).sample(values, min(len(values), EACH))  # noqa: S311 - nothing secret hangs on it


def _replaced(good: Json, name: str, kind: msgspec.inspect.Type) -> Iterator[bytes]:
    """The good body with each value in the place of one field."""
    numbers = _JSON_NUMBERS if {type(each) for each in _kinds(kind)} & _NUMERIC else []
    texts = [json.dumps(text) for text in _texts(kind)]
    in_list = [f"[{text}]" for text in texts if isinstance(kind, msgspec.inspect.ListType)]
    rest = json.dumps({**good, name: "@"}).encode()
    values = _some([*numbers, *texts, *in_list, *_JSON_ANY], name)
    return (rest.replace(b'"@"', value.encode()) for value in values)


def _in_list(good: Json, name: str, item: bytes) -> bytes:
    return json.dumps({**good, name: ["@"]}).encode().replace(b'"@"', item)


_NUMERIC = {msgspec.inspect.IntType, msgspec.inspect.FloatType, msgspec.inspect.DecimalType}
