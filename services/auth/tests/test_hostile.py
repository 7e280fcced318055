import pytest

from services.auth.tests.conftest import Hospital
from shared.testing.hostile import Hostile

ENDS_ITS_OWN_SESSION = ("/auth/logout",)


@pytest.mark.timeout(300)
async def test_nothing_that_a_client_sends_is_an_error_of_ours(hospital: Hospital) -> None:
    user = await hospital.add("staff")
    person = {"firstName": "Ann", "lastName": "Lee", "roles": ["staff"], "password": "quiet river 1234"}
    async with await hospital.asks() as client:
        hostile = Hostile(
            client,
            client.app,
            {
                "/users": {"username": "x", "email": "x@example.com", **person},
                "/auth/login": {"username": "nobody", "password": "nothing"},
                "/auth/password": {"current": "nothing", "new": "quiet river 1234"},
                "/auth/password-reset": {"token": "x", "password": "quiet river 1234"},
            },
            {"/users/{id}": user["id"]},
        )
        assert await hostile.ask_all(without=ENDS_ITS_OWN_SESSION) == []
    assert {200, 400, 404, 422} <= hostile.seen.keys()
