"""Lines of bills and credit notes: as they are stored, and how what a client sent becomes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from msgspec import UNSET

from services.billing.amounts import minor
from services.billing.bills.schemas import ItemIn
from shared.errors import Fault, Invalid
from shared.ids import new_id
from shared.money import MAXIMUM, Line, line_total, to_minor

QUANTITY_DECIMALS = 3
MOST = 1_000_000  # of one thing on a line


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine(Line):
    """A line in minor units, as it is stored."""

    id: UUID
    description: str
    quantity: Decimal
    unit_price: int
    price_item_id: UUID | None

    @property
    def face(self) -> tuple[str, Decimal, int, bool]:
        """What the client sees of it: two lines with one face are the same line."""
        return self.description, self.quantity, self.unit_price, self.taxable


def stored(item: dict[str, Any], digits: int) -> BillLine:
    """A line of a document."""
    return BillLine(
        id=UUID(item["id"]),
        description=item["description"],
        quantity=Decimal(item["quantity"]),
        unit_price=to_minor(Decimal(item["unitPrice"]), digits),
        total=to_minor(Decimal(item["totalPrice"]), digits),
        taxable=item["taxable"],
        price_item_id=UUID(item["priceItemId"]) if item["priceItemId"] else None,
    )


def _meant(items: Sequence[ItemIn], lines: Sequence[BillLine]) -> list[tuple[UUID, BillLine | None]]:
    """The id that each item has from now on, and the line that it was: by its id, else by its description."""
    left = {str(line.id): line for line in lines}
    named = [left.pop(str(item.id), None) for item in items]
    found = [was or _described(item, left) for item, was in zip(items, named, strict=True)]
    known = {line.description: line for line in reversed(lines)}
    return [
        (was.id, was) if was else (new_id(), known.get(item.description))
        for item, was in zip(items, found, strict=True)
    ]


def _described(item: ItemIn, left: dict[str, BillLine]) -> BillLine | None:
    """One that no other item was."""
    found = next((key for key, line in left.items() if line.description == item.description), None)
    return left.pop(found) if found else None


def priced(
    items: Sequence[ItemIn], digits: int, before: Sequence[BillLine], taxability: dict[UUID, bool]
) -> list[BillLine]:
    """The lines with their totals; `before` are those that the bill has. Raises Invalid with every fault."""
    faults: list[Fault] = []
    lines = [
        _line(item, f"items[{i}]", digits, line_id, was, taxability, faults)
        for i, (item, (line_id, was)) in enumerate(zip(items, _meant(items, before), strict=True))
    ]
    if not faults and sum(abs(line.total) for line in lines) > MAXIMUM:
        faults.append(Fault("items", "invalid", "add up to more than can be billed"))
    if faults:
        raise Invalid(*faults)
    return lines


def _line(
    item: ItemIn,
    path: str,
    digits: int,
    line_id: UUID,
    before: BillLine | None,
    taxability: dict[UUID, bool],
    faults: list[Fault],
) -> BillLine:
    kept = before.price_item_id if before else None
    price_item_id = kept if item.price_item_id is UNSET else item.price_item_id
    if price_item_id and price_item_id not in taxability:
        faults.append(Fault(f"{path}.priceItemId", "unknown", "names no price item of this clinic"))
    unit_price = minor(item.unit_price, digits, f"{path}.unitPrice", faults)
    if not _is_quantity(item.quantity):
        message = f"must be more than 0, at most {MOST}, with at most {QUANTITY_DECIMALS} decimals"
        faults.append(Fault(f"{path}.quantity", "invalid", message))
    return BillLine(
        id=line_id,
        description=item.description,
        quantity=item.quantity,
        unit_price=unit_price,
        total=line_total(item.quantity, unit_price),
        taxable=_taxable(item, before, price_item_id, taxability),
        price_item_id=price_item_id,
    )


def _taxable(item: ItemIn, before: BillLine | None, price_item_id: UUID | None, taxability: dict[UUID, bool]) -> bool:
    """A line typed freely is taxable."""
    if item.taxable is not None:
        return item.taxable
    if before:
        return before.taxable
    return taxability.get(price_item_id, True) if price_item_id else True


def _is_quantity(quantity: Decimal) -> bool:
    thousandths = Fraction(quantity) * 10**QUANTITY_DECIMALS
    return 0 < quantity <= MOST and thousandths.denominator == 1
