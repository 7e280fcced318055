from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from services.billing.invoicing.payments.schemas import Payment
from shared.contracts.owner import Owner
from shared.contracts.patient import Patient
from shared.data.paging import ArchiveFilter
from shared.wire.bounds import LARGEST
from shared.wire.shapes import Line, Notes, Now, Shape

Status = Literal["draft", "sent", "paid", "overdue", "cancelled"]
Description = Annotated[Line, Meta(min_length=1, pattern=r"\S")]


class ItemIn(Shape):
    """One line. `id` may be any text: where it is a line's of this bill, or the description is, the line keeps its id,
    and `taxable` and `priceItemId` that aren't named stay as they are there. `taxable` left out: the price item's,
    else true. A `unitPrice` below zero is a discount."""

    ignored: ClassVar[frozenset[str]] = frozenset({"totalPrice"})

    description: Description
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    id: Any = None
    taxable: bool | None = None
    price_item_id: UUID | UnsetType | None = UNSET


class Item(Shape):
    id: UUID
    description: str
    quantity: Decimal
    unit_price: Decimal
    total_price: Decimal
    taxable: bool
    price_item_id: UUID | None


Items = Annotated[list[ItemIn], Meta(max_length=500)]


class BillIn(Shape):
    """`taxRate` is a fraction, the clinic's if left out; `billDate` is today, `dueDate` 30 days later.

    `sent` and `paid` issue the bill, `paid` also records a payment of what is left; `overdue` is computed, and ignored
    here.
    """

    owner_id: UUID
    patient_id: UUID
    appointment_id: UUID | None = None
    medical_record_ids: Annotated[list[UUID], Meta(max_length=100)] = []
    items: Items = []
    tax_rate: Decimal | None = None
    status: Status | None = None
    bill_date: date | None = None
    due_date: date | None = None
    notes: Notes = ""


class Bill(Shape):
    """Amounts are in the currency's major unit. `balance` is what is owed; below zero, what is to be given back."""

    id: UUID
    version: int
    bill_number: str
    owner_id: UUID
    patient_id: UUID
    appointment_id: UUID | None
    medical_record_ids: list[UUID]
    items: list[Item]
    subtotal: Decimal
    tax: Decimal
    tax_rate: Decimal
    tax_inclusive: bool
    total_amount: Decimal
    currency: str
    payments: list[Payment]
    credited_amount: Decimal
    balance: Decimal
    status: Status
    bill_date: date
    due_date: date
    issued_at: datetime | None
    notes: str
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    owner: Owner
    patient: Patient
    appointment: dict[str, Any] | None
    medical_records: list[dict[str, Any]]


class BillNow(Now, kw_only=True):
    id: UUID
    bill_number: str
    owner_id: UUID
    patient_id: UUID
    items: list[Item]
    subtotal: Decimal
    tax: Decimal
    tax_rate: Decimal
    tax_inclusive: bool
    total_amount: Decimal
    currency: str
    payments: list[Payment]
    credited_amount: Decimal
    status: Status
    bill_date: date
    due_date: date


class BillFilter(ArchiveFilter):
    """`from` and `to` are bill dates, both inclusive; `number` is that of an issued bill, 12 for BILL-000012.

    `sort`: downwards with a minus before it; newest first without. By number, drafts stand before the first one.
    """

    from_: date | None = field(default=None, name="from")
    to: date | None = None
    number: Annotated[int, Meta(ge=1, le=LARGEST)] | None = None
    sort: Literal["date", "-date", "due", "-due", "amount", "-amount", "number", "-number"] | None = None
    status: Status | None = None
    owner_id: UUID | None = None
    patient_id: UUID | None = None
