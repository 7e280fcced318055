"""What auth publishes. It follows nobody, and others look up its clinics and users."""

from services.auth.clinics import queries as clinics
from services.auth.users.queries import USERS

PUBLISHED = (clinics.PUBLISHED, USERS.published())
