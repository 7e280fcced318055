"""Bodies that want more than they may: fields that aren't theirs to set, SQL, sizes that are meant to hurt."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from tests import test_injection as injection
from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures
from tests.test_bodies import HOSTILE

LogIn = Callable[[str], httpx.Client]
CHANGEABLE = ("owners", "patients", "price-items", "record-templates")
READ_ONLY = {"version": 99, "createdAt": "2001-01-01T00:00:00Z", "updatedAt": "2001-01-01T00:00:00Z"}
UNKNOWN = ("clinicId", "clinic_id", "isAdmin", "roles", "revision", "__proto__", "constructor")


def test_fields_that_are_not_the_clients(log_in: LogIn, figures: Figures) -> None:
    admin = log_in("admin@vetchart.com")
    kept, refused, tried = [], [], 0
    for kind in CHANGEABLE:
        thing = admin.get(f"/api/{kind}?limit=1").json()[0]
        wanted = {"id": str(uuid4()), **READ_ONLY}
        kept += [f"{kind}.{name}" for name in _that_changed(admin, kind, thing, wanted)]
        for name in UNKNOWN:
            tried += 1
            status = admin.put(f"/api/{kind}/{thing['id']}", json={name: "admin"}).status_code
            refused += [f"{status} {kind}.{name}"] if status != 422 else []
    figures.none("read-only fields that were set", kept, len(CHANGEABLE) * (1 + len(READ_ONLY)))
    figures.none("unknown fields not 422", refused, tried)
    figures.check()


def _that_changed(admin: httpx.Client, kind: str, thing: dict[str, Any], wanted: dict[str, Any]) -> Iterator[str]:
    """The answer is the thing as it is now, whatever of `wanted` it holds was taken."""
    answer = admin.put(f"/api/{kind}/{thing['id']}", json={k: v for k, v in wanted.items() if k in thing})
    assert answer.status_code == 200, answer.text
    yield from (name for name in wanted if name in thing and answer.json()[name] == wanted[name])


@pytest.mark.parametrize("text", injection.CORPUS)
def test_sql(log_in: LogIn, text: str) -> None:
    admin = log_in("admin@hanbit.example")
    injection.test_finds_nothing_and_changes_nothing(admin, text)
    injection.test_is_stored_as_it_is(admin, text)


def test_bodies_that_are_meant_to_hurt(whole: Hospital, figures: Figures) -> None:
    for name, (make, headers, status) in HOSTILE.items():
        body, kind = make(), {"Content-Type": "application/json", **headers}
        started = time.monotonic()
        answer = whole.client.post("/api/owners", content=body, headers=kind)
        figures.at_most(f"{name}: {status} after", 1000 * (time.monotonic() - started), 200, "ms")
        assert answer.status_code == status, name
    figures.check()
