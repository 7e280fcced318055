"""Revenue of a clinic, worked out from its bills, payments and credit notes."""

from collections import defaultdict
from datetime import date
from typing import Any, get_args

from services.billing.analytics.queries import by_age, by_category, by_period
from services.billing.analytics.schemas import Age, CategoryRevenue, Owed, Revenue, RevenuePeriod
from shared.feed.desk import Desk
from shared.values.money import to_major
from shared.values.periods import Range


async def revenue(desk: Desk, asked: Range) -> Revenue:
    values = asked.values(desk.clinic.zone)
    return Revenue(
        first=asked.first,
        last=asked.last,
        step=asked.step,
        currency=desk.clinic.currency,
        periods=await _periods(desk, asked, values),
        owed=await _owed(desk),
        categories=[
            CategoryRevenue(
                category=row["category"], lines=row["lines"], amount=to_major(row["amount"], desk.clinic.digits)
            )
            for row in await by_category(desk, **values)
        ],
    )


async def _periods(desk: Desk, asked: Range, values: dict[str, Any]) -> list[RevenuePeriod]:
    """With those in which nothing happened."""
    sums: defaultdict[tuple[date, str], int] = defaultdict(int)
    for row in await by_period(desk, **values):
        sums[row["start"], row["kind"]] = row["amount"]
    return [
        RevenuePeriod(
            start=start,
            issued=to_major(sums[start, "issued"], desk.clinic.digits),
            credited=to_major(sums[start, "credited"], desk.clinic.digits),
            paid=to_major(sums[start, "paid"], desk.clinic.digits),
        )
        for start in asked.starts()
    ]


async def _owed(desk: Desk) -> list[Owed]:
    """With the ages of which nothing is owed."""
    found = {row["age"]: (row["bills"], row["amount"]) for row in await by_age(desk)}
    ages: tuple[Age, ...] = get_args(Age)
    owed = [(age, *found.get(age, (0, 0))) for age in ages]
    return [Owed(age=age, bills=bills, amount=to_major(amount, desk.clinic.digits)) for age, bills, amount in owed]
