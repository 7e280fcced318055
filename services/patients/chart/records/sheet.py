"""A medical record as it is printed: what stands on the sheet, in the reader's language."""

from datetime import date
from typing import Any

from shared.api import pdf
from shared.feed.directory import ClinicSettings
from shared.values.ages import age

Json = dict[str, Any]


def record_sheet(record: Json, addenda: list[Json], clinic: ClinicSettings, lang: pdf.Language) -> Json:
    """`addenda` as the list has them, newest first; on the sheet the first one comes first."""
    return pdf.frame(clinic, lang) | {
        "record": {name: record[name] for name in ("recordType", "symptoms", "diagnosis", "treatment", "notes")},
        "veterinarian": record["veterinarian"],
        "visitDate": pdf.day(record["visitDate"], lang),
        "patient": _patient(record["patient"], date.fromisoformat(record["visitDate"]), lang),
        "owner": pdf.owner(record["patient"]["owner"]),
        "signer": record["signer"],
        "signedAt": pdf.instant(record["signedAt"], clinic, lang),
        "version": record["version"],
        "addenda": [
            {"author": each["author"], "at": pdf.instant(each["at"], clinic, lang), "text": each["text"]}
            for each in reversed(addenda)
        ],
    }


def _patient(patient: Json, visit: date, lang: pdf.Language) -> Json:
    weight = f"{patient['weight']} {patient['weightUnit']}" if patient["weight"] is not None else ""
    return {
        **{name: patient[name] for name in ("name", "species", "breed", "gender", "microchip", "alerts")},
        "age": _age(patient, visit),
        "birthDate": pdf.day(patient["birthDate"], lang),
        "weight": weight,
    }


def _age(patient: Json, visit: date) -> Json | None:
    """On the day of the visit; None where the birth isn't known."""
    birth, death = patient["birthDate"] or patient["estimatedBirthDate"], patient["deceasedAt"]
    until = min(visit, date.fromisoformat(death)) if death else visit
    return age(date.fromisoformat(birth), until) if birth else None
