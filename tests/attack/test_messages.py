"""Messages that aren't HTTP, or are in more than one way: refused, and nothing of them reaches a service."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from gateway.tests.test_connection import nonsense
from gateway.tests.test_headers import FORGED
from gateway.tests.test_routes import CROOKED
from shared.tests import test_framing as framing
from tests.attack.processes import resident_mib
from tests.attack.wire import talk, talk_all
from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures
from tests.fuzzing import statuses

OURS = {501, 505}  # the 5xx that are the client's doing
GROWTH = 20  # MiB
SMUGGLED = b'{"firstName": "Smuggled", "lastName": "Smuggled"}'


async def test_ten_thousand_damaged_messages(whole: Hospital, figures: Figures) -> None:
    url, gateway = whole.suite.gateway_url, whole.suite.processes["gateway"].pid
    messages = nonsense(whole.token)
    found = await talk_all(url, messages[:2000])
    before = resident_mib(gateway)
    found += await talk_all(url, messages[2000:])
    broken = [message for message, answer in found if any(s >= 500 and s not in OURS for s in statuses(answer))]
    figures.none("answered by a 5xx but 501 and 505", broken, len(found))
    figures.at_most("the gateway's memory grew by", resident_mib(gateway) - before, GROWTH, "MiB")
    assert {200, 400, 401} <= {status for _, answer in found for status in statuses(answer)}
    figures.check()


async def test_framing_that_can_be_read_in_two_ways(whole: Hospital, figures: Figures) -> None:
    more = f"POST /api/owners HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {whole.token}\r\n".encode()
    more += b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(SMUGGLED), SMUGGLED)
    wrong, tried = [], 0
    for message, status in _framings():
        answer = await talk(whole.suite.gateway_url, message + more)
        tried += 1
        if statuses(answer) != [status]:
            wrong.append((message[:60], status, answer[:60]))
    figures.none("answered otherwise than once, with the refusal", wrong, tried)
    figures.none(
        "what reached a service", whole.sql("SELECT id FROM patients.owners WHERE last_name = 'Smuggled'"), tried
    )
    figures.check()


def _framings() -> Iterator[tuple[bytes, int]]:
    for line, status in _cases(framing.TestARequestLine.test_of_another_form_is_refused):
        yield framing.head_of(line), status
    for fields, status in _cases(framing.TestAField.test_of_another_form_is_refused):
        yield framing.head_of(b"POST / HTTP/1.1", fields), status


def _cases(test: Callable[..., Any]) -> list[Any]:
    """What a test is parametrised with."""
    marks: list[pytest.Mark] = test.pytestmark  # type: ignore[attr-defined]
    return list(next(mark for mark in marks if mark.name == "parametrize").args[1])


async def test_chunks_that_are_none(whole: Hospital, figures: Figures) -> None:
    head = f"POST /api/owners HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {whole.token}\r\n".encode()
    head += b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = _cases(framing.TestABody.test_in_chunks_that_are_none_is_refused)
    found = [(each, await talk(whole.suite.gateway_url, head + each + SMUGGLED)) for each in chunks]
    wrong = [(each[:60], answer[:60]) for each, answer in found if statuses(answer) not in ([400], [431])]
    figures.none("answered otherwise than once, with 400 or 431", wrong, len(found))
    figures.check()


async def test_paths_that_mean_another(whole: Hospital, figures: Figures) -> None:
    token = f"Authorization: Bearer {whole.token}"
    wrong = []
    for path in CROOKED:
        message = f"GET {path} HTTP/1.1\r\nHost: a\r\n{token}\r\nConnection: close\r\n\r\n"
        answer = await talk(whole.suite.gateway_url, message.encode())
        if statuses(answer) not in ([400], [404]) or b"application/problem+json" not in answer:
            wrong.append((path, answer[:200]))
    figures.none("answered by anything but 400 or 404", wrong, len(CROOKED))
    figures.check()


def test_headers_that_claim_to_be_somebody(whole: Hospital, figures: Figures) -> None:
    """Another clinic's, another user's, another address's: the answers are those without them."""
    with closing(whole.as_user("admin@hanbit.example")) as neighbour:
        other = neighbour.get("/api/auth/me").json()
    forged = FORGED | {
        "X-User-Id": other["id"],
        "X_User_Id": other["id"],
        "X-Clinic-Id": _clinic_of(whole, other["id"]),
    }
    forged |= {"Connection": "keep-alive, X-User-Id", "Vetchart-Clinic": forged["X-Clinic-Id"]}
    wrong = []
    for path in ("/api/auth/me", "/api/clinic", "/api/owners?limit=5", "/api/users"):
        plain, claiming = whole.client.get(path), whole.client.get(path, headers=forged)
        if (claiming.status_code, claiming.json()) != (200, plain.json()):
            wrong.append(path)
    figures.none("answers that changed", wrong, 4)
    sessions = whole.client.get("/api/auth/sessions", headers=forged).json()
    figures.none(
        "sessions at a forged address", [s for s in sessions if s["address"].startswith("10.9.")], len(sessions)
    )
    without = {"Authorization": "", **forged}
    figures.none("let in without a token", _let_in(whole, without), 1)
    figures.check()


def _let_in(whole: Hospital, headers: dict[str, str]) -> list[int]:
    status = whole.client.get("/api/owners", headers=headers).status_code
    return [status] if status != 401 else []


def _clinic_of(whole: Hospital, user: str) -> str:
    return whole.sql(f"SELECT clinic_id FROM auth.users WHERE id = '{user}'")[0]
