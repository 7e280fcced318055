import asyncio
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import text

from services.auth.tests.conftest import Hospital
from shared.data.db import Statement

COOKIE = "__Host-vetchart_refresh"
_LONG_AGO = Statement(
    "age refresh tokens",
    text("UPDATE refresh_tokens SET used_at = used_at - interval '1 minute' WHERE used_at > '-infinity'"),
)

_FORGET = Statement(  # its row is another session's from here on: auth may delete none
    "forget session",
    text(
        """UPDATE sessions SET id = gen_random_uuid()
        WHERE clinic_id = CAST(:clinic_id AS uuid) AND id = CAST(:id AS uuid)"""
    ),
)


async def browser(hospital: Hospital) -> tuple[httpx.AsyncClient, str]:
    answer = await hospital.log_in(session="cookie")
    return hospital.client(answer.json()["token"]), answer.cookies[COOKIE]


async def refresh(client: httpx.AsyncClient, cookie: str) -> httpx.Response:
    return await client.post("/api/auth/refresh", headers={"Cookie": f"{COOKIE}={cookie}"})


async def age_tokens(hospital: Hospital) -> None:
    """As if what was used had been used a minute ago."""
    async with hospital.app.service.db.system_transaction() as tx:
        await tx.execute(_LONG_AGO)


class TestCookie:
    async def test_is_for_this_host_alone_and_out_of_scripts_reach(self, hospital: Hospital) -> None:
        answer = await hospital.log_in(session="cookie")
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith(COOKIE.lower())
        assert all(word in cookie for word in ("httponly", "secure", "samesite=strict", "path=/"))


class TestRefresh:
    async def test_gives_a_new_token_and_a_new_cookie(self, hospital: Hospital) -> None:
        client, cookie = await browser(hospital)
        answer = await refresh(client, cookie)
        assert answer.status_code == 200
        assert answer.cookies[COOKIE] != cookie
        assert (await refresh(client, answer.cookies[COOKIE])).status_code == 200

    async def test_of_two_tabs_at_once_serves_both(self, hospital: Hospital) -> None:
        client, cookie = await browser(hospital)
        answers = await asyncio.gather(refresh(client, cookie), refresh(client, cookie))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].cookies[COOKIE] == answers[1].cookies[COOKIE]

    async def test_whose_answer_was_lost_goes_on_however_late(self, hospital: Hospital) -> None:
        client, cookie = await browser(hospital)
        for _ in range(3):
            await refresh(client, cookie)
            await age_tokens(hospital)
        following = await refresh(client, cookie)
        assert following.status_code == 200
        assert (await refresh(client, following.cookies[COOKIE])).status_code == 200

    @pytest.mark.parametrize("late", [False, True])
    async def test_of_a_cookie_whose_successor_was_shown_ends_the_session(
        self, hospital: Hospital, *, late: bool
    ) -> None:
        client, cookie = await browser(hospital)
        following = (await refresh(client, cookie)).cookies[COOKIE]
        newest = (await refresh(client, following)).cookies[COOKIE]
        if late:
            await age_tokens(hospital)
        assert (await refresh(client, cookie)).status_code == 401
        assert (await refresh(client, newest)).status_code == 401
        assert (await client.get("/api/auth/me")).status_code == 401

    async def test_of_a_successor_that_another_took_the_place_of_ends_the_session(self, hospital: Hospital) -> None:
        client, stolen = await browser(hospital)
        mine = (await refresh(client, stolen)).cookies[COOKIE]
        await age_tokens(hospital)
        thiefs = (await refresh(client, stolen)).cookies[COOKIE]
        assert (await refresh(client, mine)).status_code == 401
        assert (await refresh(client, thiefs)).status_code == 401

    async def test_without_or_with_an_unknown_cookie_is_401(self, hospital: Hospital) -> None:
        async with hospital.client() as client:
            assert (await client.post("/api/auth/refresh")).status_code == 401
            assert (await refresh(client, "made-up")).status_code == 401

    async def test_token_is_no_access_token(self, hospital: Hospital) -> None:
        _, cookie = await browser(hospital)
        async with hospital.client(cookie) as client:
            assert (await client.get("/api/auth/me")).status_code == 401


class TestLogOut:
    async def test_ends_either_kind_at_once(self, hospital: Hospital) -> None:
        for client in (await hospital.logged_in(), (await browser(hospital))[0]):
            assert (await client.post("/api/auth/logout")).status_code == 204
            assert (await client.get("/api/auth/me")).status_code == 401

    async def test_by_cookie_alone_ends_the_session(self, hospital: Hospital) -> None:
        client, cookie = await browser(hospital)
        async with hospital.client() as other:
            await other.post("/api/auth/logout", headers={"Cookie": f"{COOKIE}={cookie}"})
        assert (await client.get("/api/auth/me")).status_code == 401

    async def test_without_a_session_is_204(self, hospital: Hospital) -> None:
        async with hospital.client() as client:
            assert (await client.post("/api/auth/logout")).status_code == 204

    async def test_revokes_a_session_that_the_database_has_forgotten(self, hospital: Hospital) -> None:
        """As after a restore."""
        for path in ("/api/auth/logout", "/api/auth/sessions/{id}"):
            async with await hospital.logged_in() as client:
                session = next(s["id"] for s in (await client.get("/api/auth/sessions")).json() if s["current"])
                async with hospital.app.service.db.transaction(UUID(hospital.id)) as tx:
                    await tx.execute(_FORGET, id=UUID(session))
                method = "POST" if path.endswith("logout") else "DELETE"
                assert (await client.request(method, path.format(id=session))).status_code in (200, 204)
                assert (await client.get("/api/auth/me")).status_code == 401


class TestSessions:
    async def test_are_listed_and_ended_one_by_one(self, hospital: Hospital) -> None:
        mine, lost = await hospital.logged_in(), await hospital.logged_in()
        sessions = (await mine.get("/api/auth/sessions")).json()
        other = next(each for each in sessions if not each["current"])
        assert (await mine.delete(f"/api/auth/sessions/{other['id']}")).status_code == 200
        assert (await lost.get("/api/auth/me")).status_code == 401
        assert len((await mine.get("/api/auth/sessions")).json()) == 1

    async def test_of_somebody_else_can_not_be_ended(self, hospital: Hospital) -> None:
        user = await hospital.add("staff")
        async with await hospital.logged_in(user["username"]) as staff, await hospital.logged_in() as admin:
            theirs = (await admin.get("/api/auth/sessions")).json()[0]["id"]
            assert (await staff.delete(f"/api/auth/sessions/{theirs}")).status_code == 404
            assert (await admin.get("/api/auth/me")).status_code == 200
