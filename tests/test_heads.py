"""What the gateway lets in, a service does, too: the gateway's own fields come on top."""

from collections.abc import Callable

import httpx2 as httpx

from shared.http1.framing import OUTSIDE

LogIn = Callable[[str], httpx.Client]
OWN = 16  # fields at most that the client sends by itself


def test_the_largest_head_reaches_a_service(log_in: LogIn) -> None:
    desk = log_in("staff@hanbit.example")
    spare = OUTSIDE.head_bytes - 2 * len(desk.headers["Authorization"]) - 1024
    count = OUTSIDE.fields - OWN
    fields = {f"X-Filler-{n}": "x" * (spare // count - 20) for n in range(count)}
    assert desk.get("/api/owners", headers=fields).status_code == 200
    fields |= {f"X-More-{n}": "" for n in range(OWN)}
    assert desk.get("/api/owners", headers=fields).status_code == 431
