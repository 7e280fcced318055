"""Search terms of patients."""

from services.patients.index.found import Found
from services.patients.index.numbers import number_terms
from services.patients.index.terms import name_terms
from services.patients.tables.registry import patients


def _terms(name: str, breed: str, microchip: str) -> set[str]:
    return name_terms(name, breed) | number_terms(microchip)


FOUND = Found("patient", patients, ("name", "breed", "microchip"), _terms)
