"""The rows of a load clinic, made up from a number: owner n has the same name on every machine."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from services.patients.index.numbers import number_terms
from services.patients.index.terms import name_terms, word_terms
from shared.values.ids import new_id

# Names of two syllables, so that a hundred of each kind are spread as evenly as the numbers.
_BEGIN = ("An", "Be", "Cla", "Da", "E", "Fe", "Gra", "Ho", "I", "Ju")
FIRST = [begin + end for begin in _BEGIN for end in ("na", "ri", "la", "vid", "va", "lix", "cy", "ry", "do", "ce")]
LAST = [
    begin + end for begin in _BEGIN for end in ("mer", "son", "ton", "ber", "ley", "ford", "man", "ry", "by", "ham")
]
PETS = [begin + end for begin in _BEGIN for end in ("bo", "ko", "mi", "xy", "zi")]
BREEDS = (("Dog", "Beagle"), ("Dog", "Poodle"), ("Cat", "Bengal"), ("Cat", "Persian"), ("Bird", "Canary"))
FINDINGS = ("Healthy, vaccinated", "Otitis externa", "Dental calculus", "Dermatitis of the paw", "Fracture, healing")
KINDS = ("vaccine", "treatment", "dental", "treatment", "surgery")
SPREAD = 6_180_339_887  # prime to ten: each number once, with all its digits spread
VETERINARIANS = 40
SLOT = timedelta(minutes=30)
SLOTS_A_DAY = 16
TAX_RATE = Decimal("0.08")

# Of 20 patients in a row: who has an appointment, a bill, a chip.
APPOINTMENTS, BILLS, CHIPS = 6, 10, 5
PATIENTS_OF_OWNERS = (2, 3)  # in turn: 2.5 an owner

COLUMNS = {
    "patients.owners": "clinic_id id created_at updated_at first_name last_name email phone address notes",
    "patients.patients": "clinic_id id created_at updated_at owner_id name species breed gender birth_date weight "
    "weight_unit status assigned_doctor microchip alerts",
    "patients.weights": "clinic_id id patient_id at weight weight_unit weight_kg",
    "patients.records": "clinic_id id created_at updated_at patient_id visit_date record_type symptoms diagnosis "
    "treatment notes veterinarian",
    "patients.search_terms": "clinic_id term kind id",
    "scheduling.appointments": "clinic_id id created_at updated_at patient_id date time duration starts_at ends_at "
    "reason notes veterinarian veterinarian_key status overbooked",
    # Before its bill: the lines of one that is issued don't change.
    "billing.bill_items": "clinic_id id bill_id position description quantity unit_price total taxable",
    "billing.payments": "clinic_id id bill_id amount method at",
    "billing.bills": "clinic_id id created_at updated_at currency currency_digits tax_rate tax_inclusive subtotal tax "
    "total number owner_id patient_id medical_record_ids status paid bill_date due_date issued_at notes",
}


class Sizes(NamedTuple):
    owners: int

    @property
    def patients(self) -> int:
        return self.owners * 5 // 2


@dataclass
class Rows:
    """Those of some owners, by table."""

    clinic: UUID
    today: date
    total: int  # patients in all: the last one came just now
    by_table: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def add_owner(self, n: int, first_patient: int) -> int:
        """With its patients; gives the next one's number."""
        owner, at = new_id(), self._at(first_patient)
        first, last = FIRST[n % len(FIRST)], LAST[n // len(FIRST) % len(LAST)]
        phone = f"{n * SPREAD % 10**10:010}"
        email = f"{first}.{last}{n}@example.com".lower() if n % 10 == 0 else ""
        self._add("patients.owners", owner, at, at, first, last, email, phone, f"{n} Load Street", "")
        terms = _name(f"{first} {last}", first, last, email) | number_terms(phone)
        self._terms("owner", owner, terms)
        count = PATIENTS_OF_OWNERS[n % 2]
        for number in range(first_patient, first_patient + count):
            self._add_patient(number, owner)
        return first_patient + count

    def _add_patient(self, n: int, owner: UUID) -> None:
        patient, at, chip = new_id(), self._at(n), f"985{n * SPREAD % 10**12:012}" if n % 20 < CHIPS else ""
        name, (species, breed) = PETS[n % len(PETS)], BREEDS[n // len(PETS) % len(BREEDS)]
        weight = Decimal(n % 400 + 20) / 10
        born = self.today - timedelta(days=n % 4000 + 60)
        sex = ("Male", "Female")[n % 2]
        values: tuple[Any, ...] = (owner, name, species, breed, sex, born, weight, "kg", "active", _doctor(n), chip, [])
        self._add("patients.patients", patient, at, at, *values)
        self._add("patients.weights", new_id(), patient, at, weight, "kg", weight)
        self._terms("patient", patient, _name(name, breed) | number_terms(chip))
        record = self._add_record(n, patient, at)
        if n % 20 < APPOINTMENTS:
            self._add_appointment(n // 20 * APPOINTMENTS + n % 20, patient, at)
        if n % 20 < BILLS:
            self._add_bill(n // 20 * BILLS + n % 20 + 1, owner, patient, record, at)

    def _add_record(self, n: int, patient: UUID, at: datetime) -> UUID:
        record, finding = new_id(), FINDINGS[n % len(FINDINGS)]
        values = (patient, at.date(), KINDS[n % len(KINDS)], "", finding, "See notes", "", _doctor(n))
        self._add("patients.records", record, at, at, *values)
        self._terms("record", record, _words(finding, "See notes"))
        return record

    def _add_appointment(self, k: int, patient: UUID, at: datetime) -> None:
        """The k-th of the clinic: the veterinarians work in parallel, slot after slot, the last month is to come."""
        slots = self.total * APPOINTMENTS // 20 // VETERINARIANS
        behind = slots - k // VETERINARIANS
        day = self.today + timedelta(days=30 - behind // SLOTS_A_DAY)
        starts = datetime.combine(day, time(8), UTC) + SLOT * (SLOTS_A_DAY - 1 - behind % SLOTS_A_DAY)
        status = "completed" if day < self.today else "scheduled"
        doctor = _doctor(k)
        when = (day, starts.time(), 30, starts, starts + SLOT)
        values: tuple[Any, ...] = (patient, *when, "Check-up", "", doctor, f"name:{doctor.lower()}", status, False)
        self._add("scheduling.appointments", new_id(), at, at, *values)

    def _add_bill(self, number: int, owner: UUID, patient: UUID, record: UUID, at: datetime) -> None:
        bill, price = new_id(), 2_500 + number % 100 * 25  # cents; 8 % of twice that is whole
        for position, text in enumerate(("Consultation", "Treatment")):
            self._add("billing.bill_items", new_id(), bill, position, text, Decimal(1), price, price, True)
        subtotal = 2 * price
        tax = subtotal * 8 // 100
        paid = subtotal + tax if number % 10 else 0
        if paid:
            self._add("billing.payments", new_id(), bill, paid, "card", at)
        dates = (at.date(), at.date() + timedelta(days=30), at)
        money = ("USD", 2, TAX_RATE, False, subtotal, tax, subtotal + tax, number)
        about = (owner, patient, [record], "paid" if paid else "sent", paid)
        self._add("billing.bills", bill, at, at, *money, *about, *dates, "")

    def _at(self, n: int) -> datetime:
        """They came one after the other over three years."""
        return datetime.now(UTC) - timedelta(days=3 * 365) * ((self.total - n) / self.total)

    def _add(self, table: str, *values: Any) -> None:
        self.by_table[table].append((self.clinic, *values))

    def _terms(self, kind: str, subject: UUID, terms: set[str]) -> None:
        self.by_table["patients.search_terms"] += [(self.clinic, term, kind, subject) for term in terms]


def batches(clinic: UUID, today: date, sizes: Sizes, size: int = 10_000) -> Iterator[Rows]:
    patient = 0
    for start in range(0, sizes.owners, size):
        rows = Rows(clinic, today, sizes.patients)
        for n in range(start, min(start + size, sizes.owners)):
            patient = rows.add_owner(n, patient)
        yield rows


def _doctor(n: int) -> str:
    return f"Load Doctor {n % VETERINARIANS + 1}"


_name = functools.lru_cache(100_000)(name_terms)
_words = functools.lru_cache(1_000)(word_terms)
