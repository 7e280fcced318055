from datetime import timedelta

import pytest

from services.scheduling.tests.examples import Book
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub


async def todays(client: Client) -> int:
    answer = await client.get("/internal/dashboard")
    assert answer.status_code == 200, answer.text
    count: int = answer.json()["todayAppointments"]
    return count


class TestToday:
    @pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
    async def test_is_the_clinics(self, app: ServiceApp, peers: PeersStub, zone: str) -> None:
        """Kiritimati and Pago Pago never have the same date."""
        clinic = peers.add(ClinicStub(zone))
        async with Client(app, clinic.user()) as client:
            book = Book(client, clinic, peers)
            for days, time in ((-1, "23:59"), (0, "00:00"), (0, "23:59"), (1, "00:00")):
                date = (clinic.today() + timedelta(days=days)).isoformat()
                await book.made(date=date, time=time, duration=1, veterinarian="")
            assert await todays(client) == 2

    async def test_counts_only_what_is_still_scheduled(self, book: Book, clinic: ClinicStub) -> None:
        today = clinic.today().isoformat()
        made = [await book.made(date=today, time=f"{hour}:00") for hour in range(10, 15)]
        for appointment, status in zip(made, ("completed", "cancelled", "no-show"), strict=False):
            await book.move(appointment, status)
        await book.delete(made[3])
        assert await todays(book.client) == 1

    async def test_counts_nothing_of_another_clinic(self, book: Book, clinic: ClinicStub, peers: PeersStub) -> None:
        await book.made(date=clinic.today().isoformat())
        async with Client(book.client.app, peers.add(ClinicStub()).user("staff")) as stranger:
            assert await todays(stranger) == 0
