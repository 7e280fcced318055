import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher

from services.auth.logins.queries import add_failure
from services.auth.passwords import Passwords
from services.auth.tests.conftest import PASSWORD, Hospital
from shared.data.db import Statement
from shared.identity.tokens import PERMISSIONS, Role
from shared.values.ids import new_id

COOKIE = "__Host-vetchart_refresh"


class TestLogIn:
    async def test_answers_a_token_and_the_user_without_secrets(self, hospital: Hospital) -> None:
        answer = await hospital.log_in()
        assert answer.status_code == 200
        assert answer.json()["user"]["roles"] == ["admin"]
        assert "password" not in answer.text.lower()
        assert answer.headers["Cache-Control"] == "no-store"
        assert "set-cookie" not in answer.headers

    async def test_takes_the_name_in_any_letter_case(self, hospital: Hospital) -> None:
        assert (await hospital.log_in(hospital.admin.upper())).status_code == 200

    async def test_the_token_opens_me(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as client:
            assert (await client.get("/api/auth/me")).json()["username"] == hospital.admin

    @pytest.mark.parametrize("role", ["staff", "technician", "veterinarian", "admin"])
    async def test_tells_what_the_user_may_as_me_does(self, hospital: Hospital, role: Role) -> None:
        user = (await hospital.add(role))["username"]
        answer = await hospital.log_in(user)
        async with await hospital.logged_in(user) as client:
            told = (await client.get("/api/auth/me")).json()["permissions"]
        assert told == answer.json()["user"]["permissions"] == sorted(PERMISSIONS[role])

    async def test_without_a_token_me_is_401(self, hospital: Hospital) -> None:
        async with hospital.client() as client:
            assert (await client.get("/api/auth/me")).status_code == 401


class TestARefusedLogin:
    async def test_costs_and_says_the_same_for_whatever_reason(
        self, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        disabled = await hospital.add("staff")
        async with await hospital.logged_in() as admin:
            await admin.put(f"/api/users/{disabled['id']}", json={"disabled": True})
        work = watch(monkeypatch)
        seen = []
        for username, password in (
            (hospital.admin, "wrong"),
            (f"{uuid4()}@example.com", PASSWORD),
            (disabled["username"], PASSWORD),
            (disabled["username"], "wrong"),
        ):
            answer = await hospital.log_in(username, password)
            seen.append((answer.status_code, {**answer.json(), "requestId": ""}, answer.headers.keys(), [*work]))
            work.clear()
        assert seen[0][0] == 401
        assert seen[0][3].count("$argon2id$v=19$m=19456,t=2,p=1") == 1
        assert [each for each in seen if each != seen[0]] == []


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password hash worked out from here on, and every statement of the test's own task."""
    done: list[str] = []
    verify, test = PasswordHasher.verify, asyncio.current_task()

    def verified(self: PasswordHasher, password_hash: str, password: str) -> bool:
        done.append(password_hash.rpartition("$")[0].rpartition("$")[0])
        return verify(self, password_hash, password)

    def arguments(self: Statement, values: Any) -> list[Any]:
        if asyncio.current_task() is test:
            done.append(self.name)
        return given(self, values)

    given = Statement.arguments
    monkeypatch.setattr(PasswordHasher, "verify", verified)
    monkeypatch.setattr(Statement, "arguments", arguments)
    return done


class TestFailures:
    async def test_ten_are_followed_by_429_for_that_address_alone(self, hospital: Hospital) -> None:
        for _ in range(10):
            assert (await hospital.log_in(password="wrong")).status_code == 401
        refused = await hospital.log_in()
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 900
        async with hospital.client(address="elsewhere") as client:
            body = {"username": hospital.admin, "password": PASSWORD}
            assert (await client.post("/api/auth/login", json=body)).status_code == 200

    async def test_logins_that_succeed_are_not_counted(self, hospital: Hospital) -> None:
        answers = [await hospital.log_in() for _ in range(12)]
        assert {answer.status_code for answer in answers} == {200}

    async def test_at_once_do_not_slip_through(self, hospital: Hospital) -> None:
        answers = await asyncio.gather(*(hospital.log_in(password="wrong") for _ in range(16)))
        assert sum(answer.status_code == 401 for answer in answers) <= 11


class TestAnAddress:
    async def test_is_held_off_after_a_hundred_names_that_nobody_has(self, hospital: Hospital) -> None:
        await fail(hospital, 99, lambda number: (f"nobody {number}", None))
        assert (await hospital.log_in(f"{uuid4()}", "wrong")).status_code == 401
        assert (await hospital.log_in()).status_code == 429

    async def test_is_not_after_a_hundred_wrong_passwords_of_a_few_accounts(self, hospital: Hospital) -> None:
        users = [uuid4() for _ in range(12)]
        await fail(hospital, 108, lambda number: (f"user {number % 12}", users[number % 12]))
        assert (await hospital.log_in()).status_code == 200

    async def test_is_held_off_after_a_wrong_password_of_a_hundred_accounts(self, hospital: Hospital) -> None:
        await fail(hospital, 100, lambda number: (f"user {number}", uuid4()))
        assert (await hospital.log_in()).status_code == 429

    async def test_that_tries_many_passwords_keeps_no_other_from_logging_in(self, hospital: Hospital) -> None:
        passwords = hospital.app.service.resource(Passwords)
        async with passwords.turn("a flood's"):
            waiting = [asyncio.create_task(passwords.hash("x" * 12, "a flood's")) for _ in range(20)]
            await asyncio.sleep(0)
            assert (await hospital.log_in()).status_code == 200
            assert not any(task.done() for task in waiting)
        await asyncio.gather(*waiting)


async def fail(hospital: Hospital, times: int, who: Callable[[int], tuple[str, UUID | None]]) -> None:
    """So many failed logins from the hospital's address. `who`: the name that was tried, and whose it is."""
    async with hospital.app.service.db.system_transaction() as tx:
        for number in range(times):
            name, user_id = who(number)
            await add_failure(tx, hospital.address, name.encode(), "", user_id and new_id(), user_id)


class TestPassword:
    async def test_is_changed_by_its_user_and_ends_the_other_sessions(self, hospital: Hospital) -> None:
        other = await hospital.logged_in()
        async with await hospital.logged_in() as client:
            body = {"current": PASSWORD, "new": "another long one"}
            assert (await client.post("/api/auth/password", json=body)).status_code == 200
            assert (await client.get("/api/auth/me")).status_code == 200
        assert (await other.get("/api/auth/me")).status_code == 401
        assert (await hospital.log_in()).status_code == 401
        assert (await hospital.log_in(password="another long one")).status_code == 200

    async def test_needs_the_current_one(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as client:
            answer = await client.post("/api/auth/password", json={"current": "wrong", "new": "another long one"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "current"
