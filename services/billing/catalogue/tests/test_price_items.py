from services.billing.tests.front_desk import VISIT, FrontDesk, Json
from shared.testing.kit import Client

PRICE: Json = {"name": "Office visit", "category": "Consultation", "unitPrice": 65}


class TestPriceList:
    async def test_a_price_is_taxable_unless_it_is_said(self, client: Client) -> None:
        answer = await client.post("/api/price-items", json=PRICE)
        assert answer.status_code == 201, answer.text
        item = answer.json()
        assert (item["unitPrice"], item["taxable"], item["currency"], item["version"]) == (65, True, "USD", 1)
        assert (await client.get(f"/api/price-items/{item['id']}")).json() == item

    async def test_has_no_more_digits_than_the_currency(self, client: Client) -> None:
        answer = await client.post("/api/price-items", json={**PRICE, "unitPrice": 0.001})
        assert [fault["path"] for fault in answer.json()["errors"]] == ["unitPrice"]

    async def test_is_searched_by_a_part_of_name_or_category(self, client: Client) -> None:
        for price in (PRICE, {**PRICE, "name": "X-ray, 100%", "category": "Imaging"}):
            await client.post("/api/price-items", json=price)
        for query, count in {"": 2, "OFFICE": 1, "imag": 1, "100%25": 1, "%25": 1, "none": 0}.items():
            assert len((await client.get(f"/api/price-items?q={query}")).json()) == count, query

    async def test_a_change_leaves_bills_as_they_are(self, desk: FrontDesk) -> None:
        item = (await desk.client.post("/api/price-items", json=PRICE)).json()
        bill = await desk.bill({**VISIT, "priceItemId": item["id"]})
        changed = await desk.client.put(f"/api/price-items/{item['id']}", json={"unitPrice": 70, "taxable": False})
        assert (changed.json()["unitPrice"], changed.json()["name"]) == (70, "Office visit")
        assert await desk.get(bill) == bill
        assert (await desk.put_bill(bill, notes="x")).json()["totalAmount"] == bill["totalAmount"]

    async def test_an_archived_price_comes_back(self, client: Client) -> None:
        item = (await client.post("/api/price-items", json=PRICE)).json()
        url = f"/api/price-items/{item['id']}"
        assert (await client.delete(url)).json() == {"message": "Price item archived."}
        assert (await client.get("/api/price-items")).json() == []
        assert len((await client.get("/api/price-items?archived=true")).json()) == 1
        assert (await client.post(f"{url}/restore")).json()["archivedAt"] is None


class TestChoosing:
    async def names(self, desk: FrontDesk, query: str) -> list[str]:
        answer = await desk.client.get(f"/api/price-items?sort=used&q={query}")
        assert answer.status_code == 200, answer.text
        return [item["name"] for item in answer.json()]

    async def add(self, desk: FrontDesk, *names: str, category: str = "") -> list[Json]:
        prices = [{"name": name, "category": category, "unitPrice": 10} for name in names]
        return [(await desk.client.post("/api/price-items", json=price)).json() for price in prices]

    async def test_begins_with_what_is_typed_then_is_what_is_billed_most(self, desk: FrontDesk) -> None:
        night, first, again, other = await self.add(
            desk, "야간 응급 진찰료", "진찰료 (초진)", "진찰료 (재진)", "Other", category="진찰"
        )
        line = {**VISIT, "priceItemId": night["id"]}
        await desk.sent(line, line, {**line, "priceItemId": other["id"]})
        assert await self.names(desk, "진찰") == [first["name"], again["name"], night["name"], other["name"]]
        await desk.sent({**line, "priceItemId": again["id"]})
        assert await self.names(desk, "진찰") == [again["name"], first["name"], night["name"], other["name"]]

    async def test_counts_issued_bills_of_90_days(self, desk: FrontDesk) -> None:
        first, draft, old = await self.add(desk, "Visit A", "Visit B", "Visit C")
        await desk.bill({**VISIT, "priceItemId": draft["id"]})
        await desk.sent({**VISIT, "priceItemId": old["id"]}, billDate="2025-01-01")
        assert await self.names(desk, "") == [first["name"], draft["name"], old["name"]]

    async def test_has_one_page(self, desk: FrontDesk) -> None:
        await self.add(desk, "Visit A", "Visit B")
        answer = await desk.client.get("/api/price-items?sort=used&limit=1")
        assert ([item["name"] for item in answer.json()], answer.links) == (["Visit A"], {})
        assert (await desk.client.get("/api/price-items?sort=used&cursor=x")).status_code == 422
        assert (await desk.client.get("/api/price-items?sort=dearest")).status_code == 422
