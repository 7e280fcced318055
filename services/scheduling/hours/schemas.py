import datetime as dt
from typing import Annotated

from msgspec import Meta

from shared.wire.shapes import Name, Shape

Opens = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5, extra={"words": "must be a time as 09:30"})
]
Closes = Annotated[
    str,
    Meta(
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        max_length=5,
        extra={"words": "must be a time as 18:00, at most 24:00"},
    ),
]


class Opening(Shape):
    """`closes` 24:00 is the day's end."""

    opens: Opens
    closes: Closes


class ClosedDay(Shape):
    date: dt.date
    reason: Name


Openings = Annotated[list[Opening], Meta(max_length=10)]


class HoursIn(Shape):
    """When the clinic is open, by its own clock: each day's openings in their order, with the breaks between them. A
    day without any is closed, and so are the closed days. Set for the first time without any day's openings, the clinic
    is open but on its closed days."""

    monday: Openings = []
    tuesday: Openings = []
    wednesday: Openings = []
    thursday: Openings = []
    friday: Openings = []
    saturday: Openings = []
    sunday: Openings = []
    closed_days: Annotated[list[ClosedDay], Meta(max_length=400)] = []


class Hours(HoursIn, kw_only=True):
    """`version` 0: the clinic hasn't said when it is open, so that it may be booked at any time."""

    version: int
