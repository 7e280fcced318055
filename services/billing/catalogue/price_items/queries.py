"""SQL of the price list."""

from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, Uuid, and_, bindparam, func, select

from services.billing.amounts import major
from services.billing.catalogue.price_items.schemas import PriceItem
from services.billing.tables.catalogue import price_items
from services.billing.tables.invoicing import bill_items, bills
from shared.data.db import Statement, Transaction
from shared.data.resources import Resource

PRICE_ITEMS = Resource(
    "price_item",
    price_items,
    PriceItem,
    read="read",
    computed={"unit_price": major(price_items.c.unit_price, price_items.c.currency_digits)},
)

_q = bindparam("q", type_=Text)
_text = func.lower(price_items.c.name + " " + price_items.c.category)
_where = {
    # Not leakproof, so it filters row by row: a clinic has some hundreds of prices.
    "q": func.strpos(_text, func.lower(_q)) > 0,
}
LIST = PRICE_ITEMS.listing(where=_where)

_uses = (
    select(bill_items.c.price_item_id, func.count().label("count"))
    .join(bills, and_(bills.c.clinic_id == bill_items.c.clinic_id, bills.c.id == bill_items.c.bill_id))
    .where(
        bills.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        bills.c.number.is_not(None),
        bills.c.bill_date >= bindparam("since", type_=Date),
    )
    .group_by(bill_items.c.price_item_id)
    .subquery()
)
TO_CHOOSE = PRICE_ITEMS.listing(
    name="select price items by use",
    source=price_items.outerjoin(_uses, _uses.c.price_item_id == price_items.c.id),
    ranks=(
        func.starts_with(func.lower(price_items.c.name), func.lower(_q)).desc(),
        func.coalesce(_uses.c["count"], 0).desc(),
        price_items.c.created_at,
    ),
    where=_where,
    cached=False,
)

_TAXABLE = Statement(
    "select price items' taxability",
    select(price_items.c.id, price_items.c.taxable).where(
        price_items.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        price_items.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))),
    ),
)


async def taxability(tx: Transaction, ids: set[UUID]) -> dict[UUID, bool]:
    """Of each price item that there is, whether it is taxable."""
    rows = await tx.rows(_TAXABLE, ids=list(ids)) if ids else []
    return {row["id"]: row["taxable"] for row in rows}
