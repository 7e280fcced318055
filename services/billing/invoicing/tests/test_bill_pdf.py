from services.billing.tests.front_desk import EXEMPT, TABLETS, VISIT, FrontDesk
from shared.testing.kit import Client
from shared.testing.pdf import pages


async def text_of(desk: FrontDesk, bill: dict[str, object], query: str = "") -> str:
    (text,) = pages(await desk.client.get(f"/api/bills/{bill['id']}/pdf{query}"))
    return text


class TestPdf:
    async def test_holds_parties_lines_and_amounts(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, TABLETS, EXEMPT, billDate="2026-01-05", notes="Thank you.")
        await desk.pay(bill, 20, "cash")
        text = await text_of(desk, bill)
        for words in (bill["billNumber"], "Ann Lee", "Rex", "Jan 5, 2026", "Feb 4, 2026", "Thank you."):
            assert words in text
        for words in ("Carprofen 14 $1.35 $18.90", "(not taxed)", "Subtotal $91.90", "Tax 8% $6.71", "Total $98.61"):
            assert words in text
        assert "Cash" in text
        assert text.index("$20.00") < text.index("Balance due $78.61")

    async def test_says_what_was_credited(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT)
        await desk.credit(bill, {**VISIT, "unitPrice": 10}, reason="Quoted lower")
        text = await text_of(desk, bill)
        assert text.index("CN-000001") < text.index("Quoted lower −$10.80") < text.index("Balance due $59.40")

    async def test_says_what_is_to_be_given_back_and_what_was(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT)
        await desk.pay(bill, 70.2, "card")
        await desk.credit(bill)
        assert "To be refunded $70.20" in await text_of(desk, bill)
        await desk.pay(bill, -70.2, "card")
        text = await text_of(desk, bill)
        assert "Card (Refund)" in text
        assert "−$70.20" in text
        assert "Balance due $0.00" in text

    async def test_of_a_bill_that_a_credit_cancelled_shows_the_note(self, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT, notes="Thank you.")
        await desk.credit(bill, reason="Wrong patient")
        text = await text_of(desk, bill)
        for words in ("This bill is cancelled.", "Wrong patient −$70.20", "Balance due $0.00", "Thank you."):
            assert words in text

    async def test_says_that_a_draft_is_none_yet(self, desk: FrontDesk) -> None:
        text = await text_of(desk, await desk.bill(VISIT))
        assert "A draft, not issued yet." in text
        assert "Balance due" not in text

    async def test_is_in_korean_with_whole_won(self, korean_desk: FrontDesk) -> None:
        bill = await korean_desk.sent({"description": "초진료", "quantity": 1, "unitPrice": 11000})
        text = await text_of(korean_desk, bill)
        for words in (
            "진료비 계산서",
            "초진료 1 ₩11,000 ₩11,000",
            "공급가액 ₩10,000",
            "부가세 10% ₩1,000",
            "미수금 ₩11,000",
        ):
            assert words in text
        assert "included in the total" in await text_of(korean_desk, bill, "?lang=en")

    async def test_goes_on_over_pages_with_its_head(self, desk: FrontDesk) -> None:
        found = pages(await desk.client.get(f"/api/bills/{(await desk.sent(*[VISIT] * 60))['id']}/pdf"))
        assert len(found) > 1
        assert all("Description Quantity" in page for page in found[:2])

    async def test_a_long_word_leaves_room_for_the_amounts(self, desk: FrontDesk) -> None:
        text = await text_of(desk, await desk.sent({**VISIT, "description": "W" * 400}))
        assert "W" * 60 not in text
        assert text.count("W") == 400

    async def test_of_another_clinics_bill_is_not_found(self, desk: FrontDesk, korean_desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT)
        other: Client = korean_desk.client
        assert (await other.get(f"/api/bills/{bill['id']}/pdf")).status_code == 404
