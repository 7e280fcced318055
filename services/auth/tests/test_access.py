import pytest

from services.auth.tests.conftest import Hospital
from shared.testing.access import (
    ROLES,
    ask,
    may,
    open_to_strangers,
    open_to_users,
    user_endpoints,
    wrongly_answered,
)


class TestPermissions:
    @pytest.mark.parametrize("role", ROLES)
    async def test_each_role_may_what_the_table_says(self, hospital: Hospital, role: str) -> None:
        user = await hospital.add(role)
        async with await hospital.asks(user["username"]) as client:
            assert await wrongly_answered(client, hospital.app, role) == []

    async def test_nothing_is_open(self, hospital: Hospital) -> None:
        assert await open_to_strangers(hospital.app) == []
        async with await hospital.asks() as admin:
            assert await open_to_users(admin, hospital.app) == []


class TestAnotherClinic:
    @pytest.mark.parametrize("role", ROLES)
    async def test_finds_nothing_under_any_id(self, hospital: Hospital, another_hospital: Hospital, role: str) -> None:
        ours = await hospital.add("staff")
        theirs = await another_hospital.add(role)
        async with await another_hospital.asks(theirs["username"]) as other:
            for endpoint in user_endpoints(hospital.app):
                answer = await ask(other, endpoint, {"id": ours["id"]})
                assert ours["username"] not in answer.text
                if "{" in endpoint.path:
                    assert answer.status_code == (404 if may(role, endpoint) else 403), endpoint.path
