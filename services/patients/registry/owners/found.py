"""Search terms of owners."""

from services.patients.index.found import Found
from services.patients.index.numbers import number_terms
from services.patients.index.terms import name_terms
from services.patients.tables.registry import owners
from shared.values.names import full_name


def _terms(first_name: str, last_name: str, email: str, phone: str) -> set[str]:
    return name_terms(full_name(first_name, last_name), first_name, last_name, email) | number_terms(phone)


FOUND = Found("owner", owners, ("first_name", "last_name", "email", "phone"), _terms)
