"""Time-based one-time passwords (RFC 6238), and recovery codes for the day the phone is lost."""

import base64
import re
import secrets

import pyotp
from pyotp.exceptions import OTPVerificationError

SKEW = 1  # steps of 30 s that the phone's clock may be off
RECOVERY_CODES = 10
_TOTP = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """160 bits in base32, as people type it into their app where they can't scan the URI."""
    return pyotp.random_base32()


def otpauth_uri(secret: str, username: str) -> str:
    """What an authenticator app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="VetChart")


def step_of(secret: str, code: str, now: float) -> int | None:
    """The step whose code this is; None where it is none of those around `now`."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=SKEW)
    except OTPVerificationError:
        return None


def new_recovery_codes() -> list[str]:
    """80 bits each: too many to guess them back from a plain hash."""
    return [_grouped(base64.b32encode(secrets.token_bytes(10)).decode().lower()) for _ in range(RECOVERY_CODES)]


def plain_code(code: str) -> str:
    """As it is kept and compared: people type spaces, dashes and capitals as they like."""
    return re.sub(r"[\s-]", "", code).lower()


def is_totp(plain: str) -> bool:
    return _TOTP.fullmatch(plain) is not None


def _grouped(text: str) -> str:
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))
