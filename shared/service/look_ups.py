"""Synchronous reads of one object by another service: `GET /internal/<kind>/<id>?clinic=...`."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from starlette.responses import Response

from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.data.resources import Resource
from shared.feed.events import revision
from shared.values.ids import parse_id
from shared.wire.errors import NotFound


def look_up_endpoints(resources: Iterable[Resource]) -> list[Endpoint]:
    return [_look_up(resource) for resource in resources]


def _look_up(resource: Resource) -> Endpoint:
    statement = resource.internal()

    async def look_up(call: Call) -> Response:
        clinic: UUID | None = parse_id(call.request.query_params.get("clinic", ""))
        if clinic is None:
            raise NotFound
        async with call.service.db.transaction(clinic) as tx:
            row = await tx.row(statement, id=call.id())
            if row is None:
                raise NotFound
            number = await revision(tx, row["version"])
        return json_answer({"revision": number, "document": msgspec.Raw(row["document"].encode())})

    return Endpoint("GET", f"/internal/{resource.kind}/{{id}}", look_up, "service")
