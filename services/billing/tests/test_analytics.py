"""Figures of revenue, against a plain count over what the API itself lists."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx2 as httpx
import msgspec
import pytest

from services.billing.analytics.operations import revenue
from services.billing.tests.front_desk import FrontDesk, Json
from shared.testing.kit import Client, ClinicStub, PeersStub, database_url
from shared.testing.plans import ExplainedDesk
from shared.values.periods import Range, Step, period_start

LATE_EVENING = datetime(2026, 3, 9, 3, 30, tzinfo=UTC)  # the 8th in New York, a Sunday
CENT = Decimal("0.01")


def numbers(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return msgspec.json.Decoder(float_hook=Decimal).decode(answer.content)


async def figures(desk: FrontDesk, query: str = "") -> Json:
    found: Json = numbers(await desk.client.get(f"/api/analytics/revenue{query}"))
    return found


async def moved(desk: FrontDesk, table: str, column: str, at: datetime) -> None:
    """As if it had happened then; the rules of issued bills let no service do that."""
    ops = await asyncpg.connect(database_url("vetchart_ops"))
    await ops.execute(f"UPDATE billing.{table} SET {column} = $1 WHERE clinic_id = $2", at, desk.clinic.id)
    await ops.close()


async def busy_month(desk: FrontDesk, dice: random.Random) -> None:
    """Bills of all kinds on many days; some paid, some in part, some credited or cancelled."""
    for _ in range(25):
        day = desk.clinic.today() - timedelta(days=dice.randrange(150))
        line = {"description": "Visit", "quantity": dice.randrange(1, 4), "unitPrice": dice.randrange(1, 9000) / 100}
        bill = await desk.bill(line, billDate=day.isoformat(), status=dice.choice(["draft", "sent", "sent", "sent"]))
        if bill["status"] == "draft":
            continue
        what = dice.choice(["pay", "pay in part", "credit", "cancel", "leave"])
        if what in ("pay", "pay in part"):
            owed = Decimal(str(bill["totalAmount"]))
            await desk.pay(bill, str(owed if what == "pay" else max(owed // 2, CENT)))
        elif what == "credit":
            await desk.credit(bill, {**line, "quantity": 1})
        elif what == "cancel":
            assert (await desk.put_bill(bill, status="cancelled")).status_code == 200


def counted(bills: list[Json], notes: list[Json], zone: ZoneInfo, step: Step) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {"issued": Counter(), "paid": Counter(), "credited": Counter()}

    def add(kind: str, day: date, amount: Any) -> None:
        found[kind][period_start(day, step).isoformat()] += amount

    for bill in bills:
        if bill["billNumber"].startswith("BILL"):
            add("issued", date.fromisoformat(bill["billDate"]), bill["totalAmount"])
        for payment in bill["payments"]:
            add("paid", datetime.fromisoformat(payment["at"]).astimezone(zone).date(), payment["amount"])
    for note in notes:
        add("credited", datetime.fromisoformat(note["createdAt"]).astimezone(zone).date(), note["totalAmount"])
    return found


class TestRevenue:
    @pytest.mark.parametrize("step", ["day", "week", "month"])
    async def test_is_what_a_plain_count_finds(self, desk: FrontDesk, step: Step) -> None:
        await busy_month(desk, random.Random(step))
        bills = numbers(await desk.client.get("/api/bills"))
        notes = [n for b in bills for n in numbers(await desk.client.get(f"/api/bills/{b['id']}/credit-notes"))]
        first = desk.clinic.today() - timedelta(days=160)
        found = await figures(desk, f"?from={first}&to={desk.clinic.today()}&step={step}")
        expected = counted(bills, notes, ZoneInfo(desk.clinic.time_zone), step)
        for kind in ("issued", "paid", "credited"):
            assert Counter({each["start"]: each[kind] for each in found["periods"] if each[kind]}) == expected[kind]
        owed = [bill for bill in bills if bill["status"] in ("sent", "overdue")]
        assert sum(each["amount"] for each in found["owed"]) == sum(bill["balance"] for bill in owed)
        assert sum(each["bills"] for each in found["owed"]) == len(owed)
        overdue = [each for each in found["owed"] if each["age"] != "due"]
        assert sum(each["bills"] for each in overdue) == sum(bill["status"] == "overdue" for bill in owed)

    async def test_counts_a_payment_on_the_clinics_day(self, desk: FrontDesk) -> None:
        await desk.pay(await desk.sent(), 10)
        await moved(desk, "payments", "at", LATE_EVENING)
        found = await figures(desk, "?from=2026-03-07&to=2026-03-09")
        assert [each["paid"] for each in found["periods"]] == [0, 10, 0]

    async def test_is_by_the_category_of_the_price_item(self, desk: FrontDesk) -> None:
        price = {"name": "Rabies", "unitPrice": 30, "category": "Vaccines"}
        item = (await desk.client.post("/api/price-items", json=price)).json()
        line = {"description": "Rabies", "quantity": 2, "unitPrice": 30, "priceItemId": item["id"]}
        await desk.sent(line, {"description": "Leash", "quantity": 1, "unitPrice": 12.5})
        await desk.put_bill(await desk.sent(line), status="cancelled")
        await desk.bill(line)
        assert (await figures(desk))["categories"] == [
            {"category": "Vaccines", "lines": 1, "amount": 60},
            {"category": "", "lines": 1, "amount": Decimal("12.5")},
        ]

    async def test_ages_what_is_overdue(self, desk: FrontDesk) -> None:
        for days in (0, 1, 30, 31, 61, 91):
            due = (desk.clinic.today() - timedelta(days=days)).isoformat()
            await desk.sent(billDate="2025-01-01", dueDate=due, taxRate=0)
        assert [(each["age"], each["bills"], each["amount"]) for each in (await figures(desk))["owed"]] == [
            ("due", 1, 65),
            ("1-30", 2, 130),
            ("31-60", 1, 65),
            ("61-90", 1, 65),
            ("90+", 1, 65),
        ]

    async def test_shows_what_was_paid_a_moment_ago(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await figures(desk)
        await desk.pay(bill, 5)
        assert (await figures(desk))["periods"][-1]["paid"] == 5

    async def test_in_won_has_no_decimals(self, korean_desk: FrontDesk) -> None:
        await korean_desk.sent({"description": "진료", "quantity": 1, "unitPrice": 33000})
        found = await figures(korean_desk)
        assert (found["currency"], found["periods"][-1]["issued"]) == ("KRW", 33000)

    async def test_holds_nothing_of_another_clinic(self, desk: FrontDesk, peers: PeersStub) -> None:
        await desk.sent()
        clinic = peers.add(ClinicStub())
        async with Client(desk.client.app, clinic.user()) as client:
            found = numbers(await client.get("/api/analytics/revenue"))
        assert {each["issued"] for each in found["periods"]} == {0}
        assert sum(each["bills"] for each in found["owed"]) == len(found["categories"]) == 0

    @pytest.mark.parametrize("query", ["from=2026-02-02&to=2026-02-01", "from=x", "step=year", "from=2000-01-01"])
    async def test_of_no_range_is_refused(self, desk: FrontDesk, query: str) -> None:
        answer = await desk.client.get(f"/api/analytics/revenue?{query}")
        assert answer.status_code == 422, answer.text

    async def test_reads_by_indexes(self, desk: FrontDesk) -> None:
        await desk.pay(await desk.sent(), 5)
        async with desk.client.app.service.desk(desk.clinic.id) as opened:
            await opened.connection.execute("SET LOCAL enable_seqscan = off")  # a test's clinic is small
            explained = ExplainedDesk(opened)
            await revenue(explained, Range(opened.today, opened.today, "day"))
        assert not any(scan.startswith("Seq Scan") for scan in explained.scans), explained.scans
