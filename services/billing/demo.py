"""This service's part of the demo clinics, written by the same operations as a request's."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from services.billing.catalogue.price_items.queries import PRICE_ITEMS
from services.billing.catalogue.price_items.room import ROOM as PRICES
from services.billing.catalogue.price_items.schemas import PriceItemIn
from services.billing.demo_data import KOREAN, US, BillingDemo, DemoBill
from services.billing.invoicing.bills import operations as bills
from services.billing.invoicing.bills.schemas import BillIn, ItemIn
from services.billing.invoicing.credit_notes import operations as credit_notes
from services.billing.invoicing.credit_notes.schemas import CreditNoteIn
from services.billing.invoicing.payments import operations as payments
from services.billing.invoicing.payments.schemas import PaymentIn
from shared.api.service import Service
from shared.data.db import Transaction
from shared.feed.desk import Desk
from shared.values.ids import demo_id
from shared.wire.errors import NotFound
from shared.wire.preconditions import ANYTHING


async def load(service: Service) -> None:
    """Raises while the parts of auth, patients and scheduling aren't here yet."""
    for demo in (US, KOREAN):
        async with service.desk(demo_id(demo.key, "clinic")) as desk:
            if not await _loaded(desk, demo):
                await _load(desk, demo)


async def _loaded(tx: Transaction, demo: BillingDemo) -> bool:
    try:
        await PRICE_ITEMS.get(tx, demo_id(demo.key, "price", "1"))
    except NotFound:
        return False
    return True


async def _load(desk: Desk, demo: BillingDemo) -> None:
    for n, price in enumerate(demo.prices, 1):
        item = PriceItemIn(
            name=price.name,
            category=price.category,
            unit_price=Decimal(price.unit_price),
            taxable=price.taxable,
        )
        await PRICES.operations.create(desk, item, demo_id(demo.key, "price", str(n)))
    for n, bill in enumerate(demo.bills, 1):
        await _bill(desk, demo, bill, demo_id(demo.key, "bill", str(n)))


async def _bill(desk: Desk, demo: BillingDemo, bill: DemoBill, bill_id: UUID) -> None:
    items = [_item(demo, number, quantity) for number, quantity in bill.lines]
    await bills.create(desk, _bill_in(desk, demo, bill, items), bill_id)
    if bill.status == "cancelled":
        await bills.cancel(desk, bill_id)
    if bill.paid:
        await payments.pay(desk, bill_id, PaymentIn(amount=Decimal(bill.paid), method="card"), ANYTHING)
    if bill.credit:
        await credit_notes.credit(desk, bill_id, CreditNoteIn(reason=bill.credit, items=items[:1]), ANYTHING)


def _bill_in(desk: Desk, demo: BillingDemo, bill: DemoBill, items: list[ItemIn]) -> BillIn:
    billed = desk.today - timedelta(days=bill.days_ago)
    return BillIn(
        owner_id=demo_id(demo.key, "owner", str((bill.patient - 1) % demo.owners + 1)),
        patient_id=demo_id(demo.key, "patient", str(bill.patient)),
        appointment_id=demo_id(demo.key, "appointment", str(bill.patient)) if bill.visit else None,
        medical_record_ids=[demo_id(demo.key, "record", str(bill.patient))] if bill.visit else [],
        items=items,
        status="sent" if bill.status == "cancelled" else bill.status,
        bill_date=billed,
        due_date=billed + timedelta(days=bill.term),
        notes=bill.notes,
    )


def _item(demo: BillingDemo, number: int, quantity: str) -> ItemIn:
    price = demo.prices[number - 1]
    return ItemIn(
        description=price.name,
        quantity=Decimal(quantity),
        unit_price=Decimal(price.unit_price),
        price_item_id=demo_id(demo.key, "price", str(number)),
    )
