"""Remainder of a bill: what of its lines no credit note holds yet. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.billing.invoicing.bills.lines import BillLine
from shared.values.money import Line
from shared.wire.errors import Fault, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited(Line):
    """Of lines that read the same, all that earlier notes hold."""

    description: str
    unit_price: int
    quantity: Decimal


class Uncredited:
    """Lines that read the same share what is left of them: at their own price as many as were billed, and at whatever
    price no more money than they are worth."""

    def __init__(self, billed: Iterable[BillLine], earlier: Iterable[Credited]) -> None:
        self._many: defaultdict[tuple[str, bool, int], Decimal] = defaultdict(Decimal)
        self._worth: defaultdict[tuple[str, bool], int] = defaultdict(int)
        for line in billed:
            self._many[_priced(line)] += line.quantity
            self._worth[_about(line)] += line.total
        self._left = self._worth.copy()
        for each in earlier:
            self._take(each)

    def credit(self, lines: Sequence[BillLine]) -> None:
        """Raises Invalid with each that is more than is left."""
        faults = []
        for i, line in enumerate(lines):
            if fault := self._fault(line, f"items[{i}]"):
                faults.append(fault)
            else:
                self._take(line)
        if faults:
            raise Invalid(*faults)

    def _take(self, line: BillLine | Credited) -> None:
        if _priced(line) in self._many:
            self._many[_priced(line)] -= line.quantity
        self._left[_about(line)] -= line.total

    def _fault(self, line: BillLine, path: str) -> Fault | None:
        if _about(line) not in self._worth:
            return Fault(f"{path}.description", "unknown", "is no line of this bill, or not with this tax")
        worth, left = self._worth[_about(line)], self._left[_about(line)] - line.total
        many = self._many.get(_priced(line))
        if many is not None and line.quantity > many:
            return Fault(f"{path}.quantity", "range", f"is more than is left of this line, {many.normalize():f}")
        if not min(0, worth) <= left <= max(0, worth):
            name = "unitPrice" if many is None else "quantity"
            return Fault(f"{path}.{name}", "range", "makes more than is left of what this line is worth")
        return None


def _about(line: BillLine | Credited) -> tuple[str, bool]:
    return line.description, line.taxable


def _priced(line: BillLine | Credited) -> tuple[str, bool, int]:
    return line.description, line.taxable, line.unit_price
