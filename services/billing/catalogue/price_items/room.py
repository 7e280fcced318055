"""The price list, in the clinic's currency."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from services.billing.amounts import minor
from services.billing.catalogue.price_items.queries import LIST, PRICE_ITEMS, TO_CHOOSE
from services.billing.catalogue.price_items.schemas import PriceItemFilter, PriceItemIn
from shared.api.call import Call
from shared.api.room import Plain, Room, Words
from shared.feed.desk import Desk
from shared.wire.faults import Faults

USED = timedelta(days=90)


async def list_price_items(call: Call) -> Response:
    filters = call.query(PriceItemFilter)
    if filters.sort == "used":
        since = await call.today() - USED
        return await call.page(TO_CHOOSE, filters, q=filters.q or "", since=since, **filters.archive())
    return await call.page(LIST, filters, **filters.values())


def columns(desk: Desk, item: PriceItemIn) -> dict[str, Any]:
    faults, clinic = Faults(item), desk.clinic
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


ROOM = Room(
    "/price-items",
    PRICE_ITEMS,
    LIST,
    Plain(PRICE_ITEMS, columns),
    takes=PriceItemIn,
    write="prices:write",
    filters=PriceItemFilter,
    lists=list_price_items,
    words=Words(
        list="The price list, newest first, or what is used most first.",
        create="Add a price.",
        one="One price.",
        change="Change a price: what isn't named stays, bills that hold it already stay as they are.",
        archive="Take a price off the list.",
        restore="Bring an archived price back.",
        archived="Price item archived.",
    ),
)
