"""Lines of bills and credit notes: as they are stored, and how what a client sent becomes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from msgspec import UNSET

from services.billing.amounts import minor
from services.billing.invoicing.bills.schemas import Item, ItemIn
from shared.values.ids import new_id
from shared.values.money import MAXIMUM, Line, line_total, to_minor
from shared.wire.errors import Fault, Invalid
from shared.wire.faults import Faults, sound

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


def stored(item: Item, digits: int) -> BillLine:
    """A line of a document."""
    return BillLine(
        id=item.id,
        description=item.description,
        quantity=item.quantity,
        unit_price=to_minor(item.unit_price, digits),
        total=to_minor(item.total_price, digits),
        taxable=item.taxable,
        price_item_id=item.price_item_id,
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


def named_prices(items: Sequence[ItemIn], before: Sequence[BillLine]) -> set[UUID]:
    """The price items of all lines."""
    asked = sound(items, lambda item: item.price_item_id)
    return {each for each in (*asked, *(line.price_item_id for line in before)) if each}


def priced(
    items: Sequence[ItemIn], digits: int, before: Sequence[BillLine], taxability: dict[UUID, bool]
) -> list[BillLine]:
    """The lines with their totals; `before` are those that the bill has. Raises Invalid with every fault."""
    faults = Faults(items)
    for i, item in enumerate(items):
        _check(item, f"items[{i}]", digits, taxability, faults)
    faults.settle()
    meant = zip(items, _meant(items, before), strict=True)
    lines = [_line(item, digits, line_id, was, taxability) for item, (line_id, was) in meant]
    if sum(abs(line.total) for line in lines) > MAXIMUM:
        raise Invalid(Fault("items", "range", "add up to more than can be billed"))
    return lines


def _check(item: ItemIn, path: str, digits: int, taxability: dict[UUID, bool], faults: Faults) -> None:
    with faults.gather():
        if item.price_item_id and item.price_item_id not in taxability:
            raise Invalid(Fault(f"{path}.priceItemId", "unknown", "names no price item of this clinic"))
    with faults.gather():
        minor(item.unit_price, digits, f"{path}.unitPrice")
    with faults.gather():
        if not _is_quantity(item.quantity):
            words = f"must be more than 0, at most {MOST}, with at most {QUANTITY_DECIMALS} decimals"
            raise Invalid(Fault(f"{path}.quantity", "range", words))
    with faults.gather():
        _ = item.description, item.taxable  # where all others are right


def _line(item: ItemIn, digits: int, line_id: UUID, before: BillLine | None, taxability: dict[UUID, bool]) -> BillLine:
    kept = before.price_item_id if before else None
    price_item_id = kept if item.price_item_id is UNSET else item.price_item_id
    unit_price = to_minor(item.unit_price, digits)
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
