"""PDF rendering: a Typst template that stands beside its room, and JSON data in which nothing is markup."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from starlette.responses import Response

from shared.api.call import Call
from shared.feed.directory import ClinicSettings
from shared.process.rendering.gone import unless_gone
from shared.process.rendering.renderer import TOO_COMPLEX
from shared.values.money import DIGITS
from shared.values.names import full_name
from shared.wire.errors import TooComplex
from shared.wire.languages import preferred
from shared.wire.shapes import Shape
from shared.wire.texts import heaped

Language = Literal["en", "ko"]
JOB: Final = "shared.process.rendering.typeset:pdf"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class PdfFilter(Shape):
    """`lang` left out: what the browser asks for (Accept-Language), else the clinic's own."""

    lang: Language | None = None


async def pdf(call: Call, template: Path, name: str, data: dict[str, Any]) -> Response:
    """Raises what the renderer does, and ClientDisconnect once nobody waits for it any more."""
    if any(heaped(data)):  # stored before texts had this bound: it would take all the time there is
        raise TooComplex(TOO_COMPLEX)
    request = b"%b\n%b" % (bytes(template), msgspec.json.encode(data))
    body = await unless_gone(call.request, call.service.renderer.run(JOB, request, call.clinic_id))
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(body, headers=headers, media_type="application/pdf")


def language(call: Call, clinic: ClinicSettings) -> Language:
    """Negotiates the language: by `?lang=`, by the browser, or else what the clinic itself speaks."""
    asked = call.query(PdfFilter).lang
    if asked:
        return asked
    found = preferred(call.request.headers.get("accept-language", ""), ("en", "ko"))
    return own_language(clinic) if found is None else "ko" if found == "ko" else "en"


def own_language(clinic: ClinicSettings) -> Language:
    return "ko" if clinic.currency == "KRW" else "en"


def frame(clinic: ClinicSettings, lang: Language) -> dict[str, Any]:
    """What every sheet's data begins with. Paper is what the clinic's printer holds."""
    return {"lang": lang, "clinic": clinic.name, "paper": "us-letter" if clinic.currency == "USD" else "a4"}


def owner(found: dict[str, Any]) -> dict[str, str]:
    name = full_name(found["firstName"], found["lastName"])
    return {"name": name, "phone": found.get("phone", ""), "address": found.get("address", "")}


def day(value: str | date, lang: Language) -> str:
    """`2026-11-25` as it is read; empty for none."""
    if not value:
        return ""
    found = value if isinstance(value, date) else date.fromisoformat(value)
    if lang == "ko":
        return f"{found.year}년 {found.month}월 {found.day}일"
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year}"


def instant(value: str, clinic: ClinicSettings, lang: Language) -> str:
    """A moment by the clinic's clock; empty for none."""
    if not value:
        return ""
    local = datetime.fromisoformat(value).astimezone(clinic.zone)
    return f"{day(local.date(), lang)} {local:%H:%M}"


def money(amount: Decimal | int, currency: str) -> str:
    sign = "−" if amount < 0 else ""
    symbol = {"USD": "$", "KRW": "₩"}[currency]
    return f"{sign}{symbol}{abs(amount):,.{DIGITS[currency]}f}"
