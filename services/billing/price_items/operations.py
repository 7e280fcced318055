"""What can be done with the price list; each runs in the one transaction of its request."""

from typing import Any
from uuid import UUID

from services.billing.amounts import minor
from services.billing.price_items.queries import PRICE_ITEMS
from services.billing.price_items.schemas import PriceItemIn
from shared.data.db import Transaction
from shared.feed.copies import Clinic
from shared.wire.documents import Change, Document
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected


async def create(tx: Transaction, clinic: Clinic, item: PriceItemIn, item_id: UUID | None = None) -> Document:
    return (await PRICE_ITEMS.create(tx, item_id, **_columns(clinic, item))).answer()


async def update(tx: Transaction, clinic: Clinic, item_id: UUID, change: Change[PriceItemIn]) -> Document:
    item = change.partly_over(await PRICE_ITEMS.lock(tx, item_id))
    return (await PRICE_ITEMS.change(tx, item_id, **_columns(clinic, item))).answer()


async def archive(tx: Transaction, item_id: UUID, expected: Expected) -> Document:
    (await PRICE_ITEMS.lock(tx, item_id)).check(expected)
    return (await PRICE_ITEMS.archive(tx, item_id)).answer()


async def restore(tx: Transaction, item_id: UUID, expected: Expected) -> Document:
    (await PRICE_ITEMS.lock(tx, item_id)).check(expected)
    return (await PRICE_ITEMS.restore(tx, item_id)).answer()


def _columns(clinic: Clinic, item: PriceItemIn) -> dict[str, Any]:
    faults = Faults(item)
    with faults.gather():
        unit_price = minor(item.unit_price, clinic.digits, "unitPrice")
    faults.settle()
    return {
        "currency": clinic.currency,
        "currency_digits": clinic.digits,
        "name": item.name,
        "category": item.category,
        "unit_price": unit_price,
        "taxable": item.taxable,
    }
