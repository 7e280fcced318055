import asyncio

import pytest

from services.billing.invoicing.bills.queries import next_number
from services.billing.tests.front_desk import EXEMPT, TABLETS, VISIT, FrontDesk, Json
from shared.data.db import SYSTEM
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub


class TestIssue:
    async def test_gives_the_next_number(self, desk: FrontDesk) -> None:
        bills = [(await desk.issue(await desk.bill())).json() for _ in range(3)]
        assert [bill["billNumber"] for bill in bills] == ["BILL-000001", "BILL-000002", "BILL-000003"]
        assert {bill["status"] for bill in bills} == {"sent"}
        assert all(bill["issuedAt"] for bill in bills)

    async def test_twice_is_409(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        answer = await desk.issue(bill)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith(":issued")
        assert (await desk.get(bill))["billNumber"] == "BILL-000001"

    async def test_needs_a_line(self, desk: FrontDesk) -> None:
        draft = (await desk.client.post("/api/bills", json=desk.body() | {"items": []})).json()
        answer = await desk.issue(draft)
        assert [fault["path"] for fault in answer.json()["errors"]] == ["items"]

    async def test_a_failed_one_takes_no_number(self, desk: FrontDesk) -> None:
        assert (await desk.post({**VISIT, "quantity": 0}, status="sent")).status_code == 422
        assert (await desk.client.post("/api/bills", json=desk.body(status="sent") | {"items": []})).status_code == 422
        assert (await desk.sent())["billNumber"] == "BILL-000001"

    async def test_a_rollback_gives_the_number_back(self, desk: FrontDesk, app: ServiceApp) -> None:
        with pytest.raises(RuntimeError):
            async with app.service.db.transaction(desk.clinic.id, SYSTEM) as tx:
                assert await next_number(tx, "bill") == 1
                raise RuntimeError
        assert (await desk.sent())["billNumber"] == "BILL-000001"

    async def test_a_deleted_draft_leaves_no_gap(self, desk: FrontDesk) -> None:
        draft = await desk.bill()
        await desk.client.delete(f"/api/bills/{draft['id']}")
        assert (await desk.sent())["billNumber"] == "BILL-000001"

    async def test_two_hundred_at_once_have_numbers_without_gaps(self, desk: FrontDesk) -> None:
        drafts = await asyncio.gather(*(desk.bill() for _ in range(100)))
        issued = [desk.issue(draft) for draft in drafts]
        bills = await asyncio.gather(*issued, *(desk.post(status="sent") for _ in range(100)))
        assert {answer.status_code for answer in bills} == {200, 201}, [a.text for a in bills if a.status_code > 201][
            :2
        ]
        numbers = sorted(answer.json()["billNumber"] for answer in bills)
        assert numbers == [f"BILL-{n:06}" for n in range(1, 201)]

    async def test_one_bill_issued_by_many_at_once_is_issued_once(self, desk: FrontDesk) -> None:
        draft = await desk.bill()
        answers = await asyncio.gather(*(desk.issue(draft) for _ in range(20)))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 19
        assert (await desk.sent())["billNumber"] == "BILL-000002"

    async def test_each_clinic_has_its_own_numbers(self, desk: FrontDesk, app: ServiceApp, peers: PeersStub) -> None:
        await desk.sent()
        clinic = peers.add(ClinicStub())
        async with Client(app, clinic.user()) as client:
            assert (await FrontDesk(client, clinic, peers).sent())["billNumber"] == "BILL-000001"

    async def test_a_bill_of_nothing_is_paid_at_once(self, desk: FrontDesk) -> None:
        bill = await desk.bill({**VISIT, "unitPrice": 0}, status="paid")
        assert (bill["status"], bill["balance"], bill["payments"]) == ("paid", 0, [])

    async def test_is_audited(self, desk: FrontDesk) -> None:
        bill = await desk.bill(status="paid")
        entries = (await desk.client.get(f"/api/audit?subject={bill['id']}")).json()
        assert [entry["action"] for entry in entries] == ["bill.payment", "bill.issued", "bill.created"]
        assert entries[0]["document"]["payments"] == bill["payments"]
        assert (await desk.client.get("/api/audit/verify")).json()["intact"]

    async def test_is_audited_with_its_own_lines_and_no_others(self, desk: FrontDesk) -> None:
        await desk.sent(TABLETS)
        bill = await desk.sent(VISIT)
        credit = await desk.client.post(f"/api/bills/{bill['id']}/credit-notes", json={"reason": "a mistake"})
        created = (await desk.client.get(f"/api/audit?subject={bill['id']}")).json()[-1]
        assert [line["description"] for line in created["document"]["items"]] == [VISIT["description"]]
        assert [line["description"] for line in credit.json()["items"]] == [VISIT["description"]]


class TestStatus:
    async def test_paid_on_post_issues_and_records_a_payment(self, desk: FrontDesk) -> None:
        bill = await desk.bill(status="paid")
        assert (bill["billNumber"], bill["status"], bill["balance"]) == ("BILL-000001", "paid", 0)
        assert [(each["amount"], each["method"]) for each in bill["payments"]] == [(70.2, "other")]

    async def test_paid_on_put_pays_what_is_left(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await desk.pay(bill, 50)
        paid = (await desk.put_bill(bill, status="paid")).json()
        assert [each["amount"] for each in paid["payments"]] == [50, 20.2]
        assert (paid["status"], paid["balance"]) == ("paid", 0)

    async def test_cancelled_writes_a_full_credit_note(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, EXEMPT)
        cancelled = (await desk.put_bill(bill, status="cancelled")).json()
        assert (cancelled["status"], cancelled["balance"], cancelled["creditedAmount"]) == ("cancelled", 0, 78.2)
        notes = (await desk.client.get(f"/api/bills/{bill['id']}/credit-notes")).json()
        assert [(note["creditNoteNumber"], note["totalAmount"]) for note in notes] == [("CN-000001", 78.2)]

    @pytest.mark.parametrize(
        ("before", "wanted"),
        [
            ("sent", "draft"),
            ("paid", "draft"),
            ("paid", "sent"),
            ("paid", "cancelled"),
            ("cancelled", "draft"),
            ("cancelled", "sent"),
            ("cancelled", "paid"),
        ],
    )
    async def test_other_moves_are_409(self, desk: FrontDesk, before: str, wanted: str) -> None:
        bill = await desk.sent()
        moved = (await desk.put_bill(bill, status=before)).json()
        assert (await desk.put_bill(bill, status=wanted)).status_code == 409
        assert await desk.get(bill) == moved

    async def test_a_bill_paid_in_part_is_not_cancelled(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        await desk.pay(bill, 1)
        assert (await desk.put_bill(bill, status="cancelled")).status_code == 409

    async def test_a_cancelled_draft_has_no_number(self, desk: FrontDesk) -> None:
        draft = await desk.bill()
        cancelled = (await desk.put_bill(draft, status="cancelled")).json()
        assert (cancelled["status"], cancelled["balance"]) == ("cancelled", 0)
        assert cancelled["billNumber"] == draft["billNumber"]


class TestIssuedBill:
    @pytest.fixture(params=["sent", "overdue", "paid", "cancelled"])
    async def bill(self, request: pytest.FixtureRequest, desk: FrontDesk) -> Json:
        due = {"billDate": "2025-12-01", "dueDate": "2026-01-01"} if request.param == "overdue" else {}
        bill = await desk.sent(VISIT, TABLETS, EXEMPT, **due)
        return (await desk.put_bill(bill, status=request.param)).json()  # type: ignore[no-any-return]

    async def test_its_own_answer_sent_back_changes_nothing(self, desk: FrontDesk, bill: Json) -> None:
        answer = await desk.put_bill(bill, **bill)
        assert answer.status_code == 200, answer.text
        same = {"version": bill["version"] + 1, "updatedAt": answer.json()["updatedAt"]}
        assert answer.json() == bill | same

    async def test_amounts_and_rate_worked_out_again_are_no_change(self, desk: FrontDesk, bill: Json) -> None:
        old = [{name: item[name] for name in ("description", "quantity", "unitPrice")} for item in bill["items"]]
        page = {"items": [{**item, "id": f"tmp-{n}", "totalPrice": 1} for n, item in enumerate(old)]}
        worked_out = round(bill["tax"] / bill["subtotal"], 5)
        answer = await desk.put_bill(bill, **page, taxRate=worked_out, subtotal=91.89999999, tax=6.7, totalAmount=0)
        assert answer.status_code == 200, answer.text
        kept = ("taxRate", "totalAmount", "items", "billNumber", "balance")
        assert {name: answer.json()[name] for name in kept} == {name: bill[name] for name in kept}

    @pytest.mark.parametrize(
        "change",
        [
            {"items": [VISIT]},
            {"items": [VISIT, {**TABLETS, "quantity": 15}, EXEMPT]},
            {"items": [VISIT, TABLETS, {**EXEMPT, "taxable": True}]},
            {"taxRate": 0.09},
            {"billDate": "2026-01-01"},
        ],
        ids=str,
    )
    async def test_another_bill_is_409(self, desk: FrontDesk, bill: Json, change: Json) -> None:
        answer = await desk.put_bill(bill, **change)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith(":issued")
        assert await desk.get(bill) == bill

    @pytest.mark.parametrize("kind", ["owner", "patient"])
    async def test_another_party_is_409(self, desk: FrontDesk, bill: Json, kind: str) -> None:
        other = desk.put(kind, ownerId=desk.owner["id"])
        assert (await desk.put_bill(bill, **{f"{kind}Id": other["id"]})).status_code == 409

    async def test_notes_and_due_date_may_change(self, desk: FrontDesk, bill: Json) -> None:
        changed = (await desk.put_bill(bill, notes="called", dueDate="2100-01-01")).json()
        assert (changed["notes"], changed["dueDate"]) == ("called", "2100-01-01")
