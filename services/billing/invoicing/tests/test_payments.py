import asyncio

import pytest

from services.billing.tests.front_desk import FrontDesk


class TestPay:
    async def test_leaves_a_balance(self, desk: FrontDesk) -> None:
        answer = await desk.pay(await desk.sent(), 50.2, "cash")
        assert answer.status_code == 201, answer.text
        bill = answer.json()
        assert (bill["balance"], bill["status"], bill["version"]) == (20, "sent", 3)
        assert [(each["amount"], each["method"]) for each in bill["payments"]] == [(50.2, "cash")]

    async def test_of_all_makes_it_paid(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await desk.pay(bill, 50)
        paid = (await desk.pay(bill, 20.2)).json()
        assert (paid["balance"], paid["status"]) == (0, "paid")
        assert [each["amount"] for each in paid["payments"]] == [50, 20.2]

    @pytest.mark.parametrize("amount", [0, -1, 70.21, 1.005, 10**20, "NaN", "x", None])
    async def test_of_more_or_of_nothing_is_422(self, desk: FrontDesk, amount: float) -> None:
        bill = await desk.sent()
        answer = await desk.pay(bill, amount)
        assert answer.status_code == 422
        assert [fault["path"] for fault in answer.json()["errors"]] == ["amount"]
        assert await desk.get(bill) == bill

    async def test_by_unknown_means_is_422(self, desk: FrontDesk) -> None:
        answer = await desk.pay(await desk.sent(), 1, "shells")
        assert [fault["path"] for fault in answer.json()["errors"]] == ["method"]

    async def test_of_a_draft_is_409(self, desk: FrontDesk) -> None:
        assert (await desk.pay(await desk.bill(), 1)).status_code == 409

    async def test_of_a_cancelled_bill_is_409(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await desk.put_bill(bill, status="cancelled")
        assert (await desk.pay(bill, 1)).status_code == 409

    async def test_stale_is_412(self, desk: FrontDesk) -> None:
        bill = await desk.bill()
        tag = (await desk.client.get(f"/api/bills/{bill['id']}")).headers["ETag"]
        await desk.issue(bill)
        assert (await desk.pay(bill, 1, **{"If-Match": tag})).status_code == 412


class TestRefund:
    async def test_goes_back_by_what_paid_up_to_what_it_paid(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await desk.pay(bill, 20, "cash")
        await desk.pay(bill, 50.2, "card")
        await desk.credit(bill)
        for method, amount in (("cash", 20.01), ("transfer", 1), ("card", 50.21)):
            answer = await desk.pay(bill, -amount, method)
            assert answer.status_code == 422, answer.text
            (fault,) = answer.json()["errors"]
            assert (fault["path"], fault["code"]) == ("amount", "refund")
            assert fault["message"].endswith("at most: cash 20.00, card 50.20")
        assert (await desk.pay(bill, -20, "cash")).json()["balance"] == -50.2
        assert (await desk.pay(bill, -0.01, "cash")).json()["errors"][0]["message"].endswith("at most: card 50.20")
        assert (await desk.pay(bill, -50.2, "card")).json()["balance"] == 0

    async def test_of_many_at_once_is_never_more_than_a_method_paid(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await desk.pay(bill, 2, "cash")
        await desk.pay(bill, 68.2, "card")
        await desk.credit(bill)
        answers = await asyncio.gather(*(desk.pay(bill, -1, "cash") for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [201] * 2 + [422] * 3


class TestAtOnce:
    async def test_two_hundred_never_exceed_what_is_owed(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        answers = await asyncio.gather(*(desk.pay(bill, 1) for _ in range(200)))
        assert sorted(answer.status_code for answer in answers) == [201] * 70 + [422] * 130
        found = await desk.get(bill)
        assert (found["balance"], len(found["payments"])) == (0.2, 70)

    async def test_one_click_sent_many_times_is_one_payment(self, desk: FrontDesk) -> None:
        bill, key = await desk.sent(), {"Idempotency-Key": "click-1"}
        answers = await asyncio.gather(*(desk.pay(bill, 10, **key) for _ in range(20)))
        assert len({answer.text for answer in answers}) == 1
        assert len((await desk.get(bill))["payments"]) == 1

    async def test_pay_and_cancel_exclude_each_other(self, desk: FrontDesk) -> None:
        for _ in range(10):
            bill = await desk.sent()
            answers = await asyncio.gather(desk.pay(bill, 1), desk.put_bill(bill, status="cancelled"))
            assert [answer.status_code for answer in answers] in ([201, 409], [409, 200])
