from datetime import timedelta
from typing import Any

import pytest

from services.patients.tests.examples import PATIENT, Json, new_owner, new_patient, new_record
from shared.data.db import SYSTEM
from shared.feed.copies import upsert_copy
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub
from shared.values.ages import years_before
from shared.values.ids import new_id

# What the page sends back on every PUT: its own GET's answer, whatever it holds.
READ_ONLY = {"id": None, "createdAt": None, "owner": "gone", "version": 99, "updatedAt": 8.004000000000001}


async def refused(client: Client, **fields: Any) -> set[str]:
    """The paths of the faults."""
    owner = await new_owner(client)
    answer = await client.post("/api/patients", json={**PATIENT, "ownerId": owner["id"], **fields})
    assert answer.status_code == 422, answer.text
    return {fault["path"] for fault in answer.json()["errors"]}


class TestCreate:
    async def test_embeds_the_owner_at_once(self, client: Client) -> None:
        owner = await new_owner(client)
        patient = await new_patient(client, ownerId=owner["id"])
        assert patient["owner"] == owner
        assert patient | PATIENT == patient

    async def test_left_out_fields_are_blank_not_missing(self, client: Client) -> None:
        patient = await new_patient(client, breed=None)
        assert (patient["breed"], patient["assignedDoctor"], patient["microchip"]) == ("", "", "")
        assert (patient["status"], patient["weightUnit"], patient["alerts"], patient["age"]) == ("active", "lbs", [], 0)
        assert patient["gender"] is patient["weight"] is patient["birthDate"] is patient["deceasedAt"] is None

    async def test_blank_choices_dates_and_numbers_are_null(self, client: Client) -> None:
        blank = dict.fromkeys(("gender", "age", "birthDate", "deceasedAt", "weight", "handlingDifficulty"), "")
        patient = await new_patient(client, **blank, weightUnit="", status="")
        assert {patient[name] for name in blank if name != "age"} == {None}
        assert (patient["weightUnit"], patient["status"]) == ("lbs", "active")

    @pytest.mark.parametrize("typed", ["12.3", "12.30", "7", "0.045", "1234.5678"])
    async def test_keeps_the_weight_as_it_was_typed(self, client: Client, typed: str) -> None:
        owner = await new_owner(client)
        body = f'{{"name": "Rex", "species": "Dog", "ownerId": "{owner["id"]}", "weight": {typed}}}'
        answer = await client.post("/api/patients", content=body, headers={"Content-Type": "application/json"})
        assert f'"weight" : {typed},' in answer.text

    @pytest.mark.parametrize("species", ["dog", "DOG", " Dog "])
    async def test_capitalises_the_species(self, client: Client, species: str) -> None:
        assert (await new_patient(client, species=species))["species"] == "Dog"

    async def test_read_only_fields_are_ignored(self, client: Client) -> None:
        patient = await new_patient(client, **READ_ONLY)
        assert patient["version"] == 1
        assert patient["owner"]["firstName"] == "Ann"

    async def test_the_same_patient_twice_is_no_fault(self, client: Client) -> None:
        owner = await new_owner(client)
        first, second = [await new_patient(client, ownerId=owner["id"]) for _ in range(2)]
        assert first["id"] != second["id"]

    @pytest.mark.parametrize(
        "fields",
        [
            {"species": "Unicorn"},
            {"weight": 0},
            {"weight": -1},
            {"weight": 20_001},
            {"weight": "heavy"},
            {"weight": "12.5"},
            {"weightUnit": "stone"},
            {"microchip": "12345"},
            {"microchip": "٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣"},
            {"birthDate": "2999-01-01"},
            {"birthDate": "0588-01-01"},
            {"birthDate": "yesterday"},
            {"gender": "Other"},
            {"age": -1},
            {"age": 2.5},
            {"name": " "},
            {"pet": True},
            {"ownerId": "x"},
            {"ownerId": str(new_id())},
        ],
    )
    async def test_names_the_field_that_is_wrong(self, client: Client, fields: Json) -> None:
        assert await refused(client, **fields) == set(fields)

    async def test_names_every_field_that_is_wrong(self, client: Client) -> None:
        wrong = {"name": "", "gender": "?", "alerts": ["ok", 5], "colour": "red"}
        assert await refused(client, **wrong) == {"name", "gender", "alerts[1]", "colour"}

    async def test_death_before_birth_is_refused(self, client: Client) -> None:
        assert await refused(client, birthDate="2020-05-01", deceasedAt="2020-04-30") == {"deceasedAt"}

    async def test_another_clinics_owner_is_refused(self, client: Client, stranger: Client) -> None:
        owner = await new_owner(stranger)
        answer = await client.post("/api/patients", json={**PATIENT, "ownerId": owner["id"]})
        assert answer.json()["errors"][0]["path"] == "ownerId"

    async def test_an_archived_owner_is_refused(self, client: Client) -> None:
        owner = await new_owner(client)
        await client.delete(f"/api/owners/{owner['id']}")
        answer = await client.post("/api/patients", json={**PATIENT, "ownerId": owner["id"]})
        assert answer.json()["errors"][0]["code"] == "archived"

    async def test_a_doctor_who_is_one_user_is_that_user(self, client: Client, app: ServiceApp) -> None:
        user = new_id()
        async with app.service.db.transaction(client.clinic_id, SYSTEM) as tx:
            await upsert_copy(tx, "user", user, 1, '{"firstName": "Sarah", "lastName": "Wilson"}')
        for name, meant in (("Dr. Sarah Wilson", str(user)), ("sarah wilson", str(user)), ("Nobody", None)):
            patient = await new_patient(client, assignedDoctor=name)
            assert (patient["assignedDoctor"], patient["assignedDoctorId"]) == (name, meant)

    async def test_a_doctor_is_one_of_the_staff_by_id(self, client: Client, app: ServiceApp) -> None:
        sarah, bo = new_id(), new_id()
        async with app.service.db.transaction(client.clinic_id, SYSTEM) as tx:
            await upsert_copy(tx, "user", sarah, 1, '{"firstName": "Sarah", "lastName": "Wilson"}')
            await upsert_copy(tx, "user", bo, 1, '{"firstName": "Bo", "lastName": "Chen"}')
        patient = await new_patient(client, assignedDoctorId=str(sarah))
        assert (patient["assignedDoctor"], patient["assignedDoctorId"]) == ("Sarah Wilson", str(sarah))
        async with app.service.db.transaction(client.clinic_id, SYSTEM) as tx:
            await upsert_copy(tx, "user", sarah, 2, '{"firstName": "Sarah", "lastName": "Stone"}')
        changes = [
            ({"breed": "Pug"}, ("Sarah Wilson", str(sarah))),
            ({"assignedDoctor": "dr. bo chen"}, ("dr. bo chen", str(bo))),
            ({"assignedDoctorId": str(sarah)}, ("Sarah Stone", str(sarah))),
            ({"assignedDoctorId": None}, ("", None)),
            ({"assignedDoctorId": None, "assignedDoctor": "Visitor"}, ("Visitor", None)),
        ]
        for change, doctor in changes:
            found = (await client.put(f"/api/patients/{patient['id']}", json=change)).json()
            assert (found["assignedDoctor"], found["assignedDoctorId"]) == doctor
        refused = await client.put(f"/api/patients/{patient['id']}", json={"assignedDoctorId": str(new_id())})
        assert [fault["path"] for fault in refused.json()["errors"]] == ["assignedDoctorId"]


