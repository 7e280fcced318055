"""What became of appointments, against a plain count over what the API itself lists."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from services.scheduling.analytics.operations import visits
from services.scheduling.tests.examples import Book
from shared.testing.kit import ClinicStub
from shared.testing.plans import ExplainedDesk
from shared.values.periods import Range, Step, period_start

STATUSES = {"scheduled": "scheduled", "completed": "completed", "cancelled": "cancelled", "no-show": "noShow"}


async def figures(book: Book, query: str = "") -> Any:
    answer = await book.client.get(f"/api/analytics/appointments{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def busy_month(book: Book, clinic: ClinicStub, dice: random.Random) -> None:
    for n in range(40):
        day = clinic.today() - timedelta(days=dice.randrange(90))
        await book.made(
            date=day.isoformat(),
            time=dice.choice(["00:00", "10:30", "23:59"]),
            duration=dice.randrange(1, 60),
            veterinarian=dice.choice(["Ann Smith", "Dr. Ann Smith", "Bob", ""]),
            status=dice.choice(list(STATUSES)),
            overbook=True,
            reason=str(n),
        )
    await book.delete(await book.made(date=clinic.today().isoformat()))


class TestVisits:
    @pytest.mark.parametrize("step", ["day", "week", "month"])
    async def test_are_what_a_plain_count_finds(self, book: Book, clinic: ClinicStub, step: Step) -> None:
        await busy_month(book, clinic, random.Random(step))
        first = clinic.today() - timedelta(days=60)
        found = await figures(book, f"?from={first}&to={clinic.today()}&step={step}")
        listed = await book.listed(f"?from={first}&to={clinic.today()}")
        expected = Counter(
            (period_start(date.fromisoformat(each["date"]), step).isoformat(), STATUSES[each["status"]])
            for each in listed
        )
        counts = {(each["start"], status): each[status] for each in found["periods"] for status in STATUSES.values()}
        assert {key: count for key, count in counts.items() if count} == expected
        statuses = Counter(each["status"] for each in listed)
        came = statuses["completed"] + statuses["no-show"]
        assert found["noShowRate"] == round(statuses["no-show"] / came, 4)

    async def test_are_each_veterinarians_however_the_name_was_typed(self, book: Book, clinic: ClinicStub) -> None:
        today = clinic.today().isoformat()
        await book.made(date=today, time="09:00", duration=20, veterinarian="Dr. Ann Smith", status="completed")
        await book.made(date=today, time="10:00", duration=40, veterinarian="ann smith", status="no-show")
        await book.made(date=today, time="11:00", duration=15, veterinarian="")
        busiest, nobody = (await figures(book))["veterinarians"]
        assert (busiest["completed"], busiest["noShow"], busiest["minutes"]) == (1, 1, 20)
        assert (nobody["veterinarian"], nobody["scheduled"], nobody["minutes"]) == ("", 1, 15)

    async def test_are_by_stage_where_they_are_held(self, book: Book, clinic: ClinicStub) -> None:
        today = clinic.today().isoformat()
        made = [await book.made(date=today, time=f"1{n}:00") for n in range(5)]
        for appointment, stage in zip(made, ("arrived", "withVet", "done"), strict=False):
            assert (await book.stage(appointment, stage)).status_code == 200
        await book.move(made[4], "cancelled")
        stages = (await figures(book))["stages"]
        assert stages == {"booked": 1, "arrived": 1, "withVet": 1, "toPay": 0, "done": 1}

    async def test_of_an_empty_range_are_zeros_without_a_rate(self, book: Book) -> None:
        found = await figures(book, "?from=2020-01-01&to=2020-01-02")
        none = {"scheduled": 0, "completed": 0, "cancelled": 0, "noShow": 0}
        assert found["periods"] == [{"start": f"2020-01-0{n}", **none} for n in (1, 2)]
        assert (found["noShowRate"], found["veterinarians"]) == (None, [])

    async def test_read_by_an_index(self, book: Book, clinic: ClinicStub) -> None:
        await book.made(date=clinic.today().isoformat())
        async with book.client.app.service.desk(clinic.id) as desk:
            await desk.connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            explained = ExplainedDesk(desk)
            await visits(explained, Range(clinic.today(), clinic.today(), "day"))
        assert not any(scan.startswith("Seq Scan") for scan in explained.scans), explained.scans
