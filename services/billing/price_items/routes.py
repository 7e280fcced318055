from datetime import timedelta

from starlette.responses import Response

from services.billing.price_items import operations
from services.billing.price_items.queries import LIST, PRICE_ITEMS, TO_CHOOSE
from services.billing.price_items.schemas import PriceItem, PriceItemFilter, PriceItemIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.wire.shapes import Message

USED = timedelta(days=90)


async def list_price_items(call: Call) -> Response:
    """The price list, newest first, or what is used most first."""
    filters = call.query(PriceItemFilter)
    if filters.sort == "used":
        since = await call.today() - USED
        return await call.page(TO_CHOOSE, filters, q=filters.q or "", since=since, **filters.archive())
    return await call.page(LIST, filters, q=filters.q, **filters.archive())


async def create_price_item(call: Call) -> Response:
    """Add a price."""
    return await call.write(201, operations.create, await call.clinic(), await call.partly(PriceItemIn))


async def get_price_item(call: Call) -> Response:
    """One price."""
    return call.answer(await call.read(PRICE_ITEMS.get, call.id()))


async def update_price_item(call: Call) -> Response:
    """Change a price: what isn't named stays, bills that hold it already stay as they are."""
    change = await call.change(PriceItemIn)
    return await call.write(200, operations.update, await call.clinic(), call.id(), change)


async def archive_price_item(call: Call) -> Response:
    """Take a price off the list."""
    return await call.remove("Price item archived.", operations.archive, call.id(), call.expected())


async def restore_price_item(call: Call) -> Response:
    """Bring an archived price back."""
    return await call.write(200, operations.restore, call.id(), call.expected())


ENDPOINTS = [
    Endpoint("GET", "/price-items", list_price_items, "read", response=list[PriceItem], query=PriceItemFilter),
    Endpoint(
        "POST", "/price-items", create_price_item, "prices:write", response=PriceItem, body=PriceItemIn, status=201
    ),
    Endpoint("GET", "/price-items/{id}", get_price_item, "read", response=PriceItem),
    Endpoint("PUT", "/price-items/{id}", update_price_item, "prices:write", response=PriceItem, body=PriceItemIn),
    Endpoint("DELETE", "/price-items/{id}", archive_price_item, "prices:write", response=Message),
    Endpoint("POST", "/price-items/{id}/restore", restore_price_item, "prices:write", response=PriceItem),
]
