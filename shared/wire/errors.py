"""Problem details (RFC 9457): what can go wrong, as problem+json.

Problem
├── BadRequest            400  unreadable
├── Unauthenticated       401
├── Forbidden             403
├── NotFound              404  also for what is another clinic's
├── MethodNotAllowed      405
├── Conflict              409
├── Gone                  410
├── Stale                 412  `current`: the object as it is now; `changedBy`: who made it so
├── TooLarge              413
├── UnsupportedMediaType  415
├── Invalid               422  `errors`: every fault with its path
├── TooComplex            422  what is stored can't be made into what is asked for
├── PreconditionRequired  428
├── TooManyRequests       429  with Retry-After
├── BadGateway            502
├── Unavailable           503  with Retry-After
│   └── Busy
└── GatewayTimeout        504
"""

from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

BUSY: Final = "x-vetchart-busy"  # of an answer to the gateway, which keeps it to itself


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing wrong with a body: `path` as in `items[0].quantity`, `code` for programs, `message` for people.

    `allowed`: what a `choice` may be. `limit`: how many characters or entries at most (`long`) or at least (`short`).
    """

    path: str
    code: str
    message: str
    allowed: tuple[str, ...] = ()
    limit: int | None = None


class Problem(Exception):
    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"

    def __init__(
        self, detail: str, *, slug: str | None = None, headers: dict[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.type = slug or self.slug
        self.headers = headers or {}
        self.extra = extra

    def response(self, request_id: str) -> Response:
        body = {**problem_body(self.status, self.type, self.detail, request_id), **self.extra}
        return Response(msgspec.json.encode(body), self.status, self.headers, media_type="application/problem+json")


class BadRequest(Problem):
    status, slug = 400, "bad-request"


class Unauthenticated(Problem):
    status, slug = 401, "unauthenticated"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"}, **extra)


class Forbidden(Problem):
    status, slug = 403, "forbidden"


class NotFound(Problem):
    status, slug = 404, "not-found"

    def __init__(self, detail: str = "There is nothing here under this id or path.", **extra: Any) -> None:
        super().__init__(detail, **extra)


class MethodNotAllowed(Problem):
    status, slug = 405, "method-not-allowed"


class Conflict(Problem):
    status, slug = 409, "conflict"


class Gone(Problem):
    status, slug = 410, "gone"


class Stale(Problem):
    """`author`: who wrote what is there now; `Call.write` names them."""

    status, slug = 412, "stale"

    def __init__(self, current: str, author: UUID | None = None) -> None:
        super().__init__(
            "Somebody has changed this since you read it; `current` is how it is now, `changedBy` who made it so.",
            current=msgspec.Raw(current.encode()),
            changedBy=None,
        )
        self.author = author


class TooLarge(Problem):
    status, slug = 413, "too-large"


class UnsupportedMediaType(Problem):
    status, slug = 415, "unsupported-media-type"


class Invalid(Problem):
    status, slug = 422, "invalid"

    def __init__(self, *faults: Fault) -> None:
        first = faults[0]
        super().__init__(f"{first.path or 'body'}: {first.message}", errors=list(faults))
        self.faults = faults


class TooComplex(Problem):
    status, slug = 422, "too-complex"


class PreconditionRequired(Problem):
    status, slug = 428, "precondition-required"


class TooManyRequests(Problem):
    status, slug = 429, "too-many-requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, retry_after))})


class BadGateway(Problem):
    status, slug = 502, "bad-gateway"


class Unavailable(Problem):
    status, slug = 503, "unavailable"

    def __init__(self, detail: str, retry_after: int = 1, **extra: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **extra)


class Unreachable(Unavailable):
    """Not for its load: a part of the system is down, or not reached."""

    slug = "unreachable"


class Busy(Unavailable):
    """The service itself is well and has more to do than it can: the gateway asks it for less at once."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.headers[BUSY] = "1"


class GatewayTimeout(Problem):
    status, slug = 504, "gateway-timeout"


def problem_body(status: int, slug: str, detail: str, request_id: str) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    return {
        "type": f"urn:vetchart:problem:{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "error": title,
        "message": detail,
        "requestId": request_id,
    }