class TestAge:
    async def test_is_kept_as_an_estimated_birth_date(self, client: Client, clinic: ClinicStub) -> None:
        patient = await new_patient(client, age=4)
        assert patient["age"] == 4
        assert patient["birthDate"] is None
        assert patient["estimatedBirthDate"] == years_before(clinic.today(), 4).isoformat()

    async def test_grows_with_the_birth_date(self, client: Client, clinic: ClinicStub) -> None:
        birthday = years_before(clinic.today(), 3)
        assert (await new_patient(client, birthDate=birthday.isoformat()))["age"] == 3
        eve = birthday + timedelta(days=2)
        assert (await new_patient(client, birthDate=eve.isoformat()))["age"] == 2

    async def test_ends_with_death(self, client: Client) -> None:
        assert (await new_patient(client, birthDate="2010-06-01", deceasedAt="2015-05-31"))["age"] == 4

    async def test_never_replaces_a_known_birth_date(self, client: Client) -> None:
        patient = await new_patient(client, birthDate="2020-02-29", age=1)
        changed = (await client.put(f"/api/patients/{patient['id']}", json={"age": 9})).json()
        assert (changed["birthDate"], changed["estimatedBirthDate"]) == ("2020-02-29", None)
        assert changed["age"] == patient["age"]

    async def test_sent_back_keeps_the_estimate(self, client: Client) -> None:
        patient = await new_patient(client, age=4)
        url = f"/api/patients/{patient['id']}"
        assert (await client.put(url, json={"age": 4})).json()["estimatedBirthDate"] == patient["estimatedBirthDate"]
        assert (await client.put(url, json={"age": 6})).json()["age"] == 6


