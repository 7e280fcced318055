import asyncio

import pytest

from services.billing.tests.desk import EXEMPT, TABLETS, VISIT, Desk
from shared.testing import Client


class TestCredit:
    async def test_of_a_line_lowers_the_balance(self, desk: Desk) -> None:
        bill = await desk.sent(VISIT, TABLETS, EXEMPT)
        answer = await desk.credit(bill, VISIT, reason="Wrong visit")
        assert answer.status_code == 201, answer.text
        note = answer.json()
        assert (note["creditNoteNumber"], note["reason"], note["billId"]) == ("CN-000001", "Wrong visit", bill["id"])
        assert (note["subtotal"], note["tax"], note["totalAmount"]) == (65, 5.2, 70.2)
        found = await desk.get(bill)
        assert (found["creditedAmount"], found["balance"], found["status"]) == (70.2, 28.41, "sent")
        assert found["totalAmount"] == bill["totalAmount"]

    async def test_without_items_is_of_all_that_is_left(self, desk: Desk) -> None:
        bill = await desk.sent(VISIT, TABLETS)
        await desk.credit(bill, TABLETS)
        note = (await desk.credit(bill)).json()
        assert (note["subtotal"], note["tax"], note["totalAmount"]) == (65, 5.2, 70.2)
        assert (await desk.get(bill))["balance"] == 0

    async def test_in_full_of_an_unpaid_bill_cancels_it(self, desk: Desk) -> None:
        bill = await desk.sent()
        await desk.credit(bill)
        assert (await desk.get(bill))["status"] == "cancelled"

    async def test_of_the_rest_of_a_bill_paid_in_part_makes_it_paid(self, desk: Desk) -> None:
        bill = await desk.sent(VISIT, EXEMPT)
        await desk.pay(bill, 70.2)
        await desk.credit(bill, EXEMPT)
        found = await desk.get(bill)
        assert (found["status"], found["balance"]) == ("paid", 0)

    async def test_of_a_paid_bill_is_to_be_given_back(self, desk: Desk) -> None:
        bill = await desk.bill(VISIT, EXEMPT, status="paid")
        await desk.credit(bill, EXEMPT)
        assert (await desk.get(bill))["balance"] == -8
        assert (await desk.pay(bill, -8.01)).status_code == 422
        back = (await desk.pay(bill, -8, "other")).json()
        assert (back["status"], back["balance"]) == ("paid", 0)

    async def test_line_by_line_adds_up_to_the_bill(self, desk: Desk) -> None:
        """Three times 8 % of 0.10 would be 0.03, where the bill has 0.02."""
        dime = {"description": "Swab", "quantity": 1, "unitPrice": 0.1}
        bill = await desk.sent(dime, dime, dime)
        notes = [(await desk.credit(bill, dime)).json() for _ in range(3)]
        assert bill["totalAmount"] == 0.32
        assert [note["tax"] for note in notes] == [0.01, 0.01, 0]

    async def test_takes_the_tax_out_of_prices_that_hold_it(self, korean_desk: Desk) -> None:
        visit = {"description": "진찰료", "quantity": 1, "unitPrice": 11000}
        bill = await korean_desk.sent(visit, {**visit, "description": "재진"})
        note = (await korean_desk.credit(bill, visit)).json()
        assert (note["subtotal"], note["tax"], note["totalAmount"]) == (10000, 1000, 11000)

    async def test_of_more_than_is_left_is_422(self, desk: Desk) -> None:
        bill = await desk.sent(VISIT)
        answer = await desk.credit(bill, {**VISIT, "quantity": 1.001})
        assert [fault["path"] for fault in answer.json()["errors"]] == ["items"]
        assert await desk.get(bill) == bill

    @pytest.mark.parametrize("note", [{}, {"reason": " "}, {"reason": "x", "items": []}, {"reason": "x", "why": 1}])
    async def test_that_lacks_something_is_422(self, desk: Desk, note: dict[str, object]) -> None:
        bill = await desk.sent()
        assert (await desk.client.post(f"/api/bills/{bill['id']}/credit-notes", json=note)).status_code == 422

    async def test_of_a_draft_is_409(self, desk: Desk) -> None:
        assert (await desk.credit(await desk.bill())).status_code == 409

    async def test_twice_in_full_is_409(self, desk: Desk) -> None:
        bill = await desk.bill(status="paid")
        assert [(await desk.credit(bill)).status_code for _ in range(2)] == [201, 409]

    async def test_many_at_once_never_exceed_the_bill(self, desk: Desk) -> None:
        bill = await desk.sent(VISIT, VISIT, VISIT)
        answers = await asyncio.gather(*(desk.credit(bill, VISIT) for _ in range(20)))
        numbers = sorted(answer.json()["creditNoteNumber"] for answer in answers if answer.status_code == 201)
        assert numbers == ["CN-000001", "CN-000002", "CN-000003"]
        assert (await desk.get(bill))["creditedAmount"] == bill["totalAmount"]


class TestCancelling:
    @pytest.mark.parametrize(("role", "status"), [("staff", 403), ("technician", 403), ("veterinarian", 200)])
    async def test_an_issued_bill_needs_the_permission_of_a_credit(self, desk: Desk, role: str, status: int) -> None:
        bill = await desk.sent()
        async with Client(desk.client.app, desk.clinic.user(role)) as colleague:
            answer = await colleague.put(f"/api/bills/{bill['id']}", json={"status": "cancelled"})
        assert answer.status_code == status
        assert (await desk.get(bill))["status"] == ("cancelled" if status == 200 else "sent")

    async def test_a_draft_needs_none(self, desk: Desk) -> None:
        bill = await desk.bill()
        async with Client(desk.client.app, desk.clinic.user("staff")) as colleague:
            answer = await colleague.put(f"/api/bills/{bill['id']}", json={"status": "cancelled"})
        assert answer.status_code == 200
