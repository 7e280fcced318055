import pytest

from services.auth.tests.conftest import Hospital
from shared.service.app import ServiceApp
from shared.testing.access import (
    ROLES,
    ask,
    may,
    open_to_strangers,
    open_to_users,
    permission_table,
    user_endpoints,
    wrongly_answered,
)

TABLE = """
GET    /audit                            admin
GET    /audit/verify                     admin
GET    /auth/.well-known/jwks.json       everyone
POST   /auth/enrolment                   everyone
POST   /auth/enrolment/confirm           everyone
POST   /auth/login                       everyone
POST   /auth/logout                      everyone
GET    /auth/me                          admin veterinarian technician staff
POST   /auth/password                    admin veterinarian technician staff
POST   /auth/password-reset              everyone
POST   /auth/refresh                     everyone
GET    /auth/second-factor               admin veterinarian technician staff
POST   /auth/second-factor               admin veterinarian technician staff
POST   /auth/second-factor/confirm       admin veterinarian technician staff
POST   /auth/second-factor/recovery-codes admin veterinarian technician staff
POST   /auth/second-factor/remove        admin veterinarian technician staff
GET    /auth/sessions                    admin veterinarian technician staff
DELETE /auth/sessions/{id}               admin veterinarian technician staff
GET    /clinic                           admin veterinarian technician staff
PUT    /clinic                           admin
GET    /internal/changes                 services
GET    /internal/clinic/{id}             services
GET    /internal/events                  services
GET    /internal/revocations             services
GET    /internal/snapshot                services
POST   /internal/token                   everyone
GET    /internal/user/{id}               services
GET    /staff                            admin veterinarian technician staff
GET    /users                            admin
POST   /users                            admin
GET    /users/{id}                       admin
PUT    /users/{id}                       admin
POST   /users/{id}/invitation            admin
POST   /users/{id}/password-reset        admin
DELETE /users/{id}/second-factor         admin
"""


class TestPermissions:
    def test_are_these(self, app: ServiceApp) -> None:
        assert permission_table(app) == TABLE.strip()

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
