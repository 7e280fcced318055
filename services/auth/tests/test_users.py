from unicodedata import normalize
from uuid import uuid4

import pytest

from services.auth.tests.conftest import PASSWORD, Hospital
from shared.testing.access import ROLES

SQL = ["' OR '1'='1", "'; DROP TABLE users; --", "x' UNION SELECT password_hash FROM users --", "$1", "%s", "\\'", "{}"]


class TestCreate:
    async def test_makes_a_user_who_can_log_in(self, hospital: Hospital) -> None:
        user = await hospital.add("technician")
        assert (await hospital.log_in(user["username"])).json()["user"]["roles"] == ["technician"]

    async def test_with_a_name_that_is_taken_is_409(self, hospital: Hospital) -> None:
        taken = {"username": hospital.admin, "email": hospital.admin, "firstName": "A", "lastName": "B"}
        async with await hospital.logged_in() as admin:
            answer = await admin.post("/api/users", json={**taken, "roles": ["staff"], "password": PASSWORD})
        assert answer.status_code == 409

    async def test_lists_every_fault(self, hospital: Hospital) -> None:
        body = {"username": "", "email": "x", "firstName": "A", "lastName": "B", "roles": ["king"], "password": "short"}
        async with await hospital.logged_in() as admin:
            answer = await admin.post("/api/users", json=body)
        assert answer.status_code == 422
        assert {fault["path"] for fault in answer.json()["errors"]} == {"username", "email", "roles[0]", "password"}

    async def test_takes_only_what_an_admin_may_set(self, hospital: Hospital, another_hospital: Hospital) -> None:
        name = f"user-{uuid4().hex}@example.com"
        body = {"username": name, "email": name, "firstName": "A", "lastName": "B", "roles": ["staff"]}
        body["password"] = PASSWORD
        unknown = {"clinicId": another_hospital.id, "role": "admin", "passwordHash": "x", "isAdmin": True}
        read_only = {"id": str(uuid4()), "version": 9, "createdAt": "2001-01-01T00:00:00Z", "archivedAt": None}
        async with await hospital.logged_in() as admin:
            for field, value in unknown.items():
                refused = await admin.post("/api/users", json={**body, field: value})
                assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, field)
            made = (await admin.post("/api/users", json={**body, **read_only})).json()
            assert [name for name, value in read_only.items() if value is not None and made[name] == value] == []
            for field, value in unknown.items():
                assert (await admin.put(f"/api/users/{made['id']}", json={field: value})).status_code == 422
            same = (await admin.put(f"/api/users/{made['id']}", json=read_only)).json()
        assert (same["id"], same["createdAt"], same["version"]) == (made["id"], made["createdAt"], 2)
        async with await another_hospital.logged_in() as other:
            assert len((await other.get("/api/users")).json()) == 1

    @pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164", "\u202e", "\u200d", "\x07"])
    async def test_refuses_a_username_that_looks_like_anothers(self, hospital: Hospital, unseen: str) -> None:
        person = {"firstName": "A", "lastName": "B", "roles": ["staff"], "password": PASSWORD}
        async with await hospital.logged_in() as admin:
            answer = await admin.post(
                "/api/users", json={**person, "username": f"ann{unseen}1", "email": f"a{unseen}@b"}
            )
        assert {fault["path"] for fault in answer.json()["errors"]} == {"username", "email"}

    async def test_knows_a_decomposed_name_as_the_same(self, hospital: Hospital) -> None:
        name, email = f"élise{uuid4().hex}", f"{uuid4().hex}@example.com"
        person = {"firstName": " Mary ", "lastName": "Stone", "roles": ["staff"], "password": PASSWORD}
        async with await hospital.logged_in() as admin:
            made = await admin.post("/api/users", json={**person, "username": normalize("NFD", name), "email": email})
            taken = await admin.post("/api/users", json={**person, "username": name, "email": f"x{email}"})
        assert (made.json()["username"], made.json()["firstName"], taken.status_code) == (name, "Mary", 409)
        assert (await hospital.log_in(normalize("NFD", name))).status_code == 200

    async def test_keeps_sql_as_text(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            before = (await admin.get("/api/users")).json()
            for text in SQL:
                user = await hospital.add("staff")
                changed = await admin.put(f"/api/users/{user['id']}", json={"firstName": text})
                assert changed.json()["firstName"] == text
                assert (await hospital.log_in(text)).status_code == 401
                assert (await admin.get(f"/api/users/{text}")).status_code == 404
            assert len((await admin.get("/api/users")).json()) == len(before) + len(SQL)


class TestUpdate:
    @pytest.mark.parametrize("path", ["clinic", "users"])
    async def test_over_what_somebody_else_changed_is_412_and_names_them(self, hospital: Hospital, path: str) -> None:
        user = await hospital.add("admin")
        url = f"/api/users/{user['id']}" if path == "users" else "/api/clinic"
        async with await hospital.logged_in() as admin, await hospital.logged_in(user["username"]) as theirs:
            changed = await theirs.put(url, json={"email": f"{uuid4().hex}@example.com"} if path == "users" else {})
            assert changed.status_code == 200, changed.text
            stale = await admin.put(url, json={}, headers={"If-Match": '"0-0"'})
        assert (stale.status_code, stale.json()["changedBy"]) == (412, {"id": user["id"], "name": "Ann Lee"})

    async def test_disabling_ends_their_sessions(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        theirs = await hospital.logged_in(user["username"])
        async with await hospital.logged_in() as admin:
            assert (await admin.put(f"/api/users/{user['id']}", json={"disabled": True})).status_code == 200
        assert (await theirs.get("/api/auth/me")).status_code == 401
        assert (await hospital.log_in(user["username"])).status_code == 401

    async def test_an_admin_gives_a_new_password(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        async with await hospital.logged_in() as admin:
            changed = await admin.put(f"/api/users/{user['id']}", json={"password": "quite another one"})
        assert changed.status_code == 200, changed.text
        assert (await hospital.log_in(user["username"])).status_code == 401
        assert (await hospital.log_in(user["username"], "quite another one")).status_code == 200

    async def test_the_last_admin_stays(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            me = (await admin.get("/api/auth/me")).json()
            assert (await admin.put(f"/api/users/{me['id']}", json={"roles": ["staff"]})).status_code == 409
            assert (await admin.put(f"/api/users/{me['id']}", json={"disabled": True})).status_code == 409


class TestRoles:
    async def test_only_admins_see_users(self, hospital: Hospital) -> None:
        for role in ("staff", "technician", "veterinarian"):
            user = await hospital.add(role)
            async with await hospital.logged_in(user["username"]) as client:
                assert (await client.get("/api/users")).status_code == 403
                assert (await client.put("/api/clinic", json={"name": "Mine"})).status_code == 403
                assert (await client.get("/api/auth/me")).status_code == 200


class TestOtherClinic:
    async def test_sees_no_user(self, hospital: Hospital, another_hospital: Hospital) -> None:
        user = await hospital.add("staff")
        async with await another_hospital.logged_in() as stranger:
            assert (await stranger.get(f"/api/users/{user['id']}")).status_code == 404
            assert (await stranger.put(f"/api/users/{user['id']}", json={"disabled": True})).status_code == 404
            assert len((await stranger.get("/api/users")).json()) == 1
        assert (await hospital.log_in(user["username"])).status_code == 200


class TestClinic:
    async def test_settings_are_changed_but_not_the_currency(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            changed = await admin.put("/api/clinic", json={"name": "Other", "timeZone": "Europe/Berlin"})
            assert changed.json()["timeZone"] == "Europe/Berlin"
            assert (await admin.put("/api/clinic", json={"timeZone": "Mars/Base"})).status_code == 422
            assert (await admin.put("/api/clinic", json={"taxRate": "0.1"})).status_code == 422
            assert (await admin.put("/api/clinic", json={"currency": "USD"})).json()["currency"] == "KRW"


class TestStaff:
    @pytest.mark.parametrize("role", ROLES)
    async def test_is_names_and_roles_for_everyone(self, hospital: Hospital, role: str) -> None:
        user = await hospital.add(role)
        async with await hospital.logged_in(user["username"]) as client:
            answer = await client.get("/api/staff")
        me = {"id": user["id"], "firstName": "Ann", "lastName": "Lee", "roles": [role]}
        assert answer.json()[0] == me
        assert "@" not in answer.text

    async def test_leaves_out_who_cannot_log_in(self, hospital: Hospital) -> None:
        user = await hospital.add("veterinarian")
        async with await hospital.logged_in() as admin:
            await admin.put(f"/api/users/{user['id']}", json={"disabled": True})
            listed = (await admin.get("/api/staff")).json()
        assert [each["roles"] for each in listed] == [["admin"]]

    async def test_is_the_clinics_own(self, hospital: Hospital, another_hospital: Hospital) -> None:
        theirs = await another_hospital.add("veterinarian")
        async with await hospital.logged_in() as admin:
            listed = (await admin.get("/api/staff")).json()
        assert theirs["id"] not in [each["id"] for each in listed]
