"""Sends a request to a replica: a short one at once, the rest of a longer one as it comes from the client."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from gateway.http.outgoing import Outgoing, body_of, too_large
from gateway.upstreams.connection import UpstreamConnection, UpstreamError
from shared.wire.errors import Problem

LAST_CHUNK = b"0\r\n\r\n"


def send_request(
    connection: UpstreamConnection, request: Outgoing, head: bytes, timeout: float
) -> "asyncio.Task[None] | None":
    """The rest in a task of its own: a service may answer while it still reads. `timeout`: seconds a piece."""
    bodiless = request.method == "HEAD"
    if request.rest is None:
        connection.start(head + request.body, bodiless=bodiless)
        return None
    connection.start(head + request.framed(request.body), bodiless=bodiless)
    connection.uploading = True
    return asyncio.create_task(_upload(connection, request, request.rest, timeout))


async def _upload(connection: UpstreamConnection, request: Outgoing, rest: Receive, timeout: float) -> None:
    size = len(request.body)
    try:
        more = True
        while more:
            message = await rest()
            data, more = body_of(message)
            size += len(data)
            if size > request.limit:
                raise too_large(request.limit)
            await connection.write(request.framed(data), timeout)
        if request.length is None:
            await connection.write(LAST_CHUNK, timeout)
    except (UpstreamError, Problem, ClientDisconnect) as error:
        connection.fail(error)
    finally:
        connection.uploading = False
        connection.wake()
