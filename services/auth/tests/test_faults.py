"""All that is wrong with a body is told in one answer: its types and the clinic's rules."""

from typing import Any

import pytest

from services.auth.tests.conftest import Hospital

USER = {"username": "ann", "email": "ann@example.com", "firstName": "Ann", "lastName": "Lee", "roles": ["staff"]}
USERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"email": "x", "password": "password123"}, {"email", "password"}),
    ({"username": "a b", "roles": ["king"], "password": "short"}, {"username", "roles[0]", "password"}),
    ({"firstName": 5, "disabled": "no", "password": "qwertyuiop"}, {"firstName", "disabled", "password"}),
]


def paths(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {fault["path"] for fault in answer.json()["errors"]}


@pytest.mark.parametrize(("fields", "expected"), USERS)
async def test_of_a_user_are_told_at_once(hospital: Hospital, fields: dict[str, Any], expected: set[str]) -> None:
    async with await hospital.logged_in() as admin:
        assert paths(await admin.post("/api/users", json=USER | fields)) == expected
        me = (await admin.get("/api/auth/me")).json()
        assert paths(await admin.put(f"/api/users/{me['id']}", json=fields)) == expected


async def test_of_a_clinic_are_told_at_once(hospital: Hospital) -> None:
    async with await hospital.logged_in() as admin:
        assert paths(await admin.put("/api/clinic", json={"name": 5, "timeZone": "Mars", "taxRate": 2})) == {
            *("name", "timeZone", "taxRate")
        }


async def test_of_a_new_password_are_told_at_once(hospital: Hospital) -> None:
    async with await hospital.logged_in() as admin:
        answer = await admin.post("/api/auth/password", json={"current": "wrong", "new": "password123"})
    assert paths(answer) == {"current", "new"}
    async with hospital.client() as client:
        answer = await client.post("/api/auth/password-reset", json={"token": "x", "password": "password123"})
    assert paths(answer) == {"token", "password"}
