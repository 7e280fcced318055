"""A new password that others would try first is refused, wherever it is set."""

import pytest

from services.auth.password_rules import check_password
from services.auth.tests.conftest import PASSWORD, Hospital
from shared.wire.errors import Invalid

KNOWN = ("ann", "anna.lee@hanbit.example", "Anna Lee", "LeeAnna", "Riverside")
TRIED_FIRST = [
    "password",
    "12345678",
    "qwertyui",
    "qwerty12345",
    "1qaz2wsx",
    "87654321",
    "aaaaaaaa",
    "abababab",
    "Password1!",
    "sunshine1",
    "Football2024!",
    "asdfghjk",
    "asdfasdf",
    "1q2w3e4r",
    "abcd1234",
    "qwer1234",
    "asdf1234!",
    "vetchart1",
    "Riverside2024",
    "anna.lee1",
    "annalee99",
    "ㅂㅈㄷㄱㅅㅛㅕㅑ",
    "비밀번호1234",
    "비밀번호비밀번호",
    "qlalfqjsgh1!",
    "abcdefgh",
    "iloveyou",
    "letmein123",
    "passwordpassword",
    "가나다라마바사아",
    "hanbit1234",
    "passw0rd",
    "12341234",
]
TAKEN = [
    "correct horse battery",
    "quiet river 1234",
    "vfS7-k2mQpzL",
    "우리집 고양이는 까맣다",
    "riverside walks at dawn",
]


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_one_that_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, KNOWN)


@pytest.mark.parametrize("password", TAKEN)
def test_another_is_taken(password: str) -> None:
    check_password(password, KNOWN)


async def test_wherever_it_is_set(hospital: Hospital) -> None:
    user = await hospital.add("staff")
    async with await hospital.logged_in() as admin:
        token = (await admin.post(f"/api/users/{user['id']}/password-reset")).json()["token"]
        person = {**{name: user[name] for name in ("firstName", "lastName", "roles")}, "username": "x", "email": "x@y"}
        for answer, field in [
            (await admin.post("/api/users", json={**person, "password": "password"}), "password"),
            (await admin.put(f"/api/users/{user['id']}", json={"password": "12345678"}), "password"),
            (await admin.post("/api/auth/password", json={"current": PASSWORD, "new": "qwertyui"}), "new"),
            (await admin.post("/api/auth/password-reset", json={"token": token, "password": "iloveyou"}), "password"),
        ]:
            assert answer.status_code == 422
            assert [(fault["path"], fault["code"]) for fault in answer.json()["errors"]] == [(field, "common")]
