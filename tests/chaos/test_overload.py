"""More than can be done, or clients that only hold a place: what can't be served is refused, the rest is served."""

import asyncio
import time
from urllib.parse import urlsplit

from deploy.local.load import Request, failures, peak, percentile
from tests.chaos.hospital import RATE, Hospital, read
from tests.chaos.table import Figures
from tests.test_bodies import HOSTILE

SEARCH = Request("GET", "/api/search?q=full")  # nothing of it is kept between requests
CONNECTIONS = (4, 8, 16)  # of which the best is the peak: with more, answers don't come sooner
IN_TIME = 1.0  # seconds: after it an answer counts as none
SECONDS = 10
SLOW = 1000
BYTE = 1.0  # seconds from one to the next
CLOSED = 12.0  # seconds


def test_three_times_what_can_be_done(whole: Hospital, figures: Figures) -> None:
    _fill(whole)
    capacity = max(peak(whole.suite.gateway_url, whole.token, SEARCH, each, SECONDS / 2) for each in CONNECTIONS)
    with whole.load(lambda _: SEARCH, 3 * capacity) as load:
        time.sleep(SECONDS)
    good = [answer for answer in load.answers if answer.status == 200 and answer.latency < IN_TIME]
    refused = [answer for answer in load.answers if answer.status in (429, 503)]
    figures.beside("peak", capacity, "answers/s")
    figures.beside("sent", len(load.answers) / SECONDS, "requests/s")
    figures.at_least("goodput", 100 * len(good) / SECONDS / capacity, 80, "% of peak")
    rest = len(load.answers) - len(good) - len(refused)
    figures.at_most("neither answered in time nor refused", 100 * rest / len(load.answers), 1, "%")
    figures.at_most("refused within, p99", 1000 * percentile(refused, 99), 50, "ms")
    figures.check()


async def test_a_thousand_connections_that_send_a_byte_a_second(whole: Hospital, figures: Figures) -> None:
    head = b"POST /api/owners HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer {whole.token}\r\nContent-Length: 100000\r\n\r\n".encode()
    with whole.load(read, RATE / 3) as load:
        slow = [_dribble(whole.suite.gateway_url, at_once) for at_once in (b"", head) * (SLOW // 2)]
        closed = await asyncio.gather(*slow)
    figures.at_most("heads: closed after, slowest", max(closed[0::2]), CLOSED, "s")
    figures.at_most("bodies: closed after, slowest", max(closed[1::2]), CLOSED, "s")
    figures.none("requests of others that failed", failures(load.answers), len(load.answers))
    figures.at_most("p95 of others", 1000 * percentile(load.answers, 95), 300, "ms")
    figures.check()


async def _dribble(url: str, at_once: bytes) -> float:
    """Seconds until the other side closes the connection, for which a byte a second is sent after the first ones."""
    reader, writer = await asyncio.open_connection(urlsplit(url).hostname, urlsplit(url).port)
    started = time.monotonic()
    writer.write(at_once)
    closing = asyncio.create_task(reader.read())
    for byte in (b"GET /" + b"x" * 100)[: int(CLOSED / BYTE) + 5]:
        writer.write(bytes([byte]))
        if (await asyncio.wait({closing}, timeout=BYTE))[0]:
            break
    writer.transport.abort()
    await asyncio.gather(closing, return_exceptions=True)
    return time.monotonic() - started


def test_bodies_that_are_meant_to_hurt(whole: Hospital, figures: Figures) -> None:
    for name, (make, headers, status) in HOSTILE.items():
        body, kind = make(), {"Content-Type": "application/json", **headers}
        started = time.monotonic()
        answer = whole.client.post("/api/owners", content=body, headers=kind)
        figures.at_most(f"{name}: {status} after", 1000 * (time.monotonic() - started), 200, "ms")
        assert answer.status_code == status, name
    figures.check()


def _fill(hospital: Hospital) -> None:
    """So that there is much to find."""
    for number in range(len(hospital.client.get("/api/owners").json()), 500):
        owner = {"firstName": "Full", "lastName": f"Page{number}"}
        assert hospital.client.post("/api/owners", json=owner).status_code == 201
