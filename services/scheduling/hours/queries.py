"""SQL of opening hours."""

from services.scheduling.hours.rules import WEEK
from services.scheduling.tables import hours
from shared.db import json_object
from shared.resources import Resource

HOURS = Resource(
    "hours",
    hours,
    json_object(version=hours.c.version, **{day: hours.c.week[day] for day in WEEK}, closedDays=hours.c.closed_days),
)
