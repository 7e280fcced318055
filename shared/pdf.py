"""Documents as PDF: a Typst template that stands beside its room, and the data for it. Nothing in the data is markup.

Rendering takes 2 to 10 ms for a page and 0.1 s for 100,000 characters, in a thread that doesn't hold up the event loop.
"""

import asyncio
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import typst
from starlette.responses import Response

from shared.call import Call
from shared.copies import Clinic
from shared.errors import Unavailable
from shared.money import DIGITS
from shared.names import full_name
from shared.shapes import Shape

Language = Literal["en", "ko"]
ROOT: Final = Path(__file__).parents[1]
FONTS: Final = typst.Fonts(False, False, [str(Path(__file__).parent / "fonts")])
AT_ONCE: Final = 2
PATIENCE: Final = 5.0  # seconds that a document waits for its turn
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_turns = asyncio.Semaphore(AT_ONCE)


class PdfFilter(Shape):
    """`lang` left out: what the browser asks for (Accept-Language), else the clinic's own."""

    lang: Language | None = None


async def pdf(call: Call, template: Path, name: str, data: dict[str, Any]) -> Response:
    """Raises Unavailable where too many wait."""
    try:
        await asyncio.wait_for(_turns.acquire(), PATIENCE)
    except TimeoutError as error:
        raise Unavailable("Too many documents are printed just now; try again in a moment.", retry_after=2) from error
    try:
        body = await asyncio.to_thread(render, template, data)
    finally:
        _turns.release()
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(body, headers=headers, media_type="application/pdf")


def render(template: Path, data: dict[str, Any]) -> bytes:
    return typst.compile(
        str(template),
        root=str(ROOT),
        font_paths=FONTS,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": msgspec.json.encode(data).decode()},
    )


def language(call: Call, clinic: Clinic) -> Language:
    """What is asked for: by `?lang=`, by the browser, or else what the clinic itself speaks."""
    asked = call.query(PdfFilter).lang
    if asked:
        return asked
    for each in call.request.headers.get("accept-language", "").split(","):
        if (primary := each.strip()[:2].lower()) in ("en", "ko"):
            return "ko" if primary == "ko" else "en"
    return own_language(clinic)


def own_language(clinic: Clinic) -> Language:
    return "ko" if clinic.currency == "KRW" else "en"


def frame(clinic: Clinic, lang: Language) -> dict[str, Any]:
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


def instant(value: str, clinic: Clinic, lang: Language) -> str:
    """A moment by the clinic's clock; empty for none."""
    if not value:
        return ""
    local = datetime.fromisoformat(value).astimezone(clinic.zone)
    return f"{day(local.date(), lang)} {local:%H:%M}"


def money(amount: Decimal | int, currency: str) -> str:
    sign = "−" if amount < 0 else ""
    symbol = {"USD": "$", "KRW": "₩"}[currency]
    return f"{sign}{symbol}{abs(amount):,.{DIGITS[currency]}f}"
