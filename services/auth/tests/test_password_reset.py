"""A link that an admin makes sets a new password, once."""

from uuid import UUID

import httpx2 as httpx
from sqlalchemy import text

from services.auth.housekeeping import clean
from services.auth.tests.conftest import PASSWORD, Hospital
from shared.data.db import Statement

NEW = "a new one that is long"
_EXPIRE = Statement(
    "expire tokens", text("UPDATE one_time_tokens SET expires_at = now() - interval '1 s' WHERE clinic_id = :clinic_id")
)
_STORED = Statement("select tokens", text("SELECT hash FROM one_time_tokens WHERE clinic_id = :clinic_id"))


async def link(hospital: Hospital, user_id: str) -> str:
    async with await hospital.logged_in() as admin:
        answer = await admin.post(f"/api/users/{user_id}/password-reset")
    assert answer.status_code == 200, answer.text
    assert answer.json()["path"] == f"/reset#token={answer.json()['token']}"
    return str(answer.json()["token"])


async def reset(hospital: Hospital, token: str, password: str = NEW) -> httpx.Response:
    async with hospital.client() as nobody:
        return await nobody.post("/api/auth/password-reset", json={"token": token, "password": password})


class TestLink:
    async def test_sets_the_password_and_ends_all_sessions(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        async with await hospital.logged_in(user["username"]) as theirs:
            assert (await reset(hospital, await link(hospital, user["id"]))).status_code == 200
            assert (await theirs.get("/api/auth/me")).status_code == 401
        assert (await hospital.log_in(user["username"])).status_code == 401
        assert (await hospital.log_in(user["username"], NEW)).status_code == 200

    async def test_says_the_same_when_used_replaced_expired_or_unknown(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        replaced, used = await link(hospital, user["id"]), await link(hospital, user["id"])
        await reset(hospital, used)
        expired = await link(hospital, user["id"])
        async with hospital.app.service.db.system_transaction() as tx:
            await tx.execute(_EXPIRE, clinic_id=UUID(hospital.id))
        answers = [await reset(hospital, token) for token in (used, replaced, expired, "unknown", "")]
        assert {answer.status_code for answer in answers} == {422}
        assert len({str({**answer.json(), "requestId": ""}) for answer in answers}) == 1

    async def test_is_forgotten_once_it_expired(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        await link(hospital, user["id"])
        async with hospital.app.service.db.system_transaction() as tx:
            await tx.execute(_EXPIRE, clinic_id=UUID(hospital.id))
        await clean(hospital.app.service)
        async with hospital.app.service.db.system_transaction() as tx:
            assert await tx.rows(_STORED, clinic_id=UUID(hospital.id)) == []

    async def test_is_not_used_up_by_a_password_that_is_refused(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        token = await link(hospital, user["id"])
        refused = await reset(hospital, token, "short")
        assert refused.json()["errors"][0]["path"] == "password"
        assert (await reset(hospital, token)).status_code == 200

    async def test_is_over_with_a_new_password_or_a_disabled_account(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        token = await link(hospital, user["id"])
        async with await hospital.logged_in(user["username"]) as theirs:
            await theirs.post("/api/auth/password", json={"current": PASSWORD, "new": "their own choice"})
        assert (await reset(hospital, token)).status_code == 422
        token = await link(hospital, user["id"])
        async with await hospital.logged_in() as admin:
            await admin.put(f"/api/users/{user['id']}", json={"disabled": True})
        assert (await reset(hospital, token)).status_code == 422

    async def test_is_made_by_the_clinics_admins_alone(self, hospital: Hospital, another_hospital: Hospital) -> None:
        user = await hospital.add("staff")
        async with await hospital.logged_in(user["username"]) as staff, await another_hospital.logged_in() as other:
            assert (await staff.post(f"/api/users/{user['id']}/password-reset")).status_code == 403
            assert (await other.post(f"/api/users/{user['id']}/password-reset")).status_code == 404
