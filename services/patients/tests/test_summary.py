"""This service's part of a patient's summary."""

import pytest

from services.patients.tests.examples import made, new_patient, new_record
from shared.testing.kit import Client
from shared.values.ids import new_id


def url(patient: object) -> str:
    return f"/internal/patients/{patient}/summary"


async def test_has_the_patient_and_the_newest_of_each_list(client: Client) -> None:
    record = await new_record(client)
    await new_record(client)
    patient = record["patientId"]
    weighed = await made(client, f"/api/patients/{patient}/weights", {"weight": 4.2, "weightUnit": "kg"})
    summary = (await client.get(url(patient))).json()
    assert summary["patient"] == (await client.get(f"/api/patients/{patient}")).json()
    assert ([each["id"] for each in summary["records"]], summary["more"]) == ([record["id"]], [])
    assert [each["id"] for each in summary["weights"]] == [weighed["id"]]


async def test_leaves_out_what_was_voided(client: Client) -> None:
    patient = (await new_patient(client, weight=30.4))["id"]
    (weight,) = (await client.get(url(patient))).json()["weights"]
    void = await client.post(f"/api/patients/{patient}/weights/{weight['id']}/void", json={"reason": "Other dog"})
    assert void.status_code == 200
    assert (await client.get(url(patient))).json()["weights"] == []


async def test_names_the_lists_that_go_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = (await new_patient(client))["id"]
    for _ in range(2):
        await new_record(client, patientId=patient, notes="long " * 100)
    monkeypatch.setattr("shared.api.summary.LIST_BYTES", 1000)
    summary = (await client.get(url(patient))).json()
    assert (len(summary["records"]), summary["more"]) == (1, ["records"])


@pytest.mark.parametrize("whose", ["nobody's", "another clinic's"])
async def test_of_an_unknown_patient_is_404(client: Client, stranger: Client, whose: str) -> None:
    patient = (await new_patient(stranger))["id"] if whose == "another clinic's" else new_id()
    assert (await client.get(url(patient))).status_code == 404
