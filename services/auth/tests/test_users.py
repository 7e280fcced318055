from services.auth.tests.conftest import PASSWORD, Hospital


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


class TestUpdate:
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
            assert (await admin.put("/api/clinic", json={"currency": "USD"})).json()["currency"] == "KRW"


class TestAudit:
    async def test_tells_of_logins_and_changes(self, hospital: Hospital) -> None:
        await hospital.add("staff")
        async with await hospital.logged_in() as admin:
            actions = {entry["action"] for entry in (await admin.get("/api/audit")).json()}
            assert {"clinic.created", "user.created", "user.logged-in"} <= actions
            assert (await admin.get("/api/audit/verify")).json()["intact"] is True