class TestList:
    async def test_filters_by_owner_and_status(self, client: Client) -> None:
        first = await new_patient(client)
        second = await new_patient(client, status="inactive")
        for query, expected in (
            ("", [second, first]),
            ("?status=inactive", [second]),
            (f"?ownerId={first['ownerId']}", [first]),
            (f"?ownerId={first['ownerId']}&status=inactive", []),
        ):
            assert (await client.get(f"/api/patients{query}")).json() == expected

    @pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "status=odd", "ownerId=1", "cursor=x"])
    async def test_a_bad_parameter_is_named(self, client: Client, query: str) -> None:
        answer = await client.get(f"/api/patients?{query}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == query.partition("=")[0]

    async def test_unknown_and_empty_parameters_are_no_fault(self, client: Client) -> None:
        assert (await client.get("/api/patients?page=2&status=&limit=")).status_code == 200


class TestUpdate:
    async def test_the_whole_answer_sent_back_changes_only_the_version(self, client: Client) -> None:
        await new_patient(client, weight=12.3, age=3, alerts=["bites"], microchip="985112345678901")
        patient = (await client.get("/api/patients")).json()[0]
        changed = (await client.put(f"/api/patients/{patient['id']}", json=patient)).json()
        assert changed["version"] == 2
        assert changed == {**patient, "version": 2, "updatedAt": changed["updatedAt"]}

    async def test_old_fields_alone_leave_the_newer_ones(self, client: Client) -> None:
        patient = await new_patient(client, microchip="985112345678901", alerts=["penicillin"])
        changed = (await client.put(f"/api/patients/{patient['id']}", json={"name": "Max"})).json()
        assert (changed["name"], changed["microchip"], changed["alerts"]) == ("Max", "985112345678901", ["penicillin"])

    async def test_null_and_blank_erase(self, client: Client) -> None:
        patient = await new_patient(client, weight=5, birthDate="2020-01-01", gender="Male", alerts=["x"])
        erased = {"weight": None, "birthDate": "", "gender": "", "alerts": None, "breed": ""}
        changed = (await client.put(f"/api/patients/{patient['id']}", json=erased)).json()
        assert (changed["weight"], changed["birthDate"], changed["gender"]) == (None, None, None)
        assert (changed["alerts"], changed["breed"]) == ([], "")

    async def test_moves_to_another_owner(self, client: Client) -> None:
        patient, owner = await new_patient(client), await new_owner(client, firstName="Bo")
        changed = await client.put(f"/api/patients/{patient['id']}", json={"ownerId": owner["id"]})
        assert changed.json()["owner"] == owner

    async def test_read_only_fields_are_ignored(self, client: Client) -> None:
        patient = await new_patient(client)
        changed = (await client.put(f"/api/patients/{patient['id']}", json=READ_ONLY)).json()
        assert changed == {**patient, "version": 2, "updatedAt": changed["updatedAt"]}

    async def test_stale_is_412_with_the_current_patient(self, client: Client) -> None:
        patient = await new_patient(client)
        url = f"/api/patients/{patient['id']}"
        tag = (await client.get(url)).headers["ETag"]
        assert (await client.put(url, json={"name": "A"}, headers={"If-Match": tag})).status_code == 200
        stale = await client.put(url, json={"name": "B"}, headers={"If-Match": tag})
        assert stale.status_code == 412
        assert stale.json()["current"]["name"] == "A"
        assert stale.json()["current"]["owner"] == patient["owner"]


class TestArchive:
    async def test_with_records_is_409(self, client: Client) -> None:
        record = await new_record(client)
        answer = await client.delete(f"/api/patients/{record['patientId']}")
        assert answer.status_code == 409
        assert {"error", "message", "requestId"} <= answer.json().keys()

    async def test_is_gone_from_lists_and_comes_back(self, client: Client) -> None:
        patient = await new_patient(client)
        url = f"/api/patients/{patient['id']}"
        assert (await client.delete(url)).json() == {"message": "Patient archived."}
        assert (await client.get("/api/patients")).json() == []
        assert (await client.get(url)).json()["archivedAt"]
        assert [p["id"] for p in (await client.get("/api/patients?archived=true")).json()] == [patient["id"]]
        restored = (await client.post(f"{url}/restore")).json()
        assert (restored["archivedAt"], restored["owner"]) == (None, patient["owner"])
        assert len((await client.get("/api/patients")).json()) == 1

    async def test_is_not_undone_while_the_owner_is_archived(self, client: Client) -> None:
        patient = await new_patient(client)
        url, owner = f"/api/patients/{patient['id']}", f"/api/owners/{patient['ownerId']}"
        assert [(await client.delete(each)).status_code for each in (url, owner)] == [200, 200]
        refused = await client.post(f"{url}/restore")
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:vetchart:problem:archived")
        assert [(await client.post(f"{each}/restore")).status_code for each in (owner, url)] == [200, 200]

    async def test_of_an_owner_keeps_others_patients_from_moving_there(self, client: Client) -> None:
        patient, gone = await new_patient(client), await new_owner(client)
        await client.delete(f"/api/owners/{gone['id']}")
        refused = await client.put(f"/api/patients/{patient['id']}", json={"ownerId": gone["id"]})
        assert [fault["path"] for fault in refused.json()["errors"]] == ["ownerId"]

    async def test_lets_the_owner_be_archived(self, client: Client) -> None:
        patient = await new_patient(client)
        owner = f"/api/owners/{patient['ownerId']}"
        assert (await client.delete(owner)).status_code == 409
        await client.delete(f"/api/patients/{patient['id']}")
        assert (await client.delete(owner)).status_code == 200

    async def test_stale_is_412(self, client: Client) -> None:
        answer = await client.put(f"/api/patients/{(await new_patient(client))['id']}", json={"name": "A"})
        url, stale = f"/api/patients/{answer.json()['id']}", '"1-00"'
        assert (await client.delete(url, headers={"If-Match": stale})).status_code == 412
        assert (await client.delete(url, headers={"If-Match": answer.headers["ETag"]})).status_code == 200


@pytest.mark.parametrize(("sort", "expected"), [("name", "ABC"), ("-name", "CBA"), ("owner", "BCA"), ("-owner", "ACB")])
async def test_lists_are_sorted_by_name_and_owner(client: Client, sort: str, expected: str) -> None:
    for name, owner in (("B", "Kim"), ("A", "Park"), ("C", "Lee")):
        await new_patient(client, name=name, ownerId=(await new_owner(client, lastName=owner))["id"])
    found, url = "", f"/api/patients?limit=1&sort={sort}"
    while url:
        answer = await client.get(url)
        found += "".join(patient["name"] for patient in answer.json())
        url = answer.links.get("next", {}).get("url", "")
    assert found == expected
