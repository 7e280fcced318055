"""What a clinic's settings must be, beyond their types."""

from zoneinfo import available_timezones

from services.auth.clinics.schemas import ClinicIn
from shared.wire.errors import Fault
from shared.wire.faults import Faults

MAX_TAX_DECIMALS = 6


def check(clinic: ClinicIn) -> None:
    """Raises Invalid with every fault."""
    faults = Faults(clinic)
    faults.check(_zone, clinic)
    faults.check(_tax, clinic)
    faults.settle()


def _zone(clinic: ClinicIn) -> list[Fault]:
    if clinic.time_zone in available_timezones():
        return []
    return [Fault("timeZone", "unknown", "is no time zone; write it like America/New_York or Asia/Seoul")]


def _tax(clinic: ClinicIn) -> list[Fault]:
    rate = clinic.tax_rate
    if not 0 <= rate < 1:
        return [Fault("taxRate", "range", "must be a fraction from 0 to below 1, as 0.08 for 8 %")]
    if rate != round(rate, MAX_TAX_DECIMALS):
        return [Fault("taxRate", "digits", f"has more than {MAX_TAX_DECIMALS} decimals")]
    return []
