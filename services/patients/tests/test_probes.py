import pytest

from services.patients.app import create_app
from services.patients.settings import PatientsSettings
from shared.testing.kit import Client, ClinicStub, PeersStub, running, settings_for


class TestProbes:
    async def test_write_and_scan_say_how_much(self, client: Client) -> None:
        headers = {"Content-Type": "application/json"}
        written = await client.post("/api/db/test-write?count=7&payloadSize=0", headers=headers)
        assert written.status_code == 200, written.text
        assert written.json() | {"status": "ok", "inserted": 7} == written.json()
        assert (await client.post("/api/db/test-write")).json()["inserted"] == 5
        scanned = (await client.get("/api/db/test-scan?limit=10")).json()
        assert (scanned["status"], scanned["rows"]) == ("ok", 10)
        assert scanned["latencyMs"] > 0

    @pytest.mark.parametrize("query", ["count=0", "count=1001", "payloadSize=-1", "payloadSize=100001", "count=x"])
    async def test_out_of_range_is_422(self, client: Client, query: str) -> None:
        assert (await client.post(f"/api/db/test-write?{query}")).status_code == 422

    async def test_are_for_admins(self, client: Client, clinic: ClinicStub) -> None:
        async with Client(client.app, clinic.user("veterinarian")) as vet:
            assert (await vet.post("/api/db/test-write")).status_code == 403

    async def test_are_off_where_they_are_not_turned_on(self, clinic: ClinicStub, peers: PeersStub) -> None:
        settings = PatientsSettings(**settings_for("patients"))
        async with (
            running(create_app(settings, peers.transport())) as app,
            Client(app, clinic.user()) as client,
        ):
            assert (await client.get("/api/db/test-scan")).status_code == 404

    def test_production_refuses_them(self) -> None:
        production = {**settings_for("patients"), "vetchart_env": "production", "db_probe": True}
        with pytest.raises(ValueError, match="DB_PROBE is refused"):
            PatientsSettings(**production)
