"""Validates what no type says of a value: days of this calendar, one spelling of an id or number, finite ones."""

from collections.abc import Iterator
from datetime import date, datetime
from math import isfinite
from typing import Any, Final
from uuid import UUID

import msgspec

from shared.wire.errors import Fault

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # what lies beyond them is a slip of a key
LARGEST: Final = 2**53  # past it, a JSON number isn't the same number everywhere


def bound_faults(raw: Any, value: Any, path: str = "") -> Iterator[Fault]:
    """The faults of `value`, which was read from `raw`, and of all that is in it."""
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            if field.encode_name in raw:
                inner = f"{path}.{field.encode_name}" if path else field.encode_name
                yield from bound_faults(raw[field.encode_name], getattr(value, field.name), inner)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from bound_faults(raw[i], item, f"{path}[{i}]")
    elif fault := _fault(raw, value):
        yield Fault(path, *fault)


def _fault(raw: Any, value: Any) -> tuple[str, str] | None:
    if isinstance(value, date):
        return _day_fault(value)
    if isinstance(value, UUID) and isinstance(raw, str) and raw != str(value):
        return "invalid", "must be an id as it was given out: in small letters, with its hyphens"
    if isinstance(value, int) and not isinstance(value, bool):
        return _number_fault(raw, value)
    if isinstance(value, float) and not isfinite(value):
        return "invalid", "must be a finite number"
    return None


def _day_fault(value: date) -> tuple[str, str] | None:
    if not FIRST_DAY.year <= value.year <= LAST_DAY.year:
        return "range", f"must be a day from {FIRST_DAY} to {LAST_DAY}"
    if isinstance(value, datetime) and value.tzinfo is None:
        return "invalid", "must say its offset, as in 2026-01-05T09:00:00Z"
    return None


def _number_fault(raw: Any, value: int) -> tuple[str, str] | None:
    if isinstance(raw, str) and raw != str(value):
        return "invalid", "must be a whole number, written in digits"
    return ("range", "is too large") if abs(value) > LARGEST else None
