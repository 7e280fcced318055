"""One OpenAPI document for the suite: the services' own, merged, and the gateway's calls."""

import asyncio
import time
from typing import Any

import msgspec
from starlette.responses import Response

from gateway.endpoints.openapi_own import own_document
from gateway.endpoints.parts import Part, Parts
from gateway.http.calls import OwnCall, tag_of
from gateway.routes import SERVICES

TTL = 60.0  # seconds
TTL_INCOMPLETE = 2.0
REFERENCE = "#/components/schemas/"
METHODS = ("get", "post", "put", "patch", "delete")

Document = dict[str, Any]


class OpenApi:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = asyncio.Lock()
        self._until = float("-inf")
        self._document: Document = {}
        self._body = b""
        self._tag = ""

    async def document(self, call: OwnCall) -> Response:
        await self.current()
        return call.answer(self._body, "application/json", {"Cache-Control": "no-cache"}, tag=self._tag)

    async def current(self) -> Document:
        """Looked up again after a while; soon, where a service didn't answer."""
        async with self._lock:
            if time.monotonic() > self._until:
                asked = (self._parts.ask(service, "/internal/openapi.json", None) for service in SERVICES)
                found = dict(zip(SERVICES, await asyncio.gather(*asked), strict=True))
                documents = {name: _document(part) for name, part in found.items()}
                known = {name: document for name, document in documents.items() if document is not None}
                self._document = merge({**known, "gateway": own_document()})
                self._body = msgspec.json.encode(self._document)
                self._tag = tag_of(self._body)
                self._until = time.monotonic() + (TTL if known == documents else TTL_INCOMPLETE)
            return self._document


def _document(part: Part | None) -> Document | None:
    found: Document = msgspec.json.decode(part.body) if part is not None and part.ok else {}
    return found if "components" in found else None


def merge(documents: dict[str, Document]) -> Document:
    """A shape that two services mean differently gets its service's name before its own; the same one is kept once."""
    schemas: Document = {}
    paths: Document = {}
    for service, document in documents.items():
        own = document["components"]["schemas"]
        names = {
            name: name if schemas.get(name, own[name]) == own[name] else f"{service.title()}{name}" for name in own
        }
        renamed = _renamed(document, {REFERENCE + old: REFERENCE + new for old, new in names.items()})
        schemas |= {names[name]: schema for name, schema in renamed["components"]["schemas"].items()}
        for path, operations in renamed["paths"].items():
            if path.startswith("/audit") and service != "gateway":
                continue  # merged by the gateway
            paths.setdefault(path, {}).update(operations)
    gateway = documents["gateway"]
    components = {**gateway["components"], "schemas": dict(sorted(schemas.items()))}
    return {**gateway, "paths": dict(sorted(paths.items())), "components": components}


def _renamed(value: Any, references: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: references.get(each, each) if key == "$ref" else _renamed(each, references)
            for key, each in value.items()
        }
    return [_renamed(each, references) for each in value] if isinstance(value, list) else value
