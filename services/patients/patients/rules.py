"""Pure decisions about a patient."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from services.patients.patients.schemas import PatientIn
from services.patients.weights.rules import weight_faults
from shared.ages import years_before
from shared.bounds import FIRST_DAY
from shared.errors import Fault, Invalid

SPECIES = ("Dog", "Cat", "Bird", "Rabbit", "Hamster", "Fish", "Reptile", "Other")
SLACK = timedelta(days=1)  # clients send the UTC date, which can be a day ahead of the clinic's


def checked(patient: PatientIn, today: date) -> PatientIn:
    """The patient with its species capitalised. Raises Invalid with everything that can't be."""
    patient.species = patient.species.strip().capitalize()
    patient.microchip = patient.microchip.strip()  # the pattern's `$` lets a line's end through
    faults = list(_faults(patient, today))
    if faults:
        raise Invalid(*faults)
    return patient


def _faults(patient: PatientIn, today: date) -> Iterator[Fault]:
    if patient.species not in SPECIES:
        yield Fault("species", "invalid", f"must be one of {', '.join(SPECIES)}")
    yield from weight_faults(patient.weight, patient.weight_unit)
    for name, value in (("birthDate", patient.birth_date), ("deceasedAt", patient.deceased_at)):
        if value and value > today + SLACK:
            yield Fault(name, "invalid", "lies in the future")
    if patient.age is not None and years_before(today, patient.age) < FIRST_DAY:
        yield Fault("age", "range", f"means a birth before {FIRST_DAY}")
    if patient.birth_date and patient.deceased_at and patient.deceased_at < patient.birth_date:
        yield Fault("deceasedAt", "invalid", "is before the birth date")


def estimated_birth_date(patient: PatientIn, current: Mapping[str, Any] | None, today: date) -> date | None:
    """Kept as it was while the age that comes in is the one that went out; never beside a known birth date."""
    if patient.birth_date or patient.age is None:
        return None
    if current and current["birthDate"] is None and current["age"] == patient.age:
        kept = current["estimatedBirthDate"]
        return date.fromisoformat(kept) if kept else None
    return years_before(today, patient.age)


def weight_changed(patient: PatientIn, current: Mapping[str, Any] | None) -> bool:
    if patient.weight is None:
        return False
    before = (current["weight"], current["weightUnit"]) if current else (None, None)
    return before != (patient.weight, patient.weight_unit)
