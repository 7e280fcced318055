"""What the gateway lets in, a service does, too: the gateway's own fields come on top."""

from collections.abc import Callable

import httpx2 as httpx

from shared.process.http1.framing import OUTSIDE

LogIn = Callable[[str], httpx.Client]


def largest(desk: httpx.Client) -> httpx.Request:
    """As many fields and bytes as the gateway lets in, to the last."""
    request = desk.build_request("GET", "/api/owners")
    for number in range(len(request.headers.raw), OUTSIDE.fields):
        request.headers[f"X-{number}"] = ""
    size = sum(len(name) + len(value) + 4 for name, value in request.headers.raw)
    spare = OUTSIDE.head_bytes - len("GET /api/owners HTTP/1.1\r\n\r\n") - size
    request.headers[f"X-{OUTSIDE.fields - 1}"] = "x" * spare
    return request


def test_the_largest_head_reaches_a_service(log_in: LogIn) -> None:
    desk = log_in("staff@hanbit.example")
    assert desk.send(largest(desk)).status_code == 200


def test_one_byte_or_one_field_more_is_431(log_in: LogIn) -> None:
    desk = log_in("staff@hanbit.example")
    longer, more = largest(desk), largest(desk)
    longer.headers[f"X-{OUTSIDE.fields - 1}"] += "x"
    more.headers[f"X-{OUTSIDE.fields - 1}"] = ""
    more.headers["X-More"] = ""
    assert [desk.send(each).status_code for each in (longer, more)] == [431, 431]
