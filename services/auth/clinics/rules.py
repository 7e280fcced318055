"""What a clinic's settings must be, beyond their types."""

from decimal import Decimal
from zoneinfo import available_timezones

from services.auth.clinics.schemas import ClinicIn
from shared.errors import Fault, Invalid

MAX_TAX_DECIMALS = 6


def check(clinic: ClinicIn) -> None:
    """Raises Invalid."""
    faults = [*_zone(clinic.time_zone), *_tax(clinic.tax_rate)]
    if faults:
        raise Invalid(*faults)


def _zone(name: str) -> list[Fault]:
    if name in available_timezones():
        return []
    return [Fault("timeZone", "unknown", "is no time zone; write it like America/New_York or Asia/Seoul")]


def _tax(rate: Decimal) -> list[Fault]:
    if not 0 <= rate < 1:
        return [Fault("taxRate", "range", "is a fraction from 0 to below 1, as 0.08 for 8 %")]
    if rate != round(rate, MAX_TAX_DECIMALS):
        return [Fault("taxRate", "digits", f"has more than {MAX_TAX_DECIMALS} decimals")]
    return []
