import pytest

from shared.testing.kit import Client

THING = {"name": "box", "size": 1.5}


class TestChange:
    async def test_keeps_what_it_does_not_name_and_null_erases(self, client: Client) -> None:
        thing = (await client.post("/api/things", json=THING)).json()
        changed = await client.put(f"/api/things/{thing['id']}", json={"size": None})
        assert changed.json() == {**thing, "size": None, "version": 2}

    async def test_a_stale_one_is_412_with_the_current_state(self, client: Client) -> None:
        created = await client.post("/api/things", json=THING)
        url, headers = f"/api/things/{created.json()['id']}", {"If-Match": created.headers["ETag"]}
        current = await client.put(url, json={"note": "a"}, headers=headers)
        stale = await client.put(url, json={"note": "b"}, headers=headers)
        assert (stale.status_code, stale.json()["current"]) == (412, current.json())
        assert (await client.get(url)).json()["note"] == "a"

    async def test_only_the_version_of_an_etag_counts(self, client: Client) -> None:
        created = await client.post("/api/things", json=THING)
        url = f"/api/things/{created.json()['id']}"
        assert (await client.put(url, json={"note": "a"}, headers={"If-Match": '"1-abc"'})).status_code == 200

    @pytest.mark.parametrize("tag", ["1", '"x"', 'W/"x"', '"2-ab", "3-ab"', '"9999999999999999999-ab"', "é"])
    async def test_an_etag_that_names_no_known_version_is_412(self, client: Client, tag: str) -> None:
        thing = (await client.post("/api/things", json=THING)).json()
        headers = {b"If-Match": tag.encode("latin-1")}
        answer = await client.put(f"/api/things/{thing['id']}", json={"note": "a"}, headers=headers)
        assert (answer.status_code, answer.json()["current"]) == (412, thing)

    async def test_a_star_is_any_version(self, client: Client) -> None:
        thing = (await client.post("/api/things", json=THING)).json()
        answer = await client.put(f"/api/things/{thing['id']}", json=THING, headers={"If-Match": "*"})
        assert answer.status_code == 200


class TestETag:
    async def test_is_the_same_on_get_post_and_put(self, client: Client) -> None:
        created = await client.post("/api/things", json=THING)
        url = f"/api/things/{created.json()['id']}"
        assert (await client.get(url)).headers["ETag"] == created.headers["ETag"]
        changed = await client.put(url, json=THING)
        assert (await client.get(url)).headers["ETag"] == changed.headers["ETag"] != created.headers["ETag"]

    @pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}'])
    async def test_known_to_the_client_is_304(self, client: Client, form: str) -> None:
        created = await client.post("/api/things", json=THING)
        headers = {"If-None-Match": form.format(created.headers["ETag"])}
        again = await client.get(f"/api/things/{created.json()['id']}", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Cache-Control"] == "private, no-cache"


class TestId:
    @pytest.mark.parametrize("text", ["1", "x", "%00", "0" * 32, "{0195f6a0-0000-7000-8000-000000000000}", "é"])
    async def test_what_is_none_names_nothing(self, client: Client, text: str) -> None:
        answer = await client.get(f"/api/things/{text}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
