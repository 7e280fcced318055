"""The catalogue: what the clinic charges for."""

from services.billing.catalogue.price_items.room import ROOM as PRICE_ITEMS
from shared.service.plan import Wing

CATALOGUE = Wing(rooms=(PRICE_ITEMS,))
