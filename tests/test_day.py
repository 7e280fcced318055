"""A day's work of the demo clinic, through the gateway."""

from collections.abc import Callable
from typing import Any

import httpx2 as httpx

from tests.conftest import eventually

LogIn = Callable[[str], httpx.Client]
OWNER = {"firstName": "Grace", "lastName": "Hopper", "phone": "555-0142"}
PATIENT = {"name": "Bug", "species": "Cat", "breed": "Siamese", "age": 3, "gender": "Female", "weight": 9.3}


def made(client: httpx.Client, path: str, **body: Any) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


class TestAVisit:
    def test_from_the_phone_call_to_the_paid_bill(self, log_in: LogIn) -> None:
        desk, vet = log_in("staff@vetchart.com"), log_in("vet@vetchart.com")
        owner = made(desk, "/api/owners", **OWNER)
        patient = made(desk, "/api/patients", **PATIENT, ownerId=owner["id"])
        appointment = made(
            desk,
            "/api/appointments",
            patientId=patient["id"],
            date="2031-05-06",
            time="09:30",
            duration=30,
            reason="cough",
            veterinarian="Sarah Wilson",
        )
        assert appointment["patient"]["owner"]["lastName"] == "Hopper"
        record = made(vet, "/api/records", patientId=patient["id"], diagnosis="tracheitis", veterinarian="Sarah Wilson")
        bill = made(
            desk,
            "/api/bills",
            ownerId=owner["id"],
            patientId=patient["id"],
            appointmentId=appointment["id"],
            medicalRecordIds=[record["id"]],
            items=[{"description": "Consultation", "quantity": 1, "unitPrice": 55.5}],
        )
        assert bill["medicalRecords"][0]["diagnosis"] == "tracheitis"
        issued = desk.post(f"/api/bills/{bill['id']}/issue").json()
        assert issued["billNumber"].startswith("BILL-")
        paid = made(desk, f"/api/bills/{bill['id']}/payments", amount=issued["totalAmount"], method="card")
        assert (paid["status"], paid["balance"]) == ("paid", 0)

    def test_the_summary_shows_it_on_one_screen(self, log_in: LogIn) -> None:
        vet = log_in("vet@vetchart.com")
        patient = vet.get("/api/patients").json()[-1]
        summary = vet.get(f"/api/patients/{patient['id']}/summary").json()
        assert summary["patient"]["id"] == patient["id"]
        assert summary["owner"]["id"] == patient["ownerId"]
        assert "degraded" not in summary
        assert {"alerts", "weights", "records", "appointments", "bills"} <= summary.keys()


class TestEvents:
    def test_a_new_phone_number_reaches_the_appointment_book(self, log_in: LogIn) -> None:
        desk = log_in("staff@vetchart.com")
        appointment = desk.get("/api/appointments").json()[0]
        owner = appointment["patient"]["owner"]
        desk.put(f"/api/owners/{owner['id']}", json={"phone": "555-9999"})
        url = f"/api/appointments/{appointment['id']}"
        eventually(lambda: desk.get(url).json()["patient"]["owner"]["phone"] == "555-9999")

    def test_a_deceased_patient_has_no_appointments_to_come(self, log_in: LogIn) -> None:
        desk = log_in("staff@vetchart.com")
        owner = made(desk, "/api/owners", **OWNER)
        patient = made(desk, "/api/patients", **PATIENT, ownerId=owner["id"])
        booked = {"date": "2031-06-01", "time": "10:00", "duration": 30, "reason": "vaccine", "veterinarian": ""}
        appointment = made(desk, "/api/appointments", patientId=patient["id"], **booked)
        desk.put(f"/api/patients/{patient['id']}", json={"deceasedAt": "2026-11-01"}).raise_for_status()
        eventually(lambda: desk.get(f"/api/appointments/{appointment['id']}").json()["status"] == "cancelled")


class TestFirstClients:
    def test_every_list_is_a_bare_array_of_the_demo(self, log_in: LogIn) -> None:
        admin = log_in("admin@vetchart.com")
        counts = {name: len(admin.get(f"/api/{name}").json()) for name in ("owners", "patients", "records", "bills")}
        assert counts["owners"] >= 12
        assert counts["patients"] >= 20
        assert counts["records"] >= 14
        assert counts["bills"] > 0
        assert len(admin.get("/api/appointments").json()) >= 19

    def test_korean_names_come_back_as_they_are(self, log_in: LogIn) -> None:
        owners = log_in("staff@hanbit.example").get("/api/owners").json()
        assert sum("가" <= owner["lastName"][0] <= "힣" for owner in owners) >= 8

    def test_the_dashboard_counts(self, log_in: LogIn) -> None:
        stats = log_in("admin@hanbit.example").get("/api/dashboard/stats").json()
        assert stats["totalPatients"] >= 12
        assert stats["totalOwners"] >= 8
        assert len(stats["recentRecords"]) >= 8


class TestOtherClinic:
    def test_sees_nothing_of_it(self, log_in: LogIn) -> None:
        us, korea = log_in("admin@vetchart.com"), log_in("admin@hanbit.example")
        for name in ("owners", "patients", "records", "appointments", "bills"):
            mine = {each["id"] for each in korea.get(f"/api/{name}").json()}
            theirs = [each["id"] for each in us.get(f"/api/{name}").json()]
            assert not mine & set(theirs)
            assert korea.get(f"/api/{name}/{theirs[0]}").status_code == 404
        assert korea.get(f"/api/patients/{us.get('/api/patients').json()[0]['id']}/summary").status_code == 404
        assert korea.get("/api/search", params={"q": "Hopper"}).json() == []


class TestAudit:
    def test_every_chain_is_whole(self, log_in: LogIn) -> None:
        admin = log_in("admin@vetchart.com")
        assert admin.get("/api/audit").json()
        verified = admin.get("/api/audit/verify").json()
        assert verified["intact"] is True, verified
