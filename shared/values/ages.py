"""Ages, in Python and in SQL: computed on the way out, so that they never grow old."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, bindparam, cast, func


def years_before(today: date, years: int) -> date:
    """29 February becomes the 28th in other years."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def age(birth: date, until: date) -> dict[str, Any]:
    """As it is said of an animal: in weeks under four months, in months under two years, then in years."""
    months = (until.year - birth.year) * 12 + until.month - birth.month - (until.day < birth.day)
    if months < 4:
        return {"unit": "weeks", "count": max((until - birth).days // 7, 0)}
    return {"unit": "months", "count": months} if months < 24 else {"unit": "years", "count": months // 12}


def age_years(birth: ColumnElement[Any], deceased: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole years from `birth` to the parameter `today` or the day of death; 0 where the birth isn't known."""
    until = func.least(bindparam("today", type_=Date), deceased)
    years = func.date_part("year", func.age(until, birth))
    return func.greatest(func.coalesce(cast(years, Integer), 0), 0)
