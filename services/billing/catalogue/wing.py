"""The catalogue: what the clinic charges for."""

from services.billing.catalogue.price_items.queries import PRICE_ITEMS
from services.billing.catalogue.price_items.room import ROOM
from shared.service.plan import Wing

CATALOGUE = Wing(ROOM.endpoints(), publishes=(PRICE_ITEMS,))
