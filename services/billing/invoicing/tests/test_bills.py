from datetime import date, timedelta

import pytest

from services.billing.tests.front_desk import EXEMPT, TABLETS, VISIT, FrontDesk
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub


class TestCreate:
    async def test_computes_all_amounts(self, desk: FrontDesk) -> None:
        bill = await desk.bill(VISIT, TABLETS, EXEMPT)
        assert [item["totalPrice"] for item in bill["items"]] == [65, 18.9, 8]
        assert (bill["subtotal"], bill["tax"], bill["totalAmount"]) == (91.9, 6.71, 98.61)
        assert (bill["balance"], bill["currency"], bill["taxRate"]) == (98.61, "USD", 0.08)

    async def test_ignores_amounts_that_the_page_sends(self, desk: FrontDesk) -> None:
        item = {**VISIT, "id": "item-1", "totalPrice": 8.004000000000001}
        bill = await desk.bill(item, subtotal=1, tax=None, totalAmount=0.08, billNumber="BILL-7", balance=0, id="x")
        assert (bill["totalAmount"], bill["items"][0]["totalPrice"]) == (70.2, 65)
        assert bill["billNumber"] != "BILL-7"

    async def test_dates_default_to_today_and_30_days_later(self, desk: FrontDesk) -> None:
        bill = await desk.bill(billDate="", dueDate=None)
        start, due = date.fromisoformat(bill["billDate"]), date.fromisoformat(bill["dueDate"])
        assert due - start == timedelta(days=30)
        assert abs(start - date.today()) <= timedelta(days=1)

    async def test_keeps_the_dates_it_is_given(self, desk: FrontDesk) -> None:
        bill = await desk.bill(billDate="2026-02-03", dueDate="2026-02-10")
        assert (bill["billDate"], bill["dueDate"]) == ("2026-02-03", "2026-02-10")

    async def test_embeds_what_it_names_at_once(self, desk: FrontDesk) -> None:
        named = {"appointmentId": desk.appointment["id"], "medicalRecordIds": [desk.record["id"]]}
        bill = await desk.bill(**named)
        assert bill["owner"] == desk.owner
        assert bill["patient"]["owner"] == desk.owner
        assert bill["patient"]["age"] >= 5
        assert bill["appointment"] == desk.appointment
        assert bill["medicalRecords"] == [desk.record]
        assert await desk.get(bill) == bill
        assert await desk.list() == [bill]

    async def test_is_embedded_whole_and_in_lists_with_texts_cut_at_300_characters(self, desk: FrontDesk) -> None:
        text = "가🐈" * 200
        owner = desk.put("owner", firstName="Ann", lastName="Lee", notes=text)
        visit = desk.put("appointment", patientId=desk.patient["id"], notes=text)
        record = desk.put("record", patientId=desk.patient["id"], diagnosis=text, notes="x" * 300)
        named = {"ownerId": owner["id"], "appointmentId": visit["id"], "medicalRecordIds": [record["id"]]}
        bill = await desk.bill(**named, notes=text)
        embedded = (bill["owner"]["notes"], bill["appointment"]["notes"], bill["medicalRecords"][0]["diagnosis"])
        assert embedded == (text, text, text)
        listed = (await desk.list())[0]
        embedded = (listed["owner"]["notes"], listed["appointment"]["notes"], listed["medicalRecords"][0]["diagnosis"])
        assert embedded == (text[:299] + "…",) * 3
        assert (listed["medicalRecords"][0]["notes"], listed["notes"]) == ("x" * 300, text)

    async def test_cuts_its_records_where_all_together_are_more_than_1_mb(self, desk: FrontDesk) -> None:
        records = [desk.put("record", patientId=desk.patient["id"], notes=str(n) * 250_000) for n in range(5)]
        bill = await desk.bill(medicalRecordIds=[each["id"] for each in records])
        assert [each["notes"] for each in bill["medicalRecords"]] == [str(n) * 299 + "…" for n in range(5)]

    async def test_a_draft_shows_the_end_of_its_id(self, desk: FrontDesk) -> None:
        bill = await desk.bill()
        prefix, _, end = bill["billNumber"].partition("-")
        assert prefix == "DRAFT"
        assert end
        assert bill["id"].endswith(end)

    async def test_keeps_the_tax_rate_as_it_was_sent(self, desk: FrontDesk) -> None:
        bill = await desk.bill(taxRate=0.07996)
        assert (bill["taxRate"], bill["tax"]) == (0.07996, 5.2)

    async def test_takes_taxability_from_the_price_item(self, desk: FrontDesk) -> None:
        price = {"name": "Rabies vaccine", "unitPrice": 30, "taxable": False}
        item = (await desk.client.post("/api/price-items", json=price)).json()
        bill = await desk.bill({**VISIT, "priceItemId": item["id"]})
        assert bill["items"][0]["taxable"] is False
        assert bill["tax"] == 0

    async def test_a_discount_is_a_line_below_zero(self, desk: FrontDesk) -> None:
        bill = await desk.bill(VISIT, {"description": "Discount", "quantity": 1, "unitPrice": -6.5})
        assert (bill["subtotal"], bill["tax"], bill["totalAmount"]) == (58.5, 4.68, 63.18)


