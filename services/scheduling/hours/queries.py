"""SQL of opening hours."""

from services.scheduling.hours.rules import WEEK
from services.scheduling.hours.schemas import Hours
from services.scheduling.tables import hours
from shared.data.resources import Resource

HOURS = Resource("hours", hours, Hours, read="read", computed={day: hours.c.week[day] for day in WEEK})
