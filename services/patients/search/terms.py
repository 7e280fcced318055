"""What each kind of thing is found by."""

from services.patients.search.numbers import number_terms
from services.patients.search.rules import name_terms, word_terms
from shared.values.names import full_name


def owner_terms(first_name: str, last_name: str, email: str, phone: str) -> set[str]:
    return name_terms(full_name(first_name, last_name), first_name, last_name, email) | number_terms(phone)


def patient_terms(name: str, breed: str, microchip: str) -> set[str]:
    return name_terms(name, breed) | number_terms(microchip)


def record_terms(diagnosis: str, symptoms: str, treatment: str, notes: str) -> set[str]:
    return word_terms(diagnosis, symptoms, treatment, notes)
