import asyncio
from contextlib import suppress
from decimal import Decimal

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.invoicing.bills.lines import BillLine
from services.billing.invoicing.credit_notes.left import Credited, Uncredited
from services.billing.tests.front_desk import EXEMPT, TABLETS, VISIT, FrontDesk
from shared.testing.kit import Client
from shared.values.ids import new_id
from shared.values.money import line_total
from shared.wire.errors import Invalid


def line(description: str, quantity: Decimal, unit_price: int, taxable: bool) -> BillLine:
    return BillLine(
        id=new_id(),
        description=description,
        quantity=quantity,
        unit_price=unit_price,
        total=line_total(quantity, unit_price),
        taxable=taxable,
        price_item_id=None,
    )


def credited(each: BillLine) -> Credited:
    return Credited(
        description=each.description,
        quantity=each.quantity,
        unit_price=each.unit_price,
        total=each.total,
        taxable=each.taxable,
    )


quantities = st.decimals(Decimal("0.001"), 5, places=3)
lines = st.builds(line, st.sampled_from("AB"), quantities, st.sampled_from([100, 250, 3, -40]), st.booleans())


def paths(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [fault["path"] for fault in answer.json()["errors"]]


class TestCredit:
    async def test_of_a_line_lowers_the_balance(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, TABLETS, EXEMPT)
        answer = await desk.credit(bill, VISIT, reason="Wrong visit")
        assert answer.status_code == 201, answer.text
        note = answer.json()
        assert (note["creditNoteNumber"], note["reason"], note["billId"]) == ("CN-000001", "Wrong visit", bill["id"])
        assert (note["subtotal"], note["tax"], note["totalAmount"]) == (65, 5.2, 70.2)
        found = await desk.get(bill)
        assert (found["creditedAmount"], found["balance"], found["status"]) == (70.2, 28.41, "sent")
        assert found["totalAmount"] == bill["totalAmount"]

    async def test_without_items_is_of_all_that_is_left(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, TABLETS)
        await desk.credit(bill, TABLETS)
        note = (await desk.credit(bill)).json()
        assert (note["subtotal"], note["tax"], note["totalAmount"]) == (65, 5.2, 70.2)
        assert (await desk.get(bill))["balance"] == 0

    async def test_in_full_of_an_unpaid_bill_cancels_it(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await desk.credit(bill)
        assert (await desk.get(bill))["status"] == "cancelled"

    async def test_of_the_rest_of_a_bill_paid_in_part_makes_it_paid(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, EXEMPT)
        await desk.pay(bill, 70.2)
        await desk.credit(bill, EXEMPT)
        found = await desk.get(bill)
        assert (found["status"], found["balance"]) == ("paid", 0)

    async def test_of_a_paid_bill_is_to_be_given_back(self, desk: FrontDesk) -> None:
        bill = await desk.bill(VISIT, EXEMPT, status="paid")
        await desk.credit(bill, EXEMPT)
        assert (await desk.get(bill))["balance"] == -8
        assert (await desk.pay(bill, -8.01)).status_code == 422
        back = (await desk.pay(bill, -8, "other")).json()
        assert (back["status"], back["balance"]) == ("paid", 0)

    async def test_line_by_line_adds_up_to_the_bill(self, desk: FrontDesk) -> None:
        """Three times 8 % of 0.10 would be 0.03, where the bill has 0.02."""
        dime = {"description": "Swab", "quantity": 1, "unitPrice": 0.1}
        bill = await desk.sent(dime, dime, dime)
        notes = [(await desk.credit(bill, dime)).json() for _ in range(3)]
        assert bill["totalAmount"] == 0.32
        assert [note["tax"] for note in notes] == [0.01, 0.01, 0]

    async def test_takes_the_tax_out_of_prices_that_hold_it(self, korean_desk: FrontDesk) -> None:
        visit = {"description": "진찰료", "quantity": 1, "unitPrice": 11000}
        bill = await korean_desk.sent(visit, {**visit, "description": "재진"})
        note = (await korean_desk.credit(bill, visit)).json()
        assert (note["subtotal"], note["tax"], note["totalAmount"]) == (10000, 1000, 11000)

    async def test_of_more_than_is_left_is_422(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT)
        answer = await desk.credit(bill, {**VISIT, "quantity": 1.001})
        assert paths(answer) == ["items[0].quantity"]
        assert await desk.get(bill) == bill

    @pytest.mark.parametrize("note", [{}, {"reason": " "}, {"reason": "x", "items": []}, {"reason": "x", "why": 1}])
    async def test_that_lacks_something_is_422(self, desk: FrontDesk, note: dict[str, object]) -> None:
        bill = await desk.sent()
        assert (await desk.client.post(f"/api/bills/{bill['id']}/credit-notes", json=note)).status_code == 422

    async def test_of_a_draft_is_409(self, desk: FrontDesk) -> None:
        assert (await desk.credit(await desk.bill())).status_code == 409

    async def test_twice_in_full_is_409(self, desk: FrontDesk) -> None:
        bill = await desk.bill(status="paid")
        assert [(await desk.credit(bill)).status_code for _ in range(2)] == [201, 409]

    async def test_many_at_once_never_exceed_the_bill(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, VISIT, VISIT)
        answers = await asyncio.gather(*(desk.credit(bill, VISIT) for _ in range(20)))
        numbers = sorted(answer.json()["creditNoteNumber"] for answer in answers if answer.status_code == 201)
        assert numbers == ["CN-000001", "CN-000002", "CN-000003"]
        assert (await desk.get(bill))["creditedAmount"] == bill["totalAmount"]


class TestLines:
    """Of each no more is credited than was billed, over all notes together."""

    async def test_are_credited_no_more_often_than_they_were_billed(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, TABLETS)
        assert (await desk.credit(bill, {**TABLETS, "quantity": 9})).status_code == 201
        refused = await desk.credit(bill, VISIT, {**TABLETS, "quantity": 6})
        assert paths(refused) == ["items[1].quantity"]
        assert refused.json()["errors"][0]["message"] == "is more than is left of this line, 5"
        twice = await desk.credit(bill, {**TABLETS, "quantity": 3}, {**TABLETS, "quantity": 3})
        assert paths(twice) == ["items[1].quantity"]
        assert (await desk.credit(bill, {**TABLETS, "quantity": 5})).status_code == 201
        assert paths(await desk.credit(bill, {**TABLETS, "quantity": 0.001})) == ["items[0].quantity"]

    async def test_may_be_quoted_lower_up_to_what_they_are_worth(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, TABLETS)
        lower = {**VISIT, "unitPrice": 30}
        assert [(await desk.credit(bill, lower)).status_code for _ in range(3)] == [201, 201, 422]
        assert paths(await desk.credit(bill, {**VISIT, "unitPrice": 5.01})) == ["items[0].unitPrice"]
        assert paths(await desk.credit(bill, VISIT)) == ["items[0].quantity"]
        assert (await desk.credit(bill, {**VISIT, "unitPrice": 5})).status_code == 201

    @pytest.mark.parametrize("change", [{"description": "Visit"}, {"taxable": False}])
    async def test_are_those_of_the_bill(self, desk: FrontDesk, change: dict[str, object]) -> None:
        bill = await desk.sent(VISIT, TABLETS)
        answer = await desk.credit(bill, {**bill["items"][0], **change})
        assert paths(answer) == ["items[0].description"]

    async def test_are_told_from_others_of_their_name(self, desk: FrontDesk) -> None:
        cheap, dear = {**VISIT, "unitPrice": 20}, {**VISIT, "unitPrice": 90}
        bill = await desk.sent(cheap, dear)
        assert [(await desk.credit(bill, cheap)).status_code for _ in range(2)] == [201, 422]
        assert (await desk.credit(bill, dear)).status_code == 201

    async def test_at_once_are_credited_once(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, TABLETS, TABLETS)
        answers = await asyncio.gather(*(desk.credit(bill, VISIT) for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [201, *[422] * 7]

    @given(st.lists(lines, min_size=1, max_size=6), st.lists(st.lists(lines, max_size=4), max_size=8))
    def test_never_exceed_the_bill(self, billed: list[BillLine], notes: list[list[BillLine]]) -> None:
        taken: list[Credited] = []
        for note in notes:
            with suppress(Invalid):
                Uncredited(billed, taken).credit(note)
                taken += [credited(line) for line in note]
        for line in billed:
            same = [each for each in billed if (each.description, each.taxable) == (line.description, line.taxable)]
            held = [each for each in taken if (each.description, each.taxable) == (line.description, line.taxable)]
            worth, money = sum(each.total for each in same), sum(each.total for each in held)
            assert min(0, worth) <= money <= max(0, worth)
            many = sum(each.quantity for each in same if each.unit_price == line.unit_price)
            assert sum(each.quantity for each in held if each.unit_price == line.unit_price) <= many


class TestCancelling:
    @pytest.mark.parametrize(("role", "status"), [("staff", 403), ("technician", 403), ("veterinarian", 200)])
    async def test_an_issued_bill_needs_the_permission_of_a_credit(
        self, desk: FrontDesk, role: str, status: int
    ) -> None:
        bill = await desk.sent()
        async with Client(desk.client.app, desk.clinic.user(role)) as colleague:
            answer = await colleague.put(f"/api/bills/{bill['id']}", json={"status": "cancelled"})
        assert answer.status_code == status
        assert (await desk.get(bill))["status"] == ("cancelled" if status == 200 else "sent")

    async def test_a_draft_needs_none(self, desk: FrontDesk) -> None:
        bill = await desk.bill()
        async with Client(desk.client.app, desk.clinic.user("staff")) as colleague:
            answer = await colleague.put(f"/api/bills/{bill['id']}", json={"status": "cancelled"})
        assert answer.status_code == 200
