"""TOTP: enrolled, asked for at logins, works once, and can be lost without losing the account."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from services.auth.keys.sealing import Seal
from services.auth.second_factors import rules
from services.auth.second_factors.operations import accepts
from services.auth.tests.conftest import PASSWORD, Hospital, enrol, settings
from services.auth.tests.phones import Clock, Phone, kind
from shared.data.db import SYSTEM, Statement

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
_STORED = Statement(
    "all of a factor",
    text(
        "SELECT f.sealed, array(SELECT hash FROM recovery_codes) AS hashes FROM second_factors f WHERE clinic_id = :c"
    ),
)


class TestCodes:
    @pytest.mark.parametrize(
        ("seconds", "code"),
        [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
    )
    def test_are_those_of_rfc_6238(self, seconds: int, code: str) -> None:
        assert rules.step_of(RFC_SECRET, code, seconds) == seconds // 30

    @pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
    def test_of_a_clock_that_is_a_step_off_are_accepted(self, seconds: int, good: bool) -> None:
        assert (rules.step_of(RFC_SECRET, "081804", 1111111109 + seconds) is not None) is good


class TestEnrolment:
    async def test_changes_nothing_until_it_is_confirmed(self, hospital: Hospital, clock: Clock) -> None:
        async with await hospital.logged_in() as client:
            started = await client.post("/api/auth/second-factor", json={"password": PASSWORD})
            assert started.headers["Cache-Control"] == "no-store"
            assert f"secret={started.json()['secret']}" in started.json()["uri"]
            assert (await client.get("/api/auth/second-factor")).json()["enabled"] is False
        assert (await hospital.log_in()).status_code == 200

    async def test_needs_the_password(self, hospital: Hospital, clock: Clock) -> None:
        async with await hospital.logged_in() as client:
            refused = await client.post("/api/auth/second-factor", json={"password": "wrong"})
        assert refused.json()["errors"][0]["path"] == "password"

    async def test_is_confirmed_with_a_code_of_its_secret_alone(self, hospital: Hospital, clock: Clock) -> None:
        async with await hospital.logged_in() as client:
            assert kind(await client.post("/api/auth/second-factor/confirm", json={"code": "1"})) == (
                409,
                "no-enrolment",
            )
            started = (await client.post("/api/auth/second-factor", json={"password": PASSWORD})).json()
            wrong = {"code": Phone(clock, started["secret"], []).wrong()}
            assert (await client.post("/api/auth/second-factor/confirm", json=wrong)).status_code == 422
        assert (await hospital.log_in()).status_code == 200

    async def test_gives_ten_recovery_codes(self, hospital: Hospital, clock: Clock) -> None:
        async with await hospital.logged_in() as client:
            phone = await enrol(client, clock)
            state = (await client.get("/api/auth/second-factor")).json()
        assert len(set(phone.recovery_codes)) == 10
        assert state == {"enabled": True, "required": False, "recoveryCodesLeft": 10}

    async def test_of_a_second_one_is_refused(self, hospital: Hospital, clock: Clock) -> None:
        async with await hospital.logged_in() as client:
            phone = await enrol(client, clock)
            again = await client.post("/api/auth/second-factor", json={"password": PASSWORD})
        assert kind(again) == (409, "second-factor-exists")
        assert (await hospital.log_in(code=phone.next())).status_code == 200

    async def test_keeps_neither_secret_nor_codes_readable(self, hospital: Hospital, clock: Clock) -> None:
        async with await hospital.logged_in() as client:
            phone = await enrol(client, clock)
        async with hospital.app.service.db.transaction(UUID(hospital.id)) as tx:
            stored = await tx.row(_STORED, c=UUID(hospital.id))
        assert stored
        assert phone.secret.encode() not in stored["sealed"]
        plain = {rules.plain_code(code).encode() for code in phone.recovery_codes}
        assert not plain & set(stored["hashes"])
        assert len(stored["hashes"]) == 10


class TestJwtSecret:
    async def test_that_changed_seals_the_factor_anew(self, phone: Phone, hospital: Hospital) -> None:
        old = settings().jwt_secret.get_secret_value()
        async with await hospital.logged_in_by(phone) as client:
            user_id = UUID((await client.get("/api/auth/me")).json()["id"])
        async with hospital.app.service.db.transaction(UUID(hospital.id), SYSTEM) as tx:
            assert await accepts(tx, Seal("new" * 20, old), user_id, phone.next())
            assert await accepts(tx, Seal("new" * 20), user_id, phone.next())
            assert not await accepts(tx, Seal(old), user_id, phone.next())
            assert await accepts(tx, Seal(old), user_id, phone.recovery_codes[0])


class TestLogIn:
    async def test_without_a_code_says_what_is_missing(self, phone: Phone, hospital: Hospital) -> None:
        assert kind(await hospital.log_in()) == (401, "second-factor-required")
        assert kind(await hospital.log_in(password="wrong")) == (401, "wrong-credentials")
        assert kind(await hospital.log_in(password="wrong", code=phone.next())) == (401, "wrong-credentials")

    async def test_with_a_code_works_once(self, phone: Phone, hospital: Hospital) -> None:
        code = phone.next()
        assert (await hospital.log_in(code=f" {code[:3]} {code[3:]}")).status_code == 200
        assert kind(await hospital.log_in(code=code)) == (401, "second-factor-wrong")

    async def test_with_the_code_that_confirmed_does_not_work(self, phone: Phone, hospital: Hospital) -> None:
        assert kind(await hospital.log_in(code=phone.code())) == (401, "second-factor-wrong")

    async def test_with_an_older_code_than_the_last_does_not_work(self, phone: Phone, hospital: Hospital) -> None:
        phone.clock.tick()
        assert (await hospital.log_in(code=phone.code(1))).status_code == 200
        assert kind(await hospital.log_in(code=phone.code())) == (401, "second-factor-wrong")

    async def test_with_one_code_at_once_works_once(self, phone: Phone, hospital: Hospital) -> None:
        code = phone.next()
        answers = await asyncio.gather(*(hospital.log_in(code=code) for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [200, *[401] * 5]

    async def test_with_a_recovery_code_works_once(self, phone: Phone, hospital: Hospital) -> None:
        for code in (phone.recovery_codes[0], phone.recovery_codes[1].upper().replace("-", " ")):
            assert (await hospital.log_in(code=code)).status_code == 200
            assert kind(await hospital.log_in(code=code)) == (401, "second-factor-wrong")

    async def test_of_a_user_without_one_ignores_the_code(self, hospital: Hospital) -> None:
        assert (await hospital.log_in(code="123456")).status_code == 200

    @pytest.mark.parametrize("code", ["", "１２３４５６", "é", "12345", "1234567", "x" * 1000, "000000'; --"])
    async def test_with_anything_else_is_401(self, phone: Phone, hospital: Hospital, code: str) -> None:
        assert (await hospital.log_in(code=code)).status_code == 401


class TestFailures:
    async def test_with_wrong_codes_count(self, phone: Phone, hospital: Hospital) -> None:
        for _ in range(10):
            assert (await hospital.log_in(code=phone.wrong())).status_code == 401
        assert (await hospital.log_in(code=phone.next())).status_code == 429

    async def test_without_a_code_do_not_count(self, phone: Phone, hospital: Hospital) -> None:
        for _ in range(11):
            assert (await hospital.log_in()).status_code == 401
        assert (await hospital.log_in(code=phone.next())).status_code == 200

    async def test_from_many_addresses_count_together(self, phone: Phone, hospital: Hospital) -> None:
        for n in range(20):
            there = Hospital(hospital.app, hospital.id, hospital.admin, address=f"{hospital.address}-{n}")
            assert (await there.log_in(code=phone.wrong())).status_code == 401
        assert (await hospital.log_in(code=phone.next())).status_code == 429


class TestRecoveryCodes:
    async def test_can_be_made_anew(self, phone: Phone, hospital: Hospital) -> None:
        client = await hospital.logged_in_by(phone)
        path = "/api/auth/second-factor/recovery-codes"
        for wrong in ({"password": "wrong", "code": phone.next()}, {"password": PASSWORD, "code": phone.wrong()}):
            assert (await client.post(path, json=wrong)).status_code == 422
        answer = await client.post(path, json={"password": PASSWORD, "code": phone.next()})
        new = answer.json()["recoveryCodes"]
        assert (await hospital.log_in(code=phone.recovery_codes[0])).status_code == 401
        assert (await hospital.log_in(code=new[0])).status_code == 200


class TestRemoval:
    async def test_needs_password_and_code(self, phone: Phone, hospital: Hospital) -> None:
        client = await hospital.logged_in_by(phone)
        path = "/api/auth/second-factor/remove"
        for wrong, field in (
            ({"password": "wrong", "code": phone.next()}, "password"),
            ({"password": PASSWORD, "code": phone.wrong()}, "code"),
            ({"password": PASSWORD, "code": ""}, "code"),
        ):
            answer = await client.post(path, json=wrong)
            assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, field)
        removed = await client.post(path, json={"password": PASSWORD, "code": phone.next()})
        assert removed.status_code == 200
        assert (await hospital.log_in()).status_code == 200
        assert (await client.get("/api/auth/second-factor")).json()["recoveryCodesLeft"] == 0

    async def test_by_an_admin_ends_the_users_sessions(self, hospital: Hospital, clock: Clock) -> None:
        user = await hospital.add("staff")
        async with await hospital.logged_in(user["username"]) as theirs, await hospital.logged_in() as admin:
            await enrol(theirs, clock)
            assert (await admin.delete(f"/api/users/{user['id']}/second-factor")).status_code == 200
            assert (await theirs.get("/api/auth/me")).status_code == 401
            assert (await admin.delete(f"/api/users/{user['id']}/second-factor")).status_code == 404
        assert (await hospital.log_in(user["username"])).status_code == 200

    async def test_of_ones_own_is_not_an_admins_way(self, phone: Phone, hospital: Hospital) -> None:
        client = await hospital.logged_in_by(phone)
        me = (await client.get("/api/auth/me")).json()["id"]
        assert kind(await client.delete(f"/api/users/{me}/second-factor")) == (409, "own-account")
