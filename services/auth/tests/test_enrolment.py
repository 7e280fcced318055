"""A clinic asks for a second factor by role: whoever has none can log in only to enrol."""

from typing import Any

import httpx2 as httpx

from services.auth.tests.conftest import PASSWORD, Hospital, enrol
from services.auth.tests.phones import Clock, Phone, kind

COOKIE = "__Host-vetchart_refresh"
DEMANDED = (401, "second-factor-enrolment-required")


async def require(hospital: Hospital, *roles: str) -> None:
    async with await hospital.logged_in() as admin:
        changed = await admin.put("/api/clinic", json={"secondFactorRoles": list(roles)})
    assert changed.json()["secondFactorRoles"] == sorted(roles)


async def post(hospital: Hospital, path: str, **body: Any) -> httpx.Response:
    async with hospital.client() as nobody:
        return await nobody.post(f"/api/auth/{path}", json=body)


class TestSetting:
    async def test_is_nothing_at_first_and_stays_when_a_put_does_not_name_it(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            assert (await admin.get("/api/clinic")).json()["secondFactorRoles"] == []
            await admin.put("/api/clinic", json={"secondFactorRoles": ["staff"]})
            assert (await admin.put("/api/clinic", json={"name": "New"})).json()["secondFactorRoles"] == ["staff"]
            assert (await admin.put("/api/clinic", json={"secondFactorRoles": ["king"]})).status_code == 422

    async def test_is_for_its_clinic_and_its_roles(self, hospital: Hospital, another_hospital: Hospital) -> None:
        await require(hospital, "staff")
        for where, role, status in ((hospital, "technician", 200), (another_hospital, "staff", 200)):
            user = await where.add(role)
            assert (await where.log_in(user["username"])).status_code == status


class TestLogIn:
    async def test_gives_no_token_but_one_to_enrol_with(self, hospital: Hospital) -> None:
        await require(hospital, "admin")
        refused = await hospital.log_in(session="cookie")
        assert kind(refused) == DEMANDED
        assert refused.headers["Cache-Control"] == "no-store"
        assert "set-cookie" not in refused.headers
        async with hospital.client(refused.json()["enrolmentToken"]) as client:
            for path in ("auth/me", "users", "auth/second-factor"):
                assert (await client.get(f"/api/{path}")).status_code == 401

    async def test_with_a_wrong_password_says_nothing_of_it(self, hospital: Hospital) -> None:
        await require(hospital, "admin")
        assert kind(await hospital.log_in(password="wrong")) == (401, "wrong-credentials")

    async def test_works_once_enrolled(self, hospital: Hospital, clock: Clock) -> None:
        await require(hospital, "admin")
        token = (await hospital.log_in()).json()["enrolmentToken"]
        started = (await post(hospital, "enrolment", token=token)).json()
        phone = Phone(clock, started["secret"], [])
        wrong = await post(hospital, "enrolment/confirm", token=token, code=phone.wrong())
        assert wrong.json()["errors"][0]["path"] == "code"
        confirmed = await post(hospital, "enrolment/confirm", token=token, code=phone.code())
        assert len(confirmed.json()["recoveryCodes"]) == 10
        assert kind(await hospital.log_in()) == (401, "second-factor-required")
        assert (await hospital.log_in(code=phone.next())).status_code == 200


class TestToken:
    async def test_is_over_once_used_replaced_or_unknown(self, hospital: Hospital, clock: Clock) -> None:
        await require(hospital, "admin")
        old = (await hospital.log_in()).json()["enrolmentToken"]
        used = (await hospital.log_in()).json()["enrolmentToken"]
        phone = Phone(clock, (await post(hospital, "enrolment", token=used)).json()["secret"], [])
        await post(hospital, "enrolment/confirm", token=used, code=phone.code())
        answers = [await post(hospital, "enrolment", token=token) for token in (old, used, "unknown")]
        assert {answer.status_code for answer in answers} == {422}
        assert len({answer.json()["detail"] for answer in answers}) == 1

    async def test_is_over_when_the_user_is_disabled(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        await require(hospital, "staff")
        token = (await hospital.log_in(user["username"])).json()["enrolmentToken"]
        async with await hospital.logged_in() as admin:
            await admin.put(f"/api/users/{user['id']}", json={"disabled": True})
        assert (await post(hospital, "enrolment", token=token)).status_code == 422

    async def test_does_not_set_a_password(self, hospital: Hospital) -> None:
        await require(hospital, "admin")
        token = (await hospital.log_in()).json()["enrolmentToken"]
        assert (await post(hospital, "password-reset", token=token, password=PASSWORD)).status_code == 422


class TestOpenSessions:
    async def test_without_a_factor_end_at_their_next_refresh(self, hospital: Hospital) -> None:
        cookie = (await hospital.log_in(session="cookie")).cookies[COOKIE]
        await require(hospital, "admin")
        async with hospital.client() as browser:
            answer = await browser.post("/api/auth/refresh", headers={"Cookie": f"{COOKIE}={cookie}"})
        assert answer.status_code == 401

    async def test_with_a_factor_go_on(self, hospital: Hospital, clock: Clock) -> None:
        answer = await hospital.log_in(session="cookie")
        async with hospital.client(answer.json()["token"]) as browser:
            await enrol(browser, clock)
            changed = await browser.put("/api/clinic", json={"secondFactorRoles": ["admin"]})
            assert changed.status_code == 200
            cookie = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}
            assert (await browser.post("/api/auth/refresh", headers=cookie)).status_code == 200
