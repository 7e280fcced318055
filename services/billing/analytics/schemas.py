from datetime import date
from decimal import Decimal
from typing import Literal

from shared.values.periods import Step
from shared.wire.shapes import Shape

Age = Literal["due", "1-30", "31-60", "61-90", "90+"]


class RevenuePeriod(Shape):
    """`issued`: bills by their date, cancelled ones too; `credited`: credit notes, also those that cancel a bill."""

    start: date
    issued: Decimal
    credited: Decimal
    paid: Decimal


class Owed(Shape):
    """What is owed today by days past the due date; `due`: not past it."""

    age: Age
    bills: int
    amount: Decimal


class CategoryRevenue(Shape):
    """Lines of the bills issued in the range that aren't cancelled, by the category of their price item; empty where a
    line was typed freely. As the lines show it: with the tax where prices include it, before credits."""

    category: str
    lines: int
    amount: Decimal


class Revenue(Shape):
    """`owed` is as of today, of all bills, whatever the range."""

    first: date
    last: date
    step: Step
    currency: str
    periods: list[RevenuePeriod]
    owed: list[Owed]
    categories: list[CategoryRevenue]
