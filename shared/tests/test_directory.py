"""A clinic's settings are asked for once, however many need them at the same moment."""

import asyncio

from shared.service.app import ServiceApp
from shared.testing.kit import ClinicStub, PeersStub


async def test_a_crowd_asks_for_a_clinic_once_or_twice(app: ServiceApp, peers: PeersStub) -> None:
    clinic = peers.add(ClinicStub("Asia/Seoul"))
    found = await asyncio.gather(*(app.service.directory.clinic(clinic.id) for _ in range(50)))
    asked = [each for each in peers.requests if each.url.path == f"/internal/clinic/{clinic.id}"]
    assert {(each.id, str(each.zone)) for each in found} == {(clinic.id, "Asia/Seoul")}
    assert 1 <= len(asked) <= 2
