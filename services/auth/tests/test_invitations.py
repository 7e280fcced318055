"""Who is added without a password sets their own, by a link."""

from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
from sqlalchemy import text

from services.auth.tests.conftest import Hospital
from shared.data.db import Statement

OWN = "a choice of their own"
_LEFT = Statement(
    "select days", text("SELECT extract(day FROM expires_at - now()) FROM one_time_tokens WHERE clinic_id = :clinic_id")
)


def person(**more: Any) -> dict[str, Any]:
    name = f"user-{uuid4().hex}@example.com"
    return {"username": name, "email": name, "firstName": "Ann", "lastName": "Lee", "roles": ["staff"], **more}


async def invited(admin: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await admin.post("/api/users", json=person(**more))
    assert answer.status_code == 201, answer.text
    added: dict[str, Any] = answer.json()
    return added


async def accept(hospital: Hospital, link: dict[str, Any]) -> httpx.Response:
    async with hospital.client() as nobody:
        return await nobody.post("/api/auth/password-reset", json={"token": link["token"], "password": OWN})


class TestInvitation:
    async def test_lets_the_user_set_the_first_password(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            user = await invited(admin)
            assert user["invited"]
            assert user["invitation"]["path"] == f"/invitation#token={user['invitation']['token']}"
            assert (await hospital.log_in(user["username"], OWN)).status_code == 401
            assert (await accept(hospital, user["invitation"])).status_code == 200
            now = (await admin.get(f"/api/users/{user['id']}")).json()
        assert not now["invited"]
        assert "invitation" not in now
        assert (await hospital.log_in(user["username"], OWN)).status_code == 200
        assert (await accept(hospital, user["invitation"])).status_code == 422

    async def test_lasts_a_week(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            await invited(admin)
        async with hospital.app.service.db.system_transaction() as tx:
            assert await tx.value(_LEFT, clinic_id=UUID(hospital.id)) == 6  # and almost another

    async def test_is_made_anew_until_it_is_accepted(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            user = await invited(admin)
            again = await admin.post(f"/api/users/{user['id']}/invitation")
            assert again.headers["cache-control"] == "no-store"
            assert (await accept(hospital, user["invitation"])).status_code == 422
            assert (await accept(hospital, again.json())).status_code == 200
            refused = await admin.post(f"/api/users/{user['id']}/invitation")
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "not-invited")

    async def test_sent_again_adds_nobody_and_has_a_link_that_works(self, hospital: Hospital) -> None:
        body, key = person(), {"Idempotency-Key": str(uuid4())}
        async with await hospital.logged_in() as admin:
            first = (await admin.post("/api/users", json=body, headers=key)).json()
            second = (await admin.post("/api/users", json=body, headers=key)).json()
            assert second["id"] == first["id"]
            assert (await accept(hospital, second["invitation"])).status_code == 200
            third = await admin.post("/api/users", json=body, headers=key)
        assert (third.status_code, "invitation" in third.json()) == (201, False)

    async def test_stays_when_the_user_is_changed_and_ends_when_disabled(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            user, other = await invited(admin, roles=["admin"]), await invited(admin)
            await admin.put(f"/api/users/{user['id']}", json={"roles": ["staff"], "firstName": "Anna"})
            await admin.put(f"/api/users/{other['id']}", json={"disabled": True})
        assert (await accept(hospital, user["invitation"])).status_code == 200
        assert (await accept(hospital, other["invitation"])).status_code == 422

    async def test_is_in_the_audit_without_its_token(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            user = await invited(admin)
            await accept(hospital, user["invitation"])
            entries = (await admin.get("/api/audit")).json()
        of_user = [entry["action"] for entry in entries if entry.get("subject", user["id"]) == user["id"]]
        assert {"user.created", "user.invited", "user.invitation-accepted"} <= set(of_user)
        assert user["invitation"]["token"] not in str(entries)

    async def test_makes_no_admin_who_could_be_the_last(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            await invited(admin, roles=["admin"])
            me = (await admin.get("/api/auth/me")).json()
            refused = await admin.put(f"/api/users/{me['id']}", json={"roles": ["staff"]})
        assert refused.status_code == 409


class TestWeightUnit:
    async def test_is_by_the_currency_until_it_is_chosen(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            assert (await admin.get("/api/clinic")).json()["weightUnit"] == "kg"
            assert (await admin.put("/api/clinic", json={"weightUnit": "lbs"})).json()["weightUnit"] == "lbs"
            assert (await admin.put("/api/clinic", json={"name": "New"})).json()["weightUnit"] == "lbs"
            assert (await admin.put("/api/clinic", json={"weightUnit": "stone"})).status_code == 422
