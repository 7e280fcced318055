"""All that is wrong with a body is told in one answer: its types and the clinic's rules."""

from typing import Any

import pytest

from services.billing.tests.front_desk import VISIT, FrontDesk, Json
from shared.values.ids import new_id

FINE = {**VISIT, "unitPrice": 0.001}
BILLS: list[tuple[Json, set[str]]] = [
    (
        {"ownerId": str(new_id()), "billDate": "2026-02-03", "dueDate": "2026-02-01", "items": [VISIT, VISIT, FINE]},
        {"ownerId", "dueDate", "items[2].unitPrice"},
    ),
    (
        {"notes": 5, "taxRate": 2, "medicalRecordIds": [str(new_id()), str(new_id())]},
        {"notes", "taxRate", "medicalRecordIds[0]", "medicalRecordIds[1]"},
    ),
    (
        {"status": "late", "items": [{"description": 5, "unitPrice": 1}, {**FINE, "quantity": 0, "taxable": "x"}]},
        {"status", "items[0].description", "items[1].unitPrice", "items[1].quantity", "items[1].taxable"},
    ),
    (
        {"items": [{**VISIT, "priceItemId": "x"}, {**VISIT, "priceItemId": str(new_id())}], "patientId": str(new_id())},
        {"items[0].priceItemId", "items[1].priceItemId", "patientId"},
    ),
    ({"items": "x", "appointmentId": str(new_id()), "dueDate": "soon"}, {"items", "appointmentId", "dueDate"}),
    ({"billDate": "soon", "dueDate": "1990-01-01", "ownerId": "x", "color": 1}, {"billDate", "ownerId", "color"}),
]


def paths(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {fault["path"] for fault in answer.json()["errors"]}


class TestOfABill:
    @pytest.mark.parametrize(("fields", "expected"), BILLS)
    async def test_are_told_at_once(self, desk: FrontDesk, fields: Json, expected: set[str]) -> None:
        body = desk.body(VISIT) | fields
        assert paths(await desk.client.post("/api/bills", json=body)) == expected

    @pytest.mark.parametrize(("fields", "expected"), BILLS)
    async def test_that_is_changed_are_told_at_once(self, desk: FrontDesk, fields: Json, expected: set[str]) -> None:
        bill = await desk.bill(VISIT)
        assert paths(await desk.put_bill(bill, **fields)) == expected
        assert (await desk.get(bill))["version"] == 1


class TestOfOtherBodies:
    async def test_a_payment_are_told_at_once(self, desk: FrontDesk) -> None:
        assert paths(await desk.pay(await desk.sent(), 1000, method="gold")) == {"amount", "method"}

    async def test_a_credit_note_are_told_at_once(self, desk: FrontDesk) -> None:
        assert paths(await desk.credit(await desk.sent(), FINE, reason="")) == {"reason", "items[0].unitPrice"}
        nine = {**VISIT, "quantity": 9}
        assert paths(await desk.credit(await desk.sent(), nine, reason="")) == {"reason", "items[0].quantity"}

    async def test_a_price_are_told_at_once(self, desk: FrontDesk) -> None:
        body = {"name": "", "unitPrice": 0.001, "taxable": "x"}
        assert paths(await desk.client.post("/api/price-items", json=body)) == {"name", "unitPrice", "taxable"}
