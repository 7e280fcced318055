"""Who is new, against a plain count over what the API itself lists."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from services.patients.tests.examples import new_owner, new_patient
from shared.testing.kit import Client, ClinicStub, database_url
from shared.values.periods import Step, period_start

# Spread over some months, with instants that are another day in UTC than in the clinic.
SPREAD = """
    UPDATE patients.{table} SET created_at = now() - (abs(hashtext(id::text)) % 120) * interval '23 hours'
    WHERE clinic_id = $1"""


async def spread(clinic: ClinicStub) -> None:
    ops = await asyncpg.connect(database_url("vetchart_ops"))
    for table in ("owners", "patients"):
        await ops.execute(SPREAD.format(table=table), clinic.id)
    await ops.close()


async def figures(client: Client, query: str = "") -> Any:
    answer = await client.get(f"/api/analytics/patients{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestNewcomers:
    @pytest.mark.parametrize("step", ["day", "week", "month"])
    async def test_are_what_a_plain_count_finds(self, client: Client, clinic: ClinicStub, step: Step) -> None:
        dice = random.Random(step)
        for _ in range(15):
            await new_patient(client, species=dice.choice(["Dog", "Cat", "Bird"]))
        gone = await new_patient(client)
        await client.delete(f"/api/patients/{gone['id']}")
        await spread(clinic)
        found = await figures(client, f"?from={clinic.today() - timedelta(days=121)}&to={clinic.today()}&step={step}")
        for kind in ("owners", "patients"):
            listed = (await client.get(f"/api/{kind}")).json()
            moments = (datetime.fromisoformat(each["createdAt"]) for each in listed)
            days = (moment.astimezone(ZoneInfo(clinic.time_zone)).date() for moment in moments)
            expected = Counter(period_start(day, step).isoformat() for day in days)
            assert Counter({each["start"]: each[kind] for each in found["periods"] if each[kind]}) == expected
        listed = (await client.get("/api/patients")).json()
        mix = Counter(each["species"] for each in listed)
        assert {each["species"]: each["patients"] for each in found["species"]} == mix

    async def test_today_is_the_clinics(self, client: Client, clinic: ClinicStub) -> None:
        await new_owner(client)
        found = await figures(client)
        assert found["last"] == clinic.today().isoformat()
        assert (found["periods"][-1]["owners"], len(found["periods"])) == (1, 30)

    async def test_a_deceased_patient_is_in_no_mix(self, client: Client, clinic: ClinicStub) -> None:
        await new_patient(client, species="Cat", deceasedAt=datetime.now(UTC).date().isoformat())
        assert (await figures(client))["species"] == []