FAULTS = [
    ({"unitPrice": 1.005}, "items[0].unitPrice"),
    ({"unitPrice": 10**14}, "items[0].unitPrice"),
    ({"unitPrice": "NaN"}, "items[0].unitPrice"),
    ({"unitPrice": "65"}, "items[0].unitPrice"),
    ({"quantity": "2"}, "items[0].quantity"),
    ({"quantity": 0}, "items[0].quantity"),
    ({"quantity": -1}, "items[0].quantity"),
    ({"quantity": 0.0001}, "items[0].quantity"),
    ({"quantity": 10**9}, "items[0].quantity"),
    ({"description": " "}, "items[0].description"),
    ({"priceItemId": "0195f6a0-0000-7000-8000-000000000000"}, "items[0].priceItemId"),
    ({"price": 5}, "items[0].price"),
    ({"unitPrice": -5}, "items"),
    ({"quantity": 10**6, "unitPrice": 10**12}, "items"),
]


class TestFaults:
    @pytest.mark.parametrize(("fields", "path"), FAULTS, ids=lambda value: str(value)[:40])
    async def test_of_an_item_are_422_at_their_path(
        self, desk: FrontDesk, fields: dict[str, object], path: str
    ) -> None:
        answer = await desk.post({**VISIT, **fields})
        assert answer.status_code == 422, answer.text
        assert [fault["path"] for fault in answer.json()["errors"]] == [path]

    @pytest.mark.parametrize("name", ["ownerId", "patientId", "appointmentId"])
    async def test_what_is_named_must_be_there(self, desk: FrontDesk, name: str) -> None:
        answer = await desk.post(**{name: "0195f6a0-0000-7000-8000-000000000000"})
        assert answer.status_code == 422
        assert [fault["path"] for fault in answer.json()["errors"]] == [name]

    @pytest.mark.parametrize(
        ("name", "value"),
        [("taxRate", 1), ("taxRate", -0.1), ("billDate", "9999-12-31"), ("dueDate", "0001-01-01"), ("color", "red")],
    )
    async def test_of_a_bill_are_422_at_their_path(self, desk: FrontDesk, name: str, value: object) -> None:
        answer = await desk.post(**{name: value})
        assert answer.status_code == 422
        assert [fault["path"] for fault in answer.json()["errors"]] == [name]

    async def test_all_items_are_looked_at(self, desk: FrontDesk) -> None:
        answer = await desk.post({**VISIT, "quantity": 0}, VISIT, {**VISIT, "unitPrice": 0.001})
        assert [fault["path"] for fault in answer.json()["errors"]] == ["items[0].quantity", "items[2].unitPrice"]

    async def test_won_has_no_decimals(self, korean_desk: FrontDesk) -> None:
        answer = await korean_desk.post({**VISIT, "unitPrice": 11000.5})
        assert [fault["path"] for fault in answer.json()["errors"]] == ["items[0].unitPrice"]


class TestKorea:
    async def test_prices_hold_the_tax(self, korean_desk: FrontDesk) -> None:
        vaccine = {"description": "백신", "unitPrice": 25000, "taxable": False}
        bill = await korean_desk.bill({"description": "진찰료", "quantity": 1, "unitPrice": 11000}, vaccine)
        assert (bill["subtotal"], bill["tax"], bill["totalAmount"]) == (35000, 1000, 36000)
        assert (bill["currency"], bill["taxInclusive"]) == ("KRW", True)


