"""Keys are sealed at rest, shared by replicas, and change without a failed request."""

from base64 import b64encode

import asyncpg
import httpx2 as httpx
import jwt
import pytest

from services.auth.app import create_app
from services.auth.keys.operations import PUBLISHED_BEFORE_SIGNING
from services.auth.keys.ring import KeyRing
from services.auth.keys.sealing import Seal, SealedByAnother
from services.auth.rotate_keys import rotate_now
from services.auth.settings import AuthSettings
from services.auth.tests.conftest import Hospital, settings
from shared.testing.kit import database_url, running

SECRET, OTHER = "the one secret of at least 32 bytes", "another secret of at least 32 bytes"


class TestSeal:
    def test_opens_what_it_closed(self) -> None:
        seal = Seal(SECRET)
        assert seal.open("kid", seal.close("kid", b"private")) == (b"private", True)

    def test_opens_what_the_previous_secret_closed(self) -> None:
        sealed = Seal(SECRET).close("kid", b"private")
        assert Seal(OTHER, SECRET).open("kid", sealed) == (b"private", False)

    def test_does_not_open_under_another_secret_or_key_id(self) -> None:
        sealed = Seal(SECRET).close("kid", b"private")
        for seal, kid in ((Seal(OTHER), "kid"), (Seal(SECRET), "other")):
            with pytest.raises(SealedByAnother):
                seal.open(kid, sealed)


class TestReplicas:
    async def test_accept_each_others_tokens(self, hospital: Hospital) -> None:
        token = (await hospital.log_in()).json()["token"]
        async with running(create_app(settings())) as replica:
            other = Hospital(replica, address=hospital.address)
            async with other.client(token) as client:
                assert (await client.get("/api/auth/me")).status_code == 200


class TestRotation:
    async def test_publishes_the_new_key_before_it_signs(self, hospital: Hospital) -> None:
        token = (await hospital.log_in()).json()["token"]
        kid = await rotate_now(settings())
        async with running(create_app(settings())) as replica:
            other = Hospital(replica, admin=hospital.admin, address=hospital.address)
            ring = replica.service.resource(KeyRing)
            assert kid in {key["kid"] for key in (await ring.jwks())["keys"]}
            async with other.client(token) as client:
                assert (await client.get("/api/auth/me")).status_code == 200
            assert (await other.log_in()).status_code == 200

    async def test_switches_when_its_time_has_come(self, hospital: Hospital) -> None:
        before = (await hospital.log_in()).json()["token"]
        kid = await rotate_now(settings())
        async with running(create_app(settings())) as replica:
            other = Hospital(replica, admin=hospital.admin, address=hospital.address)
            assert signed_by((await other.log_in()).json()["token"]) != kid
            await ten_minutes_later(kid)
            await replica.service.resource(KeyRing).load()
            after = (await other.log_in()).json()["token"]
            assert signed_by(after) == kid
            for token in (before, after):
                async with other.client(token) as client:
                    assert (await client.get("/api/auth/me")).status_code == 200


def signed_by(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


async def ten_minutes_later(kid: str) -> None:
    """The clock that counts is PostgreSQL's: instead of it, the key's time is moved."""
    connection = await asyncpg.connect(database_url("vetchart_owner"))
    sql = "UPDATE auth.signing_keys SET signs_from = signs_from - $2::interval WHERE kid = $1"
    await connection.execute(sql, kid, PUBLISHED_BEFORE_SIGNING)
    await connection.close()


class TestJwks:
    async def test_holds_public_parts_only(self, hospital: Hospital) -> None:
        async with hospital.client() as client:
            answer = await client.get("/api/auth/.well-known/jwks.json")
        assert "max-age" in answer.headers["Cache-Control"]
        assert all("d" not in key and key["kty"] == "OKP" for key in answer.json()["keys"])


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{secret}".encode()).decode()}


class TestServiceToken:
    async def test_is_for_the_service_that_knows_its_secret(self, hospital: Hospital) -> None:
        async with hospital.client() as client:
            given = await client.post("/internal/token", headers=basic("billing", "b" * 40))
            assert given.status_code == 200
            for name, secret in (("billing", "p" * 40), ("nobody", ""), ("", ""), ("billing", "é")):
                assert (await client.post("/internal/token", headers=basic(name, secret))).status_code == 401

    async def test_opens_the_feed_and_no_user_call(self, hospital: Hospital) -> None:
        async with hospital.client() as client:
            token = (await client.post("/internal/token", headers=basic("billing", "b" * 40))).json()["token"]
        async with hospital.client(token) as service:
            assert (await service.get("/internal/feed/changes")).status_code == 200
            assert (await service.get("/api/users")).status_code == 401

    async def test_of_a_user_does_not_open_the_feed(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as admin:
            for path in ("/internal/feed/changes", "/internal/feed/snapshot", "/internal/revocations"):
                assert (await admin.get(path)).status_code == 401


async def service_client(hospital: Hospital) -> httpx.AsyncClient:
    async with hospital.client() as client:
        return hospital.client(
            (await client.post("/internal/token", headers=basic("billing", "b" * 40))).json()["token"]
        )


class TestFeed:
    async def test_tells_of_the_new_clinic_and_its_users(self, hospital: Hospital) -> None:
        async with await service_client(hospital) as service:
            user = await hospital.add("staff")
            begin = {"clinic": hospital.id, "seq": 0, "hash": ""}
            answer = await service.post("/internal/feed", json={"kinds": ["user"], "behind": [begin]})
        page = answer.json()["pages"][0]
        event = next(each for each in page["events"] if each["subject"] == user["id"])
        assert (event["type"], event["kind"], page["clinic"]) == ("user.created", "user", hospital.id)
        assert "password" not in str(event["data"]).lower()

    async def test_tells_of_ended_sessions(self, hospital: Hospital) -> None:
        async with await hospital.logged_in() as client:
            session = (await client.get("/api/auth/sessions")).json()[0]["id"]
            await client.post("/api/auth/logout")
        async with await service_client(hospital) as service:
            ended = (await service.get("/internal/revocations")).json()["sessions"]
        assert session in {each[0] for each in ended}


class TestSettings:
    def test_name_each_service_with_its_secret(self) -> None:
        assert settings().secrets_by_service == {"billing": "b" * 40, "patients": "p" * 40}

    def test_refuse_a_short_one(self) -> None:
        with pytest.raises(ValueError, match="at least 32 bytes"):
            AuthSettings(**{**settings().model_dump(), "service_secrets": "billing=short", "_env_file": None})
