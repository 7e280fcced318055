import pytest

from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub

OWNER = {"firstName": "Ann", "lastName": "Lee", "email": "ann@example.com", "phone": "555-0100"}


class TestCreate:
    async def test_answers_the_owner_with_id_version_and_etag(self, client: Client) -> None:
        answer = await client.post("/api/owners", json=OWNER)
        assert answer.status_code == 201, answer.text
        owner = answer.json()
        assert owner | OWNER == owner
        assert owner["version"] == 1
        assert answer.headers["ETag"].startswith('"1-')

    async def test_lists_every_fault_with_its_path(self, client: Client) -> None:
        answer = await client.post("/api/owners", json={"firstName": "", "phone": 5, "pet": "x"})
        assert answer.status_code == 422
        assert {fault["path"] for fault in answer.json()["errors"]} == {"firstName", "lastName", "phone", "pet"}

    async def test_twice_with_one_key_makes_one_owner(self, client: Client) -> None:
        headers = {"Idempotency-Key": "abc"}
        answers = [await client.post("/api/owners", json=OWNER, headers=headers) for _ in range(3)]
        assert len({answer.text for answer in answers}) == 1
        assert len((await client.get("/api/owners")).json()) == 1


class TestList:
    async def test_newest_first_page_by_page(self, client: Client) -> None:
        for n in range(5):
            await client.post("/api/owners", json=OWNER | {"firstName": f"n{n}"})
        first = await client.get("/api/owners?limit=3")
        second = await client.get(first.links["next"]["url"])
        names = [owner["firstName"] for owner in first.json() + second.json()]
        assert names == ["n4", "n3", "n2", "n1", "n0"]
        assert "next" not in second.links

    async def test_unchanged_is_304(self, client: Client) -> None:
        first = await client.get("/api/owners")
        again = await client.get("/api/owners", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


class TestUpdate:
    async def test_keeps_what_it_does_not_name(self, client: Client) -> None:
        owner = (await client.post("/api/owners", json=OWNER)).json()
        changed = await client.put(f"/api/owners/{owner['id']}", json={**owner, "phone": None})
        assert changed.status_code == 200, changed.text
        assert changed.json()["phone"] == ""
        assert changed.json()["email"] == OWNER["email"]

    async def test_stale_is_412_with_the_current_owner(self, client: Client) -> None:
        created = await client.post("/api/owners", json=OWNER)
        url, headers = f"/api/owners/{created.json()['id']}", {"If-Match": created.headers["ETag"]}
        await client.put(url, json={"phone": "1"}, headers=headers)
        stale = await client.put(url, json={"phone": "2"}, headers=headers)
        assert stale.status_code == 412
        assert stale.json()["current"]["phone"] == "1"


class TestArchive:
    async def test_is_gone_from_lists_and_comes_back(self, client: Client) -> None:
        owner = (await client.post("/api/owners", json=OWNER)).json()
        url = f"/api/owners/{owner['id']}"
        assert (await client.delete(url)).json() == {"message": "Owner archived."}
        assert (await client.get("/api/owners")).json() == []
        assert len((await client.get("/api/owners?archived=true")).json()) == 1
        assert (await client.post(f"{url}/restore")).json()["archivedAt"] is None


class TestOtherClinic:
    async def test_sees_nothing(self, client: Client, stranger: Client) -> None:
        owner = (await client.post("/api/owners", json=OWNER)).json()
        assert (await stranger.get(f"/api/owners/{owner['id']}")).status_code == 404
        assert (await stranger.get("/api/owners")).json() == []

    async def test_that_nobody_knows_has_nothing(self, app: ServiceApp) -> None:
        async with Client(app, ClinicStub().user()) as unknown:
            assert (await unknown.get("/api/owners")).status_code == 404


class TestSorted:
    @pytest.mark.parametrize(
        ("sort", "expected"), [("name", "BADC"), ("-name", "CDAB"), ("created", "ABCD"), ("-created", "DCBA")]
    )
    async def test_pages_go_on_in_the_order_asked_for(self, client: Client, sort: str, expected: str) -> None:
        for first, last in (("A", "Park"), ("B", "Kim"), ("C", 'Park\t"é🐶'), ("D", "Park")):
            await client.post("/api/owners", json={**OWNER, "firstName": first, "lastName": last})
        found, url = "", f"/api/owners?limit=1&sort={sort}"
        while url:
            answer = await client.get(url)
            assert answer.status_code == 200, answer.text
            found += "".join(owner["firstName"] for owner in answer.json())
            url = answer.links.get("next", {}).get("url", "")
        assert found == expected

    async def test_the_longest_names_have_a_next_page(self, client: Client) -> None:
        name = "𝒜" * 200
        for _ in range(2):
            await client.post("/api/owners", json={**OWNER, "firstName": name, "lastName": name})
        first = await client.get("/api/owners?limit=1&sort=name")
        assert len((await client.get(first.links["next"]["url"])).json()) == 1

    async def test_a_cursor_of_another_order_or_an_unknown_order_is_422(self, client: Client) -> None:
        for _ in range(2):
            await client.post("/api/owners", json=OWNER)
        cursor = (await client.get("/api/owners?limit=1&sort=name")).links["next"]["url"].rpartition("=")[2]
        for query in (f"sort=-name&cursor={cursor}", f"cursor={cursor}", "sort=phone"):
            assert (await client.get(f"/api/owners?{query}")).status_code == 422