class TestUpdate:
    async def test_of_a_draft_works_the_amounts_out_again(self, desk: FrontDesk) -> None:
        bill = await desk.bill()
        changed = (await desk.put_bill(bill, items=[VISIT, TABLETS], notes="x")).json()
        assert (changed["subtotal"], changed["tax"], changed["totalAmount"]) == (83.9, 6.71, 90.61)
        assert (changed["version"], changed["notes"]) == (2, "x")

    async def test_keeps_what_it_does_not_name(self, desk: FrontDesk) -> None:
        bill = await desk.bill(TABLETS, taxRate=0.05, notes="x", appointmentId=desk.appointment["id"])
        changed = (await desk.put_bill(bill, dueDate="2030-01-01")).json()
        kept = ("subtotal", "tax", "taxRate", "notes", "appointmentId", "billDate")
        assert {name: changed[name] for name in kept} == {name: bill[name] for name in kept}

    async def test_null_erases(self, desk: FrontDesk) -> None:
        bill = await desk.bill(taxRate=0.05, notes="x", appointmentId=desk.appointment["id"])
        changed = (await desk.put_bill(bill, taxRate=None, notes=None, appointmentId="")).json()
        assert (changed["taxRate"], changed["notes"], changed["appointment"]) == (0.08, "", None)

    async def test_a_line_in_its_old_fields_keeps_its_taxability(self, desk: FrontDesk) -> None:
        bill = await desk.bill(VISIT, EXEMPT)
        old = [{name: item[name] for name in ("id", "description", "quantity", "unitPrice")} for item in bill["items"]]
        changed = (await desk.put_bill(bill, items=old)).json()
        assert [item["taxable"] for item in changed["items"]] == [True, False]

    async def test_a_draft_moves_to_another_owner(self, desk: FrontDesk) -> None:
        bill, other = await desk.bill(), desk.put("owner", firstName="Bo")
        changed = (await desk.put_bill(bill, ownerId=other["id"])).json()
        assert changed["owner"] == other

    async def test_stale_is_412(self, desk: FrontDesk) -> None:
        created = await desk.post()
        bill, headers = created.json(), {"If-Match": created.headers["ETag"]}
        await desk.put_bill(bill, notes="1")
        stale = await desk.client.put(f"/api/bills/{bill['id']}", json={"notes": "2"}, headers=headers)
        assert stale.status_code == 412
        assert stale.json()["current"]["notes"] == "1"


class TestList:
    async def test_filters_by_owner_patient_date_and_status(self, desk: FrontDesk) -> None:
        other = desk.put("owner", firstName="Bo")
        first = await desk.bill(billDate="2026-01-01")
        second = await desk.sent(billDate="2026-02-01", ownerId=other["id"])
        for query, expected in {
            "?from=2026-01-15": [second],
            "?to=2026-01-15": [first],
            "?status=draft": [first],
            f"?ownerId={other['id']}": [second],
            f"?patientId={desk.patient['id']}&limit=1": [second],
            f"/owner/{desk.owner['id']}": [first],
            f"/patient/{desk.patient['id']}": [second, first],
        }.items():
            assert [bill["id"] for bill in await desk.list(query)] == [bill["id"] for bill in expected], query

    async def test_overdue_is_computed_from_the_due_date(self, desk: FrontDesk) -> None:
        late = await desk.sent(billDate="2025-12-01", dueDate="2026-01-01")
        due = await desk.sent(dueDate="2100-01-01")
        assert (late["status"], due["status"]) == ("overdue", "sent")
        assert [bill["id"] for bill in await desk.list("?status=overdue")] == [late["id"]]
        assert [bill["id"] for bill in await desk.list("?status=sent")] == [due["id"]]
        assert (await desk.put_bill(due, status="overdue")).json()["status"] == "sent"

    async def test_of_an_unknown_owner_is_404(self, desk: FrontDesk) -> None:
        answer = await desk.client.get("/api/bills/owner/0195f6a0-0000-7000-8000-000000000000")
        assert answer.status_code == 404

    async def test_goes_page_by_page(self, desk: FrontDesk) -> None:
        bills = [(await desk.bill())["id"] for _ in range(3)]
        first = await desk.client.get("/api/bills?limit=2")
        second = await desk.client.get(first.links["next"]["url"])
        assert [bill["id"] for bill in first.json() + second.json()] == bills[::-1]


