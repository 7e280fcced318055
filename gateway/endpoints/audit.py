"""Merges the audit logs of all services into one, newest first."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from starlette.responses import Response

from gateway.endpoints.parts import Part, Parts
from gateway.http.calls import OwnCall
from gateway.routes import SERVICES
from shared.data.paging import Filter
from shared.wire.errors import Fault, Invalid, Unavailable
from shared.wire.shapes import read_query

Keys = tuple[datetime, int]


class TrailEntry(msgspec.Struct):
    """What the merge needs of an entry; the rest is passed on as it is."""

    at: datetime
    seq: int
    service: str
    text: dict[str, msgspec.Raw]


class Audit:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def entries(self, call: OwnCall) -> Response:
        """`limit`, `bytes`, `cursor`, `before`, `subject`, as each service has them: a share of the bytes for each.
        A trail with a gap would mislead: 503."""
        parameters = call.parameters()
        filters, after = read_query(parameters, Filter), _decode(parameters.pop("cursor", ""))
        asked = parameters | {"bytes": str(max(1, filters.bytes // len(SERVICES)))}
        parts = await self._ask(call, {service: _target(asked, after.get(service)) for service in SERVICES})
        if refusal := _refusal(parts):
            return refusal.response()
        found = [entry for service, part in parts.items() for entry in _entries(service, part)]
        merged = sorted(found, key=_order, reverse=True)
        page = _complete(merged, {service for service, part in parts.items() if part.goes_on})[: filters.limit]
        after |= {entry.service: (entry.at, entry.seq) for entry in page}
        more = len(merged) > len(page) or any(part.goes_on for part in parts.values())
        query = urlencode({**parameters, "cursor": _encode(after)})
        link = {"Link": f'</api/audit?{query}>; rel="next"'} if more else {}
        body = msgspec.json.encode([{**entry.text, "service": entry.service} for entry in page])
        return call.json(body, link)

    async def verify(self, call: OwnCall) -> Response:
        """Each service works its chain out again."""
        parts = await self._ask(call, dict.fromkeys(SERVICES, "/api/audit/verify"), timeout=60)
        if refusal := _refusal(parts):
            return refusal.response()
        services = {service: msgspec.json.decode(part.body) for service, part in parts.items()}
        intact = all(each["intact"] for each in services.values())
        return call.json(msgspec.json.encode({"intact": intact, "services": services}))

    async def _ask(self, call: OwnCall, targets: dict[str, str], timeout: float | None = None) -> dict[str, Part]:
        asked = (self._parts.ask(service, target, call, timeout) for service, target in targets.items())
        found = dict(zip(targets, await asyncio.gather(*asked), strict=True))
        missing = [service for service, part in found.items() if part is None]
        if missing:
            raise Unavailable(f"No answer from {', '.join(missing)}: the trail would have a gap; try again.")
        return {service: part for service, part in found.items() if part is not None}


def _refusal(parts: dict[str, Part]) -> Part | None:
    return next((part for part in parts.values() if not part.ok), None)


def _order(entry: TrailEntry) -> tuple[datetime, str, int]:
    return (entry.at, entry.service, entry.seq)


def _complete(merged: list[TrailEntry], going_on: set[str]) -> list[TrailEntry]:
    """Up to where the first of the lists that go on ends: its next entry may be newer than any after that."""
    ends = {entry.service: number for number, entry in enumerate(merged, 1)}
    return merged[: min((ends[service] for service in going_on if service in ends), default=len(merged))]


def _target(parameters: dict[str, str], after: Keys | None) -> str:
    query = dict(parameters)
    if after is not None:
        query["cursor"] = _text(msgspec.json.encode(after))
    return f"/api/audit?{urlencode(query, quote_via=quote)}"


def _entries(service: str, part: Part) -> list[TrailEntry]:
    texts = msgspec.json.decode(part.body, type=list[dict[str, msgspec.Raw]])
    return [TrailEntry(_of(text["at"], datetime), _of(text["seq"], int), service, text) for text in texts]


def _of(raw: msgspec.Raw, kind: Any) -> Any:
    return msgspec.json.decode(raw, type=kind)


def _encode(after: dict[str, Keys]) -> str:
    return _text(msgspec.json.encode(after))


def _decode(cursor: str) -> dict[str, Keys]:
    """Where each service's page goes on: the last of its entries that was shown."""
    if not cursor:
        return {}
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        known: dict[str, Keys] = msgspec.json.decode(text, type=dict[str, Keys])
    except (ValueError, msgspec.DecodeError) as error:
        raise Invalid(Fault("cursor", "invalid", "is not one that this list gave out")) from error
    return known


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
