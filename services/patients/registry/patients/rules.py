"""Pure decisions about a patient."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.patients.registry.patients.schemas import PatientIn, PatientNow
from services.patients.registry.weights.rules import weight_faults
from shared.values.ages import years_before
from shared.wire.bounds import FIRST_DAY
from shared.wire.errors import Fault
from shared.wire.faults import Faults

SPECIES = ("Dog", "Cat", "Bird", "Rabbit", "Hamster", "Fish", "Reptile", "Other")
SLACK = timedelta(days=1)  # clients send the UTC date, which can be a day ahead of the clinic's


def check(patient: PatientIn, today: date, faults: Faults) -> None:
    """Writes its species and microchip as they are kept; gathers everything that can't be."""
    for rule in (_species, _weight, _age, _birth, _death, _order):
        faults.check(rule, patient, today)


def _species(patient: PatientIn, _: date) -> Iterator[Fault]:
    patient.species = patient.species.strip().capitalize()
    if patient.species not in SPECIES:
        yield Fault("species", "choice", f"must be one of {', '.join(SPECIES)}", allowed=SPECIES)


def _weight(patient: PatientIn, _: date) -> Iterator[Fault]:
    yield from weight_faults(patient.weight, patient.weight_unit)


def _age(patient: PatientIn, today: date) -> Iterator[Fault]:
    if patient.age is not None and years_before(today, patient.age) < FIRST_DAY:
        yield Fault("age", "range", f"means a birth before {FIRST_DAY}")


def _birth(patient: PatientIn, today: date) -> Iterator[Fault]:
    if patient.birth_date and patient.birth_date > today + SLACK:
        yield Fault("birthDate", "future", "lies in the future")


def _death(patient: PatientIn, today: date) -> Iterator[Fault]:
    if patient.deceased_at and patient.deceased_at > today + SLACK:
        yield Fault("deceasedAt", "future", "lies in the future")


def _order(patient: PatientIn, _: date) -> Iterator[Fault]:
    if patient.birth_date and patient.deceased_at and patient.deceased_at < patient.birth_date:
        yield Fault("deceasedAt", "beforeBirth", "is before the birth date")


def estimated_birth_date(patient: PatientIn, current: PatientNow | None, today: date) -> date | None:
    """Kept as it was while the age that comes in is the one that went out; never beside a known birth date."""
    if patient.birth_date or patient.age is None:
        return None
    if current and current.birth_date is None and current.age == patient.age:
        return current.estimated_birth_date
    return years_before(today, patient.age)


def weight_changed(patient: PatientIn, current: PatientNow | None) -> bool:
    if patient.weight is None:
        return False
    before = (current.weight, current.weight_unit) if current else (None, None)
    return before != (patient.weight, patient.weight_unit)
