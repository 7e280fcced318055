"""Reads a request's body up to a size limit, and checks its media type."""

from starlette.requests import ClientDisconnect, Request

from shared.wire.errors import BadRequest, TooLarge, UnsupportedMediaType


async def read_body(request: Request, limit: int) -> bytes:
    """Raises TooLarge past so many bytes, before the rest is read."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise TooLarge(f"The body is larger than {limit} bytes.")
            parts.append(part)
    except ClientDisconnect as error:
        raise BadRequest("The connection ended before the body did.") from error
    return b"".join(parts)


def check_json(request: Request) -> None:
    """Raises UnsupportedMediaType for anything but plain JSON."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaType("Send the body without Content-Encoding.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType("Send the body as application/json.")
