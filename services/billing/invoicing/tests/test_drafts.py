"""A draft that is changed: what it is worth, which lines it has, when it is due."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.invoicing.bills.rules import worth
from services.billing.tests.front_desk import TABLETS, VISIT, FrontDesk, Json
from shared.feed.copies import upsert_clinic
from shared.service.app import ServiceApp
from shared.values.money import Line
from shared.wire.errors import Invalid

LINE: Json = {"description": "Visit", "quantity": 1, "unitPrice": 108}
lines = st.lists(st.builds(Line, st.integers(-(10**6), 10**9), st.booleans()), max_size=20)
rates = st.decimals(0, Decimal("0.99999"), places=5)


async def set_inclusive(app: ServiceApp, desk: FrontDesk, inclusive: bool) -> None:
    """As the clinic's settings come in from auth."""
    async with app.service.db.system_transaction() as tx:
        clinic = replace(desk.clinic, tax_inclusive=inclusive).told()
        await upsert_clinic(tx, 1_000_000, clinic)
    app.service.directory._clinics.pop(desk.clinic.id, None)


def amounts(bill: Json) -> tuple[float, float, float, bool]:
    return bill["subtotal"], bill["tax"], bill["totalAmount"], bill["taxInclusive"]


class TestWorth:
    async def test_stays_in_the_way_that_the_draft_began(self, desk: FrontDesk, app: ServiceApp) -> None:
        bill = await desk.bill(LINE)
        await set_inclusive(app, desk, True)
        assert amounts((await desk.put_bill(bill, notes="x")).json()) == (108, 8.64, 116.64, False)
        assert amounts((await desk.issue(bill)).json()) == (108, 8.64, 116.64, False)
        assert amounts(await desk.bill(LINE)) == (100, 8, 108, True)

    async def test_stays_so_where_prices_held_the_tax(self, korean_desk: FrontDesk, app: ServiceApp) -> None:
        bill = await korean_desk.bill({**LINE, "unitPrice": 11000})
        await set_inclusive(app, korean_desk, False)
        changed = await korean_desk.put_bill(bill, items=[{**LINE, "unitPrice": 22000}], taxRate=0.1)
        assert amounts(changed.json()) == (20000, 2000, 22000, True)
        assert amounts((await korean_desk.put_bill(bill, status="paid")).json()) == (20000, 2000, 22000, True)

    @given(lines, rates, st.booleans())
    def test_is_the_sum_of_the_lines(self, found: list[Line], rate: Decimal, inclusive: bool) -> None:
        try:
            bill = worth(found, rate, inclusive=inclusive)
        except Invalid:
            return
        assert sum(line.total for line in found) == (bill.total if inclusive else bill.subtotal)
        assert bill.subtotal + bill.tax == bill.total


class TestLines:
    EXAMINATIONS = (
        {**LINE, "description": "Examination", "unitPrice": 100, "taxable": False},
        {**LINE, "description": "Examination", "unitPrice": 50, "taxable": True},
    )

    async def test_keep_their_ids_through_each_change(self, desk: FrontDesk) -> None:
        bill = await desk.bill(VISIT, TABLETS)
        visit, tablets = bill["items"]
        assert (await desk.put_bill(bill, notes="x")).json()["items"] == bill["items"]
        changed = (await desk.put_bill(bill, items=[tablets, LINE, {**visit, "quantity": 2}])).json()["items"]
        assert (changed[0]["id"], changed[2]["id"], changed[2]["quantity"]) == (tablets["id"], visit["id"], 2)
        assert changed[1]["id"] not in (tablets["id"], visit["id"])
        assert (await desk.issue(bill)).json()["items"] == changed

    async def test_read_before_a_change_keep_what_they_do_not_name(self, desk: FrontDesk) -> None:
        price = (await desk.client.post("/api/price-items", json={"name": "Examination", "unitPrice": 50})).json()
        untaxed, taxed = self.EXAMINATIONS
        bill = await desk.bill(untaxed, {**taxed, "priceItemId": price["id"]}, taxRate=0.1)
        await desk.put_bill(bill, notes="x")
        old = [{name: item[name] for name in ("id", "description", "quantity", "unitPrice")} for item in bill["items"]]
        changed = (await desk.put_bill(bill, items=old)).json()
        assert (changed["tax"], [each["priceItemId"] for each in changed["items"]]) == (5, [None, price["id"]])
        partly = [{**old[0]}, {**old[1], "taxable": True}]
        assert (await desk.put_bill(bill, items=partly)).json()["items"][1]["priceItemId"] == price["id"]
        freed = [{**old[0]}, {**old[1], "priceItemId": None}]
        assert (await desk.put_bill(bill, items=freed)).json()["items"][1]["priceItemId"] is None

    async def test_of_one_name_are_told_apart_without_ids(self, desk: FrontDesk) -> None:
        bill = await desk.bill(*self.EXAMINATIONS, taxRate=0.1)
        old = [{**LINE, "description": "Examination", "unitPrice": price, "id": "tmp-1"} for price in (100, 50)]
        assert (await desk.put_bill(bill, items=old)).json()["tax"] == 5

    @pytest.mark.parametrize("line_id", ["tmp-1", 7, {"a": 1}, "0195f6a0-0000-7000-8000-000000000000"])
    async def test_take_no_id_that_is_none_of_the_bills(self, desk: FrontDesk, line_id: object) -> None:
        bill = await desk.bill({**LINE, "id": line_id})
        changed = (await desk.put_bill(bill, items=[{**TABLETS, "id": line_id}])).json()
        assert line_id not in (bill["items"][0]["id"], changed["items"][0]["id"])

    async def test_sent_twice_are_two(self, desk: FrontDesk) -> None:
        bill = await desk.bill(VISIT)
        changed = (await desk.put_bill(bill, items=bill["items"] * 2)).json()["items"]
        assert len({item["id"] for item in changed}) == 2


class TestDue:
    async def test_before_the_bills_date_is_422(self, desk: FrontDesk) -> None:
        bill = await desk.bill(billDate="2026-03-01", dueDate="2026-03-01")
        answers = [
            await desk.post(billDate="2026-03-01", dueDate="2026-02-28"),
            await desk.post(dueDate="2026-01-01"),
            await desk.put_bill(bill, dueDate="2026-02-28"),
            await desk.put_bill(bill, billDate="2026-03-02"),
            await desk.put_bill(await desk.sent(billDate="2026-03-01"), dueDate="2026-02-28"),
        ]
        for answer in answers:
            assert answer.status_code == 422, answer.text
            assert [fault["path"] for fault in answer.json()["errors"]] == ["dueDate"]

    async def test_goes_back_in_as_it_came(self, desk: FrontDesk) -> None:
        bill = await desk.bill(billDate="2199-12-31")
        assert bill["dueDate"] == "2199-12-31"
        assert (await desk.put_bill(bill, **bill)).status_code == 200
        assert (await desk.post(billDate=bill["billDate"], dueDate=bill["dueDate"])).status_code == 201
