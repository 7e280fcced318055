"""A bill as it is printed: what stands on the sheet, in the reader's language."""

from typing import Any

from shared.api import pdf
from shared.feed.directory import ClinicSettings

Json = dict[str, Any]


def bill_sheet(bill: Json, notes: list[Json], clinic: ClinicSettings, lang: pdf.Language) -> Json:
    currency = bill["currency"]
    amounts = ("subtotal", "tax", "totalAmount")
    return pdf.frame(clinic, lang) | {
        **{name: bill[name] for name in ("billNumber", "status", "taxInclusive", "notes")},
        **{name: pdf.money(bill[name], currency) for name in amounts},
        "issued": bill["issuedAt"] is not None,
        "balance": pdf.money(abs(bill["balance"]), currency),
        "toRefund": bill["balance"] < 0,
        "taxRate": f"{bill['taxRate'] * 100:.3f}".rstrip("0").rstrip("."),
        "billDate": pdf.day(bill["billDate"], lang),
        "dueDate": pdf.day(bill["dueDate"], lang),
        "owner": pdf.owner(bill["owner"]),
        "patient": bill["patient"]["name"],
        "items": [_line(item, currency) for item in bill["items"]],
        "payments": [_payment(payment, currency, clinic, lang) for payment in bill["payments"]],
        "creditNotes": [_credit_note(note, currency, clinic, lang) for note in notes],
    }


def _line(item: Json, currency: str) -> Json:
    return {
        "description": item["description"],
        "quantity": f"{item['quantity']:,}",
        "unitPrice": pdf.money(item["unitPrice"], currency),
        "totalPrice": pdf.money(item["totalPrice"], currency),
        "taxable": item["taxable"],
    }


def _payment(payment: Json, currency: str, clinic: ClinicSettings, lang: pdf.Language) -> Json:
    return {
        "method": payment["method"],
        "refund": payment["amount"] < 0,
        "at": pdf.instant(payment["at"], clinic, lang),
        "amount": pdf.money(abs(payment["amount"]), currency),
    }


def _credit_note(note: Json, currency: str, clinic: ClinicSettings, lang: pdf.Language) -> Json:
    return {
        "number": note["creditNoteNumber"],
        "at": pdf.instant(note["createdAt"], clinic, lang),
        "reason": note["reason"],
        "amount": pdf.money(note["totalAmount"], currency),
    }
