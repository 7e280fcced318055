"""Whatever concerns who may log in leaves an entry, and no entry holds what one logs in with."""

import asyncio
from typing import Any

import httpx2 as httpx

from services.auth.tests.conftest import PASSWORD, Hospital, enrol
from services.auth.tests.phones import Clock

Entries = list[dict[str, Any]]


async def entries(admin: httpx.AsyncClient) -> Entries:
    found: Entries = (await admin.get("/api/audit")).json()
    return found


class TestAudit:
    async def test_tells_of_logins_and_changes(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        async with await hospital.logged_in() as admin, await hospital.logged_in(user["username"]) as theirs:
            session = next(each for each in (await theirs.get("/api/auth/sessions")).json() if each["current"])
            await theirs.post("/api/auth/password", json={"current": PASSWORD, "new": "a new one of theirs"})
            await theirs.delete(f"/api/auth/sessions/{session['id']}")
            await admin.put(f"/api/users/{user['id']}", json={"disabled": True})
            await admin.put("/api/clinic", json={"secondFactorRoles": ["staff"]})
            found = [(each["action"], each["actor"] == user["id"]) for each in await entries(admin)]
            assert (await admin.get("/api/audit/verify")).json()["intact"] is True
        theirs_actions = ("user.logged-in", "user.password-changed", "user.session-ended")
        assert {("clinic.created", False), ("clinic.updated", False), ("user.created", False)} <= set(found)
        assert {("user.updated", False), *((action, True) for action in theirs_actions)} <= set(found)

    async def test_tells_of_failed_logins_and_why(self, hospital: Hospital, clock: Clock) -> None:
        async with await hospital.logged_in() as admin:
            phone = await enrol(admin, clock)
            await hospital.log_in(password="wrong")
            await hospital.log_in(code=phone.wrong())
            async with asyncio.timeout(20):
                while len(failed := await _failed(admin)) < 2:
                    await asyncio.sleep(0.1)
        assert [each["document"] for each in failed] == [{"wrong": "code"}, {"wrong": "password"}]
        assert {each["address"] for each in failed} == {hospital.address}

    async def test_tells_of_second_factors_and_links_without_their_secrets(
        self, hospital: Hospital, clock: Clock
    ) -> None:
        user = await hospital.add("staff")
        async with await hospital.logged_in() as admin:
            await admin.put("/api/clinic", json={"secondFactorRoles": ["staff"]})
            token = (await hospital.log_in(user["username"])).json()["enrolmentToken"]
            phone = await enrol(admin, clock)
            proof = {"password": PASSWORD, "code": phone.recovery_codes[0]}
            new = (await admin.post("/api/auth/second-factor/recovery-codes", json=proof)).json()["recoveryCodes"]
            await admin.post("/api/auth/second-factor/remove", json={"password": PASSWORD, "code": phone.next()})
            link = (await admin.post(f"/api/users/{user['id']}/password-reset")).json()["token"]
            await admin.post("/api/auth/password-reset", json={"token": link, "password": "of a reset link"})
            found = await entries(admin)
        assert {f"user.{action}" for action in ACTIONS.split()} <= {each["action"] for each in found}
        secrets = [token, link, phone.secret, *phone.recovery_codes, *new, PASSWORD, "of a reset link", "argon2"]
        assert [secret for secret in secrets if secret in str(found)] == []


ACTIONS = """
enrolment-demanded second-factor-started second-factor-confirmed recovery-code-used recovery-codes-renewed
second-factor-removed password-reset-issued password-reset
"""


async def _failed(admin: httpx.AsyncClient) -> Entries:
    return [each for each in await entries(admin) if each["action"] == "user.login-failed"]