class TestArchive:
    async def test_a_draft_is_gone_from_lists_and_comes_back(self, desk: FrontDesk) -> None:
        bill = await desk.bill()
        url = f"/api/bills/{bill['id']}"
        assert (await desk.client.delete(url)).json() == {"message": "Bill archived."}
        assert await desk.list() == []
        assert len(await desk.list("?archived=true")) == 1
        assert (await desk.issue(bill)).status_code == 409
        assert (await desk.client.post(f"{url}/restore")).json()["archivedAt"] is None

    @pytest.mark.parametrize("kind", ["owner", "patient"])
    async def test_is_not_undone_while_its_owner_or_patient_is_archived(self, desk: FrontDesk, kind: str) -> None:
        bill = await desk.bill()
        await desk.client.delete(f"/api/bills/{bill['id']}")
        await desk.happens(kind, archivedAt="2026-01-02T03:04:05Z")
        refused = await desk.client.post(f"/api/bills/{bill['id']}/restore")
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:vetchart:problem:archived")

    async def test_an_issued_bill_stays(self, desk: FrontDesk) -> None:
        bill = await desk.sent()
        assert (await desk.client.delete(f"/api/bills/{bill['id']}")).status_code == 409


class TestAccess:
    async def test_another_clinic_sees_nothing(self, desk: FrontDesk, app: ServiceApp, peers: PeersStub) -> None:
        bill = await desk.sent()
        async with Client(app, peers.add(ClinicStub()).user()) as stranger:
            for path in ("", "/credit-notes"):
                assert (await stranger.get(f"/api/bills/{bill['id']}{path}")).status_code == 404
            for path, body in {
                "issue": {},
                "payments": {"amount": 1, "method": "cash"},
                "credit-notes": {"reason": "x"},
            }.items():
                assert (await stranger.post(f"/api/bills/{bill['id']}/{path}", json=body)).status_code == 404
            assert (await stranger.get(f"/api/bills/owner/{desk.owner['id']}")).status_code == 404
            assert (await stranger.get("/api/bills")).json() == []

    async def test_staff_bill_but_neither_credit_nor_set_prices(self, desk: FrontDesk, app: ServiceApp) -> None:
        bill = await desk.sent()
        async with Client(app, desk.clinic.user("staff")) as staff:
            assert (await staff.post("/api/bills", json=desk.body())).status_code == 201
            assert (await staff.post(f"/api/bills/{bill['id']}/credit-notes", json={"reason": "x"})).status_code == 403
            assert (await staff.post("/api/price-items", json={"name": "x", "unitPrice": 1})).status_code == 403
            assert (await staff.get("/api/price-items")).status_code == 200


class TestSorted:
    @pytest.mark.parametrize(
        ("sort", "places"), [("amount", "120"), ("-amount", "021"), ("-date", "012"), ("due", "210")]
    )
    async def test_pages_go_on_in_the_order_asked_for(self, desk: FrontDesk, sort: str, places: str) -> None:
        days = ("2026-03-03", "2026-02-02", "2026-01-01")
        made = [
            (await desk.bill({**VISIT, "unitPrice": price}, billDate=day, dueDate=day))["id"]
            for day, price in zip(days, (30, 10, 20), strict=True)
        ]
        found, url = [], f"/api/bills?limit=1&sort={sort}"
        while url:
            answer = await desk.client.get(url)
            found += [str(made.index(bill["id"])) for bill in answer.json()]
            url = answer.links.get("next", {}).get("url", "")
        assert "".join(found) == places

    async def test_a_bill_is_found_by_its_number(self, desk: FrontDesk) -> None:
        bills = [await desk.bill(VISIT, status="sent") for _ in range(2)]
        number = int(bills[1]["billNumber"].removeprefix("BILL-"))
        found = (await desk.client.get(f"/api/bills?number={number}")).json()
        assert [bill["id"] for bill in found] == [bills[1]["id"]]
